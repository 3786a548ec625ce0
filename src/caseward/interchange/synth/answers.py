"""Warnings from third parties and their answers, promises and their proofs, reviews of a synthetic term."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from caseward.interchange.synth.caseload import Caseload
from caseward.interchange.synth.draws import Array
from caseward.interchange.synth.rows import Column, Rows, Said
from caseward.interchange.synth.texts import plus_months

_FACETS: dict[str, float] = {
    "drugs": 40.0,
    "whereabouts": 15.0,
    "violence": 12.0,
    "weapon;violence": 10.0,
    "weapon": 8.0,
    "child": 8.0,
    "threat_to_named_person": 4.0,
    "self_harm": 3.0,
}
_ROLES = ("mother of the person", "partner", "sibling", "neighbour", "employer", "former partner")
_ACTIONS = {
    "call_back": 40.0,
    "field_visit": 25.0,
    "referred_to_police": 12.0,
    "search": 6.0,
    "court_notified": 5.0,
    "no_action": 12.0,
}
_REASONS = ("checked with the caller", "nothing to act on was said")
_HALF_YEAR = 6


def numbered(c: Caseload, kind: str, number: int, day: Array, by: Column = "", **columns: Column) -> Rows:
    """One row for each term, with that number."""
    return Rows(kind, c.every, np.full(len(c), number), day, columns, by=by)


def answers(c: Caseload) -> Iterator[Rows]:
    """Everything of this module."""
    yield from _warnings(c)
    yield from _tasks(c)
    yield from _reviews(c)


def half_years(c: Caseload) -> Iterator[tuple[int, Array, Array]]:
    """Each half year of the terms: its number, the day it begins, and which terms are then in force."""
    for n in range(1, c.plan.months // _HALF_YEAR + 1):
        day = plus_months(c.start, n * _HALF_YEAR)
        yield n, day, day < c.until


def _warnings(c: Caseload) -> Iterator[Rows]:
    there = c.draw.chance("warning")
    day = c.draw.day("warning day", np.minimum(c.start + 3, c.until - 1), c.until)
    facets = tuple(_FACETS)
    row = numbered(
        c,
        "warning",
        1,
        day,
        from_role=Said(_ROLES, c.draw.whole("caller", 0, len(_ROLES) - 1)),
        channel="phone",
        facets=Said([tuple(f.split(";")) for f in facets], c.draw.by("facets", facets, _FACETS)),
    )
    row.minute = c.draw.whole("warning hour", 8, 17) * 60 + c.number % 60
    yield row.where(there)
    actions = tuple(_ACTIONS)
    action = c.draw.by("action", actions, _ACTIONS)
    answered = numbered(
        c,
        "warning_response",
        1,
        day + c.draw.whole("warning answered after", 0, 9),
        warning=np.full(len(c), 1),
        action=Said(actions, action),
        decided_by="supervisor",
        reason=Said(_REASONS, (action == actions.index("no_action")).astype(np.int64)),
    )
    yield answered.where(there & c.draw.chance("warning answered"))


def _tasks(c: Caseload) -> Iterator[Rows]:
    there, day = c.draw.chance("task"), c.draw.day("task day", c.start, c.until)
    owner = c.officer_on(c.every, day)
    yield numbered(c, "task_promised", 1, day, owner=owner, due=day + 14, what="letter to the court").where(there)
    done = day + c.draw.whole("task done after", 1, 20)
    row = numbered(c, "task_done", 1, done, task=np.full(len(c), 1), proof="copy in the file")
    yield row.where(there & c.draw.chance("task done"))


def _reviews(c: Caseload) -> Iterator[Rows]:
    planned = c.start + c.draw.whole("plan", 1, 20)
    columns: dict[str, Column] = {"type": "initial_plan"}
    yield _by_supervisor(numbered(c, "review", 1, planned, by="supervisor", **columns))
    for n, day, held in half_years(c):
        at = day + c.draw.whole(f"review after {n}", 0, 12)
        row = _by_supervisor(numbered(c, "review", n + 1, at, by="supervisor", type="case"))
        yield row.where(held & c.draw.chance(f"review {n}", named="review held"))


def _by_supervisor(row: Rows) -> Rows:
    row.columns = {**row.columns, "by": "supervisor"}
    return row
