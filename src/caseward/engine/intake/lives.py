"""When each term opened and closed, and when the person's previous one ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseward.dates import FOREVER
from caseward.engine.arrays import FAR, NONE, NOT_RECORDED, Flags, Ints, Longs, day_number
from caseward.engine.intake.by_numbers import ordered, packed
from caseward.engine.intake.everyone import Everyone
from caseward.engine.intake.times import Times


@dataclass(frozen=True, slots=True)
class Ends:
    """``row`` is for each subject the row of the ``term_end`` that closed it (-1: none), ``closing`` the one whose
    statement of time is the same and that stands first."""

    row: Longs
    closing: Longs


def ends_of(everyone: Everyone, own: Ints, subjects: int) -> Ends:
    """The first end of each term, in the order in which ends were recorded."""
    row = np.full(subjects, -1, dtype=np.int64)
    if "term_end" not in everyone.said:
        return Ends(row, row)
    base = everyone.base["term_end"]
    number = np.flatnonzero(own[base : base + len(everyone.said["term_end"])] >= 0) + base
    subject, when, stamp = own[number], everyone.occurred.at(number), everyone.recorded[number]
    stamp = np.where(stamp == NOT_RECORDED, 0, stamp)
    rest = [stamp, when.last, when.instant]
    order = ordered(packed(subject, when.first), rest, lambda rows, group: everyone.settled(number[rows], group))
    number, subject = number[order], subject[order]
    row[subject[::-1]] = number[::-1]
    closing = row.copy()
    again = np.unique(subject[1:][subject[1:] == subject[:-1]])
    for one in again:  # a term with two ends is a rare thing, and one that gets corrected
        closing[one] = _first_alike(everyone, number[subject == one], row[one])
    return Ends(row, closing)


def _first_alike(everyone: Everyone, numbers: Longs, closed: int) -> int:
    """Of several ends, the first in canonical order that states the same time."""
    when, texts = everyone.occurred, everyone.texts(numbers, "occurred").to_pylist()
    text = everyone.texts(np.array([closed]), "occurred")[0].as_py()
    names = everyone.names(numbers).to_pylist()
    same = [
        (names[i], int(n))
        for i, n in enumerate(numbers)
        if texts[i] == text and (when.first[n], when.instant[n]) == (when.first[closed], when.instant[closed])
    ]
    return min(same)[1]


def closed_days(ends: Ends, occurred: Times, opened: Times) -> tuple[Ints, Ints, Flags]:
    """When each subject closed at the latest (exclusive; FAR: open), the day as stated, whether that is imprecise."""
    when = occurred.at(np.maximum(ends.row, 0)) if len(occurred.first) else opened
    has = ends.row >= 0
    closed = np.where(has, np.maximum(when.last, opened.first), FAR).astype(np.int32)
    return closed, np.where(has, when.first, NONE).astype(np.int32), has & (when.first != when.last)


def previous_ends(everyone: Everyone, own: Ints, person: Ints, opened: Times) -> Ints:
    """For each subject the latest day on which another term of the person had surely ended, when it opened; NONE when
    there was none. ``person`` is by subject."""
    found = np.full(len(person), NONE, dtype=np.int64)
    if "term_end" not in everyone.said or not len(person):
        return found.astype(np.int32)
    base = everyone.base["term_end"]
    number = np.flatnonzero(own[base : base + len(everyone.said["term_end"])] >= 0) + base
    order = np.argsort(person, kind="stable")
    ender = own[number]
    low = np.searchsorted(person[order], person[ender], side="left")
    high = np.searchsorted(person[order], person[ender], side="right")
    many = high - low > 1
    ender, low, high, last = ender[many], low[many], high[many], everyone.occurred.last[number[many]]
    lengths = high - low
    within = np.arange(int(lengths.sum())) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    other = order[np.repeat(low, lengths) + within]
    ended = np.repeat(last, lengths)
    counts = (other != np.repeat(ender, lengths)) & (ended <= opened.first[other])
    np.maximum.at(found, other[counts], ended[counts])
    return found.astype(np.int32)


def planned_ends(opened: Ints, months: Longs, given: Flags) -> Ints:
    """So many months after each opened: the same day of the month, or the last day of a shorter one."""
    number = np.where(given, months, 0).astype(np.int64)
    day = opened.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    target = month + number.astype("timedelta64[M]")
    of_month = (day - month.astype("datetime64[D]")).astype(np.int64)
    longest = ((target + 1).astype("datetime64[D]") - target.astype("datetime64[D]")).astype(np.int64)
    ends = (target.astype("datetime64[D]")).astype(np.int64) + np.minimum(of_month, longest - 1)
    found: Ints = np.where(given, np.minimum(ends, _LATEST), NONE).astype(np.int32)
    return found


_LATEST = day_number(FOREVER)
