"""``caseward next-due``: what is open, soonest first, the same whoever works it out."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest

from caseward.engine.worklist import is_open, worklist
from caseward.interchange.synth import synthesise
from caseward.obligations.evaluate import evaluate
from caseward.policy.load import load_policy
from caseward.record.view import view_of

POLICIES = Path(__file__).parents[3] / "policies"
DAYS = [date(2021, 11, 30), date(2022, 6, 30)]


@pytest.mark.parametrize("many", [0, 10**9], ids=["engine first", "reference alone"])
@pytest.mark.parametrize(
    "file", ["us-nd/standards.yaml", "us-id/general-and-sex-offense.yaml", "us-ca-los-angeles/adult.yaml"]
)
def test_it_is_what_an_evaluation_of_each_day_leaves_open(file, many):
    """North Dakota's and Idaho's have a pass over several days, Los Angeles has none and is evaluated as of each."""
    document, view = load_policy(POLICIES / file).document, view_of(synthesise(60, 5))
    found = worklist(document, view, DAYS, many=many)
    wanted = [
        (day, row.due, row)
        for day in DAYS
        for row in evaluate(document, view, day).obligations
        if row.reading == "in force" and is_open(row, day)
    ]
    assert len(wanted) > 10
    assert sorted(d.row.key for d in found) == sorted(row.key for *_, row in wanted)
    assert {(d.as_of, d.row) for d in found} == {(day, row) for day, _, row in wanted}
    assert [(d.as_of, d.row.due) for d in found] == sorted((day, due) for day, due, _ in wanted)


def test_the_list_says_what_is_due_and_why(caseward, record, policy):
    said = caseward("next-due", record, "-p", policy, "--as-of", "2021-03-10", "--as-of", "2021-02-10")
    assert said.code == 0
    words = " ".join(said.out.split())
    assert "2021-02-10 2021-02-28 18 term-1 monthly pending the window is open to 2021-02-28" in words
    assert "2021-03-10 2021-03-31 21 term-1 monthly pending" in words
    assert "2 obligations of 1 subject, 0 of them past due." in words
    assert [line for line in said.out.splitlines() if len(line) > 100] == []


def test_json_and_csv_say_the_same(caseward, record, policy, tmp_path):
    out = tmp_path / "due.csv"
    asked = ("next-due", record, "-p", policy, "--as-of", "2021-02-10", "--json", "--out", out)
    said = caseward(*asked)
    (row,) = said.data
    assert (row["subject"], row["person"], row["due"], row["days_left"]) == ("term-1", "person-1", "2021-02-28", 18)
    with out.open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == [{name: str(value) for name, value in row.items()}]
    again = caseward(*asked)
    assert (again.code, again.data["error"]["code"]) == (2, "CW100")


def test_within_leaves_out_what_is_later(caseward, record, policy):
    asked = ("next-due", record, "-p", policy, "--as-of", "2021-02-10", "--json")
    assert len(caseward(*asked, "--within", "18").data) == 1
    assert caseward(*asked, "--within", "17").data == []
    said = caseward(*asked[:-1], "--within", "17")
    assert said.out == "0 obligations of 0 subjects, 0 of them past due.\n"


def test_a_day_that_is_none_is_refused(caseward, record, policy):
    said = caseward("next-due", record, "-p", policy, "--as-of", "2021-02-30")
    assert said.code == 2
    assert "--as-of '2021-02-30'" in said.err
