"""Evaluating again after a change gives what a full evaluation gives, and touches only those whom the change concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseward.engine.incremental import Earlier, concerned, reevaluated
from caseward.engine.run import evaluate_fast
from caseward.interchange.synth import synthesise
from caseward.policy.load import load_policy
from caseward.record.entry import Record
from caseward.record.view import SetAside, view_of
from tests.unit.oversight.made import entry

ROOT = Path(__file__).parents[2]
AS_OF = date(2022, 6, 14)
DOCUMENTS = {
    name: load_policy(ROOT / "policies" / name).document
    for name in ("us-ca-los-angeles/adult.yaml", "us-ca-los-angeles/juvenile-halls.yaml")
}
RECORDS = [synthesise(10, seed) for seed in (1, 2)]


def same(document, before, now, as_of=AS_OF):
    """Whom the change touched, after comparing every row and column with a full evaluation."""
    earlier = Earlier(document, evaluate_fast(document, before, as_of), before, as_of)
    found = reevaluated(document, earlier, now, as_of)
    assert found.table.to_pylist() == evaluate_fast(document, now, as_of).to_pylist()
    return found.subjects


@given(st.data())
@settings(max_examples=30)
def test_any_entries_may_come_go_or_say_something_else(data):
    record = data.draw(st.sampled_from(RECORDS), label="record")
    document = DOCUMENTS[data.draw(st.sampled_from(sorted(DOCUMENTS)), label="policy")]
    places = st.sets(st.integers(0, len(record) - 1), max_size=6)
    missing, otherwise = data.draw(places, label="missing"), data.draw(places, label="otherwise")
    known = data.draw(st.sampled_from([None, datetime(2022, 3, 1, tzinfo=UTC)]), label="known at")
    kept = [
        replace(
            e, values={k: v for k, v in e.values.items() if k in ("person", "term", "facility", "office", "corrects")}
        )
        if i in otherwise and e.kind not in ("term", "facility")
        else e
        for i, e in enumerate(record)
        if i not in missing
    ]
    before, now = view_of(Record.of(kept), known), view_of(record)
    if data.draw(st.booleans(), label="backwards"):
        before, now = now, before
    same(document, before, now)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_nothing_new_touches_nobody(name):
    assert same(DOCUMENTS[name], view_of(RECORDS[0]), view_of(RECORDS[0])) == ()


def small():
    return [
        entry("person", "p1", "2020-01-01"),
        entry("person", "p2", "2020-01-01"),
        entry("term", "t1", "2021-01-01", person="p1", level="high", office="north"),
        entry("term", "t2", "2021-09-01", person="p1", level="high", office="south"),
        entry("term", "t3", "2021-01-01", person="p2", level="high", office="north"),
        entry("contact", "c1", "2021-02-01", term="t3", mode="in_person", outcome="spoke", with_whom="person"),
    ]


@pytest.mark.parametrize(
    ("new", "touched"),
    [
        (entry("contact", "n", "2021-03-01", term="t3", mode="in_person"), ("t3",)),
        (entry("contact", "n", "2021-03-01", term="t1", mode="in_person"), ("t1", "t2")),
        (entry("warning", "n", "2021-03-01", person="p1"), ("t1", "t2")),
        (entry("office_status", "n", "2021-03-01", office="north", status="understaffed"), ("t1", "t2", "t3")),
        (entry("office_status", "n", "2021-03-01", office="elsewhere", status="understaffed"), ()),
        (entry("correction", "n", "2021-03-01", corrects="c1", reason="wrong person"), ("t3",)),
        (entry("contact", "n", "2023-03-01", term="t3", mode="in_person"), ()),
    ],
    ids=["contact", "all of a person", "person", "office", "another office", "correction", "after the day"],
)
def test_a_change_touches_those_it_concerns(new, touched):
    document = DOCUMENTS["us-ca-los-angeles/adult.yaml"]
    before, now = (view_of(Record.of(e)) for e in (small(), [*small(), new]))
    assert same(document, before, now) == touched


def test_what_could_not_be_read_counts_as_a_change():
    document = DOCUMENTS["us-ca-los-angeles/adult.yaml"]
    whole = view_of(Record.of(small()))
    assert same(document, whole, replace(whole, set_aside=(SetAside("contact", "t3", 1),))) == ("t3",)
    assert same(document, whole, replace(whole, set_aside=(SetAside("contact", "p1", 1),))) == ("t1", "t2")
    assert same(document, whole, replace(whole, set_aside=(SetAside("contact", "", 0),))) is None


def test_another_day_or_policy_changes_everything():
    document, view = DOCUMENTS["us-ca-los-angeles/adult.yaml"], view_of(Record.of(small()))
    earlier = Earlier(document, evaluate_fast(document, view, AS_OF), view, AS_OF)
    assert reevaluated(document, earlier, view, date(2022, 7, 1)).subjects is None
    other = document.model_copy(update={"policy": "another"})
    found = reevaluated(other, earlier, view, AS_OF)
    assert found.subjects is None
    assert set(found.table["policy"].to_pylist()) == {"another"}


def test_an_officer_is_known_by_every_term_assigned():
    rows = [
        *small(),
        *(entry("assignment", f"a{i}", "2021-02-01", term=f"t{i}", officer=f"o{i % 2}") for i in (1, 2, 3)),
    ]
    moved = [*rows, entry("assignment", "a4", "2021-05-01", term="t3", officer="o0")]
    found = concerned(view_of(Record.of(rows)), view_of(Record.of(moved)), AS_OF, "officer")
    assert found is not None
    assert found.subjects == ("o0", "o1")
    assert sorted(found.terms) == ["t1", "t2", "t3"]
