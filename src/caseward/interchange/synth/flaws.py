"""Flaws put into synthetic contacts on purpose: imprecise days, corrections, doubles, blanks, impossible pairs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from caseward.interchange.synth.caseload import DIED, Caseload
from caseward.interchange.synth.contacts import CORRECTED, DOUBLE, ELSEWHERE, IN_PERSON
from caseward.interchange.synth.draws import Array, Draws, below, pick
from caseward.interchange.synth.rates import rate
from caseward.interchange.synth.recording import recorded
from caseward.interchange.synth.rows import BLANK, Column, Rows, Said, Token
from caseward.record.kinds_supervision import PLACES

_WORK, _OFFICE = PLACES.index("work"), PLACES.index("office")
_SEEN_HELD, _SEEN_DEAD = 9_001, 9_002


def flawed(c: Caseload, made: Rows) -> Iterator[Rows]:
    """The contacts, some changed, and what goes with the flaws: other contacts, and corrections."""
    draw = c.draw.rows("flaws", made.owner, made.number)
    first, second, third, fourth = draw.quarters("flaws")
    made = _blanked(c, _imprecise(c, made, draw, first), second, fourth)
    yield made
    precise = np.ones(len(made), dtype=bool) if made.last is None else made.last == BLANK
    yield from _corrected(c, made, draw, precise & (third < _share(c, "corrected")))
    doubled = np.flatnonzero(precise & (second >= 65_536 - _share(c, "maybe the same")))
    again = made.where(doubled)
    yield _with(replace(again, number=again.number + DOUBLE), may_be_same_as=again.number)
    assert made.minute is not None
    mode = made.columns["mode"]
    meets = isinstance(mode, Said) and mode.places == IN_PERSON
    yield _elsewhere(made.where(np.flatnonzero(precise & meets & (fourth < _share(c, "two places")))))
    yield from _impossible(c)


def _share(c: Caseload, name: str) -> int:
    return below(min(1.0, rate(name) * c.plan.flaws))


def _with(row: Rows, **columns: Column) -> Rows:
    return replace(row, columns={**row.columns, **columns})


def _imprecise(c: Caseload, made: Rows, draw: Draws, drawn: Array) -> Rows:
    """Some days known as a month or a stretch that ends before the contact was recorded."""
    at = np.flatnonzero(drawn < _share(c, "imprecise"))
    if not len(at) or made.recorded is None or made.minute is None:
        return made
    own, day = draw.take(at), made.day[at]
    first = np.maximum(c.start[made.owner[at]], day - own.whole("earlier", 1, 12))
    last = np.minimum(made.recorded[0][at], day + own.whole("later", 0, 6))
    stretch = first < last
    days, lasts, minute = made.day.copy(), np.full(len(made), BLANK), made.minute.copy()
    days[at], lasts[at], minute[at] = np.where(stretch, first, day), np.where(stretch, last, day), -1
    return replace(made, day=days, last=lasts, minute=minute)


def _blanked(c: Caseload, made: Rows, first: Array, second: Array) -> Rows:
    """Some contacts of which nobody wrote what came of them, some of which nobody wrote where they were."""
    outcome, place = made.columns["outcome"], made.columns["place"]
    assert isinstance(outcome, Said)
    assert isinstance(place, Said)
    came = pick(first < _share(c, "outcome blank"), -1, outcome.places)
    at = pick(second >= 65_536 - _share(c, "place blank"), -1, place.places)
    return _with(made, outcome=Said(outcome.words, came), place=Said(place.words, at))


def _corrected(c: Caseload, made: Rows, draw: Draws, chosen: Array) -> Iterator[Rows]:
    """Recorded on a wrong day: the right one is recorded later and takes its place."""
    at = np.flatnonzero(chosen)
    wrong, own = made.where(at), draw.take(at)
    assert wrong.recorded is not None
    fixed = (wrong.recorded[0] + own.whole("fixed", 1, 20), wrong.recorded[1])
    right = np.maximum(c.start[wrong.owner], wrong.day - own.whole("wrong by", 1, 5))
    timeless = np.full(len(at), -1)
    number = wrong.number + CORRECTED
    yield replace(wrong, number=number, day=right, minute=timeless, recorded=fixed)
    why: dict[str, Column] = {
        "corrects": Token("contact", wrong.number),
        "replaced_by": Token("contact", number),
        "reason": "entered on the wrong day",
        "sort": "wrong_date",
    }
    yield Rows("correction", wrong.owner, wrong.number, fixed[0], why, recorded=fixed, by=wrong.by)


def _elsewhere(made: Rows) -> Rows:
    """The same officer at the same minute, seeing an employer at work while also at the first place."""
    place = made.columns["place"]
    assert isinstance(place, Said)
    other = Said(PLACES, np.where(place.places == _WORK, _OFFICE, _WORK))
    seen = _with(made, place=other, with_whom="collateral", collateral=("employer",), outcome="spoke")
    return replace(seen, number=seen.number + ELSEWHERE, note="")


def _impossible(c: Caseload) -> Iterator[Rows]:
    """Seen at home while held, or after death."""
    begun, over = c.held[0]
    held = (over - begun > 4) & c.draw.chance("seen while held", of=c.plan.flaws)
    yield _visit(c, np.flatnonzero(held), begun + 2, _SEEN_HELD)
    dead = (c.fate == DIED) & c.draw.chance("seen after death", of=c.plan.flaws)
    yield _visit(c, np.flatnonzero(dead), c.until + c.draw.whole("seen after", 3, 30), _SEEN_DEAD)


def _visit(c: Caseload, owner: Array, day: Array, number: int) -> Rows:
    on = day[owner]
    officer = c.officer_on(owner, on)
    columns: dict[str, Column] = {
        "direction": "outgoing",
        "mode": "in_person",
        "with_whom": "person",
        "place": "home",
        "outcome": "spoke",
        "officer": officer,
    }
    numbers = np.full(len(owner), number)
    told = recorded(c.draw.rows("visit", owner, numbers), on, np.full(len(owner), -1))
    return Rows("contact", owner, numbers, on, columns, recorded=told, by=officer)
