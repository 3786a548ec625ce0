"""The campaign of ``writers`` at the size of a test."""

from tests.faults import writers


def test_64_writers_in_4_processes_killed_at_random_write_each_entry_once_and_in_order(tmp_path):
    found = writers.campaign(tmp_path / "real", 64 * 25, "test")
    assert found.wrong == []
    assert found.cycles == 64 * 25
    assert found.inside["kills"] > 0
