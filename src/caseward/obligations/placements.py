"""Imprecise dates and missing facts: evaluate every placement the record allows, and decide only what all of them
agree on."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import product

from caseward.obligations.model import CLOSED, Obligation, Status
from caseward.obligations.scope import Candidate
from caseward.obligations.truth import Truth

#: Above this many placements only the outermost are tried, and whatever touches an imprecise entry is left undecided.
MOST_PLACEMENTS = 400

Placed = tuple[tuple[Candidate, date], ...]


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A candidate whose day, or whose worth, the record leaves open, and the days on which it may be placed (None: it
    does not count)."""

    candidate: Candidate
    days: tuple[date | None, ...]


def decided(
    candidates: Sequence[Candidate], as_of: date, evaluate: Callable[[Placed], list[Obligation]]
) -> list[Obligation]:
    """The obligations of the first placement; those on which any other placement disagrees are indeterminate, or not
    assessable.

    Rows are compared by their position. A row still open must also agree on the due day.
    """
    settled = [(c, c.first) for c in candidates if c.truth is Truth.YES and c.entry.occurred.precise]
    doubts = [_doubt(c, as_of) for c in candidates if not (c.truth is Truth.YES and c.entry.occurred.precise)]
    if not doubts:
        return evaluate(_ordered(settled))
    choices, whole = _choices(doubts)
    runs = [(choice, evaluate(_ordered([*settled, *_placed(doubts, choice)]))) for choice in choices]
    first = runs[0][1]
    return [_agreed(row, i, runs, doubts, whole) for i, row in enumerate(first)]


def _doubt(candidate: Candidate, as_of: date) -> _Doubt:
    last = min(candidate.last, max(as_of, candidate.first))
    days = tuple(candidate.first + timedelta(days=n) for n in range((last - candidate.first).days + 1))
    return _Doubt(candidate, days if candidate.truth is Truth.YES else (None, *days))


def _choices(doubts: Sequence[_Doubt]) -> tuple[list[tuple[date | None, ...]], bool]:
    """Every placement, or the outermost when there are too many."""
    total = 1
    for doubt in doubts:
        total *= len(doubt.days)
    if total <= MOST_PLACEMENTS:
        return list(product(*(d.days for d in doubts))), True
    base = tuple(d.days[0] for d in doubts)
    far = tuple(d.days[-1] for d in doubts)
    singles = [
        tuple(day if i == j else base[i] for i in range(len(doubts)))
        for j, d in enumerate(doubts)
        for day in (d.days[len(d.days) // 2], d.days[-1])
    ]
    return list(dict.fromkeys([base, far, *singles])), False


def _placed(doubts: Sequence[_Doubt], choice: Iterable[date | None]) -> Iterator[tuple[Candidate, date]]:
    for doubt, day in zip(doubts, choice, strict=True):
        if day is not None:
            yield doubt.candidate, day


def _ordered(placed: Iterable[tuple[Candidate, date]]) -> Placed:
    return tuple(sorted(placed, key=lambda p: (p[1], p[0].entry.sort_key)))


def _agreed(
    row: Obligation,
    i: int,
    runs: Sequence[tuple[tuple[date | None, ...], list[Obligation]]],
    doubts: Sequence[_Doubt],
    whole: bool,
) -> Obligation:
    others = [(choice, rows[i] if i < len(rows) else None) for choice, rows in runs]
    if all(_same(row, other) for _, other in others) and (whole or not _touched(row, doubts)):
        return row
    by_date = (
        any(not _same(row, other) for choice, other in others if _worth(choice, doubts) == _worth(runs[0][0], doubts))
        or not whole
    )
    named = [d.candidate for d in doubts if by_date or d.candidate.truth is Truth.UNKNOWN]
    names = ", ".join(c.entry.id for c in named)
    blank = replace(row, counted=(), late_by_days=None, earliest_unmet=None)
    if by_date:
        return blank.with_status(
            Status.INDETERMINATE, f"it depends on when {names} happened", settles=f"the exact date of {names}"
        )
    reasons = "; ".join(sorted({c.reason for c in named}))
    return blank.with_status(
        Status.NOT_ASSESSABLE, f"it depends on {names}: {reasons}", settles=f"what is missing in {names}"
    )


def _same(row: Obligation, other: Obligation | None) -> bool:
    return other is not None and row.status is other.status and (row.status in CLOSED or row.due == other.due)


def _worth(choice: tuple[date | None, ...], doubts: Sequence[_Doubt]) -> tuple[bool, ...]:
    """Which of the entries of unknown worth are taken to count in a placement."""
    return tuple(day is not None for day, d in zip(choice, doubts, strict=True) if d.candidate.truth is Truth.UNKNOWN)


def _touched(row: Obligation, doubts: Iterable[_Doubt]) -> bool:
    """Whether an obligation lies where a doubtful entry may fall, or after it."""
    return any(d.candidate.first <= row.window_end for d in doubts)
