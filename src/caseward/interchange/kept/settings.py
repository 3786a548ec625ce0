"""``kept.toml``: where a kept record lies, which keys it is kept with, and who watches it. No secret is in it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from caseward.errors import CasewardError, Fault, NotFound
from caseward.interchange.kept import codes
from caseward.record.nearest import did_you_mean

FILE: Final = "kept.toml"
FORMAT: Final = 1
KEY_TYPES: Final = {"ed25519": 1, "p256": 2}
"""How ``keys.type`` is written, and the type that a verifier key has."""

#: Every setting: its table and name, its type, and what it says. ``docs/how-to/keep-a-record.md`` lists them.
SETTINGS: dict[str, tuple[type, str]] = {
    "format": (int, "the version of this file: 1"),
    "origin": (str, "the name of the log, for ever; every receipt carries it"),
    "store": (str, "the file of the store, or a `postgresql://` URL (without a password: use a password file)"),
    "zone": (str, "the time zone in which times of recording are shown and exported"),
    "trust": (str, "the file that names the log's keys, its witnesses, and which of them must have signed"),
    "keys.log": (str, "the file of the private key that signs the log"),
    "keys.type": (str, "`ed25519`, or `p256` for a cryptographic module that has only that"),
    "keys.master": (str, "the file of the master key, which opens the key ring"),
    "keys.ring": (str, "the file of the key ring: one key for each matter"),
    "keys.unit": (str, "the file of the sealed unit's key; empty where sealed matters may not be read"),
    "witness.url": (str, "where the witness answers; empty for exchange by file"),
    "witness.limit_seconds": (int, "how long the log may go without a witness before it is alarmed"),
    "backup.window_days": (int, "how long a backup of the key ring may be kept"),
    "backup.authorities": (
        list,
        "verifier keys of those who must sign: two that a restored record goes on, one that something is destroyed",
    ),
}


class BadSettings(CasewardError):
    """The file ``kept.toml`` of a kept record has faults."""

    code = "CW540"
    sentence = "The settings of the kept record have faults."
    hint = "correct the places named above; the guide on keeping a record explains every setting"
    http_status = 500


class NoKeptRecord(NotFound):
    """The folder is not that of a kept record: it has no ``kept.toml``."""

    code = "CW541"
    sentence = "This is not a kept record."
    hint = "`caseward init DIR --origin NAME` makes one"


@dataclass(frozen=True, slots=True)
class Settings:
    """What ``kept.toml`` says. Paths are as written; ``path`` gives them from the folder they are told from."""

    folder: Path
    origin: str
    store: str = "record.sqlite"
    zone: str = "UTC"
    trust: str = "trust.policy"
    keys_log: str = "keys/log.pem"
    keys_type: str = "ed25519"
    keys_master: str = "keys/master.key"
    keys_ring: str = "keys/ring.sqlite"
    keys_unit: str = ""
    witness_url: str = ""
    witness_limit_seconds: int = 86_400
    backup_window_days: int = 30
    backup_authorities: tuple[str, ...] = ()

    def path(self, written: str) -> Path:
        """A file that the settings name: as it stands when absolute, else within the folder."""
        return self.folder / written

    @property
    def where(self) -> str:
        """What the store is opened by: the path of its file, or the URL of its database."""
        return self.store if "://" in self.store else str(self.path(self.store))

    @property
    def key_type(self) -> int:
        """The type of the key that signs, as a verifier key has it."""
        return KEY_TYPES[self.keys_type]

    def toml(self) -> str:
        """The text of ``kept.toml``."""
        lines, table = [f"format = {FORMAT}"], ""
        for name in list(SETTINGS)[1:]:
            head, _, own = name.rpartition(".")
            if head != table:
                lines += ["", f"[{head}]"]
                table = head
            lines.append(f"{own} = {_written(getattr(self, name.replace('.', '_')))}")
        return "\n".join(lines) + "\n"


def _written(value: object) -> str:
    # What JSON writes for texts, whole numbers and lists of texts, TOML reads.
    return json.dumps(value, ensure_ascii=False)


def is_kept(folder: Path) -> bool:
    """Whether the folder is that of a kept record."""
    return (folder / FILE).is_file()


def read_settings(folder: Path) -> Settings:
    """The settings of a kept record. NoKeptRecord without the file, BadSettings with every fault of it."""
    if not is_kept(folder):
        raise NoKeptRecord(str(folder))
    try:
        data = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        rule = f"it cannot be read: {error}"
        raise BadSettings(faults=[Fault(FILE, 0, 0, codes.BAD_SETTING, rule=rule, hint="it is TOML")]) from None
    flat = dict(_flat(data))
    faults = [fault for name, value in flat.items() for fault in _wrong(name, value)]
    faults += [_fault(name, "", "it must be there", SETTINGS[name][1]) for name in _REQUIRED if name not in flat]
    if faults:
        raise BadSettings(faults=faults)
    own = {field.name for field in fields(Settings)}
    said: dict[str, Any] = {n.replace(".", "_"): tuple(v) if isinstance(v, list) else v for n, v in flat.items()}
    return Settings(folder, **{name: value for name, value in said.items() if name in own})


def _flat(data: Mapping[str, object]) -> list[tuple[str, object]]:
    """Settings by ``table.name``."""
    found: list[tuple[str, object]] = []
    for name, value in data.items():
        inner = value.items() if isinstance(value, dict) else ()
        found += [(f"{name}.{own}", v) for own, v in inner] if isinstance(value, dict) else [(name, value)]
    return found


def _wrong(name: str, value: object) -> list[Fault]:
    if name not in SETTINGS:
        return [_fault(name, value, "there is no such setting", did_you_mean(name, list(SETTINGS)))]
    kind, doc = SETTINGS[name]
    if type(value) is not kind or (isinstance(value, list) and not all(isinstance(v, str) for v in value)):
        return [_fault(name, value, f"it must be {_KINDS[kind]}", doc)]
    rule = _RULES.get(name)
    broken = rule(value) if rule else ""
    return [_fault(name, value, broken, doc)] if broken else []


_REQUIRED = ("format", "origin")
_KINDS = {int: "a whole number", str: "a text", list: "a list of texts"}


def origin_fault(text: str) -> str:
    """What is wrong with a name of a log; nothing: an empty text. It is also the name of the log's key."""
    if not text or any(c.isspace() or c == "+" or ord(c) < 32 for c in text) or len(text) > 200:
        return "the name of a log has no space or plus sign in it, and at most 200 characters"
    return ""


def zone_fault(text: str) -> str:
    """What is wrong with the name of a time zone; nothing: an empty text."""
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return "there is no such time zone"
    return ""


_RULES: dict[str, Callable[[Any], str]] = {
    "format": lambda v: "" if v == FORMAT else "a later version of Caseward wrote this",
    "origin": origin_fault,
    "zone": zone_fault,
    "keys.type": lambda v: "" if v in KEY_TYPES else f"it is one of {', '.join(KEY_TYPES)}",
    "witness.limit_seconds": lambda v: "" if v > 0 else "it must be more than nothing",
    "backup.window_days": lambda v: "" if v > 0 else "it must be more than nothing",
}


def _fault(name: str, value: object, rule: str, hint: str) -> Fault:
    return Fault(FILE, 0, 0, codes.BAD_SETTING, name, str(value), rule, hint)
