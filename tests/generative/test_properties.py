"""What must hold of every answer, whatever the record and the policy."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from caseward.obligations.evaluate import evaluate
from caseward.obligations.model import Bearing, Obligation, Status
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Record
from caseward.record.view import view_of
from caseward.testing import policies, records, shifted_document, shifted_record
from caseward.testing.days import days
from caseward.testing.records import made
from caseward.testing.shifting import CYCLE
from tests.generative.evaluations import FEW, judged, moved, requirements, shown

UNDECIDED = (Status.INDETERMINATE, Status.NOT_ASSESSABLE)


@FEW
@given(policies(), records(), days())
def test_answers_move_with_the_dates(policy: PolicyDocument, record: Record, as_of: date) -> None:
    here = judged(policy, record, as_of)
    there = judged(
        shifted_document(policy, CYCLE),
        shifted_record(record, CYCLE),
        as_of + timedelta(days=CYCLE),
    )
    assert [moved(r, CYCLE) for r in here.obligations] == [moved(r, 0) for r in there.obligations]
    assert [(t.least, t.most, t.missed) for t in here.tallies] == [(t.least, t.most, t.missed) for t in there.tallies]


@FEW
@given(policies(), records(), days(), st.integers(0, 99))
def test_the_order_of_rows_changes_nothing(policy: PolicyDocument, record: Record, as_of: date, seed: int) -> None:
    shuffled = list(record)
    Random(seed).shuffle(shuffled)
    assert judged(policy, Record.of(shuffled), as_of) == judged(policy, record, as_of)


@FEW
@given(policies(), records(), days(), days())
def test_an_entry_that_nobody_asks_about_changes_nothing(
    policy: PolicyDocument, record: Record, as_of: date, at: date
) -> None:
    terms = sorted(e.id for e in record if e.kind == "term")
    other = [
        made("review", {"id": "a-review", "term": terms[0], "type": "case", "occurred": at.isoformat()}),
        made("person", {"id": "another", "occurred": "2020-01-01"}),
        made("prior_conviction", {"id": "a-prior", "person": "another", "occurred": at.isoformat()}),
    ]
    assert judged(policy, Record.of([*record, *other]), as_of) == judged(policy, record, as_of)


@FEW
@given(policies(), records(), days())
def test_people_do_not_influence_each_other(policy: PolicyDocument, record: Record, as_of: date) -> None:
    whole = judged(policy, record, as_of)
    for person in (e.id for e in record if e.kind == "person"):
        own = of_person(record, person)
        terms = {e.id for e in own if e.kind == "term"}
        assert judged(policy, own, as_of).obligations == tuple(r for r in whole.obligations if r.subject in terms)


def of_person(record: Record, person: str) -> Record:
    """What the record holds of one person."""
    terms = {e.id for e in record if e.kind == "term" and e.text("person") == person}
    kept = [e for e in record if person in (e.id, e.text("person")) or e.text("term") in terms]
    names = {e.id for e in kept}
    return Record.of([*kept, *(e for e in record if e.text("corrects") in names)])


@FEW
@given(policies(), records(recorded=True), days())
def test_known_later_than_everything_is_knowing_everything(policy: PolicyDocument, record: Record, as_of: date) -> None:
    late = datetime(2100, 1, 1, tzinfo=UTC)
    assert evaluate(policy, view_of(record, late), as_of) == judged(policy, record, as_of)


@FEW
@given(policies(), records(), days())
def test_what_happens_after_the_day_asked_about_changes_nothing(
    policy: PolicyDocument, record: Record, as_of: date
) -> None:
    by_then = Record.of([e for e in record if e.occurred.first <= as_of or e.kind == "correction"])
    assert judged(policy, by_then, as_of) == judged(policy, record, as_of)


@FEW
@given(policies(), records(), days())
def test_every_answer_is_consistent_in_itself(policy: PolicyDocument, record: Record, as_of: date) -> None:
    rows = judged(policy, record, as_of).obligations
    assert len({r.key for r in rows}) == len(rows)
    assert [r for r in rows if r.window_start > as_of] == [], shown(rows)
    asked = list(requirements(policy))
    graced = {r.id for r in asked if r.grace is not None}
    ceilings = {r.id for r in asked if r.every is not None and r.every.count is None and r.every.most is not None}
    for row in rows:
        check_words(row)
        check_entries(row, record)
        check_dates(row, as_of, graced=row.requirement in graced, ceiling=row.requirement in ceilings)


def check_words(row: Obligation) -> None:
    assert row.reason
    assert row.sentence.endswith(").")
    assert row.status.value in row.sentence
    assert bool(row.settles) is (row.status in UNDECIDED)


def check_entries(row: Obligation, record: Record) -> None:
    known = record.by_id()
    assert {c.entry for c in row.considered} | set(row.counted) <= set(known)
    assert len({c.entry for c in row.considered}) == len(row.considered)
    assert set(row.counted) == {c.entry for c in row.considered if c.bearing is Bearing.COUNTED}
    if row.status in UNDECIDED:
        assert row.counted == ()
        assert row.late_by_days is None


def check_dates(row: Obligation, as_of: date, *, graced: bool, ceiling: bool) -> None:
    assert row.window_start <= row.window_end
    match row.status:
        case Status.PENDING if not graced:
            assert as_of <= row.due
        case Status.OVERDUE:
            assert as_of > row.due
            assert row.counted == ()
        case Status.MISSED if row.kind in ("every", "apart", "when") and not ceiling:
            assert as_of > row.due
        case Status.LATE:
            assert row.counted
            assert row.late_by_days is not None
            assert row.late_by_days > 0
    if row.status is Status.MET and row.kind in ("apart", "when", "before"):
        assert row.counted


@FEW
@given(policies(), records(), days())
def test_what_counts_in_time_happened_in_time(policy: PolicyDocument, record: Record, as_of: date) -> None:
    known = record.by_id()
    graced = {r.id for r in requirements(policy) if r.grace is not None}
    for row in judged(policy, record, as_of).obligations:
        if row.status is Status.MET and row.kind in ("every", "apart", "when") and row.requirement not in graced:
            assert all(known[i].occurred.first <= row.due for i in row.counted), shown([row])


@FEW
@given(policies(), records(), days())
def test_tallies_agree_with_the_rows(policy: PolicyDocument, record: Record, as_of: date) -> None:
    found = judged(policy, record, as_of)
    for tally in found.tallies:
        rows = [
            r
            for r in found.obligations
            if (r.reading, r.requirement, r.subject) == (tally.reading, tally.requirement, tally.subject) and r.scored
        ]
        met = sum(r.status is Status.MET for r in rows)
        open_ = sum(r.status in UNDECIDED for r in rows)
        assert met <= tally.least <= tally.most <= met + open_
        assert tally.missed == sum(r.status is Status.MISSED for r in rows)
        assert tally.most <= tally.windows - tally.missed
