"""The quick ways of making columns say what the plain ways say."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from caseward.dates import add_months
from caseward.interchange.synth.draws import Draws, pick
from caseward.interchange.synth.rates import rate
from caseward.interchange.synth.rows import BLANK
from caseward.interchange.synth.texts import EPOCH, day_number, days, own_tokens, plus_months, stamps

DAYS = [date(1999, 12, 31), date(2020, 2, 29), date(2021, 1, 31), date(2024, 8, 30), date(2035, 6, 1)]
NUMBERS = np.array([day_number(day) for day in DAYS])


@pytest.mark.parametrize("kind", [np.int8, np.int32, np.int64])
def test_pick_is_where(kind):
    chosen = np.array([True, False, True, False])
    one, other = np.array([1, 2, -1, 127], dtype=kind), np.array([-128, 5, 0, 9], dtype=kind)
    assert pick(chosen, one, other).tolist() == np.where(chosen, one, other).tolist()
    assert pick(chosen, -1, other).tolist() == [-1, 5, -1, 9]
    assert pick(chosen, one, 7).dtype == kind


@pytest.mark.parametrize("months", [0, 1, 6, 13, 48])
def test_months_later_is_what_the_calendar_says(months):
    found = plus_months(NUMBERS, np.full(len(DAYS), months))
    assert [EPOCH + timedelta(days=int(n)) for n in found] == [add_months(day, months) for day in DAYS]


def test_a_chance_is_a_share_below_its_rate():
    draw = Draws.of(3, np.arange(5_000))
    assert np.array_equal(draw.chance("female"), draw.share("female") < rate("female"))
    assert draw.chance("female", of=1 / rate("female")).all()


def test_texts_are_spelt_as_a_record_spells_them():
    minutes = np.array([0, 61, 599, 1_200, 1_439])
    clocks = ("00:00", "01:01", "09:59", "20:00", "23:59")
    assert stamps(NUMBERS, minutes).to_pylist() == [f"{d}T{c}:00-05:00" for d, c in zip(DAYS, clocks, strict=True)]
    assert days(np.array([NUMBERS[1], BLANK])).to_pylist() == ["2020-02-29", None]
    tokens = own_tokens("contact", np.array([9_999, 10_000, 12_345_678]), np.array([1, BLANK, 9_002]))
    assert tokens.to_pylist() == ["contact-00009999-0001", None, "contact-12345678-9002"]
