"""Slices of a data set: a stretch of terms, and of every table the stretch of rows that are about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from caseward.engine.intake.needs import Needs
from caseward.engine.intake.tables import DataFile, DataTable


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some rows of a file: from ``first`` (counted from 0) to before ``end``."""

    file: DataFile
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class SliceRef:
    """Everything there is to know about a slice before it is read: it may be sent to another process.

    ``number`` counts slices from 0, ``first`` is the place of its first term in the term table, ``terms`` how many
    there are. ``stretches`` are rows by kind; tables that are about no term stand in them whole. ``guessed``: nobody
    has looked yet whether every row is about these terms.
    """

    folder: str
    number: int
    first: int
    terms: int
    stretches: tuple[tuple[str, tuple[Stretch, ...]], ...]
    known_at: datetime | None
    as_of: date
    needs: Needs
    guessed: bool = False

    def rows(self) -> int:
        """Rows of all tables of the slice."""
        return sum(s.end - s.first for _, part in self.stretches for s in part)


def stretches(table: DataTable, first: int, end: int) -> tuple[Stretch, ...]:
    """The stretches of a table's files that hold its rows from ``first`` to before ``end``."""
    return tuple(_stretches(table, first, end))


def _stretches(table: DataTable, first: int, end: int) -> Iterator[Stretch]:
    at = 0
    for file in table.files:
        low, high = max(first - at, 0), min(end - at, file.rows)
        if low < high:
            yield Stretch(file, low, high)
        at += file.rows
