"""What changes between two policies."""

from __future__ import annotations

from caseward.policy.diff import as_text, compare
from tests.unit.policy.policies import HEAD, MONTHLY, policy, requirement, text

ROWS = "[{for: {level: high}, count: 2}, {for: {level: {none_of: [high]}}, count: 1}]"
BY_LEVEL = requirement("every: {period: month}", counts="{kind: contact}", rows=ROWS)


def changes(old: str, new: str):
    return [(c.sort, c.section, c.item, c.field, c.before, c.after) for c in compare(policy(old), policy(new))]


def test_the_same_policy_has_no_differences():
    assert changes(text(), text()) == []
    assert as_text(compare(policy(text()), policy(text()))) == "The two policies say the same.\n"


def test_layout_and_comments_are_no_difference():
    assert (
        changes(text(), "# a comment\n" + text().replace("{period: month, count: 1}", "{count: 1, period: month}"))
        == []
    )


def test_a_number_that_changes():
    assert changes(text(), text(MONTHLY.replace("count: 1", "count: 2"))) == [
        ("changed", "version first", "monthly", "every, count", "1", "2"),
    ]


def test_a_number_whose_basis_changes():
    new = MONTHLY.replace("count: 1", "count: {value: 1, basis: assumed, note: ours}")
    assert changes(text(), text(new)) == [("changed", "version first", "monthly", "every, count", "1", "1 (assumed)")]


def test_what_comes_and_goes_is_said_in_words():
    weekly = (
        MONTHLY.replace("monthly", "weekly").replace("period: month", "period: week").replace("each month", "each week")
    )
    (gone, come) = compare(policy(text()), policy(text(weekly)))
    assert (gone.sort, gone.item, gone.after, gone.new_place) == ("removed", "monthly", "", "")
    assert gone.before.startswith("A contact each month. At least 1 (published) in each calendar month.")
    assert (come.sort, come.item, come.before, come.old_place) == ("added", "weekly", "", "")
    assert "each calendar week" in come.after
    assert come.new_place == "example.yaml:9:9"


def test_rows_are_known_by_whom_they_are_for():
    turned = "[{for: {level: {none_of: [high]}}, count: 1}, {for: {level: high}, count: 3}]"
    assert changes(text(BY_LEVEL), text(BY_LEVEL.replace(ROWS, turned))) == [
        ("changed", "version first", "it", "rows, where level is high, count", "2", "3"),
    ]


def test_dates_of_versions_and_overlays():
    overlay = "overlays:\n  - {id: o, title: O, issuer: The office, order: 1, from: 2020-03-01, cite: {source: S1}}\n"
    assert changes(text(rest=overlay), text(rest=overlay.replace("cite", "until: 2021-01-01, cite"))) == [
        ("changed", "overlay o", "", "until", "", "2021-01-01"),
    ]
    assert changes(text(), text(start="2021-01-01")) == [
        ("changed", "version first", "", "from", "2020-01-01", "2021-01-01"),
    ]


def test_matchers_and_sources_and_facts():
    old = HEAD + "matchers:\n  live: {kind: contact, where: {mode: phone}, says: live}\nfacts: {level: [high]}\n"
    new = (
        old.replace("mode: phone", "mode: [phone, video]")
        .replace("[high]", "[high, low]")
        .replace("rule book", "new book")
    )
    assert changes(text(head=old), text(head=new)) == [
        ("changed", "source", "S1", "words", "The rule book", "The new book"),
        ("changed", "fact", "level", "values", "high", "high, low"),
        ("changed", "matcher", "live", "where, mode", "phone", "phone or video"),
    ]


def test_both_places_are_named():
    (change,) = compare(policy(text()), policy("# moved\n" + text(MONTHLY.replace("count: 1", "count: 2"))))
    assert change.old_place == "example.yaml:13:32"
    assert change.new_place == "example.yaml:14:32"
    said = as_text((change,))
    assert said.splitlines() == [
        "version first: monthly",
        "  changed   every, count: 1 -> 2",
        "            example.yaml:13:32 -> example.yaml:14:32",
    ]
    assert change.as_data()["sort"] == "changed"
