"""Small records: a few terms over two years, most of it precise, some of it blank, imprecise, or out of order."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from caseward.dates import parse_when
from caseward.record.entry import Entry, Record, Value
from caseward.record.view import View, view_of
from tests.generative.choices import Choices
from tests.generative.made_policies import LEVELS, TYPES

FIRST = date(2020, 3, 1)


def made_view(c: Choices, terms: int = 2) -> View:
    entries: list[Entry] = []
    for number in range(terms):
        _term(c, entries, number)
    if c.chance(40):
        start = FIRST + timedelta(days=c.number(0, 500))
        until = parse_when((start + timedelta(days=c.number(1, 300))).isoformat())
        entries.append(
            _entry(
                "office-1",
                "office_status",
                start.isoformat(),
                {"office": "north", "status": "closed_to_public", "until": until},
            )
        )
    return view_of(Record.of(entries))


def made_day(c: Choices) -> date:
    return FIRST + timedelta(days=c.number(0, 800))


def _entry(name: str, kind: str, at: str, values: dict[str, Value], recorded: datetime | None = None) -> Entry:
    return Entry(name, kind, parse_when(at), recorded, "", "", "", values)


def _term(c: Choices, entries: list[Entry], number: int) -> None:
    person, term = f"p-{number // (2 if c.chance(20) else 1)}", f"t-{number}"
    opened = FIRST + timedelta(days=c.number(0, 200))
    if not any(e.id == person for e in entries):
        sex: dict[str, Value] = {"sex": c.one(("female", "male"))} if c.chance(80) else {}
        entries.append(_entry(person, "person", opened.isoformat(), sex))
    values: dict[str, Value] = {"person": person, "supervision_type": "formal_probation", "office": "north"}
    if c.chance(85):
        values["level"] = c.one(LEVELS)
    if c.chance(85):
        values["case_type"] = c.one(TYPES)
    if c.chance(50):
        values["length_months"] = c.number(3, 24)
    entries.append(_entry(term, "term", opened.isoformat(), values))
    doubtful = c.chance(15)
    for n in range(c.number(0, 40 if c.chance(40) else 14)):
        kind, own = _event(c)
        day = opened + timedelta(days=c.number(-20, 500) // (1 if c.chance(70) else 7))
        recorded = datetime.combine(day + timedelta(days=c.number(0, 6)), time(12), UTC) if c.chance(60) else None
        entries.append(_entry(f"{term}-e{n}", kind, _at(c, day, doubtful), {"term": term, **own}, recorded))
        if kind == "warning" and c.chance(60):
            answered = (day + timedelta(days=c.number(0, 40))).isoformat()
            entries.append(
                _entry(
                    f"{term}-a{n}",
                    "warning_response",
                    answered,
                    {"term": term, "warning": f"{term}-e{n}", "action": "call_back"},
                )
            )
    if c.chance(35):
        end = opened + timedelta(days=c.number(1, 500))
        entries.append(_entry(f"{term}-end", "term_end", end.isoformat(), {"term": term, "reason": "completed"}))


def _at(c: Choices, day: date, doubtful: bool) -> str:
    if doubtful and c.chance(20):
        return c.one((day.isoformat()[:7], f"{day}/{day + timedelta(days=4)}", f"{day}~"))
    return f"{day}T{c.number(0, 23):02}:30-07:00" if c.chance(20) else day.isoformat()


def _event(c: Choices) -> tuple[str, dict[str, Value]]:
    kind = c.one(("contact",) * 8 + ("drug_test", "drug_test", "level", "level", "case_type", "employment", "assessment", "custody_in", "custody_out",
                  "condition", "programme") + ("appointment", "absence", "warning") * 3)  # fmt: skip
    makers: dict[str, Any] = {
        "contact": _contact, "drug_test": lambda c: {"result": c.one(("negative", "refused"))}, "level": lambda c: {"level": c.one(LEVELS)},
        "case_type": lambda c: {"case_type": c.one(TYPES)}, "employment": lambda c: {"status": c.one(("employed", "unemployed", "retired"))},
        "assessment": lambda c: {"score": c.number(0, 30), "scored": c.chance(80)},
        "appointment": lambda c: {"outcome": c.one(("failed_to_attend", "attended_complied"))},
        "absence": lambda c: {"reason": c.one(("hospital", "whereabouts_unknown")), **_until(c)},
        "condition": lambda c: {"condition": c.one(("kiosk", "limited")), **_until(c)},
        "programme": lambda c: {"programme": "p", "type": c.one(("substance", "education")), **_until(c)},
    }  # fmt: skip
    return kind, makers[kind](c) if kind in makers else {}


def _until(c: Choices) -> dict[str, Value]:
    return {"until": parse_when((FIRST + timedelta(days=c.number(100, 700))).isoformat())} if c.chance(70) else {}


def _contact(c: Choices) -> dict[str, Value]:
    found: dict[str, Value] = {"with_whom": "person"}
    options: tuple[tuple[str, tuple[Value, ...]], ...] = (
        ("mode", ("in_person", "phone", "letter")), ("outcome", ("spoke", "spoke", "left_message")), ("place", ("office", "home")),
        ("verified", (("employment",), ("residence", "employment"))), ("present", (("family",), ("family", "interpreter"))),
    )  # fmt: skip
    for name, values in options:
        if c.chance(93 if name in ("mode", "outcome") else 60):
            found[name] = c.one(values)
    return found
