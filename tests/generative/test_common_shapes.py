"""The leaner kernels give the reference's answers too: policies made up, cut down to the shapes those kernels do."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from pydantic import ValidationError

from caseward.engine import evaluator
from caseward.engine.calls import kernel_call
from caseward.obligations.evaluate import evaluate
from caseward.testing.policies import document
from caseward.testing.trials import Trial
from tests.generative.agree import difference

SEEDS = 60
RARE = ("grace", "late_within", "plus", "of_which", "any_of", "on_change", "supplementary", "counts_surplus_of")


def plainer(raw: Any) -> Any:
    """The same policy with nothing in its rules that only the kernel of their kind does."""
    if isinstance(raw, list | tuple):
        return [plainer(x) for x in raw]
    if not isinstance(raw, dict):
        return raw
    found = {k: plainer(v) for k, v in raw.items()}
    if "every" in raw:
        return {**_without(found), "every": {**found["every"], "anchor": _anchor(found["every"])}}
    if "apart" in raw:
        body = {k: v for k, v in found["apart"].items() if k not in ("first", "count", "per", "during")}
        return {**_without(found), "apart": {**body, "after_miss": "restart_at_due"}}
    if "when" in raw:
        return {**_without(found), "when": _reply(found["when"]), "interruptions": []}
    return found


def _without(rule: dict[str, Any]) -> dict[str, Any]:
    kept = {k: v for k, v in rule.items() if k not in RARE}
    if "any_of" in rule:
        kept.setdefault("counts", rule["any_of"][0]["counts"])
    if "rows" in rule:
        kept["rows"] = [{k: _plain_length(k, v) for k, v in row.items() if k not in RARE} for row in rule["rows"]]
    if "apart" in rule:
        kept["apart"] = {k: _plain_length(k, v) for k, v in rule["apart"].items()}
        kept["interruptions"] = [i for i in rule.get("interruptions", ()) if i["effect"] in ("pause", "stop")]
    return kept


def _reply(when: dict[str, Any]) -> dict[str, Any]:
    """One sort of entry sets off, alone or at the second of a run, a clock of days that one entry answers."""
    entries = [t for t in when["triggers"] if t["on"] == "entry"] or when["triggers"]
    first = {k: {"days": 30} if k == "run_within" else v for k, v in entries[0].items() if k != "priority"}
    first["nth"] = min(first.get("nth", 1), 2)
    return {"triggers": [first], "within": {"days": 20}, **{k: when[k] for k in ("then",) if k in when}}


def _anchor(every: dict[str, Any]) -> str:
    return "start" if every.get("anchor") in ("start", "change") else "calendar"


def _plain_length(name: str, value: Any) -> Any:
    return {"days": 20} if name in ("interval", "within") else value


@pytest.fixture
def asked(monkeypatch) -> Counter[str]:
    """How often each kernel was asked."""
    found: Counter[str] = Counter()

    def call(compiled: Any, *rest: Any) -> Any:
        kernel, arguments = kernel_call(compiled, *rest)
        found[kernel.__name__] += 1
        return kernel, arguments

    monkeypatch.setattr(evaluator, "kernel_call", call)
    return found


def test_agrees_on_policies_of_common_shape(asked: Counter[str]) -> None:
    for seed in range(SEEDS):
        trial = Trial.seeded(seed, 12)
        try:
            policy = document(plainer(trial.policy))
            evaluate(policy, trial.view(), trial.as_of)
        except (ValidationError, AssertionError, ValueError):  # cut down to what its checks refuse
            continue
        assert difference(policy, trial.view(), trial.as_of) == "", f"seed {seed}"
    assert asked["grid_kernel"] > SEEDS // 6, asked
    assert asked["rolling_kernel"] > SEEDS // 10, asked
    assert asked["reply_kernel"] > SEEDS // 30, asked
