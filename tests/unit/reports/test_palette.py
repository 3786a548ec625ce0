"""Every status can be told in colour, in grey, by letter and by pattern; every text and mark has contrast enough."""

from __future__ import annotations

import pytest

from caseward.obligations.model import Status
from caseward.reports.draw_marks import _BARS, _COLOURS, _STROKES
from caseward.reports.palette import ALERT, GRAVITY, INK, LOOKS, PAPER, QUIET, SOLID
from tests.unit.reports.contrast import contrast

TEXT, MARK = 4.5, 3.0


def test_every_status_has_a_look_and_a_place_in_gravity():
    names = {s.value for s in Status}
    assert set(LOOKS) == names
    assert sorted(GRAVITY) == sorted(names)


def test_letters_and_patterns_are_distinct():
    assert len({look.letter for look in LOOKS.values()}) == len(LOOKS)
    drawn = [(look.pattern, look.ground) for look in LOOKS.values() if look.letter not in ("", "n/a")]
    assert len(set(drawn)) == len(drawn)
    assert {look.pattern for look in LOOKS.values()} <= set(_STROKES)


@pytest.mark.parametrize("status", LOOKS)
def test_a_cell_stands_out_from_the_page_and_its_letter_from_what_lies_under_it(status):
    look = LOOKS[status]
    assert contrast(look.colour, PAPER) >= MARK
    under = look.ground if look.pattern == "solid" else PAPER
    assert contrast(PAPER if look.pattern == "solid" else INK, under) >= TEXT


@pytest.mark.parametrize("colour", [INK, QUIET, ALERT, SOLID])
def test_words_can_be_read_on_the_page(colour):
    assert contrast(colour, PAPER) >= TEXT


@pytest.mark.parametrize("colour", _COLOURS.values())
def test_glyphs_stand_out_and_carry_white_letters(colour):
    assert contrast(colour, PAPER) >= TEXT


@pytest.mark.parametrize("bar", _BARS)
def test_words_in_bars_can_be_read(bar):
    ground, edge, words = _BARS[bar]
    assert contrast(words, ground) >= TEXT
    assert contrast(edge, PAPER) >= MARK


def test_contrast_is_that_of_the_guidelines():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.01)
    assert contrast("#123456", "#123456") == 1
