"""Can predicates hold together, and is anything left uncovered? Checked against trying every combination."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.policy.satisfy import holds, shown, states_of, together, uncovered
from caseward.policy.values import Test
from tests.unit.policy.policies import HEAD, policy, text

LEVELS, SEXES = ("low", "medium", "high"), ("male", "female")
DECLARED = "facts:\n  level: [low, medium, high]\n  sex: [male, female]\n"
DOCUMENT = policy(text(head=HEAD + DECLARED)).document
OPEN = policy(text()).document


def t(*any_of, **more) -> Test:
    return Test(any_of=any_of, **more)


@pytest.mark.parametrize(
    ("test", "state", "answer"),
    [
        (t("high"), ("high",), True),
        (t("high"), ("low",), False),
        (t("high"), (), False),
        (t("high"), None, False),
        (t("high", if_unknown="applies"), None, True),
        (t("high", if_unknown="does_not_apply"), None, False),
        (Test(none_of=("high",)), (), True),
        (Test(none_of=("high",)), ("low", "high"), False),
        (Test(all_of=("a", "b")), ("b", "a", "c"), True),
        (Test(all_of=("a", "b")), ("a",), False),
        (Test(at_least=3), (3,), True),
        (Test(at_least=3), (2,), False),
        (Test(at_most=3), (4,), False),
        (t(1), (True,), False),
        (t(True), (True,), True),
    ],
)
def test_a_test_holds_in_a_state(test, state, answer):
    assert holds(test, state) is answer


def test_blank_means_any():
    assert together([{}, {}], DOCUMENT) == {}
    assert together([{"level": t("high")}, {}], DOCUMENT) == {"level": ("high",)}
    assert together([{"level": t("high")}, {"sex": t("male")}], DOCUMENT) == {"level": ("high",), "sex": ("male",)}


def test_values_that_exclude_each_other_cannot_hold_together():
    assert together([{"level": t("high")}, {"level": t("low")}], DOCUMENT) is None
    assert together([{"level": t("high")}, {"level": Test(none_of=("high",))}], DOCUMENT) is None


def test_an_unknown_can_make_two_rules_meet():
    a, b = {"level": t("high", if_unknown="applies")}, {"level": t("low", if_unknown="applies")}
    assert together([a, b], DOCUMENT) == {"level": None}
    assert together([a, {"level": t("low")}], DOCUMENT) is None


def test_several_conditions_may_be_in_force_at_once():
    a, b = {"condition": t("kiosk")}, {"condition": t("limited")}
    assert together([a, b], OPEN) == {"condition": ("kiosk", "limited")}
    assert together([a, {"condition": Test(none_of=("kiosk",))}], OPEN) is None


def test_numbers_meet_at_their_bounds():
    assert together([{"score": Test(at_most=20)}, {"score": Test(at_least=20)}], OPEN) == {"score": (20,)}
    assert together([{"score": Test(at_most=20)}, {"score": Test(at_least=21)}], OPEN) is None


def test_a_fact_of_which_none_recorded_means_none_is_never_unknown():
    assert None not in states_of("custody", [t(True)], OPEN)
    assert None not in states_of("condition", [t("kiosk")], OPEN)
    assert () in states_of("office_status", [t("open")], OPEN)
    assert None in states_of("level", [t("high")], OPEN)


def test_what_no_row_covers_is_shown():
    rows = [{"level": t("low")}, {"level": t("medium", "high"), "sex": t("male")}]
    assert uncovered({}, rows, DOCUMENT) == {"level": ("medium",), "sex": ("female",)}
    assert uncovered({"sex": t("male")}, rows, DOCUMENT) is None
    assert uncovered({"level": t("low")}, rows, DOCUMENT) is None
    assert uncovered({}, [{}], DOCUMENT) is None


def test_without_declared_facts_the_record_says_what_a_fact_can_be():
    found = uncovered({}, [{"level": t(*LEVELS)}], OPEN)
    assert found is not None
    assert found["level"][0] not in LEVELS


def test_open_text_is_never_covered_by_naming_values():
    assert uncovered({}, [{"office": t("north", "south")}], OPEN) == {"office": ("any other",)}
    assert uncovered({}, [{"office": t("north")}, {"office": Test(none_of=("north",))}], OPEN) is None


def test_an_example_reads_well():
    assert shown({"level": ("high",), "sex": None, "custody": (True,), "condition": ()}) == (
        "level high, sex unknown, custody yes, condition none"
    )


values = st.lists(st.sampled_from(LEVELS), min_size=1, max_size=3, unique=True)
sexes = st.lists(st.sampled_from(SEXES), min_size=1, max_size=2, unique=True)
rows_of = st.lists(
    st.fixed_dictionaries({}, optional={"level": values.map(lambda v: t(*v)), "sex": sexes.map(lambda v: t(*v))}),
    min_size=1,
    max_size=4,
)


@given(rows_of)
def test_holes_are_those_found_by_trying_everything(rows):
    combinations = [{"level": (a,), "sex": (b,)} for a, b in product(LEVELS, SEXES)]
    covered = [any(all(holds(test, c[n]) for n, test in row.items()) for row in rows) for c in combinations]
    found = uncovered({}, rows, DOCUMENT)
    assert (found is None) is all(covered)
    if found is not None:
        assert not any(all(holds(test, found[n]) for n, test in row.items()) for row in rows)


@given(rows_of, rows_of)
def test_overlaps_are_those_found_by_trying_everything(first, second):
    a, b = first[0], second[0]
    combinations = [{"level": (x,), "sex": (y,)} for x, y in product(LEVELS, SEXES)]
    meet = any(all(holds(test, c[n]) for row in (a, b) for n, test in row.items()) for c in combinations)
    assert (together([a, b], DOCUMENT) is not None) is meet
