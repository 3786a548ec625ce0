"""``web.toml``: how an agency runs the web application on its kept record. No secret is in it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from caseward.errors import CasewardError, Fault
from caseward.record.nearest import did_you_mean
from caseward.web.public.scanning import is_address
from caseward.web.settings import provider_toml, sending_toml

FILE: Final = "web.toml"

#: Every setting: its type, and what it says. ``docs/how-to/serve.md`` lists them.
SETTINGS: dict[str, tuple[type, str]] = {
    "name": (str, "the agency's name, at the head of every page"),
    "policies": (list, "the policy files under which obligations are worked out, from this folder"),
    "database": (str, "the file of the application's own tables, or a `postgresql://` URL without a password"),
    "secret": (str, "the file of the key that signs sessions; made by `caseward serve` when it is not there"),
    "second_factor_key": (
        str,
        "the file of the key under which second factors are kept; made by `caseward serve` when it is not there",
    ),
    "hosts": (list, "the host names under which the application answers"),
    "https": (bool, "whether it is reached by https alone; only a trial on one machine says false"),
    "session_hours": (int, "after how many hours one signs in again, however busy; 12 unless you say otherwise"),
    "notice": (str, "what whoever signs in is told before; empty: the words of the application"),
    "reach": (str, "how anybody reaches the agency (telephone, address), on the pages that are open to everybody"),
    "dispute_days": (int, "in how many days a dispute is to be answered; the number is assumed until you set it"),
    "second_factor": (str, "`required` of everybody, or `offered`; only a trial on one machine says the second"),
    "scanner": (
        str,
        "where the virus scanner clamd listens: the path of its socket, or `host:port`; empty: files are not scanned",
    ),
    **provider_toml.SETTINGS,
    **sending_toml.SETTINGS,
}
BAD_SETTING: Final = "CW561"
#: What each fault's code means.
CODES: Final = {BAD_SETTING: "a setting of the web application is not one, or not what it must be"}
_OF_A_TYPE = {str: "a text", bool: "true or false", list: "a list of texts", int: "a whole number"}
FACTORS: Final = ("required", "offered")
LONGEST_SESSION: Final = 24


class BadWebSettings(CasewardError):
    """The file ``web.toml`` of an agency is missing or has faults."""

    code = "CW560"
    sentence = "The settings of the web application cannot be used."
    hint = "correct the places named above; the guide on serving explains every setting"
    http_status = 500


@dataclass(frozen=True, slots=True)
class Agency(provider_toml.Provided):
    """What ``web.toml`` says. Paths are as written; ``path`` gives them from the folder."""

    folder: Path
    name: str = "An agency"
    policies: tuple[str, ...] = ()
    database: str = "web.sqlite"
    secret: str = "keys/web.key"  # a file's name
    second_factor_key: str = "keys/second-factor.key"
    hosts: tuple[str, ...] = ("localhost",)
    https: bool = True
    session_hours: int = 12
    notice: str = ""
    second_factor: str = "required"
    reach: str = ""
    dispute_days: int = 14
    scanner: str = ""

    def path(self, written: str) -> Path:
        """A file that the settings name: as it stands when absolute, else within the folder."""
        return self.folder / written

    def toml(self) -> str:
        """The text of ``web.toml``."""
        return "".join(f"{name} = {_written(getattr(self, name))}\n" for name in SETTINGS)


def _written(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_written(item) for item in value) + "]"
    return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'


def read_agency(folder: Path) -> Agency:
    """The settings of an agency's folder. BadWebSettings with every fault."""
    path = folder / FILE
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BadWebSettings(f"{path}: {error}.") from None
    faults = list(_faults(said))
    if faults:
        raise BadWebSettings(faults=faults)
    given: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in said.items()}
    return Agency(folder.resolve(), **given)


def _faults(said: Mapping[str, object]) -> list[Fault]:
    found = []
    for name, value in said.items():
        if name not in SETTINGS:
            found.append(_fault(name, value, "there is no such setting", did_you_mean(name, list(SETTINGS))))
            continue
        kind, doc = SETTINGS[name]
        texts = not isinstance(value, list) or all(isinstance(item, str) for item in value)
        if type(value) is not kind or not texts:
            found.append(_fault(name, value, f"it must be {_OF_A_TYPE[kind]}", doc))
        elif name == "second_factor" and value not in FACTORS:
            found.append(_fault(name, value, "it must be `required` or `offered`", doc))
        elif name == "session_hours" and not 0 < int(str(value)) <= LONGEST_SESSION:
            found.append(_fault(name, value, f"it must be from 1 to {LONGEST_SESSION}", doc))
        elif name == "scanner" and value and not is_address(str(value)):
            found.append(_fault(name, value, "it must be the path of a socket, or a host, a colon and a port", doc))
        else:
            rules = (*sending_toml.rules_broken(name, value), *provider_toml.rules_broken(name, value))
            found += [_fault(name, value, rule, doc) for rule in rules]
    return found


def _fault(name: str, value: object, rule: str, hint: str) -> Fault:
    return Fault(FILE, 0, 0, BAD_SETTING, name, str(value), rule, hint)
