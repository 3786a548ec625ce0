"""Groups with their numbers and what they cost, and sums of them that add up to the last hundredth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import numpy as np

from caseward.dates import month_end
from caseward.engine.arrays import Longs
from caseward.engine.whatif.carried import NO_TABLE
from caseward.engine.whatif.compare import SIDES, Part, Trial
from caseward.engine.whatif.counts import MEASURES
from caseward.engine.whatif.groups import Key
from caseward.policy.model import Workload


@dataclass(frozen=True, slots=True)
class Cell:
    """One month, one value of each fact, one side. ``cost`` is in hundredths of the unit (hours, points); None where
    the policy has no workload table. ``case_days`` are days of cases carried, ``untimed_days`` those of them of which
    the table does not say what they cost."""

    key: Key
    side: str
    numbers: tuple[int, ...]
    cost: int | None
    case_days: int
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


def joined(cells: Iterable[Cell], key: Key, side: str, *, timed: bool) -> Cell:
    """Cells of one side as one: every number is the sum of theirs. ``timed``: the policy has a workload table."""
    own = [c for c in cells if c.side == side]
    numbers = tuple(sum(c.numbers[i] for c in own) for i in range(len(MEASURES)))
    cost = sum(c.cost or 0 for c in own) if timed else None
    return Cell(key, side, numbers, cost, sum(c.case_days for c in own), sum(c.untimed_days for c in own))
