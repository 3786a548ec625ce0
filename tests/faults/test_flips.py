"""The long run over every bit, begun and gone on with; a store in which nothing is looked at is found out."""

from tests.faults import flips as long_run
from tests.unit.verify.flips import Flips


def test_a_run_goes_on_where_it_stopped(tmp_path):
    folder, place = tmp_path / "flips", tmp_path / "state.json"
    first = long_run.go_on(long_run.kept(folder, 20), place, 60)
    again = long_run.go_on(long_run.kept(folder, 20), place, 120)
    assert (first["done"], again["done"], again["missed"]) == (60, 120, [])
    assert sum(again["counts"].values()) == 120
    assert sum(again["closely"].values()) == 6
    assert again["counts"]["found"] > 10


def test_every_bit_comes_once():
    for every in (8, 160, 8 * 4096 * 3):
        assert {long_run.bit_at(n, every) for n in range(every)} == {*range(every)}


def test_what_could_not_be_read_leaves_nothing_behind():
    flips = Flips()
    assert flips.altered(flips.flipped(3)), "the file no longer says what it is"
    assert not flips.altered(flips.data)


def test_a_check_that_looks_at_nothing_is_found_out(tmp_path):
    """The control: the same bits before a check that finds everything sound."""
    flips = Flips()

    class Blind(Flips):
        def judged(self, bit, *, closely=True):
            return "missed" if self.altered(self.flipped(bit)) else "harmless"

    flips.__class__ = Blind
    assert long_run.go_on(flips, tmp_path / "state.json", 60)["missed"]
