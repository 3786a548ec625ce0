"""Columns of values as PostgreSQL takes them over the wire: arrays in its binary form.

The driver can write such arrays itself, and asks every value of a list what it is; a commit of many entries has some
thousands of values, of which we know what they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from struct import pack
from typing import TYPE_CHECKING

from psycopg.adapt import Dumper
from psycopg.pq import Format

from caseward.ledger.store.database import Value

if TYPE_CHECKING:
    import psycopg

_NULL = b"\xff\xff\xff\xff"


class Bigints(bytes):
    """A ``bigint[]`` in binary."""


class Texts(bytes):
    """A ``text[]`` in binary."""


class Blobs(bytes):
    """A ``bytea[]`` in binary."""


#: For each kind of value: its array, and the server's numbers of the type of its elements and of its own.
_KINDS: dict[type, tuple[type[bytes], int, int]] = {
    int: (Bigints, 20, 1016),
    str: (Texts, 25, 1009),
    bytes: (Blobs, 17, 1001),
}
_NAMES: dict[type, str] = {Bigints: "bigint[]", Texts: "text[]", Blobs: "bytea[]"}


def packed(kind: type, values: Sequence[Value]) -> bytes:
    """A list of values of one kind (int, str or bytes), of which any may be None."""
    made, element, _ = _KINDS[kind]
    head = pack(">iiiii", 1, None in values, element, len(values), 1)
    return made(head + b"".join([_NULL if value is None else _one(value) for value in values]))


def name_of(values: bytes) -> str:
    """What the server calls the type of a list that was packed."""
    return _NAMES[type(values)]


def _one(value: int | str | bytes) -> bytes:
    if isinstance(value, int):
        return pack(">iq", 8, value)
    data = value.encode() if isinstance(value, str) else value
    return pack(">i", len(data)) + data


class _AsItIs(Dumper):
    format = Format.BINARY

    def dump(self, obj: bytes) -> bytes:
        return bytes(obj)


def taught(connection: psycopg.Connection) -> None:
    """Have a connection send such lists as they are."""
    for made, _, own in _KINDS.values():
        connection.adapters.register_dumper(made, type(f"{made.__name__}Dumper", (_AsItIs,), {"oid": own}))
