"""Every case of every topic holds; together the topics show every kind, every status and every capability that is promised."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from caseward.obligations.cases import CaseResult, read_cases, run_cases
from caseward.obligations.model import Obligation, Status
from caseward.policy.requirement import BODY_KEYS
from tests.house.tree import TOP
from tools.reference_pages import CAPABILITIES, evaluated, pages, topics

every_topic = pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.name)


@cache
def rows_of(topic: Path) -> tuple[Obligation, ...]:
    return tuple(row for _, _, rows in evaluated(topic) for row in rows)


@every_topic
def test_its_cases_hold(topic: Path) -> None:
    results = run_cases(topic / "policy.cases.yaml")
    assert results
    assert [(r.case.sentence, r.failures) for r in results if not r.passed] == []


@every_topic
def test_every_requirement_is_asked_about(topic: Path) -> None:
    wanted = {e.wanted["requirement"] for c in read_cases(topic / "policy.cases.yaml")[1] for e in c.expect}
    assert {row.requirement for row in rows_of(topic)} <= wanted


@every_topic
def test_every_answer_says_why(topic: Path) -> None:
    for row in rows_of(topic):
        assert row.reason
        assert row.sentence.startswith(row.title)
        assert row.status.value in row.sentence
        assert bool(row.settles) is (row.status in (Status.INDETERMINATE, Status.NOT_ASSESSABLE)), row.sentence


def test_no_two_cases_of_a_topic_have_one_sentence() -> None:
    for topic in topics():
        counts = Counter(case.sentence for case in read_cases(topic / "policy.cases.yaml")[1])
        assert [sentence for sentence, n in counts.items() if n > 1] == [], topic.name


def test_every_kind_and_status_is_shown() -> None:
    rows = [row for topic in topics() for row in rows_of(topic)]
    assert {row.kind for row in rows} == set(BODY_KEYS)
    assert {row.status for row in rows} == set(Status)


def test_all_sixteen_capabilities_have_a_topic() -> None:
    assert len(CAPABILITIES) == 16
    names = {topic.name for topic in topics()}
    assert [name for _, shown in CAPABILITIES for name in shown if name not in names] == []
    assert all(shown for _, shown in CAPABILITIES)


def test_there_is_a_page_for_each_topic_and_no_other() -> None:
    written = {path.relative_to(TOP / "docs").as_posix() for path in (TOP / "docs" / "reference").iterdir()}
    assert written == set(pages()), "run `make docs`, and remove pages of topics that are gone"


def test_a_wrong_expectation_fails_and_says_where(tmp_path: Path) -> None:
    policy = (topics()[0] / "policy.yaml").read_text(encoding="utf-8")
    cases = (topics()[0] / "policy.cases.yaml").read_text(encoding="utf-8").replace("status: missed", "status: met", 1)
    (tmp_path / "policy.yaml").write_text(policy, encoding="utf-8")
    (tmp_path / "policy.cases.yaml").write_text(cases, encoding="utf-8")
    failed: list[CaseResult] = [r for r in run_cases(tmp_path / "policy.cases.yaml") if not r.passed]
    assert len(failed) == 1
    assert "policy.cases.yaml:" in failed[0].failures[0]
    assert "missed" in failed[0].failures[0]
