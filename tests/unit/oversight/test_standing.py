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
