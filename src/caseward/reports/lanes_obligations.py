"""The lanes of obligations: one for each requirement and reading, a cell for each obligation, or for each month or day
when there are many."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from caseward.dates import FOREVER
from caseward.obligations.model import Obligation, Status, Tally
from caseward.reports.model import IN_FORCE
from caseward.reports.order import grouped
from caseward.reports.palette import GRAVITY, LOOKS
from caseward.reports.picture import Lane, Mark, Shape
from caseward.reports.speech import counted, least_most, short_day

#: More obligations than this in one lane are drawn by the day, week, month or year.
MOST_CELLS = 80


def obligation_lanes(
    obligations: Iterable[Obligation], tallies: Iterable[Tally], readings: Mapping[tuple[str, str], str]
) -> list[Lane]:
    """Lanes by duty, the reading in force before others. ``readings`` gives the title of each (policy, reading)."""
    known = {(t.policy, t.requirement, t.reading): t for t in tallies}
    return [_lane(rows, known.get(key), readings) for key, rows in grouped(obligations).items()]


def _lane(obligations: list[Obligation], tally: Tally | None, readings: Mapping[tuple[str, str], str]) -> Lane:
    one = obligations[0]
    other = "" if one.reading == IN_FORCE else f" ({readings.get((one.policy, one.reading), one.reading)})"
    marks = [_cell(o) for o in obligations] if len(obligations) <= MOST_CELLS else _by_span(obligations)
    return Lane(
        one.title + other, tuple(sorted(marks, key=lambda m: m.sort_key)), "obligations", _answer(obligations, tally)
    )


def _answer(obligations: list[Obligation], tally: Tally | None) -> str:
    if tally is not None and tally.windows:
        return f"{least_most(tally.least, tally.most)} of {tally.windows} met"
    met = sum(o.status is Status.MET for o in obligations)
    closed = sum(o.status is not Status.PENDING for o in obligations)
    return f"{met} of {closed} met" if closed else "not yet due"


def _window_last(one: Obligation) -> date:
    return one.window_end - timedelta(days=1) if one.window_end < FOREVER else one.due


def _last_day(one: Obligation) -> date:
    return max(one.due, one.window_start, _window_last(one))


def _cell(one: Obligation) -> Mark:
    look = LOOKS[one.status.value]
    aside = "" if one.scored else "; asked, not scored"
    because = f": {one.reason}" if one.reason else ""
    due = "" if one.due == _window_last(one) else f", due {short_day(one.due)}"
    words = f"{one.status.value}{due}{because}{aside}"
    return Mark(
        *(Shape.CELL, one.window_start, _last_day(one), words, shown_as(one.status.value)),
        letter=look.letter,
        look=one.status.value,
        entries=one.counted,
    )


def shown_as(status: str) -> str:
    """How the drawing marks a status, for the legend and the table."""
    look = LOOKS[status]
    return f"{look.letter}: {look.word}" if look.letter else f"blank: {look.word}"


def _by_span(obligations: list[Obligation]) -> list[Mark]:
    """One cell for each day, week, month or year, whichever is the first to give few enough cells."""
    found: dict[date, list[Obligation]] = {}
    for start_of in (_day, _week, _month, _year):
        found = defaultdict(list)
        for one in obligations:
            found[start_of(one.due)].append(one)
        if len(found) <= MOST_CELLS:
            break
    return [_together(start, found[start]) for start in sorted(found)]


def _together(start: date, obligations: list[Obligation]) -> Mark:
    """Several obligations in one cell; the gravest status among them speaks, and the words give every number."""
    numbers = Counter(o.status.value for o in obligations)
    gravest = next(status for status in GRAVITY if numbers[status])
    said = ", ".join(f"{numbers[s]:,} {s}" for s in GRAVITY if numbers[s])
    words = f"{counted(len(obligations), 'obligation')} due: {said}"
    last = max(o.due for o in obligations)
    letter = f"{numbers[gravest]} {LOOKS[gravest].letter}".strip()
    return Mark(Shape.CELL, start, last, words, shown_as(gravest), letter=letter, look=gravest)


def _day(day: date) -> date:
    return day


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _month(day: date) -> date:
    return day.replace(day=1)


def _year(day: date) -> date:
    return day.replace(month=1, day=1)
