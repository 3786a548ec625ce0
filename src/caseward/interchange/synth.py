"""A synthetic caseload: seeded, the same bytes on every machine, tokens only. ``synth_rates`` holds its rates.

Term *n* of a seed is the same however many terms are asked for. Two offices change status during the stretch, so that
overlays have something to look at; one juvenile hall has a week of entries.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from caseward.dates import add_months, parse_when
from caseward.errors import BadRequest
from caseward.interchange.synth_case import CASELOAD, OFFICES, ZONE, Case
from caseward.interchange.synth_contacts import add_contacts
from caseward.interchange.synth_draw import Draw
from caseward.interchange.synth_events import add_events
from caseward.interchange.synth_flaws import add_flaws
from caseward.interchange.synth_hall import hall_entries
from caseward.interchange.synth_status import add_status
from caseward.record.entry import Entry, Record, Value

FIRST_DAY = date(2021, 1, 1)
MOST_TERMS = 99_999
MOST_MONTHS = 240


def synthesise(terms: int, seed: int, *, start: date = FIRST_DAY, months: int = 24) -> Record:
    """A record of that many terms that begin within ``months`` from ``start``, and all that happens on them until then.

    BadRequest when ``terms`` is not from 1 to 99,999 or ``months`` not from 2 to 240.
    """
    if not 1 <= terms <= MOST_TERMS:
        raise BadRequest(f"The number of terms is from 1 to {MOST_TERMS:,}; {terms:,} was asked.")
    if not 2 <= months <= MOST_MONTHS:
        raise BadRequest(f"The number of months is from 2 to {MOST_MONTHS}; {months} was asked.")
    entries = _offices(start, months) + hall_entries(seed, start)
    for number in range(1, terms + 1):
        entries += _term_of(seed, number, start, add_months(start, months))
    return Record.of(entries)


def _term_of(seed: int, number: int, first: date, end: date) -> list[Entry]:
    case = _case(Draw(seed, number), number, first, end)
    for part in (_grant, add_status, add_contacts, add_events, _ending, add_flaws):
        part(case)
    return case.entries


def _case(draw: Draw, number: int, first: date, end: date) -> Case:
    begun = draw.day(first, first + (end - first) * 3 // 4)
    length, block = int(draw.by("length")), (number - 1) // CASELOAD
    until = min(add_months(begun, length), end)
    fate = "completed" if add_months(begun, length) <= end else ""
    for early in ("died", "revoked"):
        if draw.chance(early) and (until - begun).days > 90:
            fate, until = early, draw.day(begun + timedelta(days=60), until)
    case = Case(number, draw, begun, until, int(draw.by("risk")), fate, length)
    case.officer, case.office = f"officer-{block + 1:03}", OFFICES[block % len(OFFICES)]
    return case


def _grant(case: Case) -> None:
    sex = "female" if case.draw.chance("female") else "male"
    values: dict[str, Value] = {"sex": sex, "identifiers": (f"synthetic:{case.number:05}",)}
    known = case.start
    if case.fate == "died":
        # The row states the death, so it was not recorded before it.
        values["died"], known = parse_when(case.until.isoformat()), case.until + timedelta(days=2)
    _opening(case, case.person, "person", known, values)
    conditions = ("drug_testing", "treatment") if case.draw.chance("treatment condition") else ("drug_testing",)
    values = {"person": case.person, "supervision_type": case.draw.by("supervision type"), "length_months": case.length}
    values |= {
        "conditions": conditions,
        "case_type": case.draw.by("case type"),
        "office": case.office,
        "county": "synthetic",
    }
    _opening(case, case.term, "term", case.start, values)


def _opening(case: Case, made: str, kind: str, known: date, values: dict[str, Value]) -> None:
    """An entry whose id is the token itself, recorded at nine on the day it was known."""
    recorded = datetime.combine(known, time(9), tzinfo=ZONE)
    case.put(Entry(made, kind, parse_when(case.start.isoformat()), recorded, "intake", "synthetic", "", values))


def _ending(case: Case) -> None:
    if case.fate:
        case.add("term_end", case.until, reason=case.fate, by="supervisor")


def _offices(start: date, months: int) -> list[Entry]:
    """The first office is closed to the public in the first quarter; the second lacks staff in the last."""
    quarter, end = months // 4 or 1, add_months(start, months)
    return [
        _office(1, OFFICES[0], "closed_to_public", start, add_months(start, quarter)),
        _office(2, OFFICES[1], "understaffed", add_months(end, -quarter), end),
    ]


def _office(number: int, office: str, status: str, day: date, until: date) -> Entry:
    recorded = datetime.combine(day, time(9), tzinfo=ZONE)
    values: dict[str, Value] = {"office": office, "status": status, "until": parse_when(until.isoformat())}
    return Entry(
        f"office-status-{number}",
        "office_status",
        parse_when(day.isoformat()),
        recorded,
        "intake",
        "synthetic",
        "",
        values,
    )
