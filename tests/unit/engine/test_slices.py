"""One evaluator over slice after slice gives what it gives over all at once, whether the slices share their codes or not."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pytest

from caseward.engine.columns import columns_of
from caseward.engine.evaluator import Evaluator
from caseward.interchange.synth import synthesise
from caseward.policy.load import load_policy
from caseward.record.facts import subjects_of
from caseward.record.view import judged, view_of
from tests.house.tree import TOP

AS_OF = date(2022, 12, 31)


@pytest.mark.parametrize("policy", ["us-ca-los-angeles/adult", "us-id/general-and-sex-offense"])
def test_slices_with_codes_of_their_own_are_not_confused(policy):
    document = load_policy(TOP / "policies" / f"{policy}.yaml").document
    subjects = subjects_of(judged(view_of(synthesise(60, 3)), AS_OF), "term")
    whole = Evaluator(document, AS_OF).table(columns_of(subjects))
    one = Evaluator(document, AS_OF)
    slices = [one.table(columns_of(subjects[at : at + 13])) for at in (39, 0, 26, 52, 13)]
    assert rows(pa.concat_tables(slices)) == rows(whole)
    assert len(rows(whole)) > 200


def rows(table):
    return sorted(map(str, table.to_pylist()))
