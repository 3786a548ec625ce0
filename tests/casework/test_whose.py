"""Whose a term was from instant to instant: at every instant the same as reading the record that was known by then."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from caseward.dates import parse_when
from caseward.record.entry import Entry
from tests.casework.agency import ZONE

BEGAN = date(2026, 3, 2)
PERSON = "p-1"


def entry(n: int, kind: str, occurred: str, at: datetime | None, **values: object) -> Entry:
    said = {name: parse_when(str(value)) if name == "until" else value for name, value in values.items()}
    return Entry(f"{kind}-{n}", kind, parse_when(occurred), at, values=said)


def some(dice: random.Random) -> list[Entry]:
    """A person's entries in the order of a log: back-dated, ahead of time, imprecise, ended, corrected, corrected back;
    some imported, with another system's clock or none.
    """
    found, at = [], datetime.combine(BEGAN, time(16), UTC)
    for n in range(dice.randint(3, 11)):
        at += timedelta(minutes=dice.choice((0, 1, 600, 3000)))
        recorded = dice.choice((at, at, at, at, at - timedelta(days=2), None))
        day = BEGAN + timedelta(days=dice.randint(-3, 6))
        occurred = dice.choice((str(day), str(day), f"{day:%Y-%m}", f"{day}/{day + timedelta(days=2)}"))
        terms, others = [e.id for e in found if e.kind == "term"], [e.id for e in found if e.kind != "term"]
        kind = dice.choice(("assignment", "assignment", "assignment", "term_end", "correction", "term", "contact"))
        more: dict[str, object] = {"term": dice.choice(terms)} if terms and kind not in ("term", "correction") else {}
        if not terms or kind == "term":
            kind, more = "term", {"person": dice.choice((PERSON, PERSON, "p-2")), "office": dice.choice("ab")}
        elif kind == "assignment":
            more |= {"officer": dice.choice("xyz")} | ({"office": dice.choice("abc")} if dice.random() < 0.7 else {})
            more |= {"until": str(day + timedelta(days=dice.randint(0, 4)))} if dice.random() < 0.3 else {}
        elif kind == "correction":
            more = {"corrects": dice.choice(others + terms)}
        found.append(entry(n, kind, occurred, recorded, **more))
    return found


def as_read(entries: list[Entry], at: datetime) -> set[tuple[str, str, str]]:
    """The same by the drawing of what was known at an instant."""
    from caseward.web.casework.drawing import drawn

    day = at.astimezone(ZoneInfo(ZONE)).date()
    terms = drawn((), [e for e in entries if e.recorded is not None and e.recorded <= at], day)
    running = (term for term in terms if term.starts <= day and (term.ends is None or term.ends > day))
    return {(term.id, term.office, term.officer) for term in running if term.person == PERSON}


def instants(entries: list[Entry]) -> Iterator[datetime]:
    """When something was recorded, and the midnights around; each with the instant just before."""
    edges = [e.recorded for e in entries if e.recorded is not None]
    days = {BEGAN + timedelta(days=n) for n in (*range(-2, 12), *range(28, 32))}  # the last are the end of the month
    edges += [datetime.combine(day, time.min, ZoneInfo(ZONE)) for day in sorted(days)]
    for at in edges:
        yield from (at, at - timedelta(microseconds=1))


@pytest.mark.parametrize("seed", range(25))
def test_at_every_instant_it_is_as_the_record_then_read(seed):
    from caseward.web.casework.whose import whose

    entries = some(random.Random(seed))
    rows = whose(PERSON, entries, ZONE)
    for at in instants(entries):
        found = [(r.term, r.office, r.officer) for r in rows if r.since <= at and (r.until is None or r.until > at)]
        assert len(found) == len(set(found))
        assert set(found) == as_read(entries, at), at
