"""The campaign of ``torn_writes`` at the size of a test."""

from tests.faults.power_cuts import unsynced
from tests.faults.torn_writes import campaign


def test_whatever_of_the_unsynced_writes_reaches_the_disk_nothing_acknowledged_is_lost(tmp_path):
    assert campaign(tmp_path, 100, "control", live=unsynced, most=1).wrong, "void: the control lost nothing"
    found = campaign(tmp_path, 50, "test")
    assert found.wrong == []
    assert found.cycles == 50
    assert found.acknowledged > 50
