"""Small records and policies written by hand, so that each test shows all that it rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from caseward.dates import parse_instant, parse_when
from caseward.obligations.model import Obligation, Status
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry, Record, Value
from caseward.record.facts import subjects_of
from caseward.record.subjects import Subject
from caseward.record.view import View, view_of

DATES = {"until", "died", "due", "about_when", "hearing_set_for"}


def entry(
    kind: str,
    id_: str,
    occurred: str,
    *,
    recorded: str = "",
    note: str = "",
    by: str = "",
    source: str = "",
    **values: object,
) -> Entry:
    held: dict[str, Value] = {}
    for name, value in values.items():
        name = name.rstrip("_")
        held[name] = parse_when(value) if name in DATES else tuple(value) if isinstance(value, list) else value  # type: ignore[assignment, arg-type]
    at = parse_instant(recorded) if recorded else None
    return Entry(id_, kind, parse_when(occurred), at, by, source, note, held)


def person(**values: object) -> Entry:
    return entry("person", "p-1", "2020-01-01", sex="male", **values)


def term(occurred: str = "2021-02-10", **values: object) -> Entry:
    return entry("term", "t-1", occurred, **{"person": "p-1", "supervision_type": "formal_probation", **values})


def of_term(kind: str, id_: str, occurred: str, **values: object) -> Entry:
    return entry(kind, id_, occurred, **{"term": "t-1", **values})


def contact(id_: str, occurred: str, **values: object) -> Entry:
    return of_term("contact", id_, occurred, **values)


def live(id_: str, occurred: str, **values: object) -> Entry:
    return contact(id_, occurred, **{"mode": "in_person", "with_whom": "person", "outcome": "spoke", **values})


def blank(id_: str, occurred: str = "2021-02-10/2022-06-13", **values: object) -> Entry:
    return contact(id_, occurred, **values)


def view(*entries: Entry) -> View:
    given = {e.id for e in entries}
    base = [e for e in (person(), term()) if e.id not in given]
    return view_of(Record.of([*base, *entries]))


def the_term(*entries: Entry) -> Subject:
    return subjects_of(view(*entries), "term")[0]


def the_hall(*entries: Entry) -> Subject:
    hall = entry("facility", "hall", "2000-01-01", title="a hall")
    return subjects_of(view_of(Record.of([hall, *entries])), "facility")[0]


def policy(**changes: object) -> PolicyDocument:
    held: dict[str, object] = {
        "policy": "county-adult",
        "title": "Adult supervision",
        "jurisdiction": "a county",
        "sources": {"manual": "the county's manual", "code": "the penal code"},
        "matchers": {
            "direct-contact": {
                "kind": "contact",
                "where": {"with_whom": ["person", "both"], "outcome": "spoke", "mode": ["in_person", "phone", "video"]},
                "says": "a live exchange; a voicemail is not one",
            }
        },
        "versions": (
            {
                "version": "ordinary",
                "from": date(2018, 1, 1),
                "requirements": (
                    {
                        "id": "monthly-contact",
                        "title": "A direct contact each calendar month",
                        "cite": {"source": "manual", "at": "section 4"},
                        "basis": "published",
                        "every": {"period": "month", "count": 1},
                        "counts": "direct-contact",
                    },
                    {
                        "id": "custody-decision",
                        "title": "A decision on custody after a petition",
                        "cite": {"source": "code", "at": "1203.2(a)", "quote": "may rearrest without warrant"},
                        "basis": "assumed",
                        "when": {
                            "triggers": ({"on": "entry", "entry": {"kind": "petition"}},),
                            "then": {"kind": "hearing"},
                            "within": {"business_days": 2},
                        },
                    },
                ),
            },
        ),
    }
    return PolicyDocument.model_validate({**held, **changes})


def owed(start: date, end: date, status: Status, **changes: object) -> Obligation:
    """A monthly contact owed from ``start`` to ``end`` (exclusive), due on its last day."""
    row = Obligation(
        policy="county-adult",
        version="ordinary",
        requirement="monthly-contact",
        duty="monthly-contact",
        title="A direct contact each calendar month",
        kind="every",
        subject="t-1",
        subject_kind="term",
        about="",
        window_start=start,
        window_end=end,
        due=date.fromordinal(end.toordinal() - 1),
        status=status,
        citation="section 4, the county's manual",
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def months(first: date, statuses: list[Status], **changes: object) -> list[Obligation]:
    """One obligation for each month from ``first`` on, with these statuses."""
    found, start = [], first
    for ordinal, status in enumerate(statuses):
        end = date(start.year + start.month // 12, start.month % 12 + 1, 1)
        found.append(owed(start, end, status, **{"ordinal": ordinal, **changes}))
        start = end
    return found
