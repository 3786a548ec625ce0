"""Every policy that is shipped: it loads without a fault, its cases hold, and each requirement is seen both kept and not kept."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from caseward.obligations.cases import read_cases, run_cases
from caseward.obligations.evaluate import evaluate
from caseward.policy.load import CASES_SUFFIX, load_policy

POLICIES = Path(__file__).parents[2] / "policies"
FILES = sorted(p for p in POLICIES.glob("*/*.yaml") if not p.name.endswith(CASES_SUFFIX))
KEPT = {"met"}
NOT_KEPT = {"missed", "overdue", "late"}

every_policy = pytest.mark.parametrize("file", FILES, ids=lambda p: p.relative_to(POLICIES).as_posix())


def cases_of(file: Path) -> Path:
    """The file of cases beside a policy."""
    return file.with_name(file.stem + CASES_SUFFIX)


def test_there_are_policies_for_every_place_that_is_promised() -> None:
    assert {p.parent.name for p in FILES} == {
        *("gb-england-wales", "us-ca", "us-ca-los-angeles", "us-dc", "us-id", "us-mo", "us-nd", "us-ny", "us-tx"),
    }


@every_policy
def test_its_cases_hold(file: Path) -> None:
    results = run_cases(cases_of(file))
    assert len(results) >= 8
    assert [(r.case.sentence, r.failures) for r in results if not r.passed] == []


@every_policy
def test_no_two_cases_say_the_same(file: Path) -> None:
    counts = Counter(case.sentence for case in read_cases(cases_of(file))[1])
    assert [name for name, n in counts.items() if n > 1] == []


@every_policy
def test_each_requirement_is_seen_kept_and_not_kept(file: Path) -> None:
    document = load_policy(file).document
    seen: dict[str, set[str]] = {}
    for case in read_cases(cases_of(file))[1]:
        for row in evaluate(document, case.view, case.as_of).obligations:
            seen.setdefault(row.requirement, set()).add(str(row.status))
    parts = [*document.versions, *document.overlays]
    ids = sorted({r.id for part in parts for r in part.requirements})
    assert [i for i in ids if not (seen.get(i, set()) & KEPT and seen.get(i, set()) & NOT_KEPT)] == []


@every_policy
def test_it_is_listed_in_the_table(file: Path) -> None:
    table = (POLICIES / "README.md").read_text(encoding="utf-8")
    assert f"]({file.relative_to(POLICIES).as_posix()})" in table
