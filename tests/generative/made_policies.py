"""Small policies of every shape that the language allows, in force over the years that made records cover."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from caseward.policy.model import PolicyDocument
from tests.generative.choices import Choices

LEVELS = ("low", "medium", "high")
TYPES = ("general", "sex_offense", "domestic_violence")
CHANGES = ("retroactive", "fresh_start", "split_and_look_back", "latest_level_wins", "ask_but_do_not_score")
CITE = {"source": "S", "at": "here"}


def made_policy(c: Choices) -> PolicyDocument:
    first = [_requirement(c, f"r-{i}") for i in range(c.number(1, 3))]
    versions: list[dict[str, Any]] = [{"version": "a", "from": date(2019, 1, 1), "requirements": first}]
    if c.chance(40):
        begins = _day(c)
        again = [
            _requirement(c, f"r-{i}", kind=_kind(first[0]) if c.chance(85) and i == 0 else None)
            for i in range(c.number(1, 2))
        ]
        versions.append(
            {
                "version": "b",
                "from": begins,
                "based_on": "a",
                "requirements": again,
                "removes": ["r-2"] if c.chance(20) else [],
            }
        )
        if c.chance(20):
            versions[1]["until"] = begins + timedelta(days=c.number(20, 300))
    overlays = [_overlay(c, i, first) for i in range(c.number(0, 2) if c.chance(50) else 0)]
    document: dict[str, Any] = {
        "policy": "made", "title": "Made", "jurisdiction": "nowhere", "subject": "term", "sources": {"S": "a source"},
        "calendars": {
            "open": {"holidays": (date(2020, 12, 25), date(2021, 1, 1), date(2021, 7, 5))},
            "short": {"covers_from": date(2020, 1, 1), "covers_until": date(2021, 9, 1)},
        },
        "matchers": {"spoke": {"kind": "contact", "where": {"outcome": "spoke"}}},
        "versions": versions, "overlays": overlays,
    }  # fmt: skip
    if overlays and c.chance(40):
        document["readings"] = [{"id": "ordinary", "title": "as if not issued", "without": [overlays[0]["id"]]}]
    if c.chance(25):
        document["lookups"] = [_lookup(c)]
    return PolicyDocument.model_validate(_tuples(document), by_alias=True, by_name=False)


def _tuples(value: Any) -> Any:
    """Lists as the tuples a document holds."""
    if isinstance(value, dict):
        return {k: _tuples(v) for k, v in value.items()}
    return tuple(_tuples(v) for v in value) if isinstance(value, list | tuple) else value


def _day(c: Choices) -> date:
    return date(2020, 3, 1) + timedelta(days=c.number(0, 700))


def _kind(requirement: dict[str, Any]) -> str:
    return next(k for k in ("every", "apart", "when", "before", "never", "keep") if k in requirement)


def _overlay(c: Choices, i: int, first: list[dict[str, Any]]) -> dict[str, Any]:
    start = _day(c)
    same = c.one(first)
    scopes: tuple[dict[str, Any], ...] = (
        {}, {"level": "high"}, {"office_status": "closed_to_public"}, {"case_type": {"none_of": ["general"], "if_unknown": "applies"}},
    )  # fmt: skip
    made = _requirement(c, same["id"] if c.chance(70) else f"o-{i}", kind=_kind(same))
    return {
        "id": f"overlay-{i}", "title": "Directive", "issuer": "the office", "order": c.number(1, 2), "from": start,
        "until": start + timedelta(days=c.number(1, 400)) if c.chance(70) else None, "scope": c.one(scopes), "cite": CITE,
        "replaces": [c.one(first)["id"]] if c.chance(60) else [], "requirements": [made] if c.chance(85) else [],
    }  # fmt: skip


def _lookup(c: Choices) -> dict[str, Any]:
    cut = c.number(5, 20)
    found: dict[str, Any] = {
        "gives": "level", "of": "score", "from": date(2020, 1, 1), "until": _day(c) if c.chance(50) else None, "cite": CITE,
        "rows": [{"at_most": cut, "gives": "low"}, {"at_least": cut + 1, "gives": "high"}],
    }  # fmt: skip
    return {**found, "before_first": "medium"} if c.chance(50) else found


def _requirement(c: Choices, name: str, kind: str | None = None) -> dict[str, Any]:
    kind = kind or c.one(("every", "every", "apart", "apart", "apart", "when", "when", "never", "before"))
    found: dict[str, Any] = {
        "id": name, "title": "A thing done", "cite": CITE, "basis": c.one(("published", "assumed")), "for": _predicate(c),
        "on_change": c.one(CHANGES), "calendar": c.one(("open", "open", "open", "short")),
    }  # fmt: skip
    if c.chance(10):
        found["duty"] = "one-duty"
    if c.chance(10):
        found["overrides"] = [f"r-{c.number(0, 2)}"]
    if c.chance(25):
        found["watches"] = c.one((["level"], ["case_type", "employment"], ["employment"]))
    if c.chance(45):
        found["interruptions"] = [_interruption(c) for _ in range(c.number(1, 2))]
    for length in ("grace", "late_within", "show_from", "look_back"):
        if c.chance(30):
            found[length] = _length(c, c.number(0, 20), snap=False)
    if c.chance(10):
        found["shown_not_before"] = _day(c)
    makers = {"every": _every, "apart": _apart, "when": _when, "never": _never, "before": _before}
    makers[kind](c, found)
    return found


def _predicate(c: Choices) -> dict[str, Any]:
    options: tuple[dict[str, Any], ...] = (
        {}, {}, {}, {}, {"case_type": ["general", "sex_offense"]}, {"level": {"none_of": ["low"], "if_unknown": "applies"}},
        {"employment": {"none_of": ["retired"], "if_unknown": "applies"}}, {"custody": False}, {"condition": {"any_of": ["kiosk"]}},
        {"days_on_supervision": {"at_least": 30}}, {"days_to_end": {"at_most": 90, "if_unknown": "applies"}}, {"id_parity": "even"},
        {"sex": "female"}, {"programme_type": {"none_of": ["substance"]}}, {"days_on_supervision": {"at_most": 200}, "level": "high"},
    )  # fmt: skip
    return c.one(options)


def _interruption(c: Choices) -> dict[str, Any]:
    fact, values = c.one(
        (
            ("custody", []),
            ("absence", []),
            ("absence", ["hospital"]),
            ("condition", ["kiosk"]),
            ("employment", ["unemployed"]),
        )
    )
    return {
        "fact": fact,
        "values": values,
        "effect": c.one(("pause", "stop", "restart", "waive")),
        "share": c.one((100, 50, 1)),
    }


def _length(
    c: Choices, number: int, *, snap: bool = True, units: tuple[str, ...] = ("days", "weeks", "months", "business_days")
) -> dict[str, Any]:
    unit = c.one(units)
    few = {
        "days": number,
        "weeks": -(-number // 7),
        "months": -(-number // 30),
        "business_days": number,
        "hours": number * 24,
    }[unit]
    found: dict[str, Any] = {unit: {"value": few, "basis": "assumed"} if c.chance(10) else few}
    if snap and c.chance(20):
        found["to_end_of"] = c.one(("week", "month"))
    if c.chance(8):
        found["by_weekday"] = {"friday": few + 2, "sunday": few + 1}
    return found


def _matcher(c: Choices) -> dict[str, Any]:
    options: tuple[dict[str, Any], ...] = (
        {"use": "spoke"}, {"use": "spoke"}, {"kind": "contact"}, {"kind": "contact", "where": {"mode": "in_person", "outcome": "spoke"}},
        {"kind": "contact", "where": {"outcome": "spoke"}, "in_custody": False}, {"kind": "drug_test"},
        {"kind": "contact", "where": {"place": {"none_of": ["office"], "if_unknown": "applies"}}},
        {"kind": "contact", "unless": {"kind": "contact", "where": {"mode": "letter"}}},
        {"any": [{"use": "spoke"}, {"kind": "drug_test", "where": {"result": ["negative", "positive"]}}]},
        {"kind": "contact", "where": {"verified": {"any_of": ["employment"]}}}, {"kind": "contact", "weekday": ["monday", "tuesday", "saturday"]},
        {"kind": "assessment", "where": {"scored": True}}, {"kind": "contact", "recorded_within": {"days": 3}},
        {"kind": "contact", "where": {"present": {"all_of": ["family"]}, "outcome": {"blank": False}}},
    )  # fmt: skip
    return c.one(options)


def _quotas(c: Choices) -> list[dict[str, Any]]:
    return [{"at_least": 1, "matching": _matcher(c)} for _ in range(c.number(1, 2))]


def _lines(c: Choices) -> list[dict[str, Any]]:
    return [{"count": c.number(1, 3), "counts": _matcher(c)} for _ in range(2)]


def _rows(c: Choices, found: dict[str, Any], give: Any) -> None:
    """Numbers by level on some, the body's own on others."""
    if not c.chance(60):
        found[_kind(found)] |= give(c)
        return
    rows = []
    for level in c.some(LEVELS, 1):
        row: dict[str, Any] = {"for": {"level": level}}
        if c.chance(15):
            row["none"] = "nothing is owed"
        else:
            row |= give(c)
            if c.chance(10):
                row["counts"] = _matcher(c)
            if c.chance(10) and "every" in found:
                row["of_which"] = _quotas(c)
            if c.chance(10):
                row["cite"] = {"source": "S", "at": "the row"}
        rows.append(row)
    found |= {"rows": rows, "otherwise_none": "no other level"}


def _every(c: Choices, found: dict[str, Any]) -> None:
    period = c.one(("month", "month", "week", "quarter", "year", "months", "weeks", "days"))
    body: dict[str, Any] = {"period": period, "anchor": c.one(("calendar", "calendar", "start", "change"))}
    if period in ("months", "weeks", "days"):
        body["length"] = c.number(2, 6) * (7 if period == "days" else 1)
    if c.chance(20):
        body["in_months"] = c.one(("odd", "even", [1, 4, 7]))
    if c.chance(20):
        body["week_starts"] = c.one(("sunday", "wednesday"))
    found |= {"every": body, "counts": _matcher(c), "score_part_windows_from": c.one((0, 50, 80, 100))}
    if c.chance(15):
        found["judged_under"] = "closed"
    if c.chance(20):
        found["of_which"] = _quotas(c)
    if c.chance(20):
        found["any_of"] = _lines(c)
    if c.chance(20):
        found["plus"] = {
            "per": c.one(("programme_type", "condition")), "each": c.number(1, 2), "spanning": c.one(("whole_window", "any_day")),
            "values": c.one(({}, {"programme_type": ["substance"]}, {"condition": {"none_of": ["kiosk"]}})),
        }  # fmt: skip
    _rows(c, found, lambda c: {"most" if c.chance(15) else "count": c.number(0, 3)})


def _apart(c: Choices, found: dict[str, Any]) -> None:
    body: dict[str, Any] = {"after_miss": c.one(("keep_open", "restart_at_due")), "count": c.one((1, 1, 2, 3))}
    found |= {"apart": body, "counts": _matcher(c)}
    if c.chance(40):
        body["first"] = _length(c, c.number(5, 40))
    body["interval"] = _length(c, c.number(5, 100))
    _rows(
        c,
        found,
        lambda c: {"interval": _length(c, c.number(5, 100))} | ({"count": c.number(1, 2)} if c.chance(30) else {}),
    )


def _when(c: Choices, found: dict[str, Any]) -> None:
    triggers = [_trigger(c) for _ in range(2 if c.chance(15) else 1)]
    body: dict[str, Any] = {"triggers": triggers, "race": c.one(("each", "each", "first", "last"))}
    units = (
        ("days", "weeks", "months", "business_days", "days", "hours")
        if c.chance(15)
        else ("days", "weeks", "months", "business_days")
    )
    body["within"] = _length(c, c.number(0, 40), units=units)
    if c.chance(30):
        body["then"] = _matcher(c)
    if c.chance(15):
        body |= {
            "then": {"kind": "warning_response"},
            "answers": "warning",
            "triggers": [{"on": "entry", "entry": {"kind": "warning"}}],
        }
    if c.chance(20):
        body["already_within"] = _length(c, c.number(0, 20), snap=False)
    if c.chance(30):
        body["closes_with_fact"] = True
    if c.chance(20):
        body["closes_after"] = _length(c, c.number(0, 60), snap=False)
    if c.chance(15):
        body["cancelled_by"] = _matcher(c)
    found |= {"when": body, "counts": _matcher(c)}
    _rows(
        c,
        found,
        lambda c: {"count": c.number(1, 2)} if c.chance(40) else {"within": _length(c, c.number(0, 40), units=units)},
    )


def _trigger(c: Choices) -> dict[str, Any]:
    on = c.one(("entry", "entry", "entry", "fact_begins", "fact_ends", "fact_changes", "start", "end"))
    found: dict[str, Any] = {"on": on, "priority": c.number(1, 2)}
    if on == "entry":
        missed = {"kind": "appointment", "where": {"outcome": "failed_to_attend"}}
        found["entry"] = c.one(
            (
                missed,
                missed,
                {"kind": "custody_out"},
                {"kind": "warning"},
                {"kind": "drug_test"},
                _matcher(c),
                _matcher(c),
            )
        )
        if c.chance(40):
            found |= {"nth": c.number(2, 3), "in_a_row": c.chance(70)}
            if c.chance(70):
                found["broken_by"] = _matcher(c)
            if c.chance(40):
                found["run_within"] = _length(c, c.number(5, 60), snap=False, units=("days", "weeks", "months"))
    elif on.startswith("fact"):
        fact, values = c.one(
            (
                ("absence", []),
                ("absence", ["whereabouts_unknown"]),
                ("custody", []),
                ("level", []),
                ("level", ["high"]),
                ("condition", ["kiosk"]),
            )
        )
        found |= {"fact": fact, "values": values, "ignore_first": c.chance(60)}
    return found


def _never(c: Choices, found: dict[str, Any]) -> None:
    found["never"] = {
        "this": _matcher(c),
        "exceptions": {"one": _matcher(c), "two": _matcher(c)} if c.chance(40) else {},
    }


def _before(c: Choices, found: dict[str, Any]) -> None:
    found["before"] = {"this": {"kind": "custody_in"}, "require": _matcher(c)} | (
        {"within": _length(c, c.number(1, 60))} if c.chance(60) else {}
    )
