"""The campaign of ``postgres_kills`` at the size of a test."""

from tests.faults.postgres_kills import SMALL, campaign
from tests.faults.postgres_lives import TooEarly
from tests.postgresql.cluster import Cluster


def test_a_server_killed_whole_loses_nothing_that_was_acknowledged(tmp_path):
    cluster = Cluster(*SMALL, memory=True)
    try:
        caught = campaign(cluster, tmp_path / "control", 60, "control", TooEarly)
        assert caught.wrong, "void: the control was not caught"
        found = campaign(cluster, tmp_path / "real", 6, "test")
    finally:
        cluster.remove()
    assert found.wrong == []
    assert found.cycles == 6
    assert found.acknowledged > 6
