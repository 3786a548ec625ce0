"""The engine gives the reference's answers: on every shipped policy, on every case beside it, and on policies and records made up."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings

from caseward.engine.plan import plan_of
from caseward.engine.regimes import Rules
from caseward.engine.run import evaluate_fast, explain, readings_of
from caseward.interchange.synth import synthesise
from caseward.obligations.cases import read_cases
from caseward.obligations.evaluate import evaluate
from caseward.policy.load import load_policy, policy_files
from caseward.record.view import view_of
from caseward.testing.trials import Trial, trials
from tests.generative.agree import compared, difference

ROOT = Path(__file__).parents[2]
POLICIES = policy_files([ROOT / "policies"])
TRIALS = int(os.environ.get("CASEWARD_AGREE_TRIALS", "120"))
FEW = settings(max_examples=max(1, settings().max_examples // 3))
DAYS = [date(2021, 3, 31), date(2022, 6, 14), date(2023, 2, 1)]


@pytest.mark.parametrize("path", POLICIES, ids=lambda p: p.stem)
@pytest.mark.parametrize("as_of", DAYS, ids=str)
def test_agrees_on_a_shipped_policy(path: Path, as_of: date) -> None:
    document = load_policy(path).document
    for seed in (3, 4):
        assert difference(document, view_of(synthesise(12, seed)), as_of) == ""


@pytest.mark.parametrize("path", POLICIES, ids=lambda p: p.stem)
def test_agrees_on_every_case_of_a_policy(path: Path) -> None:
    document = load_policy(path).document
    for case in read_cases(path.with_suffix(".cases.yaml"))[1]:
        assert difference(document, case.view, case.as_of) == "", case.sentence


@given(trials())
@FEW
def test_agrees_on_what_is_made_up(trial: Trial) -> None:
    assert difference(trial.document(), trial.view(), trial.as_of) == ""


@pytest.mark.parametrize("start", range(0, TRIALS, 20))
def test_agrees_on_many_trials(start: int) -> None:
    """More than Hypothesis has time for, with an explanation of each; a failure names the seed. ``make agree`` runs on
    for an hour."""
    for seed in range(start, start + 20):
        trial = Trial.seeded(seed, subjects=6)
        found = compared(trial.document(), trial.view(), trial.as_of, explained=1)
        assert found.difference == "", f"seed {seed}"


def test_agrees_without_compiling() -> None:
    """The kernels are plain Python too: the same seeds with the compiler switched off."""
    code = (
        "from caseward.testing.trials import Trial\n"
        "from tests.generative.agree import difference\n"
        "for seed in range(40):\n"
        "    trial = Trial.seeded(seed, subjects=2)\n"
        "    assert difference(trial.document(), trial.view(), trial.as_of) == '', seed\n"
        "import caseward.engine.kernel_every as k; assert not hasattr(k.every_kernel, 'py_func')\n"
    )
    environment = {**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


def test_two_threads_give_what_one_gives() -> None:
    document = load_policy(ROOT / "policies/us-ca-los-angeles/adult.yaml").document
    view = view_of(synthesise(20, 9))
    assert difference(document, view, DAYS[1], threads=2) == ""


def test_a_row_explains_itself() -> None:
    """Any row of the table can be had as the reference's obligation, reasons and all."""
    document = load_policy(ROOT / "policies/us-ca-los-angeles/adult.yaml").document
    view, as_of = view_of(synthesise(6, 2)), DAYS[1]
    wanted = evaluate(document, view, as_of).obligations
    table = evaluate_fast(document, view, as_of)
    for place in range(0, len(wanted), 7):
        assert explain(document, view, as_of, table.slice(place, 1).to_pylist()[0]) == wanted[place]


def test_the_plan_names_what_no_kernel_does() -> None:
    """Every requirement of every shipped policy is planned, and what the reference evaluates says why."""
    planned = [
        p
        for path in POLICIES
        for d in [load_policy(path).document]
        for r in readings_of(d)
        for p in plan_of(Rules.of(d, r))
    ]
    assert {p.kind for p in planned if p.vectorised} == {"apart", "every", "never", "when"}
    assert {p.kind for p in planned if not p.vectorised} >= {"keep", "before"}
    assert all(p.why for p in planned if not p.vectorised)
