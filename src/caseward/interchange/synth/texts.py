"""Arrow arrays of texts, built by the column: tokens, days, times. Nothing here looks at one row at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from caseward.dates import add_months
from caseward.interchange.synth.draws import Array
from caseward.interchange.synth.rows import BLANK

ZONE = "-05:00"
"""The synthetic agency keeps one offset from universal time all the year."""

EPOCH = date(1970, 1, 1)
TERM_DIGITS, NUMBER_DIGITS = 8, 4
_Letters = npt.NDArray[np.uint8]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def plus_months(days: Array, months: Any) -> Array:
    """Days some months later, the last of a shorter month where there is no such day."""
    found = days.astype("datetime64[D]")
    month = found.astype("datetime64[M]")
    later = month + np.asarray(months).astype("timedelta64[M]")
    longest = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype(np.int64) - 1
    within = (found - month.astype("datetime64[D]")).astype(np.int64)
    return np.asarray(later.astype("datetime64[D]").astype(np.int64) + np.minimum(within, longest))


def tokens(prefix: str, terms: Array) -> Any:
    """``00000001`` after a prefix, of the numbers of terms, as an Arrow array."""
    return _fixed(_letters(prefix, terms))


def own_tokens(prefix: str, terms: Array, numbers: Array) -> Any:
    """``prefix-00000001-0002``, null where the number is blank, as an Arrow array."""
    there, head = numbers != BLANK, f"{prefix}-"
    if there.all():
        return _fixed(_letters(head, terms, numbers))
    return _fixed(_letters(head, terms[there], numbers[there]), there)


def dictionary(words: Sequence[str], places: Array) -> Any:
    """An Arrow dictionary array; null where the place is below zero."""
    indices = (
        pa.array(places.astype(np.int32), mask=places < 0) if (places < 0).any() else pa.array(places.astype(np.int32))
    )
    return pa.DictionaryArray.from_arrays(indices, pa.array(words, type=pa.string()))


def days(numbers: Array) -> Any:
    """Days as ``2021-03-04``, null where blank."""
    filled = numbers[numbers != BLANK]
    if not len(filled):
        return pa.nulls(len(numbers), pa.string())
    first, last = _range(filled)
    return dictionary(_day_words(first, last), np.where(numbers == BLANK, -1, numbers - first))


def stamps(day: Array, minute: Array) -> Any:
    """Instants as a record writes them, ``2021-03-04T10:05:00-05:00``."""
    return _clocked(day, minute, ":00" + ZONE)


def whens(day: Array, minute: Array, last: Array) -> Any:
    """What is said of when something happened: a day, an instant, a month or a stretch of days."""
    (begun, over), odd = _range(day), last != BLANK
    timed = (minute >= 0) & ~odd
    words = [_day_words(begun, over)]
    places = (day - begun).astype(np.int64)
    places[timed] = len(words[0]) + np.arange(timed.sum())
    places[odd] = len(words[0]) + timed.sum() + np.arange(odd.sum())
    if timed.any():
        words.append(_clocked(day[timed], minute[timed], ZONE))
    if odd.any():
        words.append([_stretch(a, b) for a, b in zip(day[odd].tolist(), last[odd].tolist(), strict=True)])
    if len(words) == 1:
        return dictionary(words[0], places)
    every = pa.concat_arrays([w if isinstance(w, pa.Array) else pa.array(w, type=pa.string()) for w in words])
    return every.take(pa.array(places))


def date_of(number: int) -> date:
    """The day of a number."""
    return EPOCH + timedelta(days=number)


def _stretch(first: int, last: int) -> str:
    """``2021-03-04/2021-03-09``; where it is of one day, the month of that day."""
    begun = date_of(first)
    return f"{begun:%Y-%m}" if last <= first else f"{begun}/{date_of(last)}"


def _letters(prefix: str, terms: Array, numbers: Array | None = None) -> _Letters:
    """A token of each row: its prefix, the eight digits of a term, and the four of a number within the term."""
    parts = [("prefix", f"V{len(prefix)}"), ("high", "<u4"), ("low", "<u4")]
    found = np.empty(len(terms), np.dtype(parts + ([] if numbers is None else [("dash", "u1"), ("number", "<u4")])))
    digits, high = _four_digits(), terms // 10_000
    found["prefix"] = np.void(prefix.encode())
    found["high"], found["low"] = digits[high], digits[terms - high * 10_000]
    if numbers is not None:
        found["dash"], found["number"] = ord("-"), digits[numbers]
    return found.view(np.uint8).reshape(len(terms), -1)


def _clocked(day: Array, minute: Array, tail: str) -> Any:
    """A day and the minute of it as text, with what stands after it."""
    first, last = _range(day)
    days_, clocks = _day_letters(first, last), _clock_letters(tail)
    found = np.empty(len(day), np.dtype([("day", days_.dtype), ("clock", clocks.dtype)]))
    found["day"], found["clock"] = days_[day - first], clocks[minute]
    return _fixed(found.view(np.uint8).reshape(len(day), -1))


def _fixed(letters: _Letters, there: Array | None = None) -> Any:
    """Texts of one width; ``there``: where they stand among blanks."""
    height, width = letters.shape
    if there is None:
        ends = np.arange(height + 1, dtype=np.int32) * np.int32(width)
        return pa.StringArray.from_buffers(height, pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(letters)))
    ends = np.concatenate([[0], np.cumsum(there)]).astype(np.int32) * np.int32(width)
    mask = pa.array(there).buffers()[1]
    return pa.StringArray.from_buffers(
        len(there), pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(letters)), mask
    )


@cache
def _four_digits() -> Array:
    """The letters of each number of four digits, as one number of 32 bits."""
    return np.frombuffer("".join(f"{n:04}" for n in range(10_000)).encode(), dtype="<u4")


def _range(days_: Array) -> tuple[int, int]:
    """The first and last of a stretch that holds the days, with round ends, so that few are ever asked for."""
    return int(days_.min()) & ~255, int(days_.max()) | 255


@cache
def _day_words(first: int, last: int) -> list[str]:
    return [date_of(n).isoformat() for n in range(first, last + 1)]


@cache
def _day_letters(first: int, last: int) -> Array:
    return np.frombuffer("".join(_day_words(first, last)).encode(), dtype="V10")


@cache
def _clock_letters(tail: str) -> Array:
    texts = [f"T{m // 60:02}:{m % 60:02}{tail}" for m in range(1440)]
    return np.frombuffer("".join(texts).encode(), dtype=f"V{len(texts[0])}")


def months_after(day: date, months: int) -> int:
    """The number of the day some months after a day."""
    return day_number(add_months(day, months))
