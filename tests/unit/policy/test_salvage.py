"""Faults of meaning are told beside faults of shape, and none that only leaving something out has made."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from caseward.policy import codes
from caseward.policy.model import PolicyDocument
from caseward.policy.salvage import salvaged_faults
from caseward.policy.source import read_source
from tests.house.tree import TOP
from tests.unit.policy.policies import MONTHLY, refused, requirement, text

SHIPPED = {
    p.stem: p.read_text(encoding="utf-8") for p in sorted((TOP / "policies").rglob("*.yaml")) if ".cases." not in p.name
}
LINE = re.compile(r"^(\s*(?:- )?)([a-z_]+):(.*)$")
WRONG = ("2021-02-30", "[[y]]", "{odd: 1}", "-5", "No Such Word", "true", "~", "9" * 23)


def at_once(first: str, second: str, *, rest: str = "") -> set[str]:
    """The codes of two requirements' faults, read together."""
    return {fault.rsplit("[", 1)[1].rstrip("]") for fault in refused(text(first + second, rest=rest))}


def test_an_unknown_key_hides_no_unknown_name():
    bad = MONTHLY.replace("monthly", "other").replace("source: S1", "source: S9")
    assert at_once(MONTHLY + "  surprise: 1\n", bad) >= {codes.UNKNOWN_KEY, codes.UNKNOWN_NAME}


def test_two_faults_of_different_stages_in_one_requirement():
    bad = MONTHLY.replace("source: S1", "source: S9") + "  surprise: 1\n"
    assert at_once(bad, "") == {codes.UNKNOWN_KEY, codes.UNKNOWN_NAME}


def test_a_day_that_does_not_exist_hides_no_clash():
    twin = MONTHLY.replace("id: monthly", "id: twin\n  duty: monthly")
    said = refused(text(MONTHLY + twin, start="2021-02-30"))
    assert len(said) == 1
    other = "matchers: {m: {kind: contact, recorded_within: {days: 2021-02-30}}}\n"
    assert at_once(MONTHLY, twin, rest=other) == {codes.NO_SUCH_DAY, codes.CLASH}


def test_a_wrong_value_hides_no_column_that_the_record_lacks():
    bad = MONTHLY.replace("monthly", "other").replace("{kind: contact}", "{kind: contact, where: {moood: phone}}")
    assert at_once(MONTHLY.replace("count: 1", "count: one"), bad) == {codes.WRONG_VALUE, codes.UNKNOWN_RECORD}


def test_the_place_is_that_of_the_file_though_earlier_items_were_left_out():
    bad = MONTHLY.replace("monthly", "other").replace("source: S1", "source: S9")
    written = text(MONTHLY.replace("  title: A contact each month\n", "") + bad)
    row = next(n for n, line in enumerate(written.splitlines(), start=1) if "S9" in line)
    assert any(said.startswith(f"{row}:") and "no such source" in said for said in refused(written))


def test_a_name_that_stands_in_a_part_left_out_is_not_called_unknown():
    lost = MONTHLY.replace("  title: A contact each month\n", "")
    assert at_once(
        lost, requirement("every: {period: week, count: 1}", counts="{kind: contact}", overrides="[monthly]")
    ) == {codes.MISSING_KEY}


def test_what_the_wrong_key_was_meant_to_give_is_not_called_missing():
    assert at_once(MONTHLY.replace("counts:", "cuonts:"), "") == {codes.UNKNOWN_KEY}
    assert at_once(MONTHLY.replace("id: monthly", "id: Monthly Contact"), "") == {codes.WRONG_VALUE}


def shape_is_at_fault(written: str) -> bool:
    source = read_source(written.encode(), "it.yaml")
    try:
        PolicyDocument.model_validate(source.data, by_alias=True, by_name=False)
    except ValidationError:
        return True
    return False


def broken(name: str, at: int, how: str) -> str:
    """A shipped policy with one key renamed, or one value replaced."""
    lines = SHIPPED[name].splitlines()
    keyed = [n for n, line in enumerate(lines) if LINE.match(line)]
    n = keyed[at % len(keyed)]
    found = LINE.match(lines[n])
    assert found is not None
    lead, key, value = found.groups()
    inner = value.strip().startswith("{") and how == "inner"
    if inner:
        lines[n] = f"{lead}{key}:{value.replace('{', '{x', 1)}"
    else:
        lines[n] = f"{lead}x{key}:{value}" if how in ("rename", "inner") else f"{lead}{key}: {how}"
    return "\n".join(lines) + "\n"


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(st.sampled_from(sorted(SHIPPED)), st.integers(0, 2000), st.sampled_from(["rename", "inner", *WRONG]))
def test_in_a_policy_that_is_sound_otherwise_nothing_more_is_told(name, at, how):
    written = broken(name, at, how)
    if shape_is_at_fault(written):
        assert salvaged_faults(read_source(written.encode(), "it.yaml"), "") == []


@pytest.mark.parametrize(
    "written", ["", "[]", "x", "policy: x", "versions: 3", "versions: [3, {from: x}]", "{versions: {a: b}}"]
)
def test_what_cannot_be_mended_has_no_more_faults(written):
    assert salvaged_faults(read_source(written.encode(), "it.yaml"), "") == []
