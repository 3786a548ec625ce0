"""The campaign of ``witness_forks`` at the size of a test."""

from tests.faults.witness_forks import Campaign


def test_a_killed_witness_never_swears_to_two_pasts(tmp_path):
    control = Campaign(tmp_path / "control", 1, control=True)
    assert control.run(100), "void: the control was not caught"
    real = Campaign(tmp_path / "real", 1, control=False)
    assert real.run(150) == []
    assert real.kills > 3
    assert len(real.sworn) > 3
