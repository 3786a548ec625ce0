"""A certificate of absence: every entry of one class for one case in a window of recording, and proof that the list is
whole.

It is a bundle that carries its question. Every entry of the window is there, with a neighbour on either side that lies
outside it, so that none can have been left out. What it cannot prove stands in docs/adr/0012-absence-certificates.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from caseward.verify.bundle import Checked, check_bundle
from caseward.verify.envelope import Envelope, micros
from caseward.verify.note import Verifier, by_hand
from caseward.verify.trust import Trust
from caseward.verify.wire import Refused

#: How a time is written, so that the order of texts is the order of times.
TIME = "YYYY-MM-DDTHH:MM:SS.ffffffZ"


@dataclass
class Absence:
    """What a certificate proves: the bundle it rests on, the entries found (place, when recorded), and how many
    entries lie in the window, from ``first`` to ``last`` (-1 where it holds none).
    """

    bundle: Checked
    found: list[tuple[int, str]] = field(default_factory=list)
    looked_at: int = 0
    first: int = -1
    last: int = -1
    edges: list[str] = field(default_factory=list)

    def take(self, bundle: Checked, index: int, envelope: Envelope) -> None:
        """One more entry of the range, in order."""
        asked = bundle.question
        if not asked:
            raise Refused("this bundle asks no question, so it is no certificate")
        self.edges = [*self.edges[:1], envelope.recorded]
        if envelope.recorded < asked["from"] or (asked["until"] and envelope.recorded >= asked["until"]):
            return
        self.first, self.last = (index if self.first < 0 else self.first), index
        self.looked_at += 1
        if (envelope.case, envelope.kind) == (asked["case"], asked["kind"]):
            self.found.append((index, envelope.recorded))

    def sentence(self) -> str:
        """The answer in one sentence."""
        asked, size = self.bundle.question, self.bundle.heads[-1].head.size
        among = f"among the {self.looked_at:,} entries of the log of {size:,} that were recorded {_window(asked)}"
        what = f"of the class {asked['kind']} for case {asked['case']}"
        if not self.found:
            return f"There is no entry {what} {among}."
        listed = ", ".join(f"{index} (recorded {recorded})" for index, recorded in self.found)
        count = "is one entry" if len(self.found) == 1 else f"are {len(self.found)} entries"
        return f"There {count} {what} {among}: {listed}."


def check_absence(lines: Iterable[bytes], trust: Trust, verifier: Verifier = by_hand) -> Absence:
    """Check a certificate. Refused when it does not prove its window, or does not show whose case it is."""
    found = Absence(Checked("", 0, 0, [], None))
    bundle = found.bundle = check_bundle(lines, trust, verifier, found.take)
    if not bundle.question:
        raise Refused("this bundle asks no question, so it is no certificate")
    if bundle.faults:
        raise Refused("entry {}: {}".format(*bundle.faults[0]))
    if bundle.case is None:
        raise Refused("the certificate does not show whose case the token stands for")
    _whole(found, bundle)
    return found


def _whole(found: Absence, bundle: Checked) -> None:
    asked = bundle.question
    for edge in (asked["from"], asked["until"]):
        if edge and (len(edge) != len(TIME) or not micros(edge)):
            raise Refused(f"{edge[:40]!r} is no edge of a window: {TIME}")
    if bundle.first > 0 and not (found.edges and found.edges[0] < asked["from"]):
        raise Refused("entries before the first one shown may lie in the window")
    if bundle.end < bundle.heads[-1].head.size and not (asked["until"] and found.edges[-1:] >= [asked["until"]]):
        raise Refused("entries after the last one shown may lie in the window")


def _window(asked: Mapping[str, str]) -> str:
    if not asked["from"] and not asked["until"]:
        return "at any time"
    since = f"from {asked['from']}" if asked["from"] else "from the beginning"
    return f"{since} until before {asked['until']}" if asked["until"] else f"{since} on"
