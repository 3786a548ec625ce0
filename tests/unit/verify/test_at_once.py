"""Reading a piece of the log at once says what reading it entry by entry says, of whole stores and of spoiled ones."""

import random
from dataclasses import asdict

import apsw
import pytest

from caseward.verify.envelope import read
from caseward.verify.shapes import Columns, Shapes
from caseward.verify.store import verify_store
from caseward.verify.wire import Refused
from tests.unit.verify.flips import Flips, loaded
from tests.unit.verify.made import Log
from tests.unit.verify.stores import BROUGHT


class Whole(int):
    """A whole number of a sort of its own: right for every check, and nothing that can be compared at once."""


class Slow:
    """Rows in which nothing can be compared at once."""

    def __init__(self, db):
        self.db = db

    def execute(self, sql):
        for row in self.db.execute(sql):
            yield tuple(Whole(value) if type(value) is int else value for value in row)


def said(rows):
    """All that a check says, or why it says nothing."""
    try:
        report = asdict(verify_store(rows, BROUGHT))
    except (Refused, apsw.Error) as error:
        return type(error)
    return report


@pytest.fixture(scope="module")
def flips():
    return Flips()


def test_of_a_whole_store(flips):
    assert said(loaded(flips.data)) == said(Slow(loaded(flips.data)))


def test_of_changed_bits(flips):
    differ = []
    for bit in random.Random(11).sample(range(8 * len(flips.data)), 150):
        data = flips.flipped(bit)
        if said(loaded(data)) != said(Slow(loaded(data))):
            differ.append(bit)
    assert differ == []


def test_of_changed_bits_in_envelopes(flips):
    """Where most of the quick reading is: each character of one envelope, in turn."""
    leaf = loaded(flips.data).execute("SELECT leaf FROM entries WHERE idx = 5").get
    start, chance = flips.data.find(leaf), random.Random(5)
    assert start > 0
    for at in range(0, len(leaf), 3):
        data = flips.flipped(8 * (start + at) + chance.randrange(8))
        assert said(loaded(data)) == said(Slow(loaded(data))), at


def columns(leaves):
    found = [read(leaf) for leaf in leaves]
    shapes = Shapes()
    recorded = [shapes._micros([e.recorded[:19].encode()])[0] + int(e.recorded[20:26]) for e in found]
    return Columns(leaves, recorded, *([getattr(e, name) for e in found] for name in ("kind", "case", "actor")))


def well_written(leaf, row):
    """What reading one entry says: whether it is well written, and its columns (of ``row``) say what its bytes say."""
    try:
        return [*zip(*columns([leaf]), strict=True)] == [(leaf, *row[1:])]
    except Refused:
        return False


def test_every_changed_character_of_an_envelope_is_seen():
    whole = columns(Log(80).leaves)
    leaves, row = whole.leaves, [*zip(*whole, strict=True)][8]
    assert [names for names, _ in Shapes().parts(whole)] == [tuple(read(leaf).parts) for leaf in leaves]
    for at in range(len(leaves[8])):
        for other in (b"0", b"a", b"A", b" ", b"9", b"f", b"_", b"\n", b"\xff"):
            spoiled = leaves[8][:at] + other + leaves[8][at + 1 :]
            found = Shapes().parts(whole._replace(leaves=[*leaves[:8], spoiled, *leaves[9:]]))
            assert (found is not None) is well_written(spoiled, row), (at, other)


@pytest.mark.parametrize("column", ["recorded", "kinds", "cases", "actors"])
def test_a_column_that_says_another_thing_is_seen(column):
    whole = columns(Log(80).leaves)
    values = [*getattr(whole, column)]
    for place in (0, 33, 79):
        for other in (
            (values[place] + 1,) if column == "recorded" else (values[place][:-1] + "0", values[place] + "c", "")
        ):
            changed = [*values[:place], other, *values[place + 1 :]]
            if changed != values:
                assert Shapes().parts(whole._replace(**{column: changed})) is None
    shifted = [*values[1:], values[0]]
    assert shifted == values or Shapes().parts(whole._replace(**{column: shifted})) is None
