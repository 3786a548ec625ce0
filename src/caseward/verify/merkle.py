"""The hashes of a log's tree, and the root that a receipt leads to (RFC 6962 section 2.1)."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from caseward.verify.wire import Refused


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of an entry's bytes."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees."""
    return sha256(b"\1" + left + right).digest()


def root_by_path(found: bytes, index: int, size: int, path: Sequence[bytes]) -> bytes:
    """The root that the hashes of a receipt lead to, walked from the leaf's hash up. Refused when they do not fit."""
    if not 0 <= index < size:
        raise Refused(f"a log of {size} has no entry {index}")
    last, rest = size - 1, list(path)
    while last:
        if index & 1 or index < last:
            if not rest:
                raise Refused("the receipt has too few hashes")
            other = rest.pop(0)
            found = node_hash(other, found) if index & 1 else node_hash(found, other)
        index, last = index >> 1, last >> 1
    if rest:
        raise Refused("the receipt has too many hashes")
    return found
