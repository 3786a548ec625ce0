"""Facts of many subjects and days at once are what the reference says of one subject on one day."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from caseward.engine.arrays import day_number
from caseward.engine.columns import columns_of
from caseward.engine.whatif.facts import FactOfDays
from caseward.engine.whatif.groups import Grouping
from caseward.interchange.synth import synthesise
from caseward.policy.load import load_policy
from caseward.record.facts import subjects_of
from caseward.record.view import view_of
from caseward.testing.trials import Trial
from tests.house.tree import TOP
from tests.unit.whatif.plainly import fact

IDAHO = load_policy(TOP / "policies/us-id/general-and-sex-offense.yaml").document
PLAIN = ("level", "office", "supervision_type", "sex", "score")
ODD = ("custody", "programme", "id_parity", "days_to_end", "expected_level", "nothing_of_the_kind")


def asked(document, subjects, name, days):
    columns = columns_of(subjects)
    who = np.repeat(np.arange(len(subjects), dtype=np.int32), len(days))
    when = np.tile(np.array([day_number(d) for d in days], dtype=np.int32), len(subjects))
    codes, words = FactOfDays(columns, document, name).on(who, when)
    assert list(words) == sorted(set(words))
    return [words[c] for c in codes]


def plain(document, subjects, name, days):
    return [fact(document, s, name, d) for s in subjects for d in days]


@pytest.mark.parametrize("name", [*PLAIN, *ODD])
def test_it_is_what_the_reference_says(name):
    subjects = subjects_of(view_of(synthesise(12, 5)), "term")
    days = [date(2020, 12, 1) + timedelta(days=7 * n) for n in range(120)]
    found = asked(IDAHO, subjects, name, days)
    assert found == plain(IDAHO, subjects, name, days)
    assert name not in PLAIN or len(set(found)) > 1


@pytest.mark.parametrize("seed", range(40))
def test_on_records_made_up_with_imprecise_days_too(seed):
    made = Trial.seeded(seed, 6)
    document, subjects = made.document(), subjects_of(made.view(), "term")
    days = [date(2020, 1, 1) + timedelta(days=11 * n) for n in range(100)]
    for name in ("level", "case_type", "custody", "absence"):
        assert asked(document, subjects, name, days) == plain(document, subjects, name, days), name


def test_sums_by_month_and_fact():
    subjects = subjects_of(view_of(synthesise(6, 5)), "term")
    columns = columns_of(subjects)
    who, days = (
        np.array([0, 0, 1, 5], np.int32),
        np.array([day_number(date(2022, 1, d)) for d in (1, 31, 31, 31)], np.int32),
    )
    days[3] += 1
    grouped = Grouping(columns, IDAHO, ("sex",)).of(who, days)
    sums = {key: n.tolist() for key, n in grouped.sums([np.array([1, 10, 100, 1000]), np.ones(4, np.int64)])}
    assert {key[0] for key in sums} == {"2022-01", "2022-02"}
    assert [sum(n[i] for n in sums.values()) for i in (0, 1)] == [1111, 4]
    assert [grouped.words[0][c] for c in grouped.codes[0]] == ["2022-01", "2022-01", "2022-01", "2022-02"]
    assert list(Grouping(columns, IDAHO, ()).of(who[:0], days[:0]).sums([])) == []
