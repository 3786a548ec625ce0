"""What kernels do not read of a record but the engine sometimes asks for: whole subjects, fields, times, texts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import NONE, NOT_RECORDED, Flags, Ints, Longs, day_number, instant_number
from caseward.record.entry import Entry
from caseward.record.subjects import Subject


class Source(Protocol):
    """Where columns come from. An entry's place is its position in ``Columns.ids``."""

    def subject(self, place: int) -> Subject:
        """The whole subject, for the reference evaluator: the slow path, and explanations."""

    def subjects(self, places: Sequence[int]) -> Iterator[Subject]:
        """Several, in the order of their places: cheaper than one by one."""

    def coded(self, kind: str, field: str) -> tuple[Ints, tuple[object, ...]]:
        """By entry: the code of the field's value, -1 where it is blank or the entry is of another kind; and the
        distinct values, as ``Entry.values`` holds them. Codes of one data set never change; values are only added."""

    def recorded(self) -> Longs:
        """By entry: when it was recorded, in microseconds since 1970-01-01T00:00Z, or NOT_RECORDED."""

    def recorded_days(self) -> Ints:
        """By entry: the day of that time as written, in the zone it is written in, or NONE."""

    def instants(self) -> Longs:
        """By entry: when it happened in microseconds, or NOT_RECORDED where only a day is stated."""

    def same(self) -> Flags:
        """By entry: ``may_be_same_as`` is filled."""

    def texts(self, field: str) -> Any:
        """By entry: a field of text, as a pyarrow array of strings or of places among them; null where blank or where
        the kind has no such."""


@dataclass(frozen=True, slots=True)
class FromSubjects:
    """The source of columns that were laid out from subjects in memory."""

    all: Sequence[Subject]
    entries: Sequence[Entry]

    def subject(self, place: int) -> Subject:
        """The subject itself."""
        return self.all[place]

    def subjects(self, places: Sequence[int]) -> Iterator[Subject]:
        """The subjects themselves."""
        return (self.all[place] for place in places)

    def coded(self, kind: str, field: str) -> tuple[Ints, tuple[object, ...]]:
        """Codes in the order in which values first come."""
        seen: dict[tuple[str, object], int] = {}
        codes = np.full(len(self.entries), -1, dtype=np.int32)
        for i, entry in enumerate(self.entries):
            value = entry.values.get(field) if entry.kind == kind else None
            if value is not None:
                codes[i] = seen.setdefault((type(value).__name__, value), len(seen))
        return codes, tuple(v for _, v in seen)

    def recorded(self) -> Longs:
        """When each entry was recorded."""
        return self._instants(lambda e: e.recorded)

    def recorded_days(self) -> Ints:
        """The day on which each was recorded."""
        found = (NONE if e.recorded is None else day_number(e.recorded.date()) for e in self.entries)
        return np.fromiter(found, dtype=np.int32)

    def instants(self) -> Longs:
        """When each happened."""
        return self._instants(lambda e: e.occurred.instant)

    def same(self) -> Flags:
        """Which may be the same as another."""
        return np.fromiter((bool(e.text("may_be_same_as")) for e in self.entries), dtype=np.bool_)

    def texts(self, field: str) -> Any:
        """A field of text."""
        return pa.array([e.text(field) or None for e in self.entries], type=pa.string())

    def _instants(self, at: Callable[[Entry], datetime | None]) -> Longs:
        found = (NOT_RECORDED if (t := at(e)) is None else instant_number(t) for e in self.entries)
        return np.fromiter(found, dtype=np.int64)
