"""The campaign of ``sqlite_kills`` at the size of a test."""

from tests.faults.marks import Mark, Tally
from tests.faults.sqlite_kills import campaign, too_early


def test_killed_at_random_nothing_acknowledged_is_lost(tmp_path):
    assert campaign(tmp_path, 100, "control", live=too_early, most=1).wrong, "void: the control was not caught"
    found = campaign(tmp_path, 60, "test")
    assert found.wrong == []
    assert found.cycles == 60
    assert found.acknowledged > 50
    assert len(found.inside) > 5, "lives end within everything that is done"


def test_a_mark_goes_on_where_it_was(tmp_path):
    Mark("some", tmp_path).add(Tally(3, 30))
    again = Mark("some", tmp_path)
    again.add(Tally(2, 5, ["one is lost"]))
    found = Mark("some", tmp_path)
    assert (found.tally.cycles, found.tally.acknowledged, found.tally.wrong) == (5, 35, ["one is lost"])
    found.code = "another state of the code"
    assert found.others().cycles == 5
