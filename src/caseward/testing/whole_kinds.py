"""A made-up requirement of each of the six kinds, as it would stand in a policy file, with every key it may have."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from caseward.policy.values import WEEKDAYS
from caseward.testing.choices import Choices
from caseward.testing.whole_parts import by_row, happening, length, lines, matcher, number, quotas, rows_of
from caseward.testing.worlds import Raw, World

DAYS_AND_LONGER = ("days", "weeks", "months")


def every(c: Choices, world: World, found: Raw) -> None:
    """So many in each window, as a floor or a ceiling."""
    period = c.one(("month", "month", "week", "quarter", "year", "months", "weeks", "days"))
    body: Raw = {"period": period, "anchor": c.one(("calendar", "calendar", "start", "change"))}
    if period in ("months", "weeks", "days"):
        body["length"] = c.number(2, 6) * (7 if period == "days" else 1)
    if period == "month" and c.chance(30):
        body["in_months"] = c.one(("odd", "even", [1, 4, 7]))
    if c.chance(20):
        body["week_starts"] = c.one(WEEKDAYS)
    ceiling = c.chance(15)
    found |= {"every": body, "score_part_windows_from": c.one((0, 50, 80, 100))}
    if c.chance(15):
        found["judged_under"] = c.one(("closed", "closed", "opened"))
    if c.chance(10):
        found["supplementary"] = matcher(c, world)
    more: Raw = {"counts": lambda c: matcher(c, world)}
    if not ceiling:
        found |= _floor(c, world)
        more |= {"of_which": lambda c: quotas(c, world, 1), "any_of": lambda c: lines(c, world)}
    if "any_of" not in found:
        found["counts"] = matcher(c, world)
    elif c.chance(50):
        return
    least = 0 if ceiling else 1
    by_row(c, world, found, "every", lambda c: {"most" if ceiling else "count": number(c, c.number(least, 3))}, more)


def _floor(c: Choices, world: World) -> Raw:
    found: Raw = {}
    if c.chance(20):
        found["of_which"] = quotas(c, world, 1)
    elif c.chance(20):
        found["any_of"] = lines(c, world)
    if c.chance(20):
        found["plus"] = {
            **c.one(world.adding),
            "each": c.number(1, 2),
            "spanning": c.one(("whole_window", "any_day")),
        }
    return found


def apart(c: Choices, world: World, found: Raw) -> None:
    """No longer apart than an interval; for facilities also a clock in minutes that runs while a fact holds."""
    if world.clocks and c.chance(50):
        clock = c.one(world.clocks)
        body = clock["apart"]
        assert isinstance(body, dict)
        found |= {"apart": {**body, "interval": {"minutes": c.number(15, 240)}}, "counts": clock["counts"]}
        return
    found |= {
        "apart": {"after_miss": c.one(("keep_open", "restart_at_due")), "count": number(c, c.one((1, 1, 2, 3)))},
        "counts": matcher(c, world),
    }
    if c.chance(40):
        found["apart"] = {**_body(found, "apart"), "first": length(c, c.number(5, 40))}
    if c.chance(10):
        found["supplementary"] = matcher(c, world)
    found["apart"] = {**_body(found, "apart"), "interval": length(c, c.number(5, 100))}
    more: Raw = {
        "count": lambda c: number(c, c.number(1, 2)),
        "first": lambda c: length(c, c.number(5, 40)),
        "counts": lambda c: matcher(c, world),
    }
    by_row(c, world, found, "apart", lambda c: {"interval": length(c, c.number(5, 100))}, more)


def _body(found: Raw, key: str) -> Raw:
    body = found[key]
    assert isinstance(body, dict)
    return body


def when(c: Choices, world: World, found: Raw) -> None:
    """A response within a time."""
    units = ("days", "weeks", "months", "business_days", *(("hours", "minutes") if c.chance(15) else ()))
    body: Raw = {"triggers": [_trigger(c, world) for _ in range(2 if c.chance(15) else 1)]}
    body["race"] = c.one(("each", "each", "first", "last"))
    body["within"] = length(c, c.number(0, 40), units=units)
    if c.chance(30):
        body["then"] = matcher(c, world)
    if c.chance(15):
        kind, other, field = c.one(world.linked)
        body |= {"then": {"kind": kind}, "answers": field, "triggers": [{"on": "entry", "entry": {"kind": other}}]}
    for name, percent in (("already_within", 20), ("closes_after", 20)):
        if c.chance(percent):
            body[name] = length(c, c.number(0, 40), snap=False, units=DAYS_AND_LONGER)
    if c.chance(30):
        body["closes_with_fact"] = True
    if c.chance(15):
        body["cancelled_by"] = matcher(c, world)
    found |= {"when": body, "counts": matcher(c, world)}
    within: Callable[[Choices], Raw] = lambda c: {"within": length(c, c.number(0, 40), units=units)}  # noqa: E731
    by_row(c, world, found, "when", lambda c: {"count": c.number(1, 2)} if c.chance(40) else within(c), {})


def _trigger(c: Choices, world: World) -> Raw:
    on = c.one(("entry", "entry", "entry", "fact_begins", "fact_ends", "fact_changes", "start", "end"))
    found: Raw = {"on": on, "priority": c.number(1, 2)}
    if on == "entry":
        found["entry"] = happening(c, world)
        if c.chance(40):
            found["nth"] = c.number(2, 3)
            if c.chance(70):
                found |= {"in_a_row": True, **({"broken_by": matcher(c, world)} if c.chance(70) else {})}
            if c.chance(40):
                found["run_within"] = length(c, c.number(5, 60), snap=False, units=DAYS_AND_LONGER)
    elif on.startswith("fact"):
        fact, values = c.one(world.changing)
        found["fact"] = fact
        if values:
            found["values"] = list(values)
        if on == "fact_changes":
            found["ignore_first"] = c.chance(60)
    return found


def never(c: Choices, world: World, found: Raw) -> None:
    """A thing that may not happen, now and then with exceptions."""
    exceptions: Raw = {"one": matcher(c, world), "two": matcher(c, world)} if c.chance(40) else {}
    found["never"] = {"this": happening(c, world), **({"exceptions": exceptions} if exceptions else {})}


def before(c: Choices, world: World, found: Raw) -> None:
    """One thing only after another."""
    kind, other, field = c.one(world.linked)
    if c.chance(30):
        found["before"] = {"this": {"kind": other}, "require": {"kind": kind}, "answers": field}
        return
    found["before"] = {"this": happening(c, world), "require": matcher(c, world)}
    if c.chance(60):
        found["before"] = {**_body(found, "before"), "within": length(c, c.number(1, 60))}


def keep(c: Choices, world: World, found: Raw) -> None:
    """A quantity within a bound."""
    side = c.one(("at_most", "at_least"))
    times: Raw = {"times": number(c, c.number(1, 3))} if c.chance(30) else {}
    bound: Raw = {"number": number(c, c.number(0, 30))}
    if c.chance(20):
        bound = dict(c.one(world.quantities))
    found["keep"] = {"quantity": {**c.one(world.quantities), **times}, side: bound}
    if "number" in bound and world.by[1] and c.chance(40):
        found |= rows_of(c, world, lambda c: {"bound": number(c, c.number(0, 30))}, {})


KINDS: Mapping[str, Callable[[Choices, World, Raw], None]] = {
    "every": every,
    "apart": apart,
    "when": when,
    "before": before,
    "never": never,
    "keep": keep,
}
