"""K in a row and the k-th of a kind: what surely sets a clock off, and what only may."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from caseward.obligations.evaluate import evaluate
from caseward.obligations.model import Obligation, Status
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry, Place, Record
from caseward.record.kinds import BY_NAME
from caseward.record.parse import parse_entry
from caseward.record.view import view_of

MISSED, KEPT, BLANK = "failed_to_attend", "attended_complied", ""
START = date(2022, 1, 1)


def policy(**trigger: object) -> PolicyDocument:
    """Two missed appointments, as the trigger says, ask for a notice within five days."""
    missed = {"kind": "appointment", "where": {"outcome": MISSED}}
    return PolicyDocument.model_validate(
        {
            "policy": "p",
            "title": "P",
            "jurisdiction": "Nowhere",
            "sources": {"s": "a source"},
            "versions": (
                {
                    "version": "one",
                    "from": date(2020, 1, 1),
                    "requirements": (
                        {
                            "id": "answer",
                            "title": "Answer",
                            "cite": {"source": "s"},
                            "basis": "published",
                            "when": {
                                "triggers": ({"on": "entry", "entry": missed, "nth": 2, **trigger},),
                                "then": {"kind": "notice"},
                                "within": {"days": 5},
                            },
                        },
                    ),
                },
            ),
        }
    )


IN_A_ROW = policy(in_a_row=True, broken_by={"kind": "appointment", "where": {"outcome": KEPT}})


def entry(kind: str, name: str, occurred: str, **fields: str) -> Entry:
    """An entry as a reader would have it from a table."""
    raw = {"id": name, "occurred": occurred, **{k: v for k, v in fields.items() if v}}
    found, faults = parse_entry(BY_NAME[kind], raw, Place("case", 1))
    assert found is not None, faults
    return found


def rows(document: PolicyDocument, *appointments: tuple[str, str]) -> list[Obligation]:
    """The obligations for appointments given as (when, outcome), at the end of 2022."""
    listed = [
        entry("person", "person", "2022-01-01"),
        entry("term", "term", START.isoformat(), person="person"),
        *(entry("appointment", f"a{i}", when, term="term", outcome=o) for i, (when, o) in enumerate(appointments)),
    ]
    found = evaluate(document, view_of(Record.of(listed)), date(2022, 12, 31)).obligations
    return list(found)


def said(document: PolicyDocument, *appointments: tuple[str, str]) -> list[tuple[str, Status]]:
    """Which entry set off a clock, and what became of it."""
    return [(r.about, r.status) for r in rows(document, *appointments)]


def test_two_in_a_row_set_it_off_and_one_kept_between_breaks_the_row() -> None:
    first, second, third = "2022-03-01", "2022-03-08", "2022-03-15"
    assert said(IN_A_ROW, (first, MISSED), (second, MISSED)) == [("a1", Status.OVERDUE)]
    assert said(IN_A_ROW, (first, MISSED), (second, KEPT), (third, MISSED)) == []


def test_an_unknown_outcome_between_two_missed_is_no_miss() -> None:
    found = rows(IN_A_ROW, ("2022-03-01", MISSED), ("2022-03-08", BLANK), ("2022-03-15", MISSED))
    assert [(r.about, r.status) for r in found] == [("a1", Status.NOT_ASSESSABLE)]
    assert "a1: outcome is not recorded" in found[0].reason
    assert found[0].settles == "what is missing in a1"


def test_an_unknown_outcome_elsewhere_leaves_a_sure_row_sure() -> None:
    found = said(IN_A_ROW, ("2022-03-01", MISSED), ("2022-03-08", MISSED), ("2022-03-15", BLANK))
    assert found == [("a1", Status.OVERDUE)]


def test_an_order_that_dates_do_not_tell_is_indeterminate_both_ways() -> None:
    loose, kept = "2022-01/2022-06", ("2022-03-15", KEPT)
    found = rows(IN_A_ROW, (loose, MISSED), (loose, MISSED), kept)
    assert [r.status for r in found] == [Status.INDETERMINATE]
    assert found[0].settles == "the exact dates of a0, a1"
    assert [s for _, s in said(IN_A_ROW, (loose, MISSED), ("2022-05-01", MISSED), kept)] == [Status.INDETERMINATE]


def test_imprecise_dates_with_nothing_to_break_them_are_a_row() -> None:
    found = rows(IN_A_ROW, ("2022-01/2022-06", MISSED), ("2022-01/2022-06", MISSED))
    assert [r.status for r in found] == [Status.OVERDUE]


def test_the_second_of_a_kind_counts_once_and_whatever_lies_between() -> None:
    document = policy()
    days = ["2022-03-01", "2022-03-08", "2022-03-15", "2022-03-22"]
    found = said(document, (days[0], MISSED), (days[1], KEPT), (days[2], MISSED), (days[3], MISSED))
    assert found == [("a2", Status.OVERDUE)]


def test_two_within_a_time_counts_its_last_day_and_not_the_next() -> None:
    document = policy(run_within={"days": 7})
    assert said(document, ("2022-03-01", MISSED), ("2022-03-08", MISSED)) == [("a1", Status.OVERDUE)]
    assert said(document, ("2022-03-01", MISSED), ("2022-03-09", MISSED)) == []


def naive(outcomes: list[str]) -> list[str]:
    """Two in a row, written the plainest way, where everything is known."""
    found, run = [], 0
    for i, outcome in enumerate(outcomes):
        run = run + 1 if outcome == MISSED else 0 if outcome == KEPT else run
        if run == 2:
            found.append(f"a{i}")
            run = 0
    return found


def dated(outcomes: list[str]) -> list[tuple[str, str]]:
    """Appointments a week apart."""
    return [((START + timedelta(days=7 * i)).isoformat(), o) for i, o in enumerate(outcomes)]


@given(st.lists(st.sampled_from([MISSED, KEPT, "rescheduled_by_person"]), max_size=12))
def test_where_everything_is_known_it_is_the_plain_count(outcomes: list[str]) -> None:
    assert sorted(a for a, _ in said(IN_A_ROW, *dated(outcomes))) == sorted(naive(outcomes))


@given(st.lists(st.sampled_from([MISSED, KEPT, BLANK]), max_size=7))
def test_an_unknown_outcome_is_neither_a_miss_nor_silence(outcomes: list[str]) -> None:
    """However the blanks are filled: where no clock is shown none is set off, and a sure one without blanks is real."""
    found = dict(said(IN_A_ROW, *dated(outcomes)))
    filled = [outcomes]
    for i in [i for i, o in enumerate(outcomes) if o == BLANK]:
        filled = [[*f[:i], value, *f[i + 1 :]] for f in filled for value in (MISSED, KEPT)]
    assert bool(found) == any(naive(f) for f in filled)
    assert all(any(a in naive(f) for f in filled) for a, s in found.items() if s is Status.OVERDUE)
