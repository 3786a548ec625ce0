"""What a pass over a store is given, and what it remembers of every place of the log."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

from caseward.verify.envelope import Envelope
from caseward.verify.report import Report, Verdict
from caseward.verify.shapes import Shapes
from caseward.verify.wire import HASH_SIZE

#: Entries looked at together: a power of two, so that each piece is a perfect subtree of this level.
LEVEL = 12
PIECE = 1 << LEVEL


class Rows(Protocol):
    """A database to read from, whichever it is."""

    def execute(self, sql: str, /) -> Iterable[tuple[Any, ...]]:
        """Run a statement and give its rows."""


class Keys(Protocol):
    """What opens payloads, handed in by whoever has the key ring."""

    def opened(self, key_id: str, name: str, box: bytes, commitment: bytes, /) -> tuple[bytes, bytes] | str:
        """The opening and the bytes of a part; or why not: ``sealed``, ``destroyed``, ``no_key``, ``broken``."""

    def id_mark(self, id_: str, /) -> bytes:
        """The blind mark of an entry's own id."""

    def matter_fault(self, row: tuple[Any, ...], /) -> str:
        """What is wrong with a row of ``matters`` (token, key_id, subject, matter, name, state): its key is not as its
        state says, or its names are not its own; or nothing.
        """

    def actor_fault(self, row: tuple[Any, ...], /) -> str:
        """What is wrong with a row of ``actors`` (token, mark, name); or nothing."""


Told = Callable[[int, int], None]
"""Told of progress: places done, and of how many."""


#: The sorts of value that a column may hold.
BYTES_OR_NONE = (bytes, type(None))


def typed(rows: Rows, report: Report, sql: str, *sorts: type | tuple[type, ...]) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement, each value of its sort. A row that is not is left out, and is a fault."""
    table = sql.partition(" FROM ")[2].partition(" ")[0]
    try:
        for row in rows.execute(sql):
            if (*map(type, row),) == sorts or all(map(isinstance, row, sorts)):
                yield row
            else:
                report.fault(f"{table}: a row holds a value of another sort: {str(row)[:120]}")
    except UnicodeDecodeError as error:
        report.fault(f"{table}: a text in it is none: {error}")


def plain(rows: Rows, sql: str, *sorts: type) -> list[tuple[Any, ...]] | None:
    """The rows of a statement by column, when there are some and each value is of its sort; None otherwise, and then
    ``typed`` says what is wrong.
    """
    try:
        columns = [*zip(*rows.execute(sql), strict=True)]
    except UnicodeDecodeError:
        return None
    return columns if [{*map(type, column)} for column in columns] == [{sort} for sort in sorts] else None


@dataclass(slots=True)
class Read:
    """What the pass remembers. ``hashes`` are the leaf hashes, 32 bytes each, as computed from the stored bytes (of a
    place without an entry: the one its tree has, or zeros). ``wrong`` is the first thing wrong at a place. ``due`` are
    commitments whose payload was not met yet; ``listed`` the names of the parts of each entry of a piece that was read
    at once; ``named`` the entries that have an id; ``ids`` the marks of those ids.
    """

    size: int
    report: Report
    keys: Keys | None = None
    hashes: bytearray = field(default_factory=bytearray)
    tokens: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    actors: set[str] = field(default_factory=set)
    recorded: list[int] = field(default_factory=list)
    wrong: dict[int, tuple[Verdict, str]] = field(default_factory=dict)
    unlike_tree: set[int] = field(default_factory=set)
    due: dict[int, dict[str, bytes]] = field(default_factory=dict)
    with_parts: set[int] = field(default_factory=set)
    without_parts: dict[int, tuple[str, ...]] = field(default_factory=dict)
    named: set[int] = field(default_factory=set)
    shut: dict[str, int] = field(default_factory=dict)
    ids: dict[int, bytes] = field(default_factory=dict)
    orders: list[tuple[int, Envelope]] = field(default_factory=list)
    corrections: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)
    key_ids: dict[str, str] = field(default_factory=dict)
    roots: dict[int, bytes] = field(default_factory=dict)
    times: dict[str, int] = field(default_factory=dict)
    shapes: Shapes = field(default_factory=Shapes)
    listed: list[tuple[str, ...]] = field(default_factory=list)

    def blame(self, index: int, verdict: Verdict, what: str) -> None:
        """Something is wrong at a place; the first thing said of it stands."""
        self.wrong.setdefault(index, (verdict, what))

    def leaf(self, index: int) -> bytes:
        """The hash of a leaf."""
        return bytes(self.hashes[HASH_SIZE * index : HASH_SIZE * (index + 1)])
