"""Small records to go with whole policies: two years, most of it precise, some blank, imprecise or out of order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias

from caseward.dates import parse_when
from caseward.record.entry import Entry, Record, Value
from caseward.testing.choices import Choices
from caseward.testing.whole_facilities import FACILITY_EVENTS, facility_values
from caseward.testing.worlds import TERM

FIRST = date(2020, 3, 1)
TYPES = ("general", "sex_offense", "domestic_violence")
LEVELS = TERM.by[1]
Values: TypeAlias = dict[str, Value]


def whole_record(c: Choices, subject: str, subjects: int) -> Record:
    """A record of so many subjects of a sort. An officer has a few terms, so those are made with them."""
    entries: list[Entry] = []
    for number in range(subjects):
        if subject == "facility":
            _facility(c, entries, number)
        else:
            _term(c, entries, number)
    if subject != "facility" and c.chance(40):
        start = FIRST + timedelta(days=c.number(0, 500))
        values: Values = {"office": "north", "status": "closed_to_public", "until": _later(c, start, 300)}
        entries.append(stated("office-1", "office_status", start.isoformat(), values))
    return Record.of(entries)


def whole_day(c: Choices) -> date:
    """A day to judge on, while the records run or after."""
    return FIRST + timedelta(days=c.number(0, 800))


def stated(name: str, kind: str, at: str, values: Values, recorded: datetime | None = None) -> Entry:
    """An entry from what it states; ``at`` as it stands in a file."""
    return Entry(name, kind, parse_when(at), recorded, "", "", "", values)


def _term(c: Choices, entries: list[Entry], number: int) -> None:
    person, term = f"p-{number // (2 if c.chance(20) else 1)}", f"t-{number}"
    opened = FIRST + timedelta(days=c.number(0, 200))
    if not any(e.id == person for e in entries[:]):
        sex: Values = {"sex": c.one(("female", "male"))} if c.chance(80) else {}
        entries.append(stated(person, "person", opened.isoformat(), sex))
    values: Values = {"person": person, "supervision_type": "formal_probation", "office": "north"}
    if c.chance(85):
        values["level"] = c.one(LEVELS)
    if c.chance(85):
        values["case_type"] = c.one(TYPES)
    if c.chance(50):
        values["length_months"] = c.number(3, 24)
    doubtful = c.chance(15)
    begun = opened.isoformat()[:7] if doubtful and c.chance(30) else opened.isoformat()
    entries.append(stated(term, "term", begun, values))
    _events(c, entries, opened, doubtful, {"term": term}, _full_event if c.chance(60) else _event)
    if c.chance(35):
        end = opened + timedelta(days=c.number(1, 500))
        at = end.isoformat()[:7] if doubtful and c.chance(30) else end.isoformat()
        entries.append(stated(f"{term}-end", "term_end", at, {"term": term, "reason": "completed"}))


def _facility(c: Choices, entries: list[Entry], number: int) -> None:
    name, opened = f"f-{number}", FIRST + timedelta(days=c.number(0, 100))
    sort: Values = {"facility_type": c.one(("juvenile_hall", "camp"))} if c.chance(85) else {}
    entries.append(stated(name, "facility", opened.isoformat(), sort))
    _events(c, entries, opened, c.chance(15), {"facility": name}, _facility_event)
    if c.chance(25):
        end = opened + timedelta(days=c.number(1, 500))
        entries.append(stated(f"{name}-end", "facility_closed", end.isoformat(), {"facility": name}))


Event: TypeAlias = Callable[[Choices, date], tuple[str, Values]]


def _events(
    c: Choices, entries: list[Entry], opened: date, doubtful: bool, about: Mapping[str, str], make: Event
) -> None:
    """What happened to one subject, most of it after it began; some is answered."""
    name = next(iter(about.values()))
    for n in range(c.number(0, 40 if c.chance(40) else 14)):
        day = opened + timedelta(days=c.number(-20, 500) // (1 if c.chance(70) else 7))
        kind, own = make(c, day)
        recorded = datetime.combine(day + timedelta(days=c.number(0, 6)), time(12), UTC) if c.chance(60) else None
        same: Values = {"may_be_same_as": f"{name}-e{n - 1}"} if kind == "contact" and n and c.chance(1) else {}
        entries.append(stated(f"{name}-e{n}", kind, _at(c, day, doubtful), {**about, **own, **same}, recorded))
        answer = ANSWERS.get(kind)
        if answer is not None and c.chance(60):
            answered = (day + timedelta(days=c.number(0, 40))).isoformat()
            values: Values = {**about, answer[1]: f"{name}-e{n}", **answer[2]}
            entries.append(stated(f"{name}-a{n}", answer[0], answered, values))


#: By kind: the kind that answers it, the field that names what is answered, and what else it says.
ANSWERS: Mapping[str, tuple[str, str, Values]] = {
    "warning": ("warning_response", "warning", {"action": "call_back"}),
    "force": ("force_report", "force", {"step": "submitted"}),
    "visitor": ("credential_check", "visitor", {"result": "confirmed"}),
}


def _at(c: Choices, day: date, doubtful: bool) -> str:
    if doubtful and c.chance(20):
        return c.one((day.isoformat()[:7], f"{day}/{day + timedelta(days=4)}", f"{day}~"))
    return f"{day}T{c.number(0, 23):02}:30-07:00" if c.chance(20) else day.isoformat()


EVENTS: Sequence[str] = (
    *("contact",) * 9,
    *("appointment", "warning") * 4,
    *("drug_test", "level", "absence", "programme", "condition", "custody_in", "custody_out") * 2,
    *("case_type", "employment", "assessment", "assignment"),
)


def _event(c: Choices, day: date) -> tuple[str, Values]:
    kind = c.one(EVENTS)
    make = MAKERS.get(kind)
    return kind, {} if make is None else make(c, day)


def _full_event(c: Choices, day: date) -> tuple[str, Values]:
    """An event of a record in which no contact leaves its mode, outcome or place blank."""
    kind, values = _event(c, day)
    blank: Values = {"mode": "in_person", "outcome": "spoke", "place": "home"} if kind == "contact" else {}
    return kind, {**blank, **values}


def _facility_event(c: Choices, day: date) -> tuple[str, Values]:
    kind = c.one(FACILITY_EVENTS)
    return kind, facility_values(c, kind, day)


def _later(c: Choices, day: date, most: int) -> Value:
    return parse_when((day + timedelta(days=c.number(1, most))).isoformat())


def _until(c: Choices, day: date) -> Values:
    if not c.chance(70):
        return {}
    return {"until": _later(c, day, 90) if c.chance(50) else _later(c, FIRST + timedelta(days=100), 600)}


def _contact(c: Choices, _: date) -> Values:
    found: Values = {"with_whom": "person"}
    options: tuple[tuple[str, tuple[Value, ...]], ...] = (
        ("mode", ("in_person", "phone", "letter")),
        ("outcome", ("spoke", "spoke", "left_message")),
        ("place", ("office", "home")),
        ("verified", (("employment",), ("residence", "employment"))),
        ("present", (("family",), ("family", "interpreter"))),
    )
    for name, values in options:
        if c.chance(93 if name in ("mode", "outcome") else 60):
            found[name] = c.one(values)
    return found


MAKERS: Mapping[str, Callable[[Choices, date], Values]] = {
    "contact": _contact,
    "drug_test": lambda c, _: {"result": c.one(("negative", "refused"))},
    "level": lambda c, _: {"level": c.one(LEVELS)},
    "case_type": lambda c, _: {"case_type": c.one(TYPES)},
    "employment": lambda c, _: {"status": c.one(("employed", "unemployed", "retired"))},
    "assessment": lambda c, _: {"instrument": "LSI-R", "score": c.number(0, 30), "scored": c.chance(80)},
    "appointment": lambda c, _: {"outcome": c.one(("failed_to_attend", "failed_to_attend", "attended_complied"))},
    "absence": lambda c, day: {"reason": c.one(("hospital", "whereabouts_unknown")), **_until(c, day)},
    "condition": lambda c, day: {"condition": c.one(("kiosk", "limited", "no_electronics")), **_until(c, day)},
    "programme": lambda c, day: {"programme": "p", "type": c.one(("substance", "education")), **_until(c, day)},
    "assignment": lambda c, _: {"officer": c.one(("o-1", "o-2", "o-3")), "office": c.one(("north", "south"))},
}
