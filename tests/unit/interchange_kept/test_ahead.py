"""Pieces that are made ready ahead by other processes come in order, and no error is lost on the way."""

import os
import signal
from multiprocessing import active_children

import pytest

from caseward.interchange.kept import bringing
from caseward.interchange.kept.ahead import made_ahead
from caseward.interchange.kept.bringing import bring, to_bring
from caseward.interchange.read import read_record
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.prepared import prepared
from tests.unit.interchange_kept.test_round_trip import EL_MONTE

MARKS = Marks(bytes(32))
HERE = os.getpid()


def made(number):
    parts = {"facts": {"n": number, "text": "é"}, "note": {"text": "x" * 70_000}}
    said = Draft("correction", f"P-{number}", "T", "o", parts, id=f"E-{number}", corrects=("A",))
    return prepared([said, Draft("contact", "P", "", "", {})], bytes, MARKS)


@pytest.mark.parametrize("workers", [0, 1, 3, 9])
def test_they_come_in_order_and_say_the_same(workers):
    ready = [*made_ahead(made, 7, workers)]
    assert [[one.contents() for one in some] for some in ready] == [[o.contents() for o in made(n)] for n in range(7)]
    assert [[(one.parts, one.mark) for one in some] for some in ready] == [
        [(one.parts, one.mark) for one in made(number)] for number in range(7)
    ]


def test_what_a_worker_cannot_make_its_parent_makes_or_meets_the_same_error():
    def fails(number):
        if number == 2:
            raise KeyError("E-2")
        return made(number)

    def ends(number):
        if os.getpid() != HERE and number == 2:
            os.kill(os.getpid(), signal.SIGKILL)
        return made(number)

    ahead = made_ahead(fails, 5, 2)
    assert [len(next(ahead)), len(next(ahead))] == [2, 2]
    with pytest.raises(KeyError):
        next(ahead)
    assert len([*made_ahead(ends, 5, 2)]) == 5


def test_whoever_stops_early_leaves_no_process_behind():
    before = active_children()
    ahead = made_ahead(made, 5, 2)
    next(ahead)
    assert len(active_children()) == len(before) + 2
    ahead.close()
    assert active_children() == before


def test_an_import_with_workers_is_the_same_import(agency, monkeypatch):
    monkeypatch.setattr(bringing, "PIECE", 30)
    reading = read_record(EL_MONTE)
    with agency.opened() as kept:
        brought = bring(to_bring(reading, "el-monte", kept.store), kept.store, workers=2)
    assert brought == len(reading.record)
    assert read_record(agency.folder, strict=True).sha256 == reading.sha256
