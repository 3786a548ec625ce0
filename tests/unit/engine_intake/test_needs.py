"""What a policy does not ask for is not read, and its answers are the same as if everything had been."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from caseward.engine.codebook import Codebook
from caseward.engine.columns import columns_of
from caseward.engine.evaluator import Evaluator
from caseward.engine.intake import EVERYTHING, needed_columns, open_data_set, read_slice
from caseward.interchange.read import read_record
from caseward.policy.load import load_policy
from caseward.record.facts import subjects_of
from caseward.record.kinds import BY_NAME
from caseward.record.view import judged, view_of
from tests.unit.engine_intake.made import write_data_set

AS_OF = date(2022, 9, 1)


def policy(name: str):
    return load_policy(Path("policies") / name).document


@pytest.fixture(scope="module")
def record():
    return read_record(Path("examples/synthetic-200")).record


@pytest.mark.parametrize("name", ["us-ca-los-angeles/adult.yaml", "us-ny/9nycrr351.yaml", "us-tx/cscd-163-35.yaml"])
def test_slices_give_the_rows_that_the_whole_record_gives(name, record, tmp_path):
    document = policy(name)
    kept = {e.id for e in record.of_kind("term")[::4]}
    subjects = [s for s in subjects_of(judged(view_of(record), AS_OF), "term") if s.id in kept]
    wanted = Evaluator(document, AS_OF).table(columns_of(subjects)).to_pylist()
    evaluator, book, found = Evaluator(document, AS_OF), Codebook(), []
    data = open_data_set(write_data_set(record, tmp_path / "set", group=400))
    for ref in data.slices(70, as_of=AS_OF, needs=needed_columns([document])):
        found += [r for r in evaluator.table(read_slice(ref, book)).to_pylist() if r["subject"] in kept]
    assert wanted

    def key(row):
        return row["reading"], row["requirement"], row["kind"], row["subject"]

    assert sorted(found, key=key) == sorted(wanted, key=key)


def test_only_what_is_asked_for_is_named():
    needs = needed_columns([policy("us-nd/standards.yaml")])
    assert "contact" in needs.kinds
    assert {"force", "visitor", "claim"}.isdisjoint(needs.kinds)
    assert {"level", "office"} <= set(needs.facts) < set(EVERYTHING.facts)
    assert all(BY_NAME[kind].field(name) for kind, name in needs.columns)


def test_several_policies_need_what_each_of_them_does():
    names = ("us-nd/standards.yaml", "us-ny/9nycrr351.yaml")
    both = needed_columns([policy(n) for n in names])
    for one in (needed_columns([policy(n)]) for n in names):
        assert set(one.facts) <= set(both.facts)
        assert set(one.kinds) <= set(both.kinds)
        assert set(one.columns) <= set(both.columns)


def test_a_policy_about_facilities_has_them_read_whole(record, tmp_path):
    data = open_data_set(write_data_set(record, tmp_path / "set"))
    wanted = subjects_of(judged(view_of(record), AS_OF), "facility")
    found = subjects_of(judged(data.view(), AS_OF), "facility")
    assert [(s.id, s.opened, [e.id for e in s.entries]) for s in found] == [
        (s.id, s.opened, [e.id for e in s.entries]) for s in wanted
    ]
    officers = subjects_of(judged(view_of(record), AS_OF), "officer")
    assert [(s.id, s.opened, s.spans) for s in subjects_of(judged(data.view(), AS_OF), "officer")] == [
        (s.id, s.opened, s.spans) for s in officers
    ]
    assert wanted
    assert officers
