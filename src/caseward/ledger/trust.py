"""Who must have signed and seen a checkpoint before it is believed (C2SP tlog-policy): logs, witnesses, groups, a
quorum.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint
from caseward.ledger.keys import COSIGNS, BadKey, PublicKey
from caseward.ledger.note import BadNote, Note, Signature

NONE = "none"
Group: TypeAlias = tuple[int, tuple[str, ...]]  # how many of which


class BadTrust(ValueError):
    """A trust policy is not written as one; every fault, each with its line."""

    def __init__(self, faults: tuple[tuple[int, str], ...]) -> None:
        self.faults = faults
        super().__init__("; ".join(f"line {line}: {what}" if line else what for line, what in faults))


class NotTrusted(ValueError):
    """A checkpoint does not reach what the policy asks."""


@dataclass(frozen=True, slots=True)
class Vouched:
    """A checkpoint that the policy accepts, the log that signed it, and which witnesses saw it and when."""

    checkpoint: Checkpoint
    log: PublicKey
    witnesses: tuple[tuple[str, Signature], ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """Logs and witnesses by key, groups of witnesses by name, and the name that has to have witnessed a checkpoint."""

    logs: tuple[PublicKey, ...]
    witnesses: Mapping[str, PublicKey] = field(default_factory=dict)
    groups: Mapping[str, Group] = field(default_factory=dict)
    quorum: str = NONE

    def vouched(self, note: Note) -> Vouched:
        """The checkpoint, when a log listed here signed it as its own and the quorum saw it. NotTrusted otherwise."""
        try:
            signed = note.verified((*self.logs, *self.witnesses.values()))
            head = Checkpoint.parse(note.text)
        except (BadNote, BadCheckpoint) as error:
            raise NotTrusted(str(error)) from None
        log = next((key for key, _ in signed if key in self.logs and key.name == head.origin), None)
        if log is None:
            raise NotTrusted(f"no log that is trusted here signed the checkpoint of {head.origin}")
        seen = dict(signed)
        by = tuple((name, seen[key]) for name, key in sorted(self.witnesses.items()) if key in seen)
        if not self._witnessed(self.quorum, {name for name, _ in by}):
            raise NotTrusted(f"the witnesses asked for ({self.quorum}) did not all see this checkpoint")
        return Vouched(head, log, by)

    def _witnessed(self, name: str, seen: set[str]) -> bool:
        if name == NONE or name in seen:
            return True
        if name not in self.groups:
            return False
        needed, members = self.groups[name]
        return sum(self._witnessed(m, seen) for m in members) >= needed


def parse_trust(data: bytes) -> Trust:
    """The policy that a file states. BadTrust with every fault and its line."""
    reader = _Reader()
    if any((b < 0x20 and b not in (0x09, 0x0A)) or b == 0x7F for b in data):
        reader.faults.append((0, "the file has a control character"))
    for number, line in enumerate(data.decode("utf-8", "surrogateescape").split("\n"), start=1):
        words = line.replace("\t", " ").split(" ")
        words = [w for w in words if w]
        if words and not words[0].startswith("#"):
            reader.line(number, words)
    if reader.quorum is None:
        reader.faults.append((0, "there is no quorum line"))
    if reader.faults:
        raise BadTrust(tuple(reader.faults))
    return Trust(tuple(reader.logs), reader.witnesses, reader.groups, reader.quorum or NONE)


@dataclass(slots=True)
class _Reader:
    logs: list[PublicKey] = field(default_factory=list)
    witnesses: dict[str, PublicKey] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    quorum: str | None = None
    faults: list[tuple[int, str]] = field(default_factory=list)

    def line(self, number: int, words: list[str]) -> None:
        readers = {"log": self._log, "witness": self._witness, "group": self._group, "quorum": self._quorum}
        reader = readers.get(words[0])
        wrong = reader(words[1:]) if reader else f"{words[0]!r} begins no line of a trust policy"
        if wrong:
            self.faults.append((number, wrong))

    def _log(self, words: list[str]) -> str:
        if len(words) not in (1, 2):
            return "a log line is: log VKEY [URL]"
        key = _key(words[0])
        if isinstance(key, str):
            return key
        if any(k.raw == key.raw for k in self.logs):
            return f"the key of {key.name} is listed twice"
        self.logs.append(key)
        return ""

    def _witness(self, words: list[str]) -> str:
        if len(words) not in (2, 3):
            return "a witness line is: witness NAME VKEY [URL]"
        key = _key(words[1])
        if isinstance(key, str):
            return key
        if key.type not in COSIGNS:
            return f"the key of {key.name} makes no cosignatures"
        if any(k.raw == key.raw for k in self.witnesses.values()):
            return f"the key of {key.name} is listed twice"
        taken = self._taken(words[0])
        if not taken:
            self.witnesses[words[0]] = key
        return taken

    def _group(self, words: list[str]) -> str:
        if len(words) < 3:
            return "a group line is: group NAME all|any|NUMBER MEMBER…"
        name, how, *members = words
        unknown = [m for m in members if m not in self.witnesses and m not in self.groups]
        if unknown or len(set(members)) < len(members):
            return f"members are witnesses or groups named above, each once; not {', '.join(unknown) or 'twice'}"
        needed = {"all": len(members), "any": 1}.get(how, int(how) if how.isascii() and how.isdigit() else 0)
        if not 1 <= needed <= len(members):
            return f"{how!r} is not from 1 to {len(members)}"
        taken = self._taken(name)
        if not taken:
            self.groups[name] = needed, tuple(members)
        return taken

    def _quorum(self, words: list[str]) -> str:
        if len(words) != 1 or self.quorum is not None:
            return "there is one quorum line, with one name"
        if words[0] != NONE and words[0] not in self.witnesses and words[0] not in self.groups:
            return f"{words[0]!r} is no witness or group named above"
        self.quorum = words[0]
        return ""

    def _taken(self, name: str) -> str:
        return f"the name {name!r} is taken" if name == NONE or name in self.witnesses or name in self.groups else ""


def _key(vkey: str) -> PublicKey | str:
    try:
        return PublicKey.parse(vkey)
    except BadKey as error:
        return str(error)
