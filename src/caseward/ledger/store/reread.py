"""The root and the new subtrees once more, from bytes read back and along another path than they were made by.

A flipped bit between hashing and writing has ruined public logs: once the root over it was signed, nothing could
repair them. So before anything is signed, leaves are hashed as the database gives them back, top down by the
definition of the tree (RFC 9162 section 2.1.1), and every stored subtree is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

Subtree = dict[tuple[int, int], bytes]


def recomputed(old: Sequence[bytes], before: int, leaves: Sequence[bytes]) -> tuple[bytes, Subtree]:
    """The root of a log of ``before`` entries with ``leaves`` (bytes, one at least) after them, and each perfect
    subtree that has a new leaf, by level and place. ``old`` are the widest perfect subtrees of the first ``before``
    entries, in order.
    """
    made: Subtree = {}
    known = iter(old)  # from left to right, as they are come by on the way down

    def hashed(first: int, end: int) -> bytes:
        width = end - first
        level = (width - 1).bit_length()
        if not level:
            found = sha256(b"\x00" + leaves[first - before]).digest()
        else:
            middle = first + (1 << level - 1)
            left = next(known) if middle <= before else hashed(first, middle)
            found = sha256(b"\x01" + left + hashed(middle, end)).digest()
        if width == 1 << level:
            made[level, first >> level] = found
        return found

    return hashed(0, before + len(leaves)), made
