"""Of subjects of which an entry is in doubt the engine says itself what it can, and says what the reference says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from caseward.engine.columns import Columns, columns_of
from caseward.engine.compiled import Compiled
from caseward.engine.evaluator import Evaluator, Place
from caseward.interchange.synth import synthesise
from caseward.policy.load import load_policy
from caseward.policy.model import PolicyDocument
from caseward.record.facts import subjects_of
from caseward.record.view import judged, view_of
from tests.generative.agree import compared

POLICIES = Path(__file__).parents[3] / "policies"
AS_OF = date(2022, 12, 31)


def doubted(document: PolicyDocument, columns: Columns) -> dict[Place, int]:
    """How many subjects have an entry in doubt, by requirement."""
    found: dict[Place, int] = {}

    def count(place: Place, compiled: Compiled, part: Columns, first: int) -> None:
        found[place] = int(np.count_nonzero(compiled.doubts.subjects))

    Evaluator(document, AS_OF).each_part(columns, count)
    return found


@pytest.mark.parametrize(
    ("policy", "kind"),
    [
        ("us-ca-los-angeles/adult", "every"),
        ("us-ca-los-angeles/adult", "when"),
        ("us-nd/standards", "apart"),
    ],
)
def test_most_doubts_are_settled_as_the_reference_settles_them(policy: str, kind: str) -> None:
    document = load_policy(POLICIES / f"{policy}.yaml").document
    view = view_of(synthesise(150, 11))
    before = doubted(document, columns_of(subjects_of(judged(view, AS_OF), document.subject)))
    found = compared(document, view, AS_OF)
    assert found.difference == ""
    doubts, left = (sum(n for place, n in of.items() if place[2] == kind) for of in (before, found.left))
    assert left < doubts / 2
