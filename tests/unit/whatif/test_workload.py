"""What cases and contacts cost, worked out by hand; the officers needed, and those whom the record has."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from caseward.engine.arrays import day_of
from caseward.engine.columns import columns_of
from caseward.engine.whatif.ask import what_if
from caseward.engine.whatif.asks import Asked, Asks
from caseward.engine.whatif.carried import pieces_of
from caseward.interchange.read import read_record
from caseward.policy.load import load_policy
from caseward.record.facts import subjects_of
from caseward.record.view import view_of
from tests.house.tree import TOP
from tests.unit.policy.policies import HEAD, policy, requirement, text

TABLES = {
    "person": "id,occurred\nperson-1,2020-01-01\nperson-2,2020-01-01\n",
    "term": "id,occurred,person,level,office\nterm-1,2021-01-01,person-1,high,north\nterm-2,2021-01-17,person-2,low,south\n",
    "level": "id,occurred,term,level\nlevel-1,2021-01-11,term-1,low\nlevel-2,2021-02-01,term-1,kiosk\n",
    "assignment": "id,occurred,term,officer\na-1,2021-01-01,term-1,officer-a\na-2,2021-01-20,term-1,officer-b\na-3,2021-01-20,term-2,officer-b\n",
    "contact": "id,occurred,term,mode,with_whom,outcome\ncontact-1,2021-01-15,term-1,phone,person,spoke\n",
    "appointment": "id,occurred,term,outcome\nappointment-1,2021-01-15,term-1,attended_complied\n",
}
TABLE = "{from: 2021-01-01, unit: hours, by: level, values: {high: 31, low: 62}, capacity: 50, basis: published, cite: {source: S1}}"
MONTHLY = requirement("every: {period: month, count: 1}", counts="{kind: contact}").replace("id: it", "id: monthly")


@pytest.fixture
def view(tmp_path):
    for name, rows in TABLES.items():
        (tmp_path / f"{name}.csv").write_text(rows, encoding="utf-8")
    return view_of(read_record(tmp_path).record)


def costing(*tables, body=MONTHLY):
    head = HEAD + ("workload:\n" + "".join(f"  - {t}\n" for t in tables) if tables else "")
    return policy(text(body, head=head))


def tried(view, old, new=None, as_of=date(2021, 2, 28), **more):
    return what_if(old, new or old, view, as_of, record="made", **more)


def test_cases_cost_by_the_days_at_each_level(view):
    """term-1: ten days of January at high (31 hours a month), 21 at low (62); term-2: 15 at low. February: 28 at low; kiosk has no number."""
    answer = tried(view, costing(TABLE))
    january, february = (p.old for p in answer.months)
    assert january.cost == (10 * 1 + 21 * 2 + 15 * 2) * 100
    assert january.case_days == 31 + 15
    assert january.untimed_days == 0
    assert (february.cost, february.case_days, february.untimed_days) == (6200, 56, 28)
    by_level = {p.word: p.old.cost for p in answer.by_fact("level")}
    assert by_level == {"high": 1000, "kiosk": 0, "low": 7200 + 6200}


def test_officers_needed_and_on_record(view):
    answer = tried(view, costing(TABLE))
    january = answer.months[0]
    assert answer.officers_needed(january.old, "2021-01") == Fraction(82, 50)
    assert answer.busiest("old") == ("2021-01", Fraction(82, 50))
    assert answer.officers_recorded("old", "2021-01") == 2
    assert answer.officers_recorded("old", "2021-02") == 1
    assert answer.officers_recorded("old", "2021-01", fact="office", word="south") == 1


def test_things_asked_cost_minutes_on_top_by_id_or_duty(view):
    each = TABLE.replace("values:", "each: {monthly: 30}, values:")
    answer = tried(view, costing(TABLE), costing(each))
    assert answer.months[0].new.cost - answer.months[0].old.cost == 2 * 50
    assert answer.notes == ("The workload tables differ: a part of the difference in cost is theirs, not the rules'.",)
    body = MONTHLY.replace("  cite:", "  duty: contact\n  cite:", 1)
    by_duty = costing(TABLE.replace("values:", "each: {contact: 30}, values:"), body=body)
    assert tried(view, by_duty).months[0].new.cost == answer.months[0].new.cost


def test_what_no_table_prices_is_counted_and_not_guessed(view):
    body = MONTHLY + requirement("every: {period: month, count: 1}", counts="{kind: review}")
    each = "{from: 2021-02-01, unit: points, each: {monthly: 3}, capacity: 10, basis: published, cite: {source: S1}}"
    answer = tried(view, costing(each, body=body))
    january, february = (p.old for p in answer.months)
    assert (january.cost, january.number("untimed"), january.untimed_days) == (0, 0, 46)
    assert (february.cost, february.number("untimed"), february.untimed_days) == (600, 2, 0)
    assert answer.officers_needed(january, "2021-01") is None
    assert answer.officers_needed(february, "2021-02") == Fraction(6, 10)


def test_a_table_ends_where_the_next_begins(view):
    later = TABLE.replace("2021-01-01", "2021-02-01").replace("low: 62", "low: 28")
    answer = tried(view, costing(TABLE.replace("unit:", "until: 2021-02-01, unit:"), later))
    assert [p.old.cost for p in answer.months] == [8200, 2800]


@pytest.mark.parametrize("side", [0, 1])
def test_one_table_serves_both_policies(view, side):
    pair = [costing(), costing()]
    pair[side] = costing(TABLE)
    answer = tried(view, *pair)
    assert answer.total.old.cost == answer.total.new.cost == 8200 + 6200
    assert "has no workload table" in answer.notes[0]


def test_no_table_no_cost(view):
    answer = tried(view, costing())
    assert answer.unit == ""
    assert answer.total.old.cost is None
    assert answer.busiest("old") is None
    assert answer.notes == ("Neither policy has a workload table, so hours and officers are not worked out.",)


def test_a_case_that_only_one_policy_asks_of_is_carried_under_both(view):
    narrow = costing(TABLE, body=MONTHLY + "  for: {level: high}\n")
    answer = tried(view, narrow, costing(TABLE))
    assert answer.total.old.case_days == answer.total.new.case_days == 31 + 15 + 56


def test_contacts_needed_at_least_and_at_most(view):
    """Two requirements that one contact may serve: at least the larger, at most both. What no contact answers is apart."""
    body = (
        MONTHLY.replace("count: 1", "count: 2")
        + MONTHLY.replace("id: monthly", "id: other")
        + requirement("every: {period: month, count: 3}", counts="{kind: appointment}").replace("id: it", "id: kept")
        + requirement(
            "every: {period: month, count: 1}", counts="{any: [{kind: contact}, {kind: appointment}]}"
        ).replace("id: it", "id: either")
        + requirement("never: {this: {kind: violation}}").replace("id: it", "id: none")
        + requirement("every: {period: month, most: 9}", counts="{kind: contact}").replace("id: it", "id: limit")
    )
    total = tried(view, costing(body=body)).total.old
    cases = 4  # two terms in two months
    assert total.number("contacts_at_least") == 2 * cases
    assert total.number("contacts_at_most") == (2 + 1 + 1) * cases
    assert total.number("other_asked") == 3 * cases


def test_what_answers_a_requirement():
    asked = Asked.of(load_policy(TOP / "policies/us-ca-los-angeles/adult.yaml").document).by_id
    assert asked["in-person-monthly"] is Asks.CONTACT
    assert asked["desertion-report"] is Asks.OTHER
    assert asked["missed-appointments"] is Asks.EITHER
    assert asked["flash-incarceration-days"] is Asks.NOTHING


def test_what_is_excused_asks_nothing(view, tmp_path):
    body = MONTHLY + "  interruptions: [{fact: absence, effect: waive}]\n"
    (tmp_path / "absence.csv").write_text(
        "id,occurred,term,reason\nab-1,2021-01-01,term-1,hospital\n", encoding="utf-8"
    )
    away = view_of(read_record(tmp_path).record)
    total = tried(away, costing(body=body), as_of=date(2021, 3, 31)).total.old
    assert total.number("excused") == 1
    assert total.number("contacts_at_most") == total.number("obligations") - total.number("excused")


def test_days_are_cut_only_where_something_changes(view):
    """term-1: at its level of 11 January, its officer of 20 January, and its month; term-2: at its officer and its month."""
    documents = [costing(TABLE).document] * 2
    columns = columns_of(subjects_of(view, "term"))
    pieces = pieces_of(documents, columns.opened, columns, ("level",), date(2021, 2, 28))
    assert list(zip(pieces.subject.tolist(), pieces.length.tolist(), strict=True)) == [
        (0, 10), (0, 9), (0, 12), (0, 28), (1, 3), (1, 12), (1, 28),
    ]  # fmt: skip
    assert [str(day_of(d)) for d in pieces.day[:4]] == ["2021-01-01", "2021-01-11", "2021-01-20", "2021-02-01"]
