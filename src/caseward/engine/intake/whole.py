"""Rows of one kind as entries of the record, many at once: column by column, each distinct cell read once.

What was checked when the slice was read (ids, that what must be filled is filled) is not checked again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.dates import When
from caseward.engine.arrays import Longs
from caseward.engine.intake.cells import distinct_cells
from caseward.engine.intake.faults import MOST_FAULTS, refuse
from caseward.engine.intake.rows import Rows
from caseward.record.entry import Entry, Place, Value
from caseward.record.faults import ValueFault
from caseward.record.fields import Field, FieldType
from caseward.record.parse import entry_of, read_cell

_WRONG = object()
_TIMES = (FieldType.WHEN, FieldType.INSTANT)
_REGULAR = re.compile(r"(19|20)\d\d-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-](0[1-9]|1[0-3]):[0-5]\d)", re.ASCII)


def entries_of_rows(rows: Rows, numbers: Longs, names: Sequence[str]) -> list[Entry]:
    """Some rows (ascending) with the fields named, as the record holds them. BadDataSet with what is wrong with
    them."""
    if not len(numbers):
        return []
    found: list[dict[str, Value]] = [{} for _ in range(len(numbers))]
    wrong: set[int] = set()
    for field, start, chunk in rows.whole(names):
        at, end = np.searchsorted(numbers, (start, start + len(chunk))).tolist()
        if at < end:
            wrong.update(_fill(found, at, field, chunk.take(pa.array(numbers[at:end] - start))))
    if wrong:
        told = sorted(wrong)[:MOST_FAULTS]
        refuse(rows.checked([int(numbers[i]) for i in told])[1], len(wrong) - len(told))
    places = (Place(file.name, number) for file, number in rows.places(numbers))
    return [entry_of(rows.kind, values, place) for values, place in zip(found, places, strict=True)]


def _fill(found: list[dict[str, Value]], at: int, field: Field, column: Any) -> Iterator[int]:
    """Put the values of a column into the rows from ``at`` on; the places of rows that cannot be read."""
    place, cells = distinct_cells(_narrowed(column))
    read = _read_time if field.type in _TIMES else _read
    values = cells if field.name == "id" else [read(field, cell) for cell in cells]
    for i, p in enumerate(place.tolist(), at):
        if p >= 0:
            value: Any = values[p]
            if value is _WRONG:
                yield i
            elif value is not None:
                found[i][field.name] = value


def _read_time(field: Field, cell: object) -> object:
    """Times in their regular form, which most are, are read by the shortest way."""
    if isinstance(cell, str) and _REGULAR.fullmatch(cell):
        with suppress(ValueError):
            instant = datetime.fromisoformat(cell)
            return When(cell, day := instant.date(), day, instant)
    return _read(field, cell)


def _narrowed(column: Any) -> Any:
    """A column of places in a dictionary with no more in it than is used."""
    return column.cast(column.type.value_type) if pa.types.is_dictionary(column.type) else column


def _read(field: Field, cell: object) -> object:
    try:
        return read_cell(field, cell)
    except ValueFault:
        return _WRONG
