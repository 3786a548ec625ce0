"""All rows of a slice numbered through, kind after kind, and the few things that are asked of any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import Ints, Longs
from caseward.engine.intake.by_numbers import sorted_places
from caseward.engine.intake.lookup import buffers, settle
from caseward.engine.intake.said import Said
from caseward.engine.intake.times import DAY, Times, joined

_SMALL = 64  # rows that are sorted one by one


@dataclass
class Everyone:
    """``said`` by kind, in the order of kinds' names; row ``r`` of kind ``k`` has the number ``base[k] + r``."""

    said: dict[str, Said]
    base: dict[str, int] = field(default_factory=dict)
    total: int = 0

    def __post_init__(self) -> None:
        for kind, one in self.said.items():
            self.base[kind] = self.total
            self.total += len(one)

    @cached_property
    def occurred(self) -> Times:
        """When, by number."""
        return joined([s.occurred for s in self.said.values()])

    @cached_property
    def recorded(self) -> Longs:
        """When recorded, in microseconds, by number; NOT_RECORDED also where that was not read."""
        return _joined([s.recorded.instant for s in self.said.values()])

    @cached_property
    def recorded_days(self) -> Ints:
        """The day of that time as written, by number."""
        days = [s.recorded.first for s in self.said.values()]
        return np.concatenate([np.zeros(0, dtype=np.int32), *days])

    @cached_property
    def ids(self) -> Any:
        """The ids, by number."""
        return pa.concat_arrays([pa.array([], type=pa.string()), *(s.ids for s in self.said.values())])

    @cached_property
    def kind(self) -> Ints:
        """The place of the kind among all, by number."""
        return np.repeat(np.arange(len(self.said), dtype=np.int32), [len(s) for s in self.said.values()])

    def texts(self, numbers: Longs, name: str) -> Any:
        """A field of text of some rows, as an array of strings; null for kinds without it."""
        parts, places = [pa.array([], type=pa.string())], [np.zeros(0, dtype=np.int64)]
        for k, said in enumerate(self.said.values()):
            mine = np.flatnonzero(self.kind[numbers] == k)
            rows = pa.array(numbers[mine] - self.base[said.rows.kind.name])
            known = said.rows.kind.field(name) is not None
            parts.append(said.rows.texts(name).take(rows) if known and len(mine) else pa.nulls(len(mine), pa.string()))
            places.append(mine)
        back = np.empty(len(numbers), dtype=np.int64)
        back[np.concatenate(places)] = np.arange(len(numbers))
        return pa.concat_arrays(parts).take(pa.array(back))

    def written(self, numbers: Longs) -> Sequence[Any]:
        """The key that the text of ``occurred`` adds to days and instants: nothing where all are plain days."""
        if bool((self.occurred.form[numbers] == DAY).all()):
            return []
        return [self.texts(numbers, "occurred")]

    def settled(self, numbers: Longs, group: Longs) -> Longs:
        """Canonical order among rows alike in days and instant: by the text of ``occurred``, the kind, the id."""
        place = np.arange(len(numbers))
        large = np.bincount(group)[group] > _SMALL
        settle(np.where(large, -1 - place, group), self.kind[numbers], numbers, *buffers(self.ids)[:2], place)
        plain = self.occurred.form[numbers] == DAY  # the text of a plain day is that of every other
        mixed = large | np.isin(group, group[~plain])
        if mixed.any():
            rows = np.flatnonzero(mixed)  # groups stand together, before and after
            some = numbers[rows]
            keys = [self.texts(some, "occurred"), self.kind[some], self.names(some)]
            place[rows] = rows[sorted_places(group[rows], keys)]
        return place

    def names(self, numbers: Longs) -> Any:
        """The ids of some rows."""
        return self.ids.take(pa.array(numbers))


def _joined(arrays: list[Longs]) -> Longs:
    return np.concatenate([np.zeros(0, dtype=np.int64), *arrays])
