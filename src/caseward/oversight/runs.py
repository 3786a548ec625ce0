"""Obligations with one fate grouped into runs: consecutive windows of one requirement and subject make one finding."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby, pairwise

from caseward.dates import add_days, month_start, next_month_start
from caseward.obligations.model import Obligation, Status
from caseward.oversight.wording import counted, day_words

FAILED = (Status.MISSED, Status.LATE, Status.OVERDUE)


def runs(obligations: Iterable[Obligation]) -> tuple[tuple[Obligation, ...], ...]:
    """The runs of missed, late or overdue obligations, by policy, requirement, subject and day.

    Only scored ones of the reading in force make findings. A run ends where another status stands between, or another
    rule.
    Clocks in minutes fail in hundreds, with others met between them: those are grouped by calendar month instead.
    """
    lines: dict[tuple[str, ...], list[Obligation]] = defaultdict(list)
    for row in obligations:
        if row.reading == "in force" and row.scored:
            lines[(row.policy, row.requirement, row.subject_kind, row.subject)].append(row)
    return tuple(run for key in sorted(lines) for run in _runs(sorted(lines[key], key=_order)))


def window_words(run: Sequence[Obligation]) -> str:
    """``15 consecutive calendar months, 1 February 2021 to 30 April 2022``; one window as its days; a clock as its due
    days.
    """
    first, last = min(o.window_start for o in run), max(add_days(o.window_end, -1) for o in run)
    if run[0].kind != "every" or not _touching(run):
        return _due_words(run)
    days = f"{day_words(first)} to {day_words(last)}"
    unit = unit_of(run)
    return f"{unit if len(run) == 1 else f'{len(run)} consecutive {unit}s'}, {days}"


def _due_words(run: Sequence[Obligation]) -> str:
    due = sorted({o.due for o in run})
    between = day_words(due[0]) if len(due) == 1 else f"{day_words(due[0])} to {day_words(due[-1])}"
    return f"due {between}" if len(run) == 1 else f"{counted(len(run), 'time')}, due {between}"


def _order(row: Obligation) -> tuple[date, date, int, int, str]:
    return row.window_start, row.due, row.minute or 0, row.ordinal, row.about


def _runs(rows: Sequence[Obligation]) -> Iterator[tuple[Obligation, ...]]:
    if any(row.minute is not None for row in rows):
        failed = [row for row in rows if row.status in FAILED]
        ordered = sorted(failed, key=lambda row: (month_start(row.due), row.status, *_order(row)))
        yield from (tuple(g) for _, g in groupby(ordered, key=lambda row: (month_start(row.due), row.status)))
        return
    for status, group in groupby(rows, key=lambda row: row.status):
        if status in FAILED:
            yield from _one_rule(list(group))


def _one_rule(rows: list[Obligation]) -> Iterator[tuple[Obligation, ...]]:
    """A run under one version, overlay and basis: the criteria of a finding are one rule."""
    for _, group in groupby(rows, key=lambda row: (row.version, row.overlay, row.basis, row.citation)):
        yield tuple(group)


def _touching(run: Sequence[Obligation]) -> bool:
    return all(a.window_end >= b.window_start for a, b in pairwise(run))


def unit_of(run: Sequence[Obligation]) -> str:
    """What the windows are, as far as their edges say; the first and last may be cut short by the term's own edges."""
    if all((o.window_end - o.window_start).days == 7 for o in run):
        return "week"
    inside = all(o.window_end <= next_month_start(o.window_start) for o in run)
    if not inside or len({month_start(o.window_start) for o in run}) < len(run):
        return "window"
    only = run[0]
    whole = only.window_start.day == 1 and only.window_end == next_month_start(only.window_start)
    return "calendar month" if whole or len(run) > 1 else "part of a calendar month"
