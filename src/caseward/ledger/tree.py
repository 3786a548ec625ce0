"""The Merkle tree of a log (RFC 6962 section 2.1, RFC 9162 section 2.1): leaf and node hashes, roots, and proofs.

The tree is never held whole. A log keeps the hash of every *perfect* subtree, one of ``2**level`` leaves that starts
at a multiple of its width, at the place ``(level, index)``; each is written once, when its last leaf arrives, and
never changes. From these any root and any proof can be made, of this size or of any earlier one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeAlias

HASH_SIZE = 32
#: The root of a log without entries: the hash of nothing.
EMPTY_ROOT = sha256(b"").digest()

#: Gives the hash of the perfect subtree at ``(level, index)``. KeyError where there is none yet.
Subtrees: TypeAlias = Callable[[int, int], bytes]


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf's bytes: a leading 00 keeps a leaf from ever being taken for a node."""
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The perfect subtrees that make up a tree, the widest first: all that is needed to append (a *compact range*).

    ``size`` leaves; one hash for each bit set in ``size``, 32 bytes each.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if len(self.hashes) != self.size.bit_count():
            raise ValueError(
                f"a tree of {self.size} leaves has {self.size.bit_count()} subtrees, not {len(self.hashes)}"
            )

    def appended(self, leaf: bytes) -> tuple[Frontier, tuple[tuple[int, int, bytes], ...]]:
        """The tree with one more leaf (given by its hash), and every perfect subtree completed by it: level, index,
        hash.
        """
        longer, made = self.extended((leaf,))
        return longer, tuple((level, index, found) for (level, index), found in made.items())

    def extended(self, leaves: Iterable[bytes]) -> tuple[Frontier, dict[tuple[int, int], bytes]]:
        """The tree with many more leaves (by their hashes), and every perfect subtree completed by them."""
        hashes, size = list(self.hashes), self.size
        made: dict[tuple[int, int], bytes] = {}
        for found in leaves:
            level, index = 0, size
            made[0, index] = found
            while index & 1:
                found = sha256(b"\x01" + hashes.pop() + found).digest()
                level, index = level + 1, index >> 1
                made[level, index] = found
            hashes.append(found)
            size += 1
        return Frontier(size, tuple(hashes)), made

    def widest(self) -> dict[tuple[int, int], bytes]:
        """The hashes by level and place."""
        return dict(zip(perfect_subtrees(0, self.size), self.hashes, strict=True))

    def root(self) -> bytes:
        """The root hash, 32 bytes."""
        if not self.hashes:
            return EMPTY_ROOT
        *wider, found = self.hashes
        for left in reversed(wider):
            found = sha256(b"\x01" + left + found).digest()
        return found


def frontier_of(size: int, subtrees: Subtrees) -> Frontier:
    """The perfect subtrees of a tree of that size."""
    return Frontier(size, tuple(subtrees(level, index) for level, index in perfect_subtrees(0, size)))


def root_of(size: int, subtrees: Subtrees) -> bytes:
    """The root of the tree when it had that size."""
    return frontier_of(size, subtrees).root()


def perfect_subtrees(first: int, end: int) -> Iterator[tuple[int, int]]:
    """The perfect subtrees that cover leaves ``first`` up to ``end``, in order; ``first`` is a multiple of the
    widest.
    """
    while first < end:
        level = (end - first).bit_length() - 1
        yield level, first >> level
        first += 1 << level


def _range_hash(first: int, end: int, subtrees: Subtrees) -> bytes:
    """The hash of the leaves ``first`` up to ``end``, as a tree of their own."""
    parts = [subtrees(level, index) for level, index in perfect_subtrees(first, end)]
    found = parts[-1]
    for left in reversed(parts[:-1]):
        found = node_hash(left, found)
    return found


def _split(size: int) -> int:
    """The largest power of two smaller than ``size``: how many leaves the left part has."""
    return 1 << (size - 1).bit_length() - 1


def inclusion_proof(index: int, size: int, subtrees: Subtrees) -> tuple[bytes, ...]:
    """The hashes that prove that leaf ``index`` is in the tree of ``size`` leaves, its sibling first (RFC 9162
    2.1.3.1).
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no entry {index} in a log of {size}")
    path: list[bytes] = []
    first, end = 0, size
    while end - first > 1:
        middle = first + _split(end - first)
        if index < middle:
            path.append(_range_hash(middle, end, subtrees))
            end = middle
        else:
            path.append(_range_hash(first, middle, subtrees))
            first = middle
    return tuple(reversed(path))


def consistency_proof(old: int, size: int, subtrees: Subtrees) -> tuple[bytes, ...]:
    """The hashes that prove that the tree of ``old`` leaves begins the tree of ``size`` (RFC 9162 2.1.4.1).

    Empty when ``old`` is 0 (nothing to prove) or the same size.
    """
    if not 0 <= old <= size:
        raise ValueError(f"a log of {size} never had {old} entries to come")
    if old in (0, size):
        return ()
    path: list[bytes] = []
    first, end, whole = 0, size, True
    while old != end:
        middle = first + _split(end - first)
        if old <= middle:
            path.append(_range_hash(middle, end, subtrees))
            end = middle
        else:
            path.append(_range_hash(first, middle, subtrees))
            first, whole = middle, False
    if not whole:
        path.append(_range_hash(first, end, subtrees))
    return tuple(reversed(path))


class BadProof(ValueError):
    """A proof does not prove what it says."""


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> None:
    """BadProof unless the leaf (by its hash) is entry ``index`` of the log of ``size`` with that root (RFC 9162
    2.1.3.2).
    """
    _check_hashes(leaf, root, *proof)
    if not 0 <= index < size:
        raise BadProof(f"there is no entry {index} in a log of {size}")
    inner = (index ^ (size - 1)).bit_length()
    border = (index >> inner).bit_count()
    if len(proof) != inner + border:
        raise BadProof(f"{len(proof)} hashes, where entry {index} of {size} needs {inner + border}")
    found = leaf
    for level, other in enumerate(proof[:inner]):
        found = node_hash(other, found) if index >> level & 1 else node_hash(found, other)
    for other in proof[inner:]:
        found = node_hash(other, found)
    if found != root:
        raise BadProof("the hashes do not lead to the root of the checkpoint")


def check_consistency(old: int, size: int, proof: Sequence[bytes], old_root: bytes, root: bytes) -> None:
    """BadProof unless the log of ``size`` begins with the log of ``old``, both by their roots (RFC 9162 2.1.4.2)."""
    _check_hashes(old_root, root, *proof)
    if not 0 <= old <= size:
        raise BadProof(f"a log of {size} cannot follow one of {old}")
    if old in (0, size):
        if proof:
            raise BadProof("a proof with hashes where none are needed")
        if (old == 0 and old_root != EMPTY_ROOT) or (old == size and old_root != root):
            raise BadProof("the roots differ")
        return
    _check_growth(old, size, list(proof), old_root, root)


def _check_growth(old: int, size: int, proof: list[bytes], old_root: bytes, root: bytes) -> None:
    if old & (old - 1) == 0:
        proof.insert(0, old_root)  # a perfect old tree is itself the first hash
    if not proof:
        raise BadProof("a proof without hashes")
    node, last = old - 1, size - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = proof[0]
    for other in proof[1:]:
        if last == 0:
            raise BadProof("more hashes than the sizes need")
        if node & 1 or node == last:
            before, after = node_hash(other, before), node_hash(other, after)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, other)
        node, last = node >> 1, last >> 1
    if last or before != old_root or after != root:
        raise BadProof("the hashes do not lead from the one root to the other")


def _check_hashes(*hashes: bytes) -> None:
    if any(len(h) != HASH_SIZE for h in hashes):
        raise BadProof(f"a hash is not {HASH_SIZE} bytes")
