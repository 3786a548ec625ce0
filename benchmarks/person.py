"""One subject, as a page about a person asks it: ``python -m benchmarks.person``.

Warm: the policy loaded, the subject in memory. Fresh: the first answer of a new process, with all that has to be
imported and made ready for it; reading the policy and the record is left out.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any

TOP = Path(__file__).resolve().parents[1]
RECORD, POLICY = TOP / "examples/synthetic-200", TOP / "policies/us-ca-los-angeles/adult.yaml"
AS_OF = date(2022, 6, 30)
SUBJECTS = 40


def subjects() -> tuple[Any, list[Any]]:
    """The policy, and some terms of the example record."""
    from caseward.interchange.read import read_record
    from caseward.policy.load import load_policy
    from caseward.record.facts import subjects_of
    from caseward.record.view import judged, view_of

    document = load_policy(POLICY).document
    view = judged(view_of(read_record(RECORD).record), AS_OF)
    found = list(subjects_of(view, document.subject))
    return document, found[:: max(1, len(found) // SUBJECTS)][:SUBJECTS]


def answered(way: str, document: Any) -> Any:
    """What answers for one subject: the reference, or the kernels made ready for the policy."""
    if way == "reference":
        from caseward.obligations.evaluate import evaluate_subject

        return lambda subject: evaluate_subject(document, subject, AS_OF)
    from caseward.engine.columns import columns_of
    from caseward.engine.evaluator import Evaluator

    evaluator = Evaluator(document, AS_OF)
    return lambda subject: evaluator.table(columns_of([subject]))


def warm(way: str) -> float:
    """Milliseconds of one subject, the median over some, each the least of five after two to warm up."""
    document, found = subjects()
    answer = answered(way, document)
    for subject in found[:2]:
        answer(subject)
    return median(min(_timed(lambda s=subject: answer(s)) for _ in range(5)) for subject in found) * 1000  # type: ignore[misc]


def _timed(work: Any) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def first_call(way: str) -> float:
    """Seconds of the first answer in this process, imports of what answers included, reading left out."""
    document, found = subjects()
    return _timed(lambda: answered(way, document)(found[0]))


def fresh(way: str, runs: int) -> float:
    """The median of the first call in so many fresh processes."""
    command = [sys.executable, "-m", "benchmarks.person", way]
    done = (subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True, cwd=TOP) for _ in range(runs))
    return median(float(json.loads(d.stdout)) for d in done)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps(first_call(sys.argv[1])))
    else:
        for name in ("reference", "kernels"):
            print(f"{name}: warm {warm(name):.2f} ms, first call in a fresh process {fresh(name, 3):.2f} s")
