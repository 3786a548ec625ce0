"""A block of synthetic terms while they are made: who, when, under which officer, and when each was held or away."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np

from caseward.interchange.synth.draws import Array, Draws
from caseward.interchange.synth.rows import BLANK, Said
from caseward.interchange.synth.texts import day_number, months_after, plus_months
from caseward.interchange.synth.vocabulary import GENERAL, Vocabulary

CASELOAD = 60
"""Terms of one officer. Not above 60: each has its own minute of the hour, so that only planted pairs collide."""
REGION = 1_000  # officers of a region
OFFICES = 48  # offices of a region
_NEVER = 2**31  # a day after all days
FATES = ("completed", "died", "revoked")
COMPLETED, DIED, REVOKED = range(3)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for: everything that a block hangs on besides its numbers.

    ``whole``: every term runs the whole stretch, from its first 28 days on. ``flaws``: the rates of flaws are
    multiplied by it.
    """

    seed: int
    start: date
    months: int
    whole: bool = False
    flaws: float = 1.0
    words: Vocabulary = GENERAL

    @property
    def first(self) -> int:
        """The first day of the stretch, as a number."""
        return day_number(self.start)

    @property
    def end(self) -> int:
        """The first day after the stretch, as a number."""
        return months_after(self.start, self.months)


@dataclass(slots=True)
class Caseload:
    """Terms ``number`` in order. ``until`` is the first day on which a term, or the stretch, is no longer in force;
    ``fate`` says why it ended, -1 when it had not. ``gone`` are stretches held or away: first days, days after."""

    plan: Plan
    number: Array
    draw: Draws
    person: Array
    start: Array
    until: Array
    length: Array
    fate: Array
    risk: Array  # 1 to 10
    officer: Array  # place among ``officers`` of the one responsible at first
    relief: Array  # the day from which another officer stands in, BLANK when none does
    officers: tuple[str, ...]
    office: Said
    scheme: Array  # place among the schemes of level
    gone: list[tuple[Array, Array]] = field(default_factory=list)
    held: list[tuple[Array, Array]] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.number)

    @property
    def days(self) -> Array:
        """Days in force."""
        return self.until - self.start

    @property
    def every(self) -> Array:
        """The places of all terms."""
        return np.arange(len(self))

    def away(self, owner: Array, day: Array) -> Array:
        """Whether the person was held or away on a day, for rows of these terms."""
        return _within(self.gone, owner, day)

    def in_custody(self, owner: Array, day: Array) -> Array:
        """Whether the person was held on a day, for rows of these terms."""
        return _within(self.held, owner, day)

    def officer_on(self, owner: Array, day: Array) -> Said:
        """The officer responsible on a day, for rows of these terms."""
        since = np.where(self.relief == BLANK, _NEVER, self.relief)
        return Said(self.officers, self.officer[owner] + (day >= since[owner]))


def caseload(plan: Plan, first: int, count: int) -> Caseload:
    """The terms from number ``first`` on."""
    number = np.arange(first, first + count, dtype=np.int64)
    draw = Draws.of(plan.seed, number)
    begun, length, until, fate, second = _lives(plan, number, draw)
    team = (number - 1) // CASELOAD
    teams = np.arange(team[0], team[-1] + 1)
    officers = tuple(f"officer-{t + 1:06}{relief}" for t in teams.tolist() for relief in ("", "-relief"))
    offices, office = np.unique(team // REGION * OFFICES + team % OFFICES, return_inverse=True)
    relieved = draw.chance("officer changed") & (until - begun > 90)
    return Caseload(
        plan,
        number,
        draw,
        number - second,
        begun,
        until,
        length,
        fate,
        draw.by("risk", [str(n) for n in range(1, 11)]) + 1,
        (2 * (team - team[0])).astype(np.int32),
        np.where(relieved, draw.day("relief", begun + 30, until), BLANK),
        officers,
        Said(tuple(office_token(n) for n in offices.tolist()), office),
        (team % OFFICES) % len(plan.words.schemes),
    )


def office_token(number: int) -> str:
    """The token of an office by its number from 0."""
    return f"office-{number + 1:04}"


def _lives(plan: Plan, number: Array, draw: Draws) -> tuple[Any, ...]:
    """When each term begins, its length, when it is over and why, and whether it is the second of one person."""
    end, stretch = plan.end, plan.end - plan.first
    begun = plan.first + draw.whole("start", 0, 27 if plan.whole else stretch * 3 // 4 - 1)
    length = draw.by("length", _LENGTHS)
    length = np.array([int(x) for x in _LENGTHS])[length]
    if plan.whole:
        length = np.maximum(length, plan.months + 12)
    before, after, first, second = _pairs(plan, number)
    begun = np.where(first, before[0], np.where(second, after, begun))
    length = np.where(first, 6, length)
    ordered = plus_months(begun, length)
    until = np.minimum(ordered, end)
    fate = np.where(ordered <= end, COMPLETED, -1)
    for early, name in ((DIED, "died"), (REVOKED, "revoked")):
        struck = draw.chance(name) & (until - begun > 90) & ~(first | second if early == DIED else first)
        until = np.where(struck, draw.day(f"when {name}", begun + 60, until), until)
        fate = np.where(struck, early, fate)
    return begun, length, until, fate, second


_LENGTHS = ("6", "12", "18", "24", "36")


def _pairs(plan: Plan, number: Array) -> tuple[tuple[Array, Array], Array, Array, Array]:
    """Some people have two terms, one after the other: an odd number and the even one after it.

    When the first begins and is over, when the second begins, and which terms are a first and which a second.
    """
    both = Draws.of(plan.seed, (number + 1) // 2).rows("pair", np.arange(len(number)), np.zeros(len(number), np.int64))
    again = both.chance("second term", of=2) if plan.months >= 16 else np.zeros(len(number), dtype=bool)
    begun = plan.first + both.whole("first start", 0, (plan.end - plan.first) // 8)
    over = plus_months(begun, 6)
    following = over + both.whole("between", 5, 90)
    odd = number % 2 == 1
    return (begun, over), following, again & odd, again & ~odd


def _within(stretches: list[tuple[Array, Array]], owner: Array, day: Array) -> Array:
    found = np.zeros(len(day), dtype=bool)
    for begun, over in stretches:
        at = np.flatnonzero((begun != BLANK)[owner])  # few have a stretch of a sort
        own, on = owner[at], day[at]
        found[at] |= (on >= begun[own]) & (on < over[own])
    return found
