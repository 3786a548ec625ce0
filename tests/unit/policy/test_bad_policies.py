"""Each bad policy is refused with exactly the message beside it: every fault at once, with file, line, column, rule and way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from caseward.errors import BadPolicy
from caseward.policy import codes
from caseward.policy.load import load_policy, parse_policy
from tests.house.tree import TOP

FOLDER = TOP / "tests" / "bad_policies"
BAD = sorted(FOLDER.glob("*.yaml"))


def expected(path: Path) -> list[str]:
    return path.with_suffix(".expected").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_it_is_refused_with_its_message(path):
    loaded = parse_policy(path.read_bytes(), path.name)
    assert loaded.policy is None
    assert [str(fault) for fault in loaded.faults] == expected(path)


@pytest.mark.parametrize("path", BAD, ids=lambda p: p.stem)
def test_every_fault_has_a_place_a_rule_and_a_way_out(path):
    for fault in parse_policy(path.read_bytes(), path.name).faults:
        assert fault.row >= 1
        assert fault.column >= 1
        assert fault.rule
        assert fault.hint or fault.code == codes.SHAPE or "nested" in fault.rule or "at least one" in fault.rule


def test_every_code_has_a_bad_policy():
    seen = {line.rsplit("[", 1)[1].rstrip("]") for path in BAD for line in expected(path)}
    assert set(codes.POLICY_CODES) == seen


def test_no_expectation_is_left_without_its_policy():
    assert {p.stem for p in FOLDER.glob("*.expected")} == {p.stem for p in BAD}
    assert len(BAD) > 60


def test_loading_raises_with_every_fault_and_the_exit_code_of_a_bad_policy():
    with pytest.raises(BadPolicy) as caught:
        load_policy(FOLDER / "many-at-once.yaml")
    assert len(caught.value.faults) == len(expected(FOLDER / "many-at-once.yaml")) == 5
    assert caught.value.exit_code == 3
    assert all(line in str(caught.value) for line in expected(FOLDER / "many-at-once.yaml"))
