"""Two policies over a record: the parts of its slices, added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.dates import month_end
from caseward.engine.arrays import Longs
from caseward.engine.columns import Columns
from caseward.engine.whatif.carried import NO_TABLE, DaysKey, carried, first_months
from caseward.engine.whatif.counts import MEASURES, counted
from caseward.engine.whatif.groups import Grouping, Key
from caseward.engine.whatif.people import PEOPLE, changes, ids_of
from caseward.engine.whatif.side import FIELDS, Side
from caseward.policy.model import PolicyDocument, Workload

SIDES = ("old", "new")


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: an old and a new policy, the reading of each, the day judged, the facts to put together by."""

    old: PolicyDocument
    new: PolicyDocument
    as_of: date
    reading: str
    by: tuple[str, ...]

    @property
    def documents(self) -> tuple[PolicyDocument, PolicyDocument]:
        """The old policy, then the new."""
        return self.old, self.new


@dataclass(slots=True)
class Part:
    """What one slice of subjects comes to. Parts add up: groups by their sums, people and rows end to end."""

    cells: tuple[dict[Key, Longs], dict[Key, Longs]] = field(default_factory=lambda: ({}, {}))
    days: tuple[dict[DaysKey, int], dict[DaysKey, int]] = field(default_factory=lambda: ({}, {}))
    people: list[Any] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)

    def add(self, other: Part) -> None:
        """Take in another slice."""
        for mine, theirs in zip(self.cells, other.cells, strict=True):
            for key, numbers in theirs.items():
                mine[key] = mine[key] + numbers if key in mine else numbers
        for own, more in zip(self.days, other.days, strict=True):
            for days_key, days in more.items():
                own[days_key] = own.get(days_key, 0) + days
        self.people += other.people
        self.rows += other.rows


def rows_schema(by: Iterable[str]) -> Any:
    """The rows of both sides: the policy they are of, where they are counted, and an id where they differ."""
    head = [("side", pa.string()), ("id", pa.string()), ("month", pa.string()), *((f"by_{b}", pa.string()) for b in by)]
    return pa.schema([*head, *FIELDS])


def compare_slice(trial: Trial, columns: Columns, tables: tuple[Any, Any], *, rows: bool = False) -> Part:
    """One slice: ``tables`` are the obligations of its subjects under the old and the new policy (the engine's table,
    or ``table_of``). ``rows``: keep them, for the files."""
    sides = tuple(Side.of(d, t, columns, trial.reading) for d, t in zip(trial.documents, tables, strict=True))
    old, new = sides
    first = first_months((old, new), len(columns))
    changed = changes(old, new, columns)
    part = Part(people=[changed.table])
    for i, side in enumerate(sides):
        grouping = Grouping(columns, side.document, trial.by)
        grouped = grouping.of(side.subject, side.due)
        part.cells[i].update(counted(side, grouped, len(columns)))
        part.days[i].update(carried(side, first, columns, grouping, trial.as_of))
        if rows:
            said = [pa.array([SIDES[i]] * len(side), pa.string()), ids_of(side.table, changed.differing[i])]
            said += [pa.array(grouped.column(n), pa.string()) for n in range(len(trial.by) + 1)]
            part.rows.append(pa.Table.from_arrays([*said, *side.table.columns], schema=rows_schema(trial.by)))
    return part


@dataclass(frozen=True, slots=True)
class Cell:
    """One month, one value of each fact, one side. ``cost`` is in hundredths of the unit (hours, points); None where
    the policy has no workload table. ``term_days`` are days of cases carried, ``untimed_days`` those of them of which
    the table does not say what they cost."""

    key: Key
    side: str
    numbers: tuple[int, ...]
    cost: int | None
    term_days: int
    untimed_days: int

    def number(self, name: str) -> int:
        """One of the MEASURES."""
        return self.numbers[MEASURES.index(name)]


def cells_of(trial: Trial, part: Part) -> tuple[Cell, ...]:
    """Every group of both sides in order of month and facts, the old side first."""
    found = []
    for i, side in enumerate(SIDES):
        days: dict[Key, list[tuple[int, str, int]]] = {key: [] for key in part.cells[i]}
        for (key, table, value), n in part.days[i].items():
            days.setdefault(key, []).append((table, value, n))
        tables = trial.documents[i].workload
        found += [_cell(key, side, tables, part.cells[i].get(key), own) for key, own in days.items()]
    return tuple(sorted(found, key=lambda c: (c.key, SIDES.index(c.side))))


def _cell(
    key: Key, side: str, tables: tuple[Workload, ...], numbers: Longs | None, days: list[tuple[int, str, int]]
) -> Cell:
    own = tuple(int(n) for n in (np.zeros(len(MEASURES), np.int64) if numbers is None else numbers))
    cost = Fraction(own[MEASURES.index("each")], 60 if tables and tables[0].unit == "hours" else 1)
    untimed = 0
    length = month_end(date.fromisoformat(f"{key[0]}-01")).day
    for table, value, n in days:
        number = None if table == NO_TABLE else tables[table].values.get(value)
        if number is not None:
            cost += Fraction(number.value * n, length)
        elif table == NO_TABLE or tables[table].values:
            untimed += n
    hundredths = round(cost * 100) if tables else None
    return Cell(key, side, own, hundredths, sum(n for *_, n in days), untimed)


def people_of(part: Part) -> Any:
    """The people of every slice as one table, by subject and duty."""
    joined = pa.concat_tables([PEOPLE.empty_table(), *part.people])
    return joined.sort_by([("subject", "ascending"), ("duty", "ascending")])
