"""Naming what was altered: from a root that is vouched for, down the tree, to the entries that are not under it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice, product

from caseward.verify.growing import Peaks, covering
from caseward.verify.merkle import node_hash
from caseward.verify.report import Report
from caseward.verify.seen import Read, Rows, typed
from caseward.verify.subtrees import nodes
from caseward.verify.tables import EVERY_SUBTREE

#: How many mixtures of what was computed and what is stored are tried to lead to a root.
MOST_TRIED = 1 << 12


class Tree:
    """Three trees of a log beside each other: computed from the entries, as its table has it, and as the leaf hashes of
    that table make it. A hash of any of them that leads to a root that is vouched for is true.
    """

    def __init__(self, rows: Rows, found: Read) -> None:
        listed = typed(rows, Report(), EVERY_SUBTREE, int, int, bytes)
        self.stored: dict[tuple[int, int], bytes] = {(level, place): kept for level, place, kept in listed}
        leaves = [found.leaf(n) for n in range(found.size)]
        self.computed = _grown(leaves)
        self.rebuilt = _grown([self.stored.get((0, n), leaf) for n, leaf in enumerate(leaves)])

    def made(self, level: int, place: int) -> bytes:
        """The subtree as the entries have it."""
        return self.computed[level][place]

    def ways(self, level: int, place: int) -> Sequence[bytes]:
        """What the subtree could truly be, the entries' own first."""
        made = self.made(level, place)
        found = (made, self.stored.get((level, place), made), self.rebuilt[level][place])
        return tuple(dict.fromkeys(found))

    def strangers(self, size: int, root: bytes) -> Iterator[tuple[int, int]]:
        """The places (first, last) below ``size`` whose entries are not those of the log that has this root."""
        parts = [*covering(0, size)]
        for mixture in islice(product(*(self.ways(*part) for part in parts)), MOST_TRIED):
            peaks = Peaks()
            for (level, _), taken in zip(parts, mixture, strict=True):
                peaks.add(taken, level)
            if peaks.root() == root:
                for part, taken in zip(parts, mixture, strict=True):
                    yield from self._under(*part, taken)
                return
        yield 0, size - 1  # nothing leads to the root: nothing below can be told apart

    def _under(self, level: int, place: int, true: bytes) -> Iterator[tuple[int, int]]:
        if self.made(level, place) == true:
            return
        if level == 0:
            yield place, place
            return
        first, second = (level - 1, 2 * place), (level - 1, 2 * place + 1)
        for left, right in product(self.ways(*first), self.ways(*second)):
            if node_hash(left, right) == true:
                yield from self._under(*first, left)
                yield from self._under(*second, right)
                return
        yield place << level, ((place + 1) << level) - 1


def _grown(leaves: list[bytes]) -> list[list[bytes]]:
    levels = [leaves]
    while len(levels[-1]) > 1:
        levels.append(nodes(levels[-1]))
    return levels
