"""The strategies draw what they promise: policies that pass every check, and records of many shapes."""

from __future__ import annotations

import json
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis import strategies as st

from caseward.obligations.model import Status
from caseward.policy.load import parse_policy
from caseward.policy.requirement import BODY_KEYS
from caseward.record.entry import Record
from caseward.testing import policies, raw_policies, records, shifted_document, shifted_record
from caseward.testing.policies import document
from caseward.testing.shifting import CYCLE
from tests.generative.evaluations import day, judged, requirements

LOOKING = settings(max_examples=2000, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


def yaml(value: object) -> str:
    """Plain data as YAML in flow style: as JSON, with days left without quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {yaml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(yaml(v) for v in value) + "]"
    return value.isoformat() if isinstance(value, date) else json.dumps(value)


@given(raw_policies())
def test_every_policy_drawn_passes_the_checks_and_is_what_its_file_says(raw: dict[str, object]) -> None:
    text = "\n".join(f"{name}: {yaml(value)}" for name, value in raw.items() if value != {})
    loaded = parse_policy(text.encode(), "made-up.yaml")
    assert [(f.line, f.code, f.rule, f.value) for f in loaded.faults] == []
    assert loaded.policy is not None
    assert loaded.policy.document == document(raw)


@given(records(), records(imprecise=False, recorded=True))
def test_records_hold_what_they_promise(any_record: Record, exact: Record) -> None:
    assert len(any_record.by_id()) == len(any_record)
    assert all(e.occurred.precise and e.recorded is not None for e in exact)
    assert {e.text("term") for e in any_record if e.kind == "contact"} <= {e.id for e in any_record if e.kind == "term"}


@given(records(), policies())
def test_moving_by_a_cycle_and_back_changes_nothing_but_words(record: Record, policy) -> None:
    there = shifted_record(record, CYCLE)
    back = shifted_record(there, -CYCLE)
    assert [(e.id, e.occurred.first, e.occurred.last) for e in back] == [
        (e.id, e.occurred.first, e.occurred.last) for e in record
    ]
    assert shifted_document(shifted_document(policy, CYCLE), -CYCLE) == policy


@pytest.mark.parametrize("kind", BODY_KEYS)
def test_every_kind_can_be_drawn(kind: str) -> None:
    find(policies(), lambda policy: any(r.body_key == kind for r in requirements(policy)), settings=LOOKING)


@pytest.mark.parametrize("status", Status)
def test_every_status_can_be_drawn(status: Status) -> None:
    find(st.tuples(policies(), records()), lambda pair: status in statuses(*pair), settings=LOOKING)


def statuses(policy, record: Record) -> set[Status]:
    return {row.status for row in judged(policy, record, day(300)).obligations}
