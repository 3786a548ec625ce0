"""The campaign of ``disk_full`` at the size of a test."""

import os

import pytest

from tests.faults.disk_full import campaign


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="not tried: mounting a small disk takes root"
)
def test_a_full_disk_loses_nothing_and_is_healed_by_room(tmp_path):
    assert campaign(tmp_path / "control", 20, "control", lies=True, most=1).wrong, "void: the control was not caught"
    found = campaign(tmp_path / "real", 15, "test")
    assert found.wrong == []
    assert found.cycles == 15
    assert found.acknowledged > 50
