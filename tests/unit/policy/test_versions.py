"""Which requirements are in force on a day."""

from __future__ import annotations

from datetime import date

from caseward.dates import FOREVER
from caseward.policy.versions import overlays_on, resolved_versions, version_on
from tests.unit.policy.policies import MONTHLY, policy, text

LATER = """\
  - version: second
    from: 2021-01-01
    until: 2022-01-01
    based_on: first
    removes: [weekly]
    requirements:
      - id: monthly
        title: Two contacts each month
        cite: {source: S1}
        basis: published
        every: {period: month, count: 2}
        counts: {kind: contact}
      - id: report
        title: A report
        cite: {source: S1}
        basis: published
        when: {triggers: [{on: start}], then: {kind: report}, within: {days: 30}}
  - version: third
    from: 2023-01-01
overlays:
  - {id: low, title: Low, issuer: The office, order: 1, from: 2020-03-01, until: 2020-06-01, cite: {source: S1}}
  - {id: high, title: High, issuer: The office, order: 2, from: 2020-05-31, cite: {source: S1}}
"""
WEEKLY = MONTHLY.replace("monthly", "weekly").replace("period: month", "period: week")
DOCUMENT = policy(text(MONTHLY + WEEKLY, rest=LATER)).document


def ids(day: date) -> list[str]:
    found = version_on(DOCUMENT, day)
    return [r.id for r in found.requirements] if found else []


def test_a_version_holds_until_the_next_begins_or_until_it_says():
    spans = [(r.version.version, r.start, r.end) for r in resolved_versions(DOCUMENT)]
    assert spans == [
        ("first", date(2020, 1, 1), date(2021, 1, 1)),
        ("second", date(2021, 1, 1), date(2022, 1, 1)),
        ("third", date(2023, 1, 1), FOREVER),
    ]


def test_the_day_before_the_first_version_nothing_is_in_force():
    assert ids(date(2019, 12, 31)) == []
    assert version_on(DOCUMENT, date(2019, 12, 31)) is None
    assert ids(date(2020, 1, 1)) == ["monthly", "weekly"]


def test_a_later_version_takes_over_replaces_and_removes():
    assert ids(date(2020, 12, 31)) == ["monthly", "weekly"]
    assert ids(date(2021, 1, 1)) == ["monthly", "report"]
    found = version_on(DOCUMENT, date(2021, 1, 1))
    assert found is not None
    monthly = {r.id: r for r in found.requirements}["monthly"]
    assert monthly.every is not None
    assert monthly.every.count is not None
    assert monthly.every.count.value == 2, "given again, so the new one stands"


def test_between_versions_nothing_is_in_force():
    assert ids(date(2021, 12, 31)) == ["monthly", "report"]
    assert version_on(DOCUMENT, date(2022, 1, 1)) is None
    assert version_on(DOCUMENT, date(2022, 12, 31)) is None


def test_a_version_that_takes_nothing_over_starts_empty():
    assert ids(date(2023, 1, 1)) == []
    found = version_on(DOCUMENT, date(2023, 1, 1))
    assert found is not None
    assert found.version.version == "third"


def test_the_overlay_that_prevails_comes_first_and_ends_are_exclusive():
    def on(*day):
        return [o.id for o in overlays_on(DOCUMENT, date(*day))]

    assert on(2020, 2, 29) == []
    assert on(2020, 3, 1) == ["low"]
    assert on(2020, 5, 31) == ["high", "low"]
    assert on(2020, 6, 1) == ["high"]
