"""What holds over stretches of a synthetic term: level, officer, home, work, programmes, flags."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from caseward.interchange.synth.caseload import Caseload
from caseward.interchange.synth.draws import Array
from caseward.interchange.synth.rates import SHARES, rate
from caseward.interchange.synth.rows import BLANK, Rows, Said, Token
from caseward.interchange.synth.texts import plus_months
from caseward.record.kinds_supervision import LEVELS

HALF_YEAR = 6


def status(c: Caseload) -> Iterator[Rows]:
    """Everything of this module."""
    yield from _officers(c)
    yield from _levels(c)
    yield from _homes(c)
    yield from _work(c)
    yield from _programmes(c)
    yield _flags(c)


def _one(c: Caseload, kind: str, day: Array, **columns: object) -> Rows:
    """One row of a kind for each term, its number 1."""
    return Rows(kind, c.every, np.ones(len(c), dtype=np.int64), day, columns)  # type: ignore[arg-type]


def _officers(c: Caseload) -> Iterator[Rows]:
    first = _one(c, "assignment", c.start, officer=Said(c.officers, c.officer), office=c.office)
    first.by = "supervisor"
    yield first
    then = _one(c, "assignment", c.relief, officer=Said(c.officers, c.officer + 1), office=c.office)
    then.by, then.number = "supervisor", then.number + 1
    yield then.where(c.relief != BLANK)


def _levels(c: Caseload) -> Iterator[Rows]:
    """An assessment within the first weeks, then each half year; each change of score may change the level."""
    schemes = c.plan.words.schemes
    by_risk = np.array([[LEVELS.index(level) for level in s.levels] for s in schemes])
    before = np.array([LEVELS.index(s.before) if s.before else -1 for s in schemes])[c.scheme]
    scheme = Said(tuple(s.name for s in schemes), c.scheme)
    level = np.where(before >= 0, before, by_risk[c.scheme, c.risk - 1])
    first = _one(c, "level", c.start, level=Said(LEVELS, level), scheme=scheme, set_by="intake")
    yield first
    risk, begun = c.risk, c.start + c.draw.whole("first assessment", 5, 40)
    for n in range(c.plan.months // HALF_YEAR + 1):
        day = plus_months(begun, n * HALF_YEAR)
        held = day < c.until
        yield _assessed(c, day, risk, n).where(held)
        now = by_risk[c.scheme, risk - 1]
        row = _one(c, "level", day + 1, level=Said(LEVELS, now), scheme=scheme, set_by="supervisor")
        row.number = row.number + n + 1
        yield row.where(held & (now != level))
        level = np.where(held, now, level)
        moved = np.array((-2, -1, -1, 1))[c.draw.whole(f"move {n}", 0, 3)]
        changed = c.draw.chance(f"level changed {n}", named="level changed")
        risk = np.where(changed, np.clip(risk + moved, 1, 10), risk)


def _assessed(c: Caseload, day: Array, risk: Array, n: int) -> Rows:
    # An LSI-R has 54 items; the score is drawn in the band of the risk score, so that look-ups have something to read.
    score = np.minimum(54, 5 * (risk - 1) + c.draw.whole(f"score {n}", 0, 4))
    result = Said([f"risk {r} of 10" for r in range(1, 11)], risk - 1)
    row = _one(c, "assessment", day, instrument="LSI-R", score=score, scored=True, result=result)
    row.number = row.number + n
    return row


def _homes(c: Caseload) -> Iterator[Rows]:
    changes = c.draw.by("residence changes", ("0", "1", "2", "3"))
    sorts = [w for w in SHARES["residence"].weights if w]
    earlier: list[Array] = []
    for n in range(4):
        day = c.draw.day(f"move home {n}", c.start + 1, c.until) if n else c.start
        there = (changes >= n) & (day < c.until)
        for other in earlier:
            there &= day != other
        number = np.full(len(c), n + 1)
        row = _one(
            c,
            "residence",
            day,
            residence_type=Said(sorts, c.draw.by(f"residence {n}", sorts, SHARES["residence"].weights)),
            confirmed=c.draw.share(f"confirmed {n}") < 0.6,
            place=Token("address", number),
        )
        row.number = number
        earlier.append(np.where(there, day, BLANK))
        yield row.where(there)


def employed_share(c: Caseload) -> Array:
    """The share of days employed: none, all, or between, so that the mean over terms is the published one."""
    never, always = rate("never employed"), rate("always employed")
    at = c.draw.share("employed")
    middle = (rate("days employed") - always) / (1 - never - always)
    between = np.minimum(0.99, 2 * middle - 1 + 2 * (1 - middle) * c.draw.share("employed between"))
    return np.where(at < never, 0.0, np.where(at < never + always, 1.0, between))


def _work(c: Caseload) -> Iterator[Rows]:
    share = employed_share(c)
    at_work = np.rint(c.days * share).astype(np.int64)
    others = tuple(SHARES["not at work"].weights)
    words = ("employed", *others)
    idle = np.where(share == 0, 1 + c.draw.by("not at work", others), 1 + others.index("unemployed"))
    turned = c.draw.share("work first") < 0.5
    first_days = np.where(turned, c.days - at_work, at_work)
    for n, working, day, length in (
        (1, ~turned, c.start, first_days),
        (2, turned, c.start + first_days, c.days - first_days),
    ):
        employer = Token("employer", np.where(working, 1, BLANK))
        row = _one(c, "employment", day, status=Said(words, np.where(working, 0, idle)), employer=employer)
        row.number = row.number + n - 1
        yield row.where(length > 0)


def _programmes(c: Caseload) -> Iterator[Rows]:
    entered = c.draw.chance("programme")
    sorts = tuple(SHARES["programme type"].weights)
    endings = ("completed", "withdrawn", "removed")
    for n in (1, 2):
        begun = c.draw.day(f"programme {n}", c.start + 14, c.until)
        until = begun + c.draw.whole(f"programme days {n}", 60, 240)
        over = until < c.until
        sort = c.draw.by(f"programme type {n}", sorts, SHARES["programme type"].weights)
        ended = np.maximum(0, c.draw.whole(f"ended {n}", 0, 4) - 2)
        row = _one(
            c,
            "programme",
            begun,
            programme=Said([f"{s} course" for s in sorts], sort),
            type=Said(sorts, sort),
            ended=Said(endings, np.where(over, ended, -1)),
            until=np.where(over, until, BLANK),
        )
        row.number = row.number + n - 1
        yield row.where(entered & (begun < c.until))
        entered = entered & c.draw.chance("second programme")


def _flags(c: Caseload) -> Rows:
    words = tuple(SHARES["flag"].weights)
    day = c.draw.day("flag day", c.start, c.until)
    until = day + c.draw.whole("flag days", 60, 300)
    row = _one(
        c,
        "condition",
        day,
        condition=Said(words, c.draw.by("flag", words)),
        until=np.where(until < c.until, until, BLANK),
    )
    return row.where(c.draw.chance("condition flag") & (day < c.until))
