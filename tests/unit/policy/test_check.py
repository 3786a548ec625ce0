"""What is near a fault and none: the checks must not refuse a sound policy. (What they refuse is in tests/bad_policies.)"""

from __future__ import annotations

import pytest

from caseward.policy.check import policy_warnings
from tests.unit.policy.policies import HEAD, MONTHLY, policy, refused, requirement, text

EVERY = "every: {period: month, count: 1}"
OVERLAY = """\
overlays:
  - id: emergency
    title: An emergency
    issuer: The office
    order: 1
    from: 2020-03-01
    cite: {source: S1}
"""


def rules(*written: str, **more: str) -> list[str]:
    return refused(text("".join(written), **more))


def two(first: dict[str, str], second: dict[str, str]) -> list[str]:
    one = requirement(EVERY, counts="{kind: contact}", duty="contact", **first)
    other = requirement(EVERY, counts="{kind: contact}", duty="contact", **second).replace("id: it", "id: other")
    return rules(one, other)


def test_the_smallest_policy_is_sound():
    assert rules(MONTHLY) == []


def test_rules_for_different_people_do_not_clash():
    assert two({"for": "{level: high}"}, {"for": "{level: low}"}) == []
    assert two({"for": "{level: {none_of: [kiosk], if_unknown: applies}}"}, {"for": "{level: kiosk}"}) == []


def test_rules_that_both_hold_when_nobody_knows_do_clash():
    said = two(
        {"for": "{level: {any_of: [high], if_unknown: applies}}"},
        {"for": "{level: {any_of: [low], if_unknown: applies}}"},
    )
    assert len(said) == 1
    assert "level unknown" in said[0]


def test_a_rule_that_overrides_another_does_not_clash():
    assert two({}, {"overrides": "[it]"}) == []
    assert len(two({}, {})) == 1


def test_rules_of_two_duties_do_not_clash():
    other = requirement(EVERY, counts="{kind: contact}").replace("id: it", "id: other")
    assert rules(MONTHLY, other) == []


def test_rules_whose_rows_ask_of_different_people_do_not_clash():
    rows = "[{for: {level: high}, count: 1}, {for: {level: {none_of: [high]}}, none: elsewhere}]"
    other = "[{for: {level: low}, count: 1}, {for: {level: {none_of: [low]}}, none: elsewhere}]"
    body = "every: {period: month}"
    one = requirement(body, counts="{kind: contact}", duty="contact", rows=rows)
    two_ = requirement(body, counts="{kind: contact}", duty="contact", rows=other).replace("id: it", "id: other")
    assert rules(one, two_) == []


def test_an_overlay_that_replaces_does_not_clash_and_one_that_adds_does():
    own = "    requirements:\n" + "".join(
        f"      {line}\n" for line in requirement(EVERY, counts="{kind: contact}", duty="monthly").splitlines()
    )
    assert rules(MONTHLY, rest=f"{OVERLAY}    replaces: [monthly]\n{own}") == []
    assert (
        rules(MONTHLY, rest=OVERLAY + own.replace("id: it", "id: monthly").replace("        duty: monthly\n", "")) == []
    )
    assert len(rules(MONTHLY, rest=OVERLAY + own)) == 1


def test_overlays_of_one_order_may_follow_each_other_or_keep_apart():
    second = OVERLAY.removeprefix("overlays:\n").replace("emergency", "second")
    ended = OVERLAY.replace("from: 2020-03-01", "from: 2020-02-01\n    until: 2020-03-01")
    assert rules(MONTHLY, rest=ended + second) == []
    apart = OVERLAY.replace("    cite", "    scope: {office: north}\n    cite") + second.replace(
        "    cite", "    scope: {office: south}\n    cite"
    )
    assert rules(MONTHLY, rest=apart) == []
    assert len(rules(MONTHLY, rest=OVERLAY + second)) == 1


def test_rows_that_touch_at_a_number_leave_no_hole():
    rows = "[{for: {score: {at_most: 20}}, count: 1}, {for: {score: {at_least: 21}}, count: 2}]"
    assert rules(requirement("every: {period: month}", counts="{kind: contact}", rows=rows)) == []


@pytest.mark.parametrize(
    "body",
    [
        "apart: {interval: {minutes: 15}}",
        "apart: {interval: {hours: 4}, first: {minutes: 5}}",
        "apart: {interval: {months: 1, to_end_of: month}}",
        "every: {period: months, length: 2, anchor: start, count: 1}",
        "every: {period: month, count: 1, in_months: [1, 4, 7, 10]}",
        "every: {period: week, most: 3, week_starts: sunday}",
    ],
)
def test_sound_bodies(body):
    assert rules(requirement(body, counts="{kind: contact}")) == []


def test_a_response_may_be_said_by_then_or_by_counts():
    assert rules(requirement("when: {triggers: [{on: start}], then: {kind: report}, within: {days: 3}}")) == []
    assert rules(requirement("when: {triggers: [{on: start}], within: {days: 3}}", counts="{kind: report}")) == []


def test_assumed_numbers_may_be_explained_once_or_each():
    body = "every: {period: month, count: {value: 1, note: nobody published it}}"
    assert rules(requirement(body, counts="{kind: contact}", basis="assumed")) == []
    assert rules(requirement(EVERY, counts="{kind: contact}", basis="assumed", note="nobody published it")) == []
    assert len(rules(requirement(EVERY, counts="{kind: contact}", basis="assumed"))) == 1


def test_a_matcher_may_be_used_twice_without_being_circular():
    head = HEAD + "matchers:\n  a: {kind: contact}\n  b: {any: [a, a]}\n  c: {any: [a, b]}\n"
    assert rules(requirement(EVERY, counts="c"), head=head) == []


def test_a_fact_given_by_a_table_is_a_fact():
    head = HEAD + (
        "lookups:\n  - {gives: expected_level, of: score, from: 2020-01-01, cite: {source: S1},\n"
        "     rows: [{at_most: 20, gives: low}, {at_least: 21, gives: high}]}\n"
    )
    assert rules(requirement(EVERY, counts="{kind: contact}", **{"for": "{expected_level: high}"}), head=head) == []
    assert len(rules(requirement(EVERY, counts="{kind: contact}", **{"for": "{expected_level: top}"}), head=head)) == 1


def test_a_calendar_that_ends_is_no_fault_but_worth_knowing():
    head = HEAD + "calendars:\n  county: {covers_from: 2020-01-01, covers_until: 2021-01-01}\n"
    body = "when: {triggers: [{on: start}], then: {kind: report}, within: {business_days: 3}}"
    found = policy(text(requirement(body, calendar="county"), head=head))
    (warning,) = policy_warnings(found)
    assert "known until 2021-01-01" in warning
    assert warning.startswith("example.yaml:6:3:")


def test_faults_do_not_depend_on_what_else_is_wrong():
    alone = rules(MONTHLY.replace("S1", "S9"))
    both = rules(MONTHLY.replace("S1", "S9").replace("kind: contact", "kind: contct"))
    assert set(alone) < set(both)


def test_too_many_to_compare_is_said_and_soon():
    rows = ", ".join(f"{{for: {{office: o{n}}}, count: 1}}" for n in range(301))
    said = rules(requirement("every: {period: month}", counts="{kind: contact}", rows=f"[{rows}]"))
    assert ["at most 300 rows" in line for line in said] == [True]
    many = "".join(
        requirement(EVERY, counts="{kind: contact}", duty="one", **{"for": f"{{office: o{n}}}"}).replace(
            "id: it", f"id: r{n}"
        )
        for n in range(460)
    )
    assert ["too many requirements of one duty" in line for line in rules(many)] == [True]
