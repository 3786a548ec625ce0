"""Who is worse or better off, newly or no longer owed; the list, its counts and its rows."""

from __future__ import annotations

from datetime import date

import pytest

from caseward.engine.whatif.ask import what_if
from caseward.interchange.read import read_record
from caseward.obligations.evaluate import evaluate
from caseward.record.view import view_of
from tests.unit.policy.policies import HEAD, policy, requirement, text

AS_OF = date(2021, 4, 1)
LIVE = HEAD + "matchers:\n  live: {kind: contact, where: {outcome: spoke}, says: a live exchange}\n"
TABLES = {
    "person": "id,occurred\nperson-1,2020-01-01\nperson-2,2020-01-01\n",
    "term": "id,occurred,person,level\nterm-1,2021-01-01,person-1,high\nterm-2,2021-01-01,person-2,low\n",
    "contact": (
        "id,occurred,term,mode,with_whom,outcome\n"
        "contact-1,2021-01-15,term-1,in_person,person,spoke\n"
        "contact-2,2021-02-10,term-1,phone,person,spoke\n"
        "contact-3,2021-02-20,term-1,phone,person,spoke\n"
        "contact-4,2021-03-02,term-1,phone,person,spoke\n"
        "contact-5,2021-01~,term-2,phone,person,spoke\n"
    ),
}


@pytest.fixture
def view(tmp_path):
    for name, rows in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    return view_of(read_record(tmp_path).record)


def monthly(count=1, counts="live", **more):
    body = requirement(f"every: {{period: month, count: {count}}}", counts=counts, **more)
    return policy(text(body.replace("id: it", "id: monthly"), head=LIVE))


def people(view, old, new):
    answer = what_if(old, new, view, AS_OF, record="made")
    return answer, [(p["subject"], p["change"], p["why"]) for p in answer.people.to_pylist()]


def rows(view, old, new):
    kept = []
    what_if(old, new, view, AS_OF, record="made", keep=kept.append)
    return [row for table in kept for row in table.to_pylist()]


def test_nothing_changes_for_anybody_under_the_same_policy(view):
    answer, found = people(view, monthly(), monthly())
    assert found == []
    assert answer.changed() == dict.fromkeys(answer.changed(), (0, 0))
    assert answer.total.old.numbers == answer.total.new.numbers


def test_more_is_asked_and_more_is_missed(view):
    answer, found = people(view, monthly(), monthly(2))
    assert found[0] == ("term-1", "worse", "met 3, then 1; missed 0, then 2")
    assert answer.changed()["worse"] == (2, 2)
    (row, *_) = answer.people.to_pylist()
    assert (row["person"], row["duty"], row["old_met"], row["new_missed"]) == ("person-1", "monthly", 3, 2)


def test_the_way_back_is_better(view):
    assert people(view, monthly(2), monthly())[1][0] == ("term-1", "better", "met 1, then 3; missed 2, then 0")


def test_nothing_asked_before_or_after(view):
    high = monthly(**{"for": "{level: high}"})
    assert people(view, high, monthly())[1][-1][:2] == ("term-2", "newly owed")
    assert people(view, monthly(), high)[1][-1][:2] == ("term-2", "no longer owed")


def test_what_the_dates_leave_open_is_less_clear_and_no_worse(view):
    """term-2's one contact is of about January: it decides a year, and not a month."""
    yearly = policy(
        text(
            requirement("every: {period: quarter, count: 1}", counts="live").replace("id: it", "id: monthly"), head=LIVE
        )
    )
    answer, found = people(view, yearly, monthly())
    changes = {subject: (change, why) for subject, change, why in found}
    assert "term-1" not in changes
    statuses = [r["status"] for r in rows(view, yearly, monthly()) if r["subject"] == "term-2" and r["side"] == "new"]
    assert statuses.count("missed") == answer.people.to_pylist()[0]["new_missed"]


def test_the_rows_named_are_the_obligations_that_differ_and_explain_knows_them(view):
    old, new = monthly(), monthly(2)
    answer, _ = people(view, old, new)
    for side, document in (("old", old.document), ("new", new.document)):
        known = {o.id: o for o in evaluate(document, view, AS_OF).obligations}
        for row in answer.people.to_pylist():
            assert row[f"{side}_rows"]
            assert {known[i].subject for i in row[f"{side}_rows"]} == {row["subject"]}
        kept = {r["id"] for r in rows(view, old, new) if r["side"] == side and r["id"]}
        assert kept == {i for row in answer.people.to_pylist() for i in row[f"{side}_rows"]}


def test_a_row_that_both_sides_have_is_not_named(view):
    """Only January had its one contact in person, so only January differs where a call is asked."""
    phone = HEAD + "matchers:\n  live: {kind: contact, where: {outcome: spoke, mode: phone}, says: a call}\n"
    body = requirement("every: {period: month, count: 1}", counts="live").replace("id: it", "id: monthly")
    calls = policy(text(body, head=phone))
    answer, _ = people(view, monthly(), calls)
    (row,) = answer.people.to_pylist()
    assert row["why"] == "met 3, then 2; missed 0, then 1"
    kept = [r for r in rows(view, monthly(), calls) if r["id"]]
    assert [(r["side"], str(r["window_start"]), r["status"]) for r in kept] == [
        ("old", "2021-01-01", "met"),
        ("new", "2021-01-01", "missed"),
    ]


def test_other_words_for_the_same_rule_change_nothing(view):
    same = monthly(**{"for": "{level: {any_of: [high, low]}}"})
    assert people(view, monthly(), same)[1] == []
