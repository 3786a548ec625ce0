"""Recoveries: where a log goes on from an older copy of itself, because two authorities signed that it does.

The entry of a recovery names the head that the log goes on from and the one that was given up. Heads of what was given
up are no longer asked for; that entries were lost is told for ever.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caseward.verify.envelope import micros, read
from caseward.verify.note import Head, Key, Note, Verifier
from caseward.verify.report import Report
from caseward.verify.seen import Read, Rows, typed
from caseward.verify.trust import Trust, Trusted
from caseward.verify.wire import Refused, hash_of, number

KIND = "recovery"
_FIRST = "caseward/recovery/v1\n"
_TEXT = re.compile(
    r"caseward/recovery/v1\n(?P<origin>[^\n]+)\nfrom (?P<from>[0-9]+) (?P<root>[^\n ]+)\n"
    r"lost (?P<lost>[0-9]+) (?P<lost_root>[^\n ]+)\nbecause (?P<because>[^\n]+)\n"
)
_NEEDED = 2


@dataclass(frozen=True)
class Recovered:
    """A recovery that two authorities signed: the place of its entry, the head that the log goes on from, the one that
    was given up, why, who signed, and when it was recorded (microseconds since 1970).
    """

    index: int
    kept: Head
    lost: Head
    because: str
    signers: tuple[str, ...]
    recorded: int

    def __str__(self) -> str:
        kept, lost = self.kept.size, self.lost.size
        what = f"entries {kept} to {lost - 1}" if lost > kept else f"another past, of {lost} entries,"
        by = " and ".join(self.signers)
        return f"{what} were given up by the recovery at entry {self.index}, signed by {by}: {self.because}"

    def gave_up(self, head: Trusted) -> bool:
        """Whether a head is of what was given up: the very one, or one that witnesses saw of those places before."""
        if (head.head.size, head.head.root) == (self.lost.size, self.lost.root):
            return True
        before = bool(head.witnesses) and all(second * 1_000_000 < self.recorded for _, second in head.witnesses)
        return before and self.kept.size < head.head.size <= self.lost.size


def recoveries(
    rows: Rows, report: Report, authorities: Sequence[Key], trust: Trust, verifier: Verifier
) -> list[Recovered]:
    """The recoveries of a log that have the signatures they need; what is wrong with others is said in the report."""
    own = {key.raw for key in (*trust.logs, *trust.witnesses.values())}
    others = [key for key in authorities if key.raw not in own and not key.dated]
    found = []
    for index, data in typed(rows, report, "SELECT idx, note FROM countersigned ORDER BY idx", int, bytes):
        if data.startswith(_FIRST.encode()):
            try:
                found.append(_recovered(rows, report, index, Note.parse(data), others, verifier))
            except Refused as error:
                report.fault(f"the recovery at entry {index} has no authority: {error}")
    return found


def _recovered(
    rows: Rows, report: Report, index: int, note: Note, authorities: Sequence[Key], verifier: Verifier
) -> Recovered:
    signers = {key.raw: key.name for key in note.signers(authorities, verifier)}
    if len(signers) < _NEEDED:
        raise Refused(f"{len(signers)} of the authorities that are named here signed it, and two have to")
    shape = _TEXT.fullmatch(note.text)
    if shape is None or shape["origin"] != report.origin:
        raise Refused("what was signed is no recovery of this log")
    kept = Head(report.origin, number(shape["from"]), hash_of(shape["root"]))
    lost = Head(report.origin, number(shape["lost"]), hash_of(shape["lost_root"]))
    leaves = [*typed(rows, report, f"SELECT leaf FROM entries WHERE idx = {index}", bytes)]
    if kept.size != index or len(leaves) != 1:
        raise Refused(f"what was signed is about place {kept.size}")
    envelope = read(leaves[0][0])
    if envelope.kind != KIND:
        raise Refused(f"the entry there is of the class {envelope.kind}")
    return Recovered(index, kept, lost, shape["because"], tuple(signers.values()), micros(envelope.recorded))


def still_asked(heads: Iterable[Trusted], recovered: Sequence[Recovered]) -> list[Trusted]:
    """The heads that the log has to contain: all but those that were given up."""
    return [head for head in heads if not any(one.gave_up(head) for one in recovered)]


def look_at_recoveries(found: Read, recovered: Sequence[Recovered]) -> None:
    """Tell of every recovery; one goes on from the log as it is here, and its entry is signed for."""
    signed = {one.index for one in recovered}
    for one in recovered:
        found.report.lost.append(str(one))
        if found.roots.get(one.kept.size) != one.kept.root:
            found.report.fault(f"the recovery at entry {one.index} goes on from another past than the one here")
    for index, kind in enumerate(found.kinds):
        if kind == KIND and index not in signed:
            found.report.fault(f"the recovery at entry {index} is not signed by two authorities that are named here")
