"""Rows set aside unread leave what depends on them not assessable: no miss, and no clean answer."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caseward.errors import BadRequest
from caseward.interchange.read import read_record
from caseward.obligations.evaluate import evaluate
from caseward.policy.load import parse_policy
from caseward.record.entry import Record
from caseward.record.view import view_of

POLICY = b"""\
policy: example
title: An example
jurisdiction: Example
sources: {E: an invented rule}
matchers:
  meeting: {kind: contact, where: {outcome: spoke}, says: a meeting}
versions:
  - version: one
    from: 2020-01-01
    requirements:
      - {id: monthly, title: A meeting each month, cite: {source: E}, basis: published, every: {period: month, count: 1}, counts: meeting}
      - {id: few, title: At most five, cite: {source: E}, basis: published, every: {period: month, most: 5}, counts: meeting}
      - {id: none, title: No arrest, cite: {source: E}, basis: published, never: {this: {kind: arrest}}}
"""
GOOD = {
    "person.csv": "id,occurred\np1,2020-01-01\np2,2020-01-01\n",
    "term.csv": "id,occurred,person\nt1,2021-01-01,p1\nt2,2021-01-01,p2\n",
    "contact.csv": "id,occurred,term,outcome\nc1,2021-01-05,t1,spoke\n",
    "arrest.csv": "id,occurred,term\n",
}


def judged(tmp_path: Path, **changed: str | bytes) -> dict[tuple[str, str], str]:
    for name, text in {**GOOD, **{k.replace("_csv", ".csv"): v for k, v in changed.items()}}.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    policy = parse_policy(POLICY, "example.yaml").policy
    assert policy is not None
    reading = read_record(tmp_path)
    view = view_of(reading.record, None, reading.set_aside)
    rows = evaluate(policy.document, view, date(2021, 2, 15)).obligations
    return {(r.subject, r.requirement): f"{r.status.value}: {r.reason}" for r in rows if r.window_start.month == 1}


def test_a_sound_record_is_judged_as_it_stands(tmp_path):
    found = judged(tmp_path)
    assert found["t2", "monthly"].startswith("missed")
    assert found["t1", "monthly"].startswith("met")
    assert found["t2", "none"].startswith("met")


def test_a_row_set_aside_leaves_the_miss_of_its_own_term_open_and_no_other(tmp_path):
    found = judged(tmp_path, contact_csv="id,occurred,term,outcome\nc1,2021-01-05,t2,talked\n")
    assert found["t2", "monthly"] == "not assessable: 1 contact row of this case could not be read"
    assert found["t2", "few"].startswith("not assessable")
    assert found["t2", "none"].startswith("met")
    assert found["t1", "monthly"].startswith("missed")


def test_what_is_met_without_the_row_stays_met(tmp_path):
    rows = "id,occurred,term,outcome\nc1,2021-01-05,t1,spoke\nc2,2021-01-07,t1,talked\n"
    assert judged(tmp_path, contact_csv=rows)["t1", "monthly"].startswith("met")


def test_a_table_that_cannot_be_read_leaves_everyone_open(tmp_path):
    found = judged(tmp_path, contact_csv="id,occurred,term,outcome\nc1,2021-01-05,t1,spoke\n".encode("utf-16"))
    reason = "not assessable: the table of contact entries could not be read"
    assert found["t1", "monthly"] == found["t2", "monthly"] == reason


def test_a_prohibition_is_not_kept_by_rows_that_nobody_could_read(tmp_path):
    found = judged(tmp_path, arrest_csv="id,occurred,term\na1,2021-02-31,t1\n")
    assert found["t1", "none"] == "not assessable: 1 arrest row of this case could not be read"
    assert found["t2", "none"].startswith("met")


@pytest.mark.parametrize("day", [date(9999, 12, 31), date(1799, 12, 31)])
def test_a_day_beyond_what_a_record_may_hold_is_refused_in_words(day):
    policy = parse_policy(POLICY, "example.yaml").policy
    assert policy is not None
    with pytest.raises(BadRequest, match="must lie between 1800-01-01 and 9998-12-31"):
        evaluate(policy.document, view_of(Record(())), day)
