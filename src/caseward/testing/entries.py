"""Strategies for the columns of one entry of each kind that obligations look at, as text, many of them left blank."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from hypothesis import strategies as st

from caseward.record.kinds import BY_NAME
from caseward.testing.days import whens

Raw: TypeAlias = dict[str, object]

#: An entry that every floor of a made-up policy counts.
GOOD_CONTACT: Mapping[str, str] = {
    "mode": "in_person",
    "with_whom": "both",
    "outcome": "spoke",
    "place": "home",
    "scheduled": "no",
    "verified": "employment",
}
LEVELS = ("low", "medium", "high")
CASE_TYPES = ("general", "sex_offense", "mental_health")


def _codes(kind: str, column: str, *only: str) -> st.SearchStrategy[str]:
    field = BY_NAME[kind].field(column)
    assert field is not None
    return st.sampled_from(only or field.codes)


def _columns(kind: str, *names: str) -> st.SearchStrategy[Raw]:
    """Some of the named columns of codes; a column left out is blank."""
    drawn: dict[str, st.SearchStrategy[object]] = {name: _codes(kind, name) for name in names}
    return st.fixed_dictionaries({}, optional=drawn)


def contacts() -> st.SearchStrategy[Raw]:
    """A contact: often one that counts, else with any codes or blanks."""
    good = st.just(dict[str, object](GOOD_CONTACT))
    free = _columns("contact", "mode", "with_whom", "outcome", "place", "verified", "present", "purpose")
    return st.one_of(good, free, st.just({**GOOD_CONTACT, "place": "office"}), st.just({"outcome": "left_message"}))


#: The kinds drawn, each with its columns apart from id, term and occurred. An ``until`` is drawn with the rest.
EVENTS: Mapping[str, st.SearchStrategy[Raw]] = {
    "contact": contacts(),
    "appointment": _columns("appointment", "outcome"),
    "drug_test": _columns("drug_test", "result"),
    "warning": st.just({}),
    "assessment": st.fixed_dictionaries(
        {"instrument": st.just("LSI-R")}, optional={"score": st.integers(0, 40).map(str), "scored": st.just("yes")}
    ),
    "notice": st.fixed_dictionaries({"type": _codes("notice", "type"), "step": _codes("notice", "step")}),
}


def facts(*, imprecise: bool) -> Mapping[str, st.SearchStrategy[Raw]]:
    """The kinds that put a fact in force, with their columns; ``until`` may be before, on or after the start."""
    until: dict[str, st.SearchStrategy[object]] = {"until": whens(imprecise=imprecise)}
    return {
        "level": st.fixed_dictionaries({"level": st.sampled_from(LEVELS)}),
        "case_type": st.fixed_dictionaries({"case_type": st.sampled_from(CASE_TYPES)}),
        "custody_in": st.just({}),
        "custody_out": st.just({}),
        "absence": st.fixed_dictionaries(
            {"reason": st.sampled_from(["hospital", "whereabouts_unknown"])}, optional=until
        ),
        "residence": st.fixed_dictionaries({"residence_type": st.sampled_from(["private", "shelter"])}),
        "employment": st.fixed_dictionaries({"status": st.sampled_from(["employed", "unemployed"])}),
        "programme": st.fixed_dictionaries({"programme": st.sampled_from("AB")}, optional=until),
        "condition": st.fixed_dictionaries({"condition": st.sampled_from(["no_electronics", "kiosk"])}, optional=until),
    }
