"""The tree of a log while it grows: roots from the bottom up, and whether one log begins with another.

A *perfect* subtree has ``2**level`` leaves and begins at a multiple of its width; it stands at ``(level, place)``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

from caseward.verify.merkle import node_hash
from caseward.verify.wire import Refused

EMPTY = sha256(b"").digest()


class Peaks:
    """The perfect subtrees that a log is made of, the widest first, while it grows."""

    def __init__(self, size: int = 0, hashes: Sequence[bytes] = ()) -> None:
        if len(hashes) != size.bit_count():
            raise Refused(f"a log of {size} is made of {size.bit_count()} subtrees, not {len(hashes)}")
        self.size, self.hashes = size, list(hashes)

    def add(self, found: bytes, level: int = 0) -> None:
        """Append a perfect subtree; it must begin where the log ends, at a multiple of its width."""
        if self.size & ((1 << level) - 1):
            raise Refused("a subtree does not begin at a multiple of its width")
        rest = self.size >> level
        self.size += 1 << level
        while rest & 1:
            found, rest = node_hash(self.hashes.pop(), found), rest >> 1
        self.hashes.append(found)

    def root(self) -> bytes:
        """The root of the log so far."""
        if not self.hashes:
            return EMPTY
        found = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            found = node_hash(left, found)
        return found


def covering(first: int, end: int) -> Iterator[tuple[int, int]]:
    """The perfect subtrees that make up the leaves from ``first`` up to ``end``, in order: level, place."""
    while first < end:
        widest = (first & -first).bit_length() - 1 if first else 63
        level = min(widest, (end - first).bit_length() - 1)
        yield level, first >> level
        first += 1 << level


def grows(old: int, old_root: bytes, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether the log of ``size`` begins with the log of ``old``, by a consistency proof (RFC 9162 section 2.1.4)."""
    if not 0 < old < size:
        same = old == size and old_root == root
        return not path and (same or (old == 0 and old <= size and old_root == EMPTY))
    place, last, rest = old - 1, size - 1, list(path)
    while place & 1:
        place, last = place >> 1, last >> 1
    if place and not rest:
        return False
    before = after = rest.pop(0) if place else old_root
    while last:
        if place & 1 or place < last:
            if not rest:
                return False
            other = rest.pop(0)
            if place & 1:
                before, after = node_hash(other, before), node_hash(other, after)
            else:
                after = node_hash(after, other)
        place, last = place >> 1, last >> 1
    return not rest and before == old_root and after == root
