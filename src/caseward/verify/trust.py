"""Who has to have signed and seen a checkpoint (C2SP tlog-policy): logs, witnesses, groups of them, and a quorum."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from caseward.verify.note import Head, Key, Note, Verifier, by_hand
from caseward.verify.wire import Refused

NONE = "none"


@dataclass(frozen=True)
class Trusted:
    """A checkpoint that may be believed: what it states, which log key signed it, and the witnesses with the second
    (since 1970) at which each saw it. ``unchecked`` are witnesses whose signature could not be checked here; they do
    not count.
    """

    head: Head
    log: Key
    witnesses: tuple[tuple[str, int], ...]
    unchecked: tuple[str, ...] = ()


@dataclass
class Trust:
    """The keys of logs, of witnesses by name, groups (how many of which), and the name that must have seen a head."""

    logs: list[Key] = field(default_factory=list)
    witnesses: dict[str, Key] = field(default_factory=dict)
    groups: dict[str, tuple[int, list[str]]] = field(default_factory=dict)
    quorum: str = ""

    @classmethod
    def parse(cls, data: bytes) -> Trust:
        """The policy that a file states. Refused with everything that is wrong in it."""
        found, wrong = cls(), []
        text = data.decode("utf-8", "surrogateescape")
        if any((c < " " and c not in "\t\n") or c == "\x7f" for c in text):
            wrong.append("the file has a control character")
        for number, line in enumerate(text.split("\n"), start=1):
            words = [word for word in line.replace("\t", " ").split(" ") if word]
            try:
                if words and not words[0].startswith("#"):
                    found._line(words)
            except Refused as error:
                wrong.append(f"line {number}: {error}")
        if not found.quorum:
            wrong.append("there is no line that names the quorum")
        if wrong:
            raise Refused("; ".join(wrong))
        return found

    def _line(self, words: list[str]) -> None:
        what, count = words[0], len(words)
        if what == "log" and count in (2, 3):
            self.logs.append(self._new(Key.parse(words[1])))
        elif what == "witness" and count in (3, 4):
            key = self._new(Key.parse(words[2]))
            if not key.dated:
                raise Refused(f"the key of {key.name!r} makes no cosignatures")
            self.witnesses[self._free(words[1])] = key
        elif what == "group" and count >= 4:
            self.groups[self._free(words[1])] = self._members(words[2], words[3:])
        elif what == "quorum" and count == 2 and not self.quorum and (words[1] == NONE or self._known(words[1])):
            self.quorum = words[1]
        else:
            raise Refused(f"{' '.join(words)[:80]!r} is no line of a trust policy, or names what is not above it")

    def _new(self, key: Key) -> Key:
        others = [*self.logs, *self.witnesses.values()]
        if any(k.raw == key.raw and k.dated == key.dated for k in others):
            raise Refused(f"the key of {key.name!r} is listed twice")
        return key

    def _known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups

    def _free(self, name: str) -> str:
        if name == NONE or self._known(name):
            raise Refused(f"the name {name!r} is taken")
        return name

    def _members(self, how: str, members: list[str]) -> tuple[int, list[str]]:
        count = {"all": len(members), "any": 1}.get(how, int(how) if how.isascii() and how.isdigit() else 0)
        if not 1 <= count <= len(members) or len(set(members)) < len(members) or not all(map(self._known, members)):
            raise Refused(f"a group is a number from 1 to {len(members)} of witnesses or groups named above, each once")
        return count, members

    def believed(self, note: Note, verifier: Verifier = by_hand, *, witnessed: bool = True) -> Trusted:
        """The checkpoint, when one of the logs signed it as its own and the quorum saw it. Refused otherwise.

        ``witnessed=False`` asks for no quorum: for a head that is newer than what witnesses were shown.
        """
        head = Head.parse(note.text)
        signed = note.signers([*self.logs, *self.witnesses.values()], verifier)
        log = next((key for key in signed if key in self.logs and key.name == head.origin), None)
        if log is None:
            raise Refused(f"no log that is trusted here signed the checkpoint of {head.origin[:80]!r}")
        seen = {name: signed[key] for name, key in sorted(self.witnesses.items()) if key in signed}
        # A false signature was refused above: one that is there and holds for nothing could not be checked.
        unchecked = tuple(name for name, key in sorted(self.witnesses.items()) if key not in signed and note.names(key))
        found = Trusted(head, log, tuple(seen.items()), unchecked)
        if witnessed and not self.quorum_saw(found):
            but = f"; not checked here: what {', '.join(unchecked)} signed" if unchecked else ""
            raise Refused(f"the witnesses that have to have seen it ({self.quorum}) did not{but}")
        return found

    def quorum_saw(self, found: Trusted) -> bool:
        """Whether those who have to have seen a checkpoint did."""
        return self._reached(self.quorum or NONE, dict(found.witnesses))

    def _reached(self, name: str, seen: Mapping[str, int]) -> bool:
        if name not in self.groups:
            return name == NONE or name in seen
        count, members = self.groups[name]
        return sum(self._reached(member, seen) for member in members) >= count
