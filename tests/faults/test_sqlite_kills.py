"""The campaign of ``sqlite_kills`` at the size of a test."""

from tests.faults.sqlite_kills import campaign


def test_killed_at_random_nothing_acknowledged_is_lost(tmp_path):
    assert campaign(tmp_path / "control", 60, 1, control=True).wrong, "void: the control was not caught"
    found = campaign(tmp_path / "real", 25, 2)
    assert (found.kills, found.wrong) == (25, 0)
    assert found.acknowledged > 50
