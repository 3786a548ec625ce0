"""Statements of time by the column: days and instants in their regular forms are read byte by byte, every other form
(a month, an interval, a doubt) by the reader of the record, once for each distinct text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.dates import When
from caseward.dates.partial import EARLIEST, LATEST
from caseward.engine.arrays import NONE, NOT_RECORDED, Bytes, Flags, Ints, Longs, day_number, instant_number
from caseward.engine.intake.lookup import buffers
from caseward.engine.intake.regular import BLANK, DAY, INSTANT, OTHER, WRONG, regular
from caseward.record.faults import ValueFault
from caseward.record.fields import Field, FieldType
from caseward.record.parse import read_cell

_FIRST, _LAST = day_number(EARLIEST), day_number(LATEST)


@dataclass(frozen=True, slots=True)
class Times:
    """A column of times. ``first`` and ``last`` are the possible days (NONE where blank), ``instant`` microseconds
    since 1970 (NOT_RECORDED where no time of day is stated), ``form`` one of BLANK, DAY, INSTANT, OTHER, WRONG."""

    first: Ints
    last: Ints
    instant: Longs
    form: Bytes

    def __len__(self) -> int:
        return len(self.first)

    @property
    def filled(self) -> Flags:
        """Where a time is stated."""
        found: Flags = self.form != BLANK
        return found

    @property
    def wrong(self) -> Flags:
        """Where something is stated that is no time."""
        found: Flags = self.form == WRONG
        return found

    def at(self, rows: Any) -> Times:
        """Some rows, by place or by mask."""
        return Times(self.first[rows], self.last[rows], self.instant[rows], self.form[rows])


def blank_times(length: int) -> Times:
    """As many blanks."""
    days = np.full(length, NONE, dtype=np.int32)
    return Times(days, days, np.full(length, NOT_RECORDED, dtype=np.int64), np.zeros(length, dtype=np.uint8))


def times_of(chunks: list[Any], field: Field) -> Times:
    """The times of the chunks of a column of text, days, or timestamps with a zone."""
    return joined([_of_chunk(chunk, field) for chunk in chunks])


def joined(parts: list[Times]) -> Times:
    """Columns one after another."""
    if len(parts) == 1:
        return parts[0]
    if not parts:
        return blank_times(0)
    columns = zip(*((p.first, p.last, p.instant, p.form) for p in parts), strict=True)
    first, last, instant, form = (np.concatenate(column) for column in columns)
    return Times(first, last, instant, form)


def _of_chunk(chunk: Any, field: Field) -> Times:
    if pa.types.is_dictionary(chunk.type):
        known = _of_array(chunk.dictionary, field)
        places = chunk.indices.fill_null(len(known)).to_numpy(zero_copy_only=False)
        return joined([known, blank_times(1)]).at(places)
    return _of_array(chunk, field)


def _of_array(array: Any, field: Field) -> Times:
    if pa.types.is_null(array.type):
        return blank_times(len(array))
    if pa.types.is_date(array.type):
        return _of_texts(array.cast(pa.date32()).cast(pa.string()), field)
    if pa.types.is_timestamp(array.type):
        return _of_stamps(array)
    return _of_texts(array.cast(pa.string()), field)


def _of_stamps(array: Any) -> Times:
    """Parts of a second are cut off, as they are when a time is read from text."""
    stamps = pc.cast(pc.floor_temporal(array, unit="second"), pa.timestamp("us", array.type.tz), safe=False)
    local = pc.cast(pc.cast(pc.local_timestamp(stamps), pa.date32(), safe=False), pa.int32())
    micros = pc.cast(stamps, pa.int64()).fill_null(NOT_RECORDED).to_numpy()
    days = local.fill_null(NONE).to_numpy()
    sound = (days >= _FIRST) & (days <= _LAST)
    return Times(days, days, micros, np.where(days == NONE, BLANK, np.where(sound, INSTANT, WRONG)).astype(np.uint8))


def _of_texts(array: Any, field: Field) -> Times:
    n = len(array)
    first, instant, form = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int64), np.empty(n, dtype=np.uint8)
    offsets, data, valid = buffers(array)
    regular(offsets, data, valid, first, instant, form)
    if field.type is FieldType.INSTANT:
        form[form == DAY] = OTHER
    elif field.type is FieldType.DAY:
        form[form == INSTANT] = OTHER
    found = Times(first, first, instant, form)
    rows = np.flatnonzero(form == OTHER)
    return _with_others(found, rows, array.take(pa.array(rows)), field) if len(rows) else found


def _with_others(found: Times, rows: Longs, texts: Any, field: Field) -> Times:
    """The irregular ones, each distinct text read once."""
    coded = texts.dictionary_encode()
    read = [_read(text, field) for text in coded.dictionary.to_pylist()]
    place = coded.indices.to_numpy(zero_copy_only=False)
    last = found.last.copy()
    parts: tuple[tuple[Any, Callable[[When], int]], ...] = (
        (found.first, lambda w: day_number(w.first)),
        (last, lambda w: day_number(w.last)),
        (found.instant, lambda w: NOT_RECORDED if w.instant is None else instant_number(w.instant)),
    )
    for target, number in parts:
        blank = NOT_RECORDED if target is found.instant else NONE
        target[rows] = np.array([number(w) if isinstance(w, When) else blank for w in read], dtype=target.dtype)[place]
    forms = [OTHER if isinstance(w, When) else BLANK if w is None else WRONG for w in read]
    found.form[rows] = np.array(forms, dtype=np.uint8)[place]
    return Times(found.first, last, found.instant, found.form)


def _read(text: str, field: Field) -> When | ValueFault | None:
    try:
        value = read_cell(field, text)
    except ValueFault as fault:
        return fault
    return value if isinstance(value, When) else None


__all__ = ["BLANK", "DAY", "INSTANT", "OTHER", "WRONG", "Times", "blank_times", "joined", "times_of"]
