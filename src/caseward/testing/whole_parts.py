"""The parts that made-up requirements share: lengths, for whom, what counts, what interrupts, and numbers by row."""

from __future__ import annotations

from collections.abc import Callable

from caseward.policy.values import WEEKDAYS
from caseward.testing.choices import Choices
from caseward.testing.worlds import Raw, World

CITE: Raw = {"source": "S", "at": "here"}
CHANGES = ("retroactive", "fresh_start", "split_and_look_back", "latest_level_wins", "ask_but_do_not_score")
UNITS = ("days", "weeks", "months", "business_days")


def number(c: Choices, value: int) -> object:
    """A number, now and then with where it comes from."""
    if c.chance(5):
        return {"value": value, "basis": "published", "source": "S"}
    return {"value": value, "basis": "assumed", "note": "made up"} if c.chance(5) else value


def length(c: Choices, days: int, *, snap: bool = True, units: tuple[str, ...] = UNITS) -> Raw:
    """A duration of about so many days, now and then carried to the end of a week or month."""
    unit = c.one(units)
    few = {
        "minutes": days * 60,
        "hours": days * 24,
        "days": days,
        "business_days": days,
        "weeks": -(-days // 7),
        "months": -(-days // 30),
    }[unit]
    found: Raw = {unit: number(c, few)}
    if snap and c.chance(20) and unit not in ("minutes", "hours"):
        found["to_end_of"] = c.one(("week", "month"))
    if c.chance(8):
        found["by_weekday"] = {c.one(WEEKDAYS): few + n for n in (2, 1)}
    return found


def for_whom(c: Choices, world: World) -> Raw:
    """Mostly everybody; else by facts in force."""
    return dict(c.one(world.predicates))


def matcher(c: Choices, world: World) -> Raw:
    """What may count."""
    found = dict(c.one(world.matchers))
    return {**found, "weekday": c.some(WEEKDAYS)} if "weekday" in found else found


def happening(c: Choices, world: World) -> Raw:
    """What may set a clock off, be forbidden, or need another before it."""
    return matcher(c, world) if c.chance(30) else dict(c.one(world.happenings))


def interruption(c: Choices, world: World) -> Raw:
    """A fact that pauses, stops, restarts or waives."""
    fact, values = c.one(world.interrupting)
    found: Raw = {"fact": fact, "effect": c.one(("pause", "stop", "restart", "waive")), "share": c.one((100, 50, 1))}
    if values:
        found["values"] = list(values)
    return found | ({"cite": CITE} if c.chance(10) else {})


def quotas(c: Choices, world: World, most: int) -> list[Raw]:
    """Narrower quotas, none larger than the quantity itself."""
    named: Raw = {"title": "of one sort"} if c.chance(20) else {}
    return [{"at_least": c.number(1, most), "matching": matcher(c, world), **named} for _ in range(c.number(1, 2))]


def lines(c: Choices, world: World) -> list[Raw]:
    """Lines with a quantity each."""
    named: Raw = {"title": "a line"} if c.chance(20) else {}
    return [{"count": number(c, c.number(1, 3)), "counts": matcher(c, world), **named} for _ in range(2)]


def by_row(c: Choices, world: World, found: Raw, key: str, give: Callable[[Choices], Raw], more: Raw) -> None:
    """Numbers by a fact on some requirements, the body's own on others.

    ``more``: what a row may also say, by name, each made when it is wanted.
    """
    if world.by[1] and c.chance(60):
        found |= rows_of(c, world, give, more)
        return
    body = found[key]
    assert isinstance(body, dict)
    found[key] = {**body, **give(c)}


def rows_of(c: Choices, world: World, give: Callable[[Choices], Raw], more: Raw) -> Raw:
    """Rows for some values of a fact; for the others nothing is owed."""
    fact, values = world.by
    rows: list[Raw] = []
    for value in c.some(values, 1):
        row: Raw = {"for": {fact: value}}
        if c.chance(15):
            row["none"] = "nothing is owed"
        else:
            row |= give(c)
            for name, make in more.items():
                if c.chance(10):
                    assert callable(make)
                    row[name] = make(c)
            if c.chance(10):
                row["cite"] = {"source": "S", "at": "the row"}
        rows.append(row)
    return {"rows": rows, "otherwise_none": "no other value of it"}
