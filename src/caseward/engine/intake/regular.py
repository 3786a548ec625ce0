"""The regular forms of a time, read from bytes: ``YYYY-MM-DD``, alone or with ``THH:MM[:SS]`` and ``Z`` or an offset.

What has another form, or does not exist (31 June, 25 o'clock), is left to the reader of the record.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from caseward.engine.arrays import NONE, NOT_RECORDED
from caseward.engine.jit import kernel

BLANK, DAY, INSTANT, OTHER, WRONG = range(5)
_NO = -1
_MINUTE = 60_000_000
_FARTHEST = 14 * 60


@kernel
def regular(offsets: Any, data: Any, valid: Any, first: Any, instant: Any, form: Any) -> None:
    """Fill the day, the instant in microseconds, and the form of every text."""
    for i in range(len(valid)):
        a, n = offsets[i], offsets[i + 1] - offsets[i]
        first[i], instant[i], form[i] = NONE, NOT_RECORDED, OTHER
        if valid[i] == 0 or n == 0:
            form[i] = BLANK
            continue
        if (n != 10 and not 17 <= n <= 25) or data[a + 4] != 45 or data[a + 7] != 45:
            continue
        year = _two(data[a], data[a + 1]) * 100 + _two(data[a + 2], data[a + 3])
        day = _day(year, _two(data[a + 5], data[a + 6]), _two(data[a + 8], data[a + 9]))
        if n == 10 and day != NONE:
            first[i], form[i] = day, DAY
        if n == 10 or day == NONE or data[a + 10] != 84 or data[a + 13] != 58:
            continue
        at, second = 16, 0
        if data[a + 16] == 58 and n >= 20:
            at, second = 19, _two(data[a + 17], data[a + 18])
        clock = _clock(_two(data[a + 11], data[a + 12]), _two(data[a + 14], data[a + 15]), second)
        zone = 0 if n - at == 1 and data[a + at] == 90 else _FARTHEST + 1
        if n - at == 6 and data[a + at + 3] == 58:
            hours, minutes = _two(data[a + at + 1], data[a + at + 2]), _two(data[a + at + 4], data[a + at + 5])
            zone = _zone(data[a + at], hours, minutes)
        if clock >= 0 and zone <= _FARTHEST:
            first[i], form[i] = day, INSTANT
            instant[i] = (np.int64(day) * 1440 - zone) * _MINUTE + clock * 1_000_000


@kernel
def _two(tens: int, units: int) -> int:
    """Two digits as a number; where one of them is none, a number so far below zero that no sum is above it."""
    if 48 <= tens <= 57 and 48 <= units <= 57:
        return int(np.int64(tens) - 48) * 10 + int(np.int64(units) - 48)
    return -1_000_000


@kernel
def _day(year: int, month: int, day: int) -> int:
    """Days since 1970-01-01, NONE for a day that does not exist or lies outside what a record may name."""
    if not (1800 <= year <= 9998 and 1 <= month <= 12 and day >= 1):
        return NONE
    longest = 31
    if month in (4, 6, 9, 11):
        longest = 30
    elif month == 2:
        longest = 29 if (year % 4 == 0 and year % 100 != 0) or year % 400 == 0 else 28
    if day > longest:
        return NONE
    y = year - 1 if month <= 2 else year
    shifted = month + 9 if month <= 2 else month - 3
    return 365 * y + y // 4 - y // 100 + y // 400 + (153 * shifted + 2) // 5 + day - 1 - 719_468


@kernel
def _clock(hour: int, minute: int, second: int) -> int:
    """Seconds since midnight, a negative number for a time that does not exist."""
    if not (0 <= hour <= 23 and 0 <= minute <= 59 and 0 <= second <= 59):
        return _NO
    return hour * 3600 + minute * 60 + second


@kernel
def _zone(sign: int, hours: int, minutes: int) -> int:
    """Minutes ahead of universal time, more than the farthest for a zone that does not exist."""
    ahead = hours * 60 + minutes
    if hours < 0 or not 0 <= minutes <= 59 or ahead > _FARTHEST or (sign == 45 and ahead == 0):
        return _FARTHEST + 1
    if sign == 45:
        return -ahead
    return ahead if sign == 43 else _FARTHEST + 1
