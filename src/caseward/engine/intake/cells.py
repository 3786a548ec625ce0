"""Values of a column as codes: each distinct cell is read once, by the reader of the record."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import Flags, Ints, Longs
from caseward.engine.codebook import Codebook, Key
from caseward.record.entry import Value
from caseward.record.faults import ValueFault
from caseward.record.fields import Field
from caseward.record.parse import read_cell

_TABLE = 1 << 22  # below this many possible lists they are numbered in a table, above it by sorting


@dataclass(frozen=True, slots=True)
class Cells:
    """A column as places in its distinct cells. ``values`` has None for a blank; ``wrong`` marks cells that cannot be
    read."""

    place: Ints
    values: tuple[Value | None, ...]
    wrong: tuple[bool, ...]

    def faulty(self) -> Flags:
        """The rows whose cell cannot be read."""
        found: Flags = np.array([*self.wrong, False], dtype=np.bool_)[self.place]
        return found

    def coded(self, book: Codebook, key: Key) -> Ints:
        """The code of each row's value in a codebook, -1 where it is blank."""
        codes: Ints = np.append(book.codes(key, self.values), np.int32(-1)).astype(np.int32)[self.place]
        return codes

    def holds(self, value: Value) -> Flags:
        """The rows that hold a value."""
        found: Flags = np.array([v == value and type(v) is type(value) for v in (*self.values, None)])[self.place]
        return found

    @property
    def filled(self) -> Flags:
        """The rows that hold any."""
        found: Flags = np.array([v is not None for v in (*self.values, None)])[self.place]
        return found


def cells_of(chunks: list[Any], field: Field) -> Cells:
    """The cells of the chunks of a column, of any type that the field may have."""
    places = [np.zeros(0, dtype=np.int32)]
    values: list[Value | None] = []
    wrong: list[bool] = []
    for chunk in chunks:
        place, distinct = distinct_cells(chunk)
        places.append(np.where(place < 0, -1, place + len(values)).astype(np.int32))
        for cell in distinct:
            value, refused = _read(field, cell)
            values.append(value)
            wrong.append(refused)
    return Cells(np.concatenate(places), tuple(values), tuple(wrong))


def _read(field: Field, cell: object) -> tuple[Value | None, bool]:
    try:
        return read_cell(field, cell), False
    except ValueFault:
        return None, True


def distinct_cells(chunk: Any) -> tuple[Ints, list[object]]:
    """For each row the place of its cell among the distinct ones, -1 where it is null."""
    if pa.types.is_list(chunk.type) or pa.types.is_large_list(chunk.type):
        return _distinct_lists(chunk)
    if pa.types.is_null(chunk.type):
        return np.full(len(chunk), -1, dtype=np.int32), []
    if pa.types.is_timestamp(chunk.type):
        chunk = chunk.cast(pa.timestamp("s", chunk.type.tz), safe=False)
    coded = chunk if pa.types.is_dictionary(chunk.type) else chunk.dictionary_encode()
    place = coded.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
    return place, coded.dictionary.to_pylist()


def _distinct_lists(chunk: Any) -> tuple[Ints, list[object]]:
    """Lists of words. An empty list is a blank, as a null is."""
    words = chunk.flatten()
    coded = words if pa.types.is_dictionary(words.type) else words.dictionary_encode()
    word = coded.indices.cast(pa.int64()).fill_null(-1).to_numpy(zero_copy_only=False) + 2  # 1 stands for a null
    names = [None, *coded.dictionary.to_pylist()]
    length = chunk.value_lengths().cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    start = np.concatenate([[0], np.cumsum(length)[:-1]]).astype(np.int64) if len(length) else length
    longest, base = int(length.max(initial=0)), len(names) + 1
    if base**longest >= 2**62:
        return _one_by_one(chunk)
    key = np.zeros(len(length), dtype=np.int64)
    for k in range(longest):
        rows = np.flatnonzero(length > k)
        key[rows] = key[rows] * base + word[start[rows] + k]
    place, distinct = _numbered(key, base**longest)
    return place, [_spelt(int(k), base, names) for k in distinct]


def _numbered(key: Longs, most: int) -> tuple[Ints, Longs]:
    if most > _TABLE:
        distinct, place = np.unique(key, return_inverse=True)
        return place.astype(np.int32), distinct
    present = np.zeros(most + 1, dtype=np.int32)
    present[key] = 1
    distinct = np.flatnonzero(present)
    return (np.cumsum(present) - 1)[key].astype(np.int32), distinct


def _spelt(key: int, base: int, names: list[str | None]) -> list[object]:
    found: list[object] = []
    while key:
        key, word = divmod(key, base)
        found.append(names[word - 1])
    return found[::-1]


def _one_by_one(chunk: Any) -> tuple[Ints, list[object]]:
    known: dict[object, int] = {}
    place = [-1 if c is None else known.setdefault(tuple(c), len(known)) for c in chunk.to_pylist()]
    return np.array(place, dtype=np.int32), [list(k) for k in known]  # type: ignore[call-overload]
