"""Small policies of every shape that the language allows, in force over the years that made-up records cover.

Every key of the language is drawn, and each policy passes ``caseward policy check``.
"""

from __future__ import annotations

from datetime import date, timedelta

from caseward.policy.values import WEEKDAYS
from caseward.testing.choices import Choices
from caseward.testing.whole_kinds import KINDS
from caseward.testing.whole_parts import CHANGES, CITE, for_whom, interruption, length
from caseward.testing.worlds import FACILITY, OFFICER, TERM, Raw, World

#: The kinds drawn for each sort of subject; one that stands more often is drawn more often.
DRAWN = {
    "term": (*("every", "apart", "when") * 4, "never", "never", "before", "keep"),
    "facility": ("every", "apart", "apart", "when", "when", "never", "before", "keep", "keep"),
    "officer": ("keep",),
}
BEGINS = date(2019, 1, 1)
_NOTE = "made up"


def whole_policy(c: Choices) -> Raw:
    """A policy as plain data, as it would stand in a file."""
    world = c.one((TERM,) * 17 + (FACILITY,) * 2 + (OFFICER,))
    first = [_requirement(c, world, f"r-{i}") for i in range(c.number(1, 3))]
    _surplus(c, first)
    versions: list[Raw] = [{"version": "a", "from": BEGINS, "requirements": first}]
    if c.chance(40):
        versions.append(_second(c, world, first))
    several = c.chance(50)
    overlays = [_overlay(c, world, i, first, several) for i in range(1 + several if c.chance(40) else 0)]
    found: Raw = {
        "policy": "made",
        "title": "Made",
        "jurisdiction": "nowhere",
        "subject": world.subject,
        "sources": {"S": "a source"},
        "calendars": _calendars(c),
        "matchers": {"spoke": {"kind": "contact", "where": {"outcome": "spoke"}}} if world is TERM else {},
        "versions": versions,
        "overlays": overlays,
    }
    return {name: value for name, value in (found | _beside(c, world, overlays)).items() if value not in ({}, [])}


def _beside(c: Choices, world: World, overlays: list[Raw]) -> Raw:
    """What a policy may say beside its rules."""
    found: Raw = {"about": "made up"} if c.chance(20) else {}
    if overlays and c.chance(40):
        found["readings"] = [{"id": "ordinary", "title": "as if not issued", "without": [overlays[0]["id"]]}]
    if world is TERM and c.chance(25):
        found["lookups"] = [_lookup(c)]
    if world is TERM and c.chance(20):
        found["facts"] = LEVELS
    if world is TERM and c.chance(10):
        table = _workload(c)
        found |= {"workload": [table], "graduated_responses": [_graded(table, found.get("facts"))]}
    return found


def _calendars(c: Choices) -> Raw:
    holidays = [date(2020, 12, 25), date(2021, 1, 1), date(2021, 7, 5)]
    covers = {"covers_from": date(2000, 1, 1), "covers_until": date(2040, 1, 1)}
    short = {"covers_from": date(2020, 4, 15), "covers_until": date(2022, 2, 15)}
    return {
        "open": {"holidays": holidays, **covers, "source": "S"},
        "short": {"weekend": sorted({c.one(WEEKDAYS), c.one(WEEKDAYS)}), **short},
    }


def _day(c: Choices) -> date:
    return date(2020, 3, 1) + timedelta(days=c.number(0, 700))


def _kind(requirement: Raw) -> str:
    return next(k for k in KINDS if k in requirement)


def _second(c: Choices, world: World, first: list[Raw]) -> Raw:
    """A later version that takes over the first, with some requirements given anew and one taken out."""
    begins = _day(c)
    anew = range(c.number(1, 2))
    again = [_requirement(c, world, f"r-{i}", kind=_kind(first[0]) if c.chance(85) and i == 0 else None) for i in anew]
    found: Raw = {"version": "b", "from": begins, "based_on": "a", "requirements": again}
    if len(first) == 3 and c.chance(20):
        found["removes"] = ["r-2"]
    if c.chance(20):
        found["until"] = begins + timedelta(days=c.number(20, 300))
    if c.chance(20):
        found |= {"cite": CITE, "basis": c.one(("published", "assumed"))}
    return found


def _overlay(c: Choices, world: World, i: int, first: list[Raw], several: bool) -> Raw:
    """A directive for a time, for everybody or for some. What stands instead of a requirement may be another of its
    duty, if there is no second overlay that may bring the first back."""
    start, same = _day(c), c.one(first)
    scopes: tuple[Raw, ...] = ({}, world.predicates[-1])
    if world is TERM:
        scopes = (
            {},
            {"level": "high"},
            {"office_status": "closed_to_public"},
            {"case_type": {"none_of": ["general"], "if_unknown": "applies"}},
        )
    found: Raw = {
        "id": f"overlay-{i}",
        "title": "Directive",
        "issuer": "the office",
        "order": i + 1,
        "from": start,
        "scope": c.one(scopes),
        "cite": CITE,
    }
    if c.chance(70):
        found["until"] = start + timedelta(days=c.number(1, 400))
        found["until_basis"] = c.one(("published", "assumed"))
    instead = c.chance(60)
    if instead:
        found["replaces"] = [same["id"]]
    if not instead or c.chance(85):
        name = f"o-{i}" if instead and not several and c.chance(60) else str(same["id"])
        made = _requirement(c, world, name, kind=_kind(same))
        if name != same["id"]:
            made["duty"] = same.get("duty", same["id"])
        found["requirements"] = [made]
    return found


def _lookup(c: Choices) -> Raw:
    cut = c.number(5, 20)
    found: Raw = {
        "gives": "level",
        "of": "score",
        "from": date(2020, 1, 1),
        "cite": CITE,
        "rows": [{"at_most": cut, "gives": "low"}, {"at_least": cut + 1, "gives": "high"}],
    }
    if c.chance(20):
        found["rows"] = [
            {"for": {"sex": "female"}, "at_most": cut, "gives": "low"},
            {"for": {"sex": "female"}, "at_least": cut + 1, "gives": "medium"},
            {"for": {"sex": ["male", "other"]}, "gives": "high"},
        ]
    if c.chance(50):
        found["until"] = _day(c)
    return {**found, "before_first": "medium"} if c.chance(50) else found


LEVELS: Raw = {"level": ["low", "medium", "high"]}
_OF_A_TABLE = ("from", "until", "basis", "note", "cite")


def _workload(c: Choices) -> Raw:
    found: Raw = {
        "from": date(2020, 1, 1),
        "unit": c.one(("hours", "points")),
        "per": "month",
        "by": "level",
        "values": {"low": 1, "high": 4},
        "each": {"r-0": 20},
        "capacity": 120,
        "basis": c.one(("published", "assumed")),
        "note": _NOTE,
        "cite": CITE,
    }
    return {**found, "until": _day(c)} if c.chance(30) else found


def _graded(table: Raw, facts: object) -> Raw:
    """A grid beside a workload, like it in all that both say: no engine looks at it, so nothing more is chosen."""
    answers: Raw = {"severity": "moderate", "responses": ["curfew"]} | (LEVELS if facts else {})
    rows = [{"severity": one, "responses": ["verbal_warning"]} for one in ("minor", "serious")]
    found: Raw = {"order": ["verbal_warning", "curfew"], "approved_first": ["curfew"], "rows": [*rows, answers]}
    found["conditions"] = [{"response": "curfew", "says": "the person agrees", "cite": CITE}]
    return found | {key: value for key, value in table.items() if key in _OF_A_TABLE}


def _requirement(c: Choices, world: World, name: str, kind: str | None = None) -> Raw:
    kind = kind or c.one(DRAWN[world.subject])
    found: Raw = {
        "id": name,
        "title": "A thing done",
        "cite": {**CITE, "quote": "its words"} if c.chance(10) else CITE,
        "basis": c.one(("published", "assumed")),
        "note": _NOTE,
        "for": for_whom(c, world),
        "calendar": c.one(("open", "open", "open", "short")),
    }
    if kind in ("every", "apart", "when"):
        found |= _clocked(c, world)
    elif kind == "before" and c.chance(30):
        found["grace"] = length(c, c.number(0, 20), snap=False)
    KINDS[kind](c, world, found)
    if c.chance(10) and name != "r-0":
        found["overrides"] = ["r-0"]
    return {key: value for key, value in found.items() if value not in ({}, [])}


def _clocked(c: Choices, world: World) -> Raw:
    """What every kind with windows or a clock may have."""
    found: Raw = {"on_change": c.one(CHANGES)}
    if world is TERM and c.chance(25):
        found["watches"] = c.one((["level"], ["case_type", "employment"], ["employment"]))
    if world.interrupting and c.chance(45):
        found["interruptions"] = [interruption(c, world) for _ in range(c.number(1, 2))]
    for name in ("grace", "late_within", "show_from", "look_back"):
        if c.chance(30):
            found[name] = length(c, c.number(0, 20), snap=False)
    if c.chance(10):
        found["shown_not_before"] = _day(c)
    return found


def _surplus(c: Choices, first: list[Raw]) -> None:
    """Now and then the surplus of one requirement counts for another."""
    floors = [r for r in first if "every" in r and "most" not in str(r)]
    if len(floors) > 1 and c.chance(30):
        floors[1]["counts_surplus_of"] = floors[0]["id"]
