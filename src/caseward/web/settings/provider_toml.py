"""The part of ``web.toml`` on an identity provider of the agency's: OpenID Connect. Off where no issuer is said."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from caseward.web.settings import sending_toml

#: Every setting: its type, and what it says.
SETTINGS: Final[dict[str, tuple[type, str]]] = {
    "oidc_issuer": (
        str,
        "the issuer of your identity provider, as its discovery document says it; empty: there is none",
    ),
    "oidc_name": (str, "what people call that provider, on the page to sign in"),
    "oidc_client": (str, "under which name the provider knows the application (client id)"),
    "oidc_secret": (str, "the file of the client secret"),
    "oidc_second_factor": (
        list,
        "what the provider says (`amr` or `acr`) where it asked for a second factor itself; empty: ours is asked",
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Provided(sending_toml.Sending):
    """What the settings say of the identity provider. Fields as ``SETTINGS``."""

    oidc_issuer: str = ""
    oidc_name: str = ""
    oidc_client: str = ""
    oidc_secret: str = "keys/oidc.key"  # a file's name
    oidc_second_factor: tuple[str, ...] = ()


def rules_broken(name: str, value: object) -> Iterator[str]:
    """What is wrong with a value of the right type."""
    if name == "oidc_issuer" and value and not str(value).startswith("https://"):
        yield "it must begin with `https://`"
