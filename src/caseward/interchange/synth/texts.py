"""Arrow arrays of texts, built by the column: tokens, days, times. Nothing here looks at one row at a time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache, lru_cache
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
_ROOM = "\0" * 6
_Letters = npt.NDArray[np.uint8]


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def plus_months(days: Array, months: Any) -> Array:
    """Days some months later, the last of a shorter month where there is no such day."""
    first, last = _range(days)
    month, within = _months_of(first, last)
    later = month[days - first] + months
    low, high = _range(later)
    begun = _begins_of(low, high)
    at = later - low
    return np.asarray(begun[at] + np.minimum(within[days - first], begun[at + 1] - begun[at] - 1))


def tokens(prefix: str, terms: Array) -> Any:
    """``00000001`` after a prefix, of the numbers of terms, as an Arrow array."""
    return _fixed(_letters(prefix, terms))


def own_tokens(prefix: str, terms: Array, numbers: Array) -> Any:
    """``prefix-00000001-0002``, null where the number is blank, as an Arrow array."""
    there, head = numbers != BLANK, f"{prefix}-"
    if there.all():
        return _fixed(_letters(head, terms, numbers))
    return _fixed(_letters(head, terms[there], numbers[there]), there)


def dictionary(words: Any, places: Array) -> Any:
    """An Arrow dictionary array of Arrow texts; null where the place is below zero."""
    return pa.DictionaryArray.from_arrays(flat(pa.int32(), places.astype(np.int32, copy=False), places >= 0), words)


def flat(type_: Any, values: Array, there: Array) -> Any:
    """An Arrow array of numbers of one width, null where they are not there."""
    valid = None if there.all() else bits(there)
    return pa.Array.from_buffers(type_, len(values), [valid, pa.py_buffer(values)])


def bits(chosen: Array) -> Any:
    """Yes and no as Arrow keeps them: a bit each."""
    return pa.py_buffer(np.packbits(chosen, bitorder="little"))


@lru_cache(maxsize=256)
def texts(words: Sequence[str]) -> Any:
    """Words as an Arrow array."""
    return pa.array(words, type=pa.string())


def days(numbers: Array) -> Any:
    """Days as ``2021-03-04``, null where blank."""
    there = numbers != BLANK
    every = there.all()
    filled = numbers if every else numbers[there]
    if not len(filled):
        return pa.nulls(len(numbers), pa.string())
    first, last = _range(filled)
    return dictionary(
        texts(_day_words(first, last)), numbers - first if every else np.where(there, numbers - first, -1)
    )


def stamps(day: Array, minute: Array) -> Any:
    """Instants as a record writes them, ``2021-03-04T10:05:00-05:00``."""
    return _clocked(day, minute, ":00" + ZONE)


def whens(day: Array, minute: Array, last: Array) -> Any:
    """What is said of when something happened: a day, an instant, a month or a stretch of days."""
    (begun, over), odd = _range(day), last != BLANK
    timed = (minute >= 0) & ~odd
    words = [texts(_day_words(begun, over))]
    places = day - begun
    at = np.flatnonzero(timed)
    if len(at):
        places[at] = len(words[0]) + np.arange(len(at))
        words.append(_clocked(day[at], minute[at], ZONE))
    other = np.flatnonzero(odd)
    if len(other):
        places[other] = len(words[0]) + len(at) + np.arange(len(other))
        stretches = zip(day[other].tolist(), last[other].tolist(), strict=True)
        words.append(pa.array([_stretch(a, b) for a, b in stretches], type=pa.string()))
    if len(words) == 1:
        return dictionary(words[0], places)
    return pa.concat_arrays(words).take(flat(pa.int64(), places, places >= 0))


def date_of(number: int) -> date:
    """The day of a number."""
    return EPOCH + timedelta(days=number)


def _stretch(first: int, last: int) -> str:
    """``2021-03-04/2021-03-09``; where it is of one day, the month of that day."""
    begun = date_of(first)
    return f"{begun:%Y-%m}" if last <= first else f"{begun}/{date_of(last)}"


def _letters(prefix: str, terms: Array, numbers: Array | None = None) -> _Letters:
    """A token of each row: its prefix, the eight digits of a term, and the four of a number within the term."""
    parts = [("prefix", f"V{len(prefix)}"), ("term", "<u8")]
    found = np.empty(len(terms), np.dtype(parts + ([] if numbers is None else [("dash", "u1"), ("number", "<u4")])))
    found["prefix"] = np.void(prefix.encode())
    if len(terms):
        first, last = _range(terms)
        found["term"] = _eight_digits(first, last)[terms - first]
    if numbers is not None:
        found["dash"], found["number"] = ord("-"), _four_digits()[numbers]
    return found.view(np.uint8).reshape(len(terms), -1)


def _clocked(day: Array, minute: Array, tail: str) -> Any:
    """A day and the minute of it as text, with what stands after it."""
    first, last = _range(day)
    month, of_month = _day_letters(first, last)
    found = np.empty(len(day), np.dtype([("month", "<u8"), ("rest", "<u8"), ("tail", f"V{len(tail)}")]))
    at = day - first
    found["month"], found["rest"] = month[at], of_month[at] | _clock_letters()[minute]
    found["tail"] = np.void(tail.encode())
    return _fixed(found.view(np.uint8).reshape(len(day), -1))


def _fixed(letters: _Letters, there: Array | None = None) -> Any:
    """Texts of one width; ``there``: where they stand among blanks."""
    height, width = letters.shape
    if there is None:
        ends = np.arange(height + 1, dtype=np.int32) * np.int32(width)
        return pa.StringArray.from_buffers(height, pa.py_buffer(ends), pa.py_buffer(np.ascontiguousarray(letters)))
    ends = np.concatenate([[0], np.cumsum(there)]).astype(np.int32) * np.int32(width)
    text = pa.py_buffer(np.ascontiguousarray(letters))
    return pa.StringArray.from_buffers(len(there), pa.py_buffer(ends), text, bits(there))


@cache
def _four_digits() -> Array:
    """The letters of each number of four digits, as one number of 32 bits."""
    return np.frombuffer("".join(f"{n:04}" for n in range(10_000)).encode(), dtype="<u4")


def _range(days_: Array) -> tuple[int, int]:
    """The first and last of a stretch that holds the days, with round ends, so that few are ever asked for."""
    return int(days_.min()) & ~255, int(days_.max()) | 255


@cache
def _day_words(first: int, last: int) -> tuple[str, ...]:
    return tuple(date_of(n).isoformat() for n in range(first, last + 1))


@cache
def _day_letters(first: int, last: int) -> tuple[Array, Array]:
    """Of each day, as numbers of 64 bits: ``2021-03-`` and ``04``, with room for six letters after it."""
    letters = "".join(f"{word}{_ROOM}" for word in _day_words(first, last))
    pairs = np.frombuffer(letters.encode(), dtype="<u8").reshape(-1, 2)
    return pairs[:, 0].copy(), pairs[:, 1].copy()


@cache
def _clock_letters() -> Array:
    """Of each minute of the day, as a number of 64 bits: ``T10:05``, with room for two letters before it."""
    return np.frombuffer("".join(f"{_ROOM[:2]}T{m // 60:02}:{m % 60:02}" for m in range(1440)).encode(), dtype="<u8")


@lru_cache(maxsize=16)
def _eight_digits(first: int, last: int) -> Array:
    """The letters of each number of eight digits of a stretch, as one number of 64 bits."""
    number, digits = np.arange(first, last + 1), _four_digits().astype(np.uint64)
    return np.asarray(digits[number // 10_000] | digits[number % 10_000] << np.uint64(32))


@cache
def _months_of(first: int, last: int) -> tuple[Array, Array]:
    """Of each day of a stretch: its month, as the number since January 1970, and the days of that month before it."""
    day = np.arange(first, last + 1).astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    return month.astype(np.int64), (day - month.astype("datetime64[D]")).astype(np.int64)


@cache
def _begins_of(first: int, last: int) -> Array:
    """The first day of each month of a stretch and of the month after it."""
    return np.arange(first, last + 2).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)


def months_after(day: date, months: int) -> int:
    """The number of the day some months after a day."""
    return day_number(add_months(day, months))
