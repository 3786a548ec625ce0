from __future__ import annotations

from datetime import date

import pytest

from caseward.oversight.standing import standings
from tests.unit.oversight.made import of_term, policy, the_term

AS_OF = date(2022, 6, 14)
FILED = of_term("petition", "p", "2022-06-13")
AT_LARGE = "petition filed, still at large: no custody, arrest or served warrant is recorded after it"


def standing(*entries, as_of=AS_OF):
    return standings(the_term(*entries), [policy()], as_of)


def test_a_petition_is_not_custody_and_the_law_is_the_policys_own_citation():
    (found,) = standing(FILED)
    assert (found.what, found.since, found.as_of) == (AT_LARGE, "2022-06-13", AS_OF)
    assert (
        found.law
        == 'A decision on custody after a petition (1203.2(a), the penal code: "may rearrest without warrant")'
    )
    assert [e.entry for e in found.evidence] == ["p"]


@pytest.mark.parametrize(
    "after",
    [
        of_term("custody_in", "x", "2022-06-13"),
        of_term("arrest", "x", "2022-06-14"),
        of_term("arrest", "x", "2022-06-13"),
        of_term("warrant", "x", "2022-06-14", step="served"),
        of_term("hearing", "x", "2022-06-14", petition="p", result="dismissed"),
        of_term("custody_in", "x", "2022-06-01"),  # already there when it was filed
    ],
)
def test_custody_arrest_served_warrant_or_a_decision_ends_it(after):
    assert standing(FILED, after) == ()


@pytest.mark.parametrize(
    "other",
    [
        of_term("warrant", "x", "2022-06-14", step="issued"),
        of_term("arrest", "x", "2022-06-12"),
        of_term("hearing", "x", "2022-06-14", petition="p", result="continued"),
        of_term("hearing", "x", "2022-06-14", petition="another", result="dismissed"),
        of_term("arrest", "x", "2022-06-15"),  # after the as-of day
    ],
)
def test_what_is_not_custody_does_not_end_it(other):
    assert [s.what for s in standing(FILED, other)] == [AT_LARGE]


TAKEN = of_term("custody_in", "in", "2022-06-14")
LET_OUT = "petition filed, released on 16 June 2022: not in custody, and no decision of the court is recorded"
LATER = date(2022, 6, 30)


@pytest.mark.parametrize(
    "before",
    [
        [TAKEN],
        [of_term("arrest", "a", "2022-06-13")],
        [of_term("warrant", "w", "2022-06-14", step="served")],
        [of_term("custody_in", "in", "2022-06-01")],  # already there when it was filed
        [TAKEN, of_term("hearing", "h", "2022-06-15", petition="p", result="continued")],
        [TAKEN, of_term("hearing", "h", "2022-06-15", petition="another", result="dismissed")],
        [of_term("custody_in", "in", "2022-06-16")],  # and let out on the day
        [of_term("custody_in", "o", "2022-01-01"), of_term("custody_out", "oo", "2022-02-01"),
         of_term("arrest", "a", "2022-06-16")],
    ],
)  # fmt: skip
def test_whoever_was_let_out_before_a_decision_is_not_in_custody(before):
    entries = [FILED, *before, of_term("custody_out", "out", "2022-06-16")]
    (found,) = standing(*entries, as_of=LATER)
    assert (found.what, found.since, found.law != "") == (LET_OUT, "2022-06-13", True)
    assert [e.entry for e in found.evidence] == ["p", "out"]
    assert standing(*entries, of_term("arrest", "again", "2022-06-17"), as_of=LATER) == ()
    assert len(standing(*entries, of_term("arrest", "again", "2022-06-17"), as_of=date(2022, 6, 16))) == 1


@pytest.mark.parametrize(
    "after",
    [
        of_term("hearing", "x", "2022-06-15", petition="p", result="revoked"),  # decided; what followed was served
        of_term("hearing", "x", "2022-06-20", result="dismissed"),
        of_term("term_end", "x", "2022-06-20", reason="revoked"),
        of_term("custody_in", "x", "2022-06-16T18:00-07:00"),
    ],
)
def test_a_release_after_a_decision_or_into_custody_again_is_no_open_question(after):
    let_out = of_term("custody_out", "out", "2022-06-16T09:00-07:00")
    found = standing(FILED, TAKEN, let_out, after, as_of=LATER)
    assert [s.what for s in found if s.what.startswith("petition")] == []


def test_custody_that_ended_before_the_petition_leaves_the_person_at_large():
    earlier = (of_term("custody_in", "in", "2022-06-01"), of_term("custody_out", "out", "2022-06-05"))
    assert [s.what for s in standing(FILED, *earlier)] == [AT_LARGE]


@pytest.mark.parametrize("again", ["2022-06", "2022-06-16"])
def test_whether_custody_followed_a_release_is_left_open_where_no_date_says_so(again):
    entries = (FILED, TAKEN, of_term("custody_out", "out", "2022-06-16"), of_term("arrest", "x", again))
    (found,) = standing(*entries, as_of=LATER)
    assert "released on 16 June 2022: custody since then is possible" in found.what
    assert [e.entry for e in found.evidence] == ["p", "out", "x"]


def test_custody_that_may_have_followed_is_said_to_be_possible():
    (found,) = standing(FILED, of_term("arrest", "x", "2022-06"))
    assert "custody is possible" in found.what
    assert [e.entry for e in found.evidence] == ["p", "x"]


def test_once_the_term_is_over_nobody_is_still_at_large_under_it():
    found = standing(FILED, of_term("term_end", "end", "2022-06-15", reason="died"), as_of=date(2022, 6, 20))
    assert [s.what for s in found] == [
        "petition filed; no custody, arrest or served warrant recorded before the term ended",
        "term no longer in force: died",
    ]


def test_before_the_petition_there_is_nothing():
    assert standing(FILED, as_of=date(2022, 6, 12)) == ()


def promised(**values):
    return of_term(
        "task_promised",
        "task",
        "2022-05-01",
        **{"owner": "officer", "what": "send a letter", "due": "2022-05-10", **values},
    )


def test_a_promise_past_due_without_proof_is_not_a_deed():
    (found,) = standing(promised())
    assert found.what == "promise not kept or not proved: due on 10 May 2022"
    (found,) = standing(promised(), of_term("task_done", "done", "2022-05-09", task="task"))
    assert [e.shows for e in found.evidence] == ["promised: send a letter", "said to be done, without proof"]


def test_a_promise_kept_with_proof_or_not_yet_due_is_nothing():
    assert standing(promised(), of_term("task_done", "done", "2022-05-09", task="task", proof="receipt 12")) == ()
    assert standing(promised(due="2022-06-14")) == ()
    assert standing(promised(due="2022-06")) == ()
    assert len(standing(promised(due="2022-06-13"))) == 1
