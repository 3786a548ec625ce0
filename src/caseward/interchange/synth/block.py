"""Everything about a block of synthetic terms, as Arrow tables by kind, each in the order of the terms."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from caseward.interchange.synth.answers import answers
from caseward.interchange.synth.caseload import DIED, FATES, Caseload, Plan, caseload
from caseward.interchange.synth.contacts import contacts
from caseward.interchange.synth.events import events
from caseward.interchange.synth.flaws import flawed
from caseward.interchange.synth.interruptions import interruptions
from caseward.interchange.synth.rows import BLANK, Column, Rows, Said, joined
from caseward.interchange.synth.status import status
from caseward.interchange.synth.tables import table_of
from caseward.interchange.synth.visits import visits

NINE = 9 * 60  # minutes of the day


def block_tables(plan: Plan, first: int, count: int) -> Iterator[tuple[str, Any]]:
    """The tables of the terms from number ``first`` on, with their kinds, in order of these.

    ``first`` is odd: two terms may be of one person.
    """
    c = caseload(plan, first, count)
    lots: dict[str, list[Rows]] = {}
    for rows in _everything(c):
        rows.by = rows.by or c.officer_on(rows.owner, rows.day)
        if len(rows):
            lots.setdefault(rows.kind, []).append(rows)
    for kind in sorted(lots):
        yield kind, table_of(c, joined(lots.pop(kind)))


def _everything(c: Caseload) -> Iterator[Rows]:
    yield from _grant(c)
    yield from interruptions(c)
    yield from status(c)
    made, *attempts = contacts(c)
    yield from flawed(c, made)
    yield from attempts
    yield from visits(c)
    yield from events(c)
    yield from answers(c)
    ended = Rows("term_end", c.every, np.ones(len(c), dtype=np.int64), c.until, {"reason": Said(FATES, c.fate)})
    ended.by = "supervisor"
    yield ended.where(c.fate >= 0)


def _grant(c: Caseload) -> Iterator[Rows]:
    """The person, unless an earlier term has brought them in, and the term."""
    died = c.fate == DIED
    # A row that states the death was not recorded before it.
    known = np.where(died, c.until + 2, c.start)
    values: dict[str, Column] = {
        "sex": Said(("male", "female"), c.draw.chance("female").astype(np.int64)),
        "identifiers": c.number,
        "died": np.where(died, c.until, BLANK),
    }
    person = Rows("person", c.every, c.number, c.start, values, by="intake", source="synthetic")
    person.recorded = known, np.full(len(c), NINE)
    yield person.where(c.person == c.number)
    words = c.plan.words
    types, cases = tuple(words.supervision_types), tuple(words.case_types)
    ordered = (("drug_testing",), ("drug_testing", "treatment"))
    values = {
        "person": c.person,
        "supervision_type": Said(types, c.draw.by("supervision type", types, words.supervision_types)),
        "length_months": c.length,
        "conditions": Said(ordered, c.draw.chance("treatment condition").astype(np.int64)),
        "case_type": Said(cases, c.draw.by("case type", cases, words.case_types)),
        "office": c.office,
        "county": "synthetic",
    }
    term = Rows("term", c.every, c.number, c.start, values, by="intake", source="synthetic")
    term.recorded = c.start, np.full(len(c), NINE)
    yield term
