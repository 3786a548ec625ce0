"""Tables of windows against the calendar, and the shapes that the leaner kernels do."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from caseward.dates import add_months
from caseward.engine.columns import NONE, day_number, day_of
from caseward.engine.grids import grid_of
from caseward.engine.layout import (
    AT_CALENDAR,
    AT_START,
    EXCUSED,
    LATE,
    LATE_DONE,
    NEEDED,
    NEEDS,
    PENDING,
    R_DUE,
    R_EXTRA,
    R_SAID,
    R_START,
    R_STATE,
    ROW_WIDTH,
    S_TEMPLATE,
    S_WIDTH,
    SCORED,
    SCORES,
    STATUS,
    T_ANCHOR,
    T_MONTHS,
    T_ORIGIN,
    T_SPAN,
    T_WIDTH,
    TEMPLATE,
    UNMET,
    WINDOW_END,
)
from caseward.engine.unpacked import unpacked
from caseward.engine.workspace import Workspace

LIVES = [date(1969, 3, 30), date(1999, 12, 31), date(2000, 2, 29), date(2022, 6, 14)]


def template(*, months: bool, span: int, anchor: int = AT_CALENDAR, origin: int = 0) -> np.ndarray:
    found = np.zeros(T_WIDTH, dtype=np.int64)
    found[[T_MONTHS, T_SPAN, T_ANCHOR, T_ORIGIN]] = months, span, anchor, origin
    return found


def window(grid, day: date) -> tuple[date, date]:
    base, units, firsts, _, _ = grid
    unit = units[day_number(day) - base]
    return day_of(firsts[unit]), day_of(firsts[unit + 1])


@pytest.mark.parametrize("life", LIVES)
@pytest.mark.parametrize("span", [1, 2, 3, 5, 12])
def test_windows_of_months_begin_with_whole_spans_since_year_0(life, span):
    grid = grid_of(
        template(months=True, span=span), np.array([day_number(life)], dtype=np.int32), day_number(life) + 900
    )
    for day in (life + timedelta(days=n) for n in range(0, 900, 17)):
        start, end = window(grid, day)
        month = start.year * 12 + start.month - 1
        assert start <= day < end
        assert (start.day, month % span) == (1, 0)
        assert end == add_months(start, span)
        assert (grid[4] + int(grid[1][day_number(day) - grid[0]]) * span) % 12 == start.month - 1


@pytest.mark.parametrize("origin", range(7))
@pytest.mark.parametrize("weeks", [1, 2, 4])
def test_windows_of_weeks_begin_on_their_weekday_and_in_step(origin, weeks):
    grid = grid_of(template(months=False, span=7 * weeks, origin=origin), np.array([19000], dtype=np.int32), 19400)
    found = {window(grid, day_of(n)) for n in range(19000, 19401)}
    assert {start.weekday() for start, _ in found} == {origin}
    assert {(end - start).days for start, end in found} == {7 * weeks}
    begins = date(2000, 1, 3) - timedelta(days=-origin % 7)
    assert {(start - begins).days % (7 * weeks) for start, _ in found} == {0}


def test_months_from_a_start_have_tables_to_count_them_by():
    life = date(2020, 1, 31)
    base, units, firsts, quotient, january = grid_of(
        template(months=True, span=3, anchor=AT_START), np.array([day_number(life)], dtype=np.int32), day_number(life) + 500
    )  # fmt: skip
    unit = units[day_number(life) - base]
    assert day_of(firsts[unit]) == date(2020, 1, 1)
    assert (january + unit) % 12 == 0
    assert quotient[:7].tolist() == [0, 0, 0, 1, 1, 1, 2]


@pytest.mark.parametrize(
    ("status", "extra", "late", "unmet"),
    [(LATE_DONE, 4, 4, NONE), (PENDING, 18000, NONE, 18000), (EXCUSED, NONE, NONE, NONE)],
)
def test_a_packed_row_says_everything(status, extra, late, unmet):
    rows = np.zeros((ROW_WIDTH, 1), dtype=np.int32)
    rows[R_STATE, 0], rows[R_START, 0], rows[R_DUE, 0], rows[R_EXTRA, 0] = 1, 100, 129, extra
    rows[R_SAID, 0] = 3 << NEEDS | SCORES | status
    states = np.zeros((2, S_WIDTH), dtype=np.int64)
    states[1, S_TEMPLATE] = 7
    found = unpacked(rows, states, Workspace())
    said = {name: int(found[name, 0]) for name in (TEMPLATE, WINDOW_END, STATUS, NEEDED, SCORED, LATE, UNMET)}
    assert said == {TEMPLATE: 7, WINDOW_END: 130, STATUS: status, NEEDED: 3, SCORED: 1, LATE: late, UNMET: unmet}
