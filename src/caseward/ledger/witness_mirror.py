"""A witness's own copy of the envelopes of a log, one to a line, so that it can name exactly what vanished later.

Envelopes tell nobody who or what (``ledger.envelope``), so the copy may lie with the witness. Entries that are handed
over wait until a checkpoint covers them: what a cosigned head covers never changes again, what comes after it may be
handed over anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import zip_longest
from pathlib import Path

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.durable import append_durably
from caseward.ledger.tree import Frontier, leaf_hash
from caseward.ledger.witness_store import name_of

MOST_LEAF = 64 * 1024
"""Bytes of one envelope, as in C2SP tlog-tiles."""


class BadHandover(ValueError):
    """Entries that were handed over do not fit what is here: a gap, another entry at a place already cosigned, or no
    entries at all."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One entry on which copy and log disagree: its index, and whether it is ``missing``, ``altered`` or ``unknown``
    (the log has it at a place that the copy's head says was something else's or nobody's)."""

    index: int
    what: str


@dataclass(slots=True)
class Mirror:
    """The copies of a witness in a folder, and how far the tree of each was worked out in this process."""

    folder: Path
    _grown: dict[str, tuple[Frontier, int]] = field(default_factory=dict)
    _ends: dict[str, tuple[int, int]] = field(default_factory=dict)  # entries and bytes after the last handover

    def leaves(self, origin: str) -> Iterator[bytes]:
        """The envelopes copied, in order."""
        place = self._place(origin)
        if place.exists():
            with place.open("rb") as lines:
                for line in lines:
                    if line.endswith(b"\n"):  # a last line without its end was cut off by a crash: handed over again
                        yield line[:-1]

    def size(self, origin: str) -> int:
        """How many entries are here."""
        return sum(1 for _ in self.leaves(origin))

    def take(self, origin: str, first: int, leaves: Iterable[bytes], cosigned: int) -> int:
        """Take over entries from index ``first`` on; gives how many are here afterwards. Durable when it returns.

        ``cosigned``: entries below this index are under a head that this witness cosigned; whoever calls holds the
        log's slot, so that none is cosigned meanwhile. BadHandover when the entries leave a gap, change one of those,
        or are not envelopes.
        """
        given = list(leaves)
        for n, leaf in enumerate(given):
            if not leaf or len(leaf) > MOST_LEAF or b"\n" in leaf:
                raise BadHandover(f"entry {first + n} is empty, has a line break, or more than {MOST_LEAF:,} bytes")
        at, offset = self._end(origin)
        if first != at:
            at, offset = self._checked(origin, first, given, cosigned)
        if first > at:
            raise BadHandover(f"entries from {at} on are missing here; these begin at {first}")
        rest = given[at - first :]
        data = b"".join(leaf + b"\n" for leaf in rest)
        append_durably(self._place(origin), data, at=offset)
        if self._grown.get(origin, (Frontier(), 0))[0].size > at:
            del self._grown[origin]
        self._ends[origin] = at + len(rest), offset + len(data)
        return at + len(rest)

    def _end(self, origin: str) -> tuple[int, int]:
        """Entries and bytes here, where this process knows them; (-1, 0) otherwise."""
        known, place = self._ends.get(origin), self._place(origin)
        return known if known and place.exists() and place.stat().st_size == known[1] else (-1, 0)

    def _checked(self, origin: str, first: int, given: list[bytes], cosigned: int) -> tuple[int, int]:
        """How many entries here stand before the new ones, and their bytes; those that were cosigned stay."""
        at = offset = 0
        for index, leaf in enumerate(self.leaves(origin)):
            if index < cosigned and first <= index < first + len(given) and given[index - first] != leaf:
                raise BadHandover(f"entry {index} is not the one that was cosigned here")
            if index < max(first, cosigned):
                offset, at = offset + len(leaf) + 1, index + 1
        return at, offset

    def covers(self, origin: str, head: Checkpoint) -> str:
        """Nothing when the copy holds every entry of a head; else one sentence that says what is wrong."""
        frontier = self._frontier(origin, head.size)
        if frontier.size < head.size:
            return f"entries from {frontier.size} on have not been handed over"
        return "" if frontier.root() == head.root else "the entries handed over are not those of the checkpoint"

    def _frontier(self, origin: str, size: int) -> Frontier:
        frontier, offset = self._grown.get(origin, (Frontier(), 0))
        if frontier.size > size:
            frontier, offset = Frontier(), 0
        if self._place(origin).exists():
            with self._place(origin).open("rb") as lines:
                lines.seek(offset)
                while frontier.size < size and (line := lines.readline()).endswith(b"\n"):
                    frontier, _ = frontier.appended(leaf_hash(line[:-1]))
                    offset += len(line)
        self._grown[origin] = frontier, offset
        return frontier

    def compared(self, origin: str, leaves: Iterable[bytes], size: int) -> Iterator[Difference]:
        """Where a log's entries differ from the copy's first ``size``."""
        own = (leaf for _, leaf in zip(range(size), self.leaves(origin), strict=False))
        theirs = (leaf for _, leaf in zip(range(size), leaves, strict=False))
        for index, (mine, other) in enumerate(zip_longest(own, theirs)):
            if mine is None:
                yield Difference(index, "unknown")
            elif other is None:
                yield Difference(index, "missing")
            elif mine != other:
                yield Difference(index, "altered")

    def _place(self, origin: str) -> Path:
        return self.folder / f"{name_of(origin)}.leaves"
