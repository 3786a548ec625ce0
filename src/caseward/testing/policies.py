"""Strategies for whole policies that pass ``caseward policy check``: versions, overlays, look-up tables, readings."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from hypothesis import strategies as st

from caseward.policy.model import PolicyDocument
from caseward.testing.entries import CASE_TYPES, LEVELS, Raw
from caseward.testing.matchers import MATCHERS
from caseward.testing.requirements import KINDS

_CITE = {"source": "made"}
_LOOKUP = {
    "gives": "expected_level",
    "of": "score",
    "before_first": "medium",
    "from": date(2020, 1, 1),
    "cite": _CITE,
    "rows": [
        {"at_most": 15, "gives": "low"},
        {"at_least": 16, "at_most": 23, "gives": "medium"},
        {"at_least": 24, "gives": "high"},
    ],
}


def policies(kinds: Iterable[str] = tuple(KINDS)) -> st.SearchStrategy[PolicyDocument]:
    """A policy about terms with one to three requirements of the kinds named, in up to two versions."""
    return raw_policies(kinds).map(document)


def document(raw: Raw) -> PolicyDocument:
    """The document that a policy file of this content holds."""
    return PolicyDocument.model_validate(_frozen(raw), by_alias=True, by_name=False)


def _frozen(value: object) -> object:
    """Lists as tuples, as a reader of policies gives them."""
    if isinstance(value, dict):
        return {k: _frozen(v) for k, v in value.items()}
    return tuple(_frozen(v) for v in value) if isinstance(value, list) else value


@st.composite
def raw_policies(draw: st.DrawFn, kinds: Iterable[str] = tuple(KINDS)) -> Raw:
    """The same as plain data, as it would stand in a file."""
    names = sorted(kinds)
    owned = [_requirement(n, draw(KINDS[draw(st.sampled_from(names))])) for n in range(draw(st.integers(1, 3)))]
    first: Raw = {"version": "first", "from": date(2020, 1, 1), "requirements": owned}
    versions = [first, *draw(st.lists(_second(names), max_size=1))]
    overlays = draw(st.lists(_overlay(names), max_size=1))
    readings = [{"id": "ordinary", "title": "without it", "without": ["directive"]}] if overlays else []
    return {
        "policy": "made-up",
        "title": "A made-up policy",
        "jurisdiction": "Nowhere",
        "sources": {"made": "made up"},
        "calendars": {"weekdays": {"source": "made"}},
        "facts": {"level": list(LEVELS), "case_type": list(CASE_TYPES)},
        "lookups": [_LOOKUP],
        "matchers": MATCHERS,
        "versions": versions,
        **({"overlays": overlays, "readings": readings} if overlays else {}),
    }


def _requirement(n: int, raw: Raw, name: str = "rule") -> Raw:
    return {
        "id": f"{name}-{n}",
        "title": f"Rule {n}",
        "cite": _CITE,
        "basis": "published",
        "calendar": "weekdays",
        **raw,
    }


@st.composite
def _second(draw: st.DrawFn, names: list[str]) -> Raw:
    """A later version that takes over the first, with one requirement given anew or taken out."""
    begins = draw(st.dates(date(2021, 2, 1), date(2022, 1, 1)))
    version: Raw = {"version": "second", "from": begins, "based_on": "first"}
    if draw(st.booleans()):
        return {**version, "removes": ["rule-0"]}
    return {**version, "requirements": [_requirement(0, draw(KINDS[draw(st.sampled_from(names))]))]}


@st.composite
def _overlay(draw: st.DrawFn, names: list[str]) -> Raw:
    """A directive for a time that sets aside the first requirement, for everybody or for some."""
    begins = draw(st.dates(date(2021, 1, 1), date(2021, 8, 1)))
    until = draw(st.dates(begins, date(2022, 3, 1)).filter(lambda d: d > begins))
    scope: Raw = draw(st.sampled_from([{}, {"level": "high"}, {"condition": "kiosk"}]))
    own = _requirement(0, {**draw(KINDS[draw(st.sampled_from(names))]), "duty": "rule-0"}, "instead")
    return {
        "id": "directive",
        "title": "A directive",
        "issuer": "the department",
        "order": 1,
        "from": begins,
        "until": until,
        "scope": scope,
        "cite": _CITE,
        "replaces": ["rule-0"],
        "requirements": [own],
    }
