"""More in the record never makes it worse: a qualifying entry, a later day, and a vaguer date that says no less."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import assume, given
from hypothesis import strategies as st

from caseward.obligations.model import Obligation, Status
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.record.entry import Entry, Record
from caseward.testing import policies, records
from caseward.testing.days import days
from caseward.testing.entries import GOOD_CONTACT
from caseward.testing.records import made, moved_to
from tests.generative.evaluations import DECIDED, FEW, UNMET, judged, key, requirements, shown

SPEAKING = ("contact", "drug_test", "appointment", "notice", "warning_response")


def single(requirement: Requirement) -> bool:
    """Whether one more entry can only help: a floor whose windows share no entry, or one response to each trigger.

    Where entries after the due day may be taken for an earlier window (grace, lateness), or several are needed for one
    trigger, one more may complete an earlier obligation with an entry that a later one then lacks.
    """
    body = requirement.every
    if body is not None:
        return body.most is None and requirement.grace is None and requirement.late_within is None
    if requirement.when is not None:
        kinds = {t.on for t in requirement.when.triggers} - {"entry"}
        return requirement.when.race == "each" and requirement.when.count.value == 1 and bool(kinds)
    return requirement.apart is not None


@FEW
@given(policies(["every", "apart", "when"]), records(), days(), days())
def test_one_more_qualifying_entry_never_turns_met_into_missed(
    policy: PolicyDocument, record: Record, as_of: date, at: date
) -> None:
    """Claimed for floors by window, for rolling clocks by the day on which the interval opened, for responses by
    trigger."""
    terms = sorted(e.id for e in record if e.kind == "term")
    extra = made("contact", {"id": "one-more", "term": terms[0], "occurred": at.isoformat(), **GOOD_CONTACT})
    helped = {r.id for r in requirements(policy) if single(r)} - {r.id for r in requirements(policy) if not single(r)}
    before = judged(policy, record, as_of).obligations
    after = {(key(r), r.window_start): r for r in judged(policy, Record.of([*record, extra]), as_of).obligations}
    for row in before:
        later = after.get((key(row), row.window_start))
        if row.status is Status.MET and row.requirement in helped and later is not None:
            assert later.status not in UNMET, shown([row, later])


@FEW
@given(policies(), records(imprecise=False), days(), days())
def test_what_is_closed_stays_closed_as_days_pass(
    policy: PolicyDocument, record: Record, one: date, other: date
) -> None:
    """Of a record in which nothing new happens: a later day changes no obligation that was met, late or missed."""
    early, late = sorted((one, other))
    quiet = Record.of([e for e in record if e.occurred.first <= early])
    then = {(key(r), r.window_start): r for r in judged(policy, quiet, late).obligations}
    windows = {r.id for r in requirements(policy) if r.body_key in ("every", "when", "before") and steady(r)}
    for row in judged(policy, quiet, early).obligations:
        if row.status in DECIDED and row.requirement in windows:
            after = then.get((key(row), row.window_start))
            assert after is not None, shown([row])
            assert after.status is row.status, shown([row, after])


def steady(requirement: Requirement) -> bool:
    """Whether the rule itself asks no more of a window as its days pass: no level of its last day, no version in which
    it closes, no programme that may still end."""
    looks_on = requirement.on_change in ("retroactive", "latest_level_wins") or requirement.judged_under == "closed"
    ceiling = requirement.every is not None and requirement.every.most is not None
    return not (requirement.every is not None and looks_on) and requirement.plus is None and not ceiling


@FEW
@given(policies(), records(imprecise=False), days(), st.data())
def test_a_vaguer_date_never_decides_otherwise(
    policy: PolicyDocument, record: Record, as_of: date, data: st.DataObject
) -> None:
    """What is decided with a vague date is what the exact date within it gives, or it is left undecided."""
    able = [e for e in record if e.kind in SPEAKING]
    assume(able)
    entry = data.draw(st.sampled_from(able))
    vague = vaguer(entry, data.draw(st.integers(0, 20)), data.draw(st.integers(1, 20)))
    changed = Record.of([vague if e.id == entry.id else e for e in record])
    exact = judged(policy, record, as_of).obligations
    for row in judged(policy, changed, as_of).obligations:
        if row.status in DECIDED and row.kind != "keep":
            assert any(agrees(row, other) for other in exact), shown([row, *exact])


def vaguer(entry: Entry, before: int, after: int) -> Entry:
    """The same entry at an interval around its day. The time of recording stays."""
    first, last = entry.occurred.first - timedelta(days=before), entry.occurred.last + timedelta(days=after)
    return replace(moved_to(entry, f"{first.isoformat()}/{last.isoformat()}"), recorded=entry.recorded)


def agrees(row: Obligation, other: Obligation) -> bool:
    """Whether the exact record gives the same decision: by window, by trigger, or by what closed the interval."""
    if key(row) != key(other) or row.status is not other.status:
        return False
    if row.kind == "apart":
        return bool(set(row.counted) & set(other.counted)) if row.counted else row.due == other.due
    if row.kind == "every":
        return row.window_start == other.window_start
    return True
