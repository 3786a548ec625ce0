"""The grid of graduated responses: what it allows, how a response stands to it, its words, and what changed in it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caseward.policy.diff import compare
from caseward.policy.graded import graded_on
from caseward.policy.load import load_policies
from caseward.policy.render import describe
from caseward.record.kinds_response import AGAINST_POLICY, RESPONSES, SEVERITIES
from tests.unit.policy.policies import HEAD, policy, text

ADULT = load_policies((Path(__file__).parents[3] / "policies/us-ca-los-angeles/adult.yaml",))[0]
GRID = (
    "graduated_responses:\n"
    "  - {from: 2019-01-01, until: 2021-01-01, order: [verbal_warning, curfew, treatment, flash_incarceration],\n"
    "     approved_first: [flash_incarceration], basis: published, cite: {source: S1, at: table 2},\n"
    "     conditions: [{response: flash_incarceration, says: they agree, cite: {source: S1, at: table 3}}],\n"
    "     rows: [{severity: minor, level: [low, minimum], responses: [verbal_warning, treatment]},\n"
    "            {severity: minor, level: [high], responses: [curfew]},\n"
    "            {severity: moderate, responses: [curfew, treatment]}, {severity: serious, responses: [flash_incarceration]}]}\n"
)
DOCUMENT = policy(text(head=HEAD + "facts: {level: [low, minimum, high]}\n" + GRID)).document


@pytest.mark.parametrize(
    ("severity", "level", "response", "said"),
    [
        ("minor", "low", "verbal_warning", "within"),
        ("minor", "low", "flash_incarceration", "more"),
        ("minor", "low", "curfew", "other"),  # between two that are allowed
        ("minor", "low", "other", "other"),  # which has no place in the order
        ("minor", "high", "verbal_warning", "less"),
        ("minor", "high", "treatment", "more"),
        ("moderate", "high", "treatment", "within"),
        ("serious", "low", "curfew", "less"),
        ("minor", "", "curfew", ""),  # the level is not recorded: no row fits
        ("moderate", "", "curfew", "within"),  # which has one row for every level
        ("", "low", "curfew", ""),
    ],
)
def test_a_response_stands_to_the_row_of_its_severity_and_level(severity, level, response, said):
    found = graded_on([DOCUMENT], date(2020, 5, 1), severity, level)
    assert found.against(response) == said


def test_the_words_for_it_are_those_of_the_record():
    said = {graded_on([DOCUMENT], date(2020, 1, 1), "minor", "low").against(response) for response in RESPONSES}
    assert said == {"within", "more", "other"} < set(AGAINST_POLICY)


def test_a_grid_holds_from_a_day_until_a_day():
    days = (date(2018, 12, 31), date(2019, 1, 1), date(2020, 12, 31), date(2021, 1, 1))
    assert [graded_on([DOCUMENT], day, "minor", "low") is not None for day in days] == [False, True, True, False]


def test_every_case_of_the_county_has_a_row_and_says_that_it_is_assumed():
    for severity in SEVERITIES:
        for level in ADULT.document.facts["level"]:
            found = graded_on([ADULT.document], date(2022, 6, 13), severity, str(level))
            assert found.row is not None
            assert found.grid.basis == "assumed"
            assert found.grid.approved_first == ("flash_incarceration",)
            asked = found.condition("flash_incarceration")
            assert "waived a hearing" in asked.says
            assert asked.cite.source == "S52"
            assert found.condition("curfew") is None


def test_it_is_said_in_plain_words():
    (said,) = describe(DOCUMENT, date(2020, 1, 1)).tables
    assert said == (
        "Graduated responses: minor at level low or minimum, verbal warning or treatment; minor at level high, curfew; "
        "moderate, curfew or treatment; serious, flash incarceration; flash incarceration approved by a supervisor first, "
        "who is told how this is met: they agree (S1, table 3); "
        "from the mildest to the strictest: verbal warning, curfew, treatment, flash incarceration (published, S1, table 2)."
    )
    assert describe(DOCUMENT, date(2021, 1, 1)).tables == ()
    assert "The county's own matrix is not public" in describe(ADULT.document, date(2022, 6, 13)).tables[1]


def test_a_changed_row_is_a_difference_with_both_places():
    head = HEAD + "facts: {level: [low, minimum, high]}\n"
    old, new = policy(text(head=head + GRID)), policy(text(head=head + GRID.replace("[curfew, treatment]", "[curfew]")))
    (change,) = compare(old, new)
    assert (change.section, change.item) == ("graduated responses", "from 2019-01-01")
    assert (change.before, change.after) == ("curfew, treatment", "curfew")
