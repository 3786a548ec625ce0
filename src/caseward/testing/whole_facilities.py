"""What happens in the facilities of whole records."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from caseward.dates import parse_when
from caseward.record.entry import Value
from caseward.testing.choices import Choices

FACILITY_EVENTS = (
    *("safety_check",) * 5,
    *("population_count", "in_rooms", "force", "visitor", "search") * 2,
    *("capacity", "movement"),
)


def facility_values(c: Choices, kind: str, day: date) -> dict[str, Value]:
    """What an entry of a kind states, apart from its facility."""
    return _MAKERS[kind](c, day)


def _unit(c: Choices) -> dict[str, Value]:
    return {"unit": c.one(("A", "A", "B"))} if c.chance(85) else {}


def _in_rooms(c: Choices, day: date) -> dict[str, Value]:
    until = f"{day + timedelta(days=c.number(0, 1))}T{c.number(0, 23):02}:00-07:00"
    if c.chance(30):
        until = (day + timedelta(days=c.number(1, 3))).isoformat()
    return {**_unit(c), "why": c.one(("sleep", "confinement")), "until": parse_when(until)}


_MAKERS: Mapping[str, Callable[[Choices, date], dict[str, Value]]] = {
    "safety_check": lambda c, _: {**_unit(c), "method": c.one(("direct_visual", "direct_visual", "camera"))},
    "population_count": lambda c, _: {"youths": c.number(0, 40), "staff": c.number(1, 8)},
    "in_rooms": _in_rooms,
    "force": lambda c, _: {"video": c.chance(60)},
    "visitor": lambda c, _: {"admitted": c.chance(70)},
    "search": lambda c, _: {"of": c.one(("unit", "youth"))},
    "capacity": lambda c, _: {"beds": c.number(10, 50)},
    "movement": lambda c, _: {"youths": c.number(1, 20)},
}
