"""Flaws put into a synthetic term on purpose: imprecise days, corrections, impossible pairs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from caseward.dates import parse_when
from caseward.interchange.synth_case import Case
from caseward.record.entry import Entry


def add_flaws(case: Case) -> None:
    """Everything of this module: changes some contacts and adds others."""
    case.entries[:] = [_imprecise(case, e) if e.kind == "contact" else e for e in case.entries]
    contacts = [e for e in case.entries if e.kind == "contact"]
    for contact in contacts:
        if case.draw.chance("corrected"):
            _corrected(case, contact)
        if contact.text("mode") == "in_person" and case.draw.chance("two places"):
            _elsewhere(case, contact)
    _seen_while_held(case)
    if case.fate == "died" and case.draw.chance("seen after death"):
        _contact(case, case.until + timedelta(days=case.draw.whole(3, 30)))


def _imprecise(case: Case, contact: Entry) -> Entry:
    """The same contact with its day known as a month or a stretch that ends before it was recorded."""
    if contact.recorded is None or not case.draw.chance("imprecise"):
        return contact
    day, recorded = contact.occurred.first, contact.recorded.date()
    first = max(case.start, day - timedelta(days=case.draw.whole(1, 12)))
    last = min(recorded, day + timedelta(days=case.draw.whole(0, 6)))
    stretch = parse_when(f"{first}/{last}") if first < last else parse_when(f"{day:%Y-%m}")
    return replace(contact, occurred=stretch)


def _corrected(case: Case, contact: Entry) -> None:
    """The contact was recorded on a wrong day: the right one is recorded later and takes its place."""
    if contact.recorded is None or not contact.occurred.precise:
        return
    fixed = contact.recorded + timedelta(days=case.draw.whole(1, 20))
    right = max(case.start, contact.occurred.first - timedelta(days=case.draw.whole(1, 5)))
    made, why = case.next_id("contact"), case.next_id("correction")
    case.put(replace(contact, id=made, occurred=parse_when(right.isoformat()), recorded=fixed))
    values = {"corrects": contact.id, "replaced_by": made, "reason": "entered on the wrong day", "sort": "wrong_date"}
    day = parse_when(fixed.date().isoformat())
    case.put(Entry(why, "correction", day, fixed, contact.recorded_by, "", "", values))


def _elsewhere(case: Case, contact: Entry) -> None:
    """The same officer at the same minute, seeing an employer at work while also at the first place."""
    place = "work" if contact.text("place") != "work" else "office"
    values = {
        **contact.values,
        "place": place,
        "with_whom": "collateral",
        "collateral": ("employer",),
        "outcome": "spoke",
    }
    case.put(replace(contact, id=case.next_id("contact"), note="", values=values))


def _seen_while_held(case: Case) -> None:
    for stay in [p for p in case.held if p.days > 4]:
        if case.draw.chance("seen while held"):
            _contact(case, stay.start + timedelta(days=2))


def _contact(case: Case, day: date) -> None:
    case.add(
        "contact",
        day,
        direction="outgoing",
        mode="in_person",
        with_whom="person",
        place="home",
        outcome="spoke",
        officer=case.officer_on(day),
    )
