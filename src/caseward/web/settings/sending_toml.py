"""The part of ``web.toml`` on messages, measures and logs: where they go. Secrets are in files that it names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

#: Every setting: its type, and what it says.
SETTINGS: Final[dict[str, tuple[type, str]]] = {
    "address": (str, "where people open the application, for links in messages: `https://` and the host"),
    "email_host": (str, "the SMTP server through which emails go; empty: none are sent"),
    "email_port": (int, "its port"),
    "email_security": (str, "`starttls`, `tls`, or `none` for a server on the same machine"),
    "email_user": (str, "the user of the SMTP server; empty where it asks for none"),
    "email_password": (str, "the file of that user's password"),
    "email_from": (str, "the sender of emails"),
    "sms_url": (str, "the gateway that takes text messages by HTTP; empty: none are sent"),
    "sms_key": (str, "the file of the gateway's bearer token; empty where it asks for none"),
    "webhooks": (list, "other systems that are told of events, each a name, a space and a URL"),
    "warnings_to": (list, "who is told of a warning that is not urgent: `officer`, `supervisor`, `duty`"),
    "urgent_unread_minutes": (
        int,
        "after how many minutes an unopened warning of a weapon with violence goes to the next in line (assumed)",
    ),
    "unread_minutes": (int, "the same for every other warning (assumed)"),
    "metrics": (bool, "whether `/metrics` answers; the server in front keeps it to this machine"),
    "log_requests": (bool, "whether each request is logged, as the name of its page, never its address"),
}
#: What a setting may say, where that is a choice.
CHOICES: Final = {
    "email_security": ("starttls", "tls", "none"),
    "warnings_to": ("officer", "supervisor", "duty"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What the settings say of messages, measures and logs. Fields as ``SETTINGS``."""

    folder: Path
    address: str = ""
    email_host: str = ""
    email_port: int = 587
    email_security: str = "starttls"
    email_user: str = ""
    email_password: str = "keys/email.key"  # a file's name
    email_from: str = "caseward@localhost"
    sms_url: str = ""
    sms_key: str = ""
    webhooks: tuple[str, ...] = ()
    warnings_to: tuple[str, ...] = ("officer", "supervisor")
    urgent_unread_minutes: int = 60
    unread_minutes: int = 24 * 60
    metrics: bool = False
    log_requests: bool = False

    def endpoints(self) -> dict[str, str]:
        """The URLs of other systems that are told of events, by name."""
        return {name: url for name, _, url in (said.partition(" ") for said in self.webhooks)}

    def webhook_secret(self, name: str) -> Path:
        """The file of the key by which what goes to one of them is signed."""
        return self.folder / "keys" / f"webhook-{name}.key"


def rules_broken(name: str, value: object) -> Iterator[str]:
    """What is wrong with a value of the right type."""
    said = value if isinstance(value, list) else [value]
    if name in CHOICES and not set(said) <= set(CHOICES[name]):
        yield f"it must be of {', '.join(f'`{one}`' for one in CHOICES[name])}"
    if name in ("urgent_unread_minutes", "unread_minutes", "email_port") and not (isinstance(value, int) and value > 0):
        yield "it must be above 0"
    if name == "webhooks":
        names = [str(one).partition(" ")[0] for one in said]
        wrong = [one for one in said if not str(one).partition(" ")[2].startswith(("https://", "http://"))]
        if wrong or len(set(names)) < len(names) or not all(one.replace("-", "").isalnum() for one in names):
            yield "each must be a name of its own (letters, digits, hyphens), a space and a URL"
