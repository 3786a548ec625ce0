"""Naming what was altered: from a root that is vouched for, down the tree, to the entries that are not under it."""

from __future__ import annotations

from collections.abc import Iterator

from caseward.verify.merkle import Peaks, covering, node_hash
from caseward.verify.report import Report
from caseward.verify.seen import Read, Rows, typed
from caseward.verify.subtrees import nodes


class Tree:
    """Both trees of a log beside each other: as computed from the entries, and as its table has it."""

    def __init__(self, rows: Rows, found: Read) -> None:
        leaves = [found.leaf(n) for n in range(found.size)]
        self.computed = [leaves]
        while len(self.computed[-1]) > 1:
            self.computed.append(nodes(self.computed[-1]))
        listed = typed(rows, Report(), "SELECT level, place, hash FROM tree", int, int, bytes)
        self.stored: dict[tuple[int, int], bytes] = {(level, place): kept for level, place, kept in listed}

    def made(self, level: int, place: int) -> bytes:
        """The subtree as the entries have it."""
        return self.computed[level][place]

    def kept(self, level: int, place: int) -> bytes:
        """The subtree as the table has it; as the entries have it where the table has none."""
        return self.stored.get((level, place), self.computed[level][place])

    def strangers(self, size: int, root: bytes) -> Iterator[tuple[int, int]]:
        """The places (first, last) below ``size`` whose entries are not those of the log that has this root."""
        parts = [*covering(0, size)]
        for take in (self.made, self.kept):
            peaks = Peaks()
            for level, place in parts:
                peaks.add(take(level, place), level)
            if peaks.root() == root:
                for level, place in parts:
                    yield from self._under(level, place, take(level, place))
                return
        yield 0, size - 1  # neither leads to the root: nothing below can be told apart

    def _under(self, level: int, place: int, true: bytes) -> Iterator[tuple[int, int]]:
        if self.made(level, place) == true:
            return
        if level == 0:
            yield place, place
            return
        below = level - 1, 2 * place
        for left in (self.made(*below), self.kept(*below)):
            for right in (self.made(level - 1, 2 * place + 1), self.kept(level - 1, 2 * place + 1)):
                if node_hash(left, right) == true:
                    yield from self._under(level - 1, 2 * place, left)
                    yield from self._under(level - 1, 2 * place + 1, right)
                    return
        yield place << level, ((place + 1) << level) - 1
