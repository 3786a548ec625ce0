"""Windows that lie alike for every subject, or follow from its start: tables that give a day its window at once."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from caseward.engine.columns import Ints, Longs
from caseward.engine.days import MONDAY
from caseward.engine.layout import AT_CALENDAR, T_ANCHOR, T_MONTHS, T_ORIGIN, T_SPAN

# The day they begin with, the number of the unit of each day, the first day of each unit, numbers divided by the span,
# and the month of the first unit counted from January.
Grid: TypeAlias = tuple[int, Ints, Ints, Ints, int]
_DECADE = 3653


def grid_of(t: Longs, opened: Ints, as_of: int) -> Grid:
    """The tables of a template for lives that begin on these days, up to and with a day."""
    first = int(opened.min(initial=as_of))
    low = first - first % _DECADE - int(t[T_SPAN]) * 31
    high = max(first, as_of) + 1
    high += _DECADE - high % _DECADE + 2 * int(t[T_SPAN]) * 31
    calendar = t[T_ANCHOR] == AT_CALENDAR
    return _grid(low, high, bool(t[T_MONTHS]), int(t[T_SPAN]), calendar, int(t[T_ORIGIN]))


@lru_cache(maxsize=64)
def _grid(low: int, high: int, months: bool, span: int, calendar: bool, origin: int) -> Grid:
    if not months:
        low -= (low - MONDAY + -origin % 7) % span if calendar else 0
        unit = np.arange(high - low) // span
        firsts = low + np.arange(unit[-1] + 20) * span
        return low, _ints(unit), _ints(firsts), _ints(np.zeros(1)), 0
    month = np.arange(low, high).astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    zero, step = int(month[0]), span if calendar else 1
    zero -= (zero + 1970 * 12) % step
    unit = (month - zero) // step
    numbers = np.arange(unit[-1] + 2 * span + 20)
    firsts = (zero + numbers * step).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return low, _ints(unit), _ints(firsts), _ints(numbers // span), zero % 12


def _ints(numbers: npt.NDArray[Any]) -> Ints:
    return np.ascontiguousarray(numbers, dtype=np.int32)
