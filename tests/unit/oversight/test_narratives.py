from __future__ import annotations

import pytest

from caseward.oversight.narratives import copied_narratives, normalised
from caseward.oversight.thresholds import ASSUMED
from tests.unit.oversight.made import live, of_term, the_term

NOTE = "Visited the person at home on 3/4/21. Bedridden, family present, no concerns raised by anybody."


def marks(*entries):
    return list(copied_narratives(the_term(*entries), ASSUMED))


def test_a_note_copied_forward_with_another_date_is_marked_once_for_all_copies():
    copies = [live(f"c-{m}", f"2021-0{m}-04", note=NOTE.replace("3/4/21", f"{m}/4/21")) for m in (3, 4, 5)]
    (mark,) = marks(*copies)
    assert mark.entries == ("c-3", "c-4", "c-5")
    assert "3 notes, on 4 March 2021, on 4 April 2021 and on 4 May 2021, are at least 95% alike" in mark.seen
    assert "templates" in mark.caution


@pytest.mark.parametrize(
    ("day", "note"),
    [
        ("2021-03-04", NOTE),  # the same day: one visit told twice
        ("2021-04", NOTE),  # no day: the words are a compiler's, not a case note
        ("2021-04-04", "Spoke about work and the coming hearing; he has found a place in a training course."),
    ],
)
def test_same_days_and_other_words_are_not_marked(day, note):
    assert marks(live("a", "2021-03-04", note=NOTE), live("b", day, note=note)) == []


def test_short_notes_and_notes_of_other_kinds_are_not_compared():
    assert marks(live("a", "2021-03-04", note="No change."), live("b", "2021-04-04", note="No change.")) == []
    assert marks(live("a", "2021-03-04", note=NOTE), of_term("review", "b", "2021-04-04", note=NOTE)) == []


def test_normalised_keeps_words_only():
    assert normalised("Visited 3/4/21 -- AT home!\n") == "visited at home"
