"""A slice asked from several threads at once says what it says to one, however often."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from caseward.engine import evaluator
from caseward.engine.codebook import Codebook
from caseward.engine.evaluator import Evaluator
from caseward.engine.intake import open_data_set, read_slice
from caseward.interchange.synth import synthesise
from caseward.policy.load import load_policy
from caseward.record.view import SetAside
from tests.house.tree import TOP
from tests.unit.engine_intake.made import write_data_set

AS_OF = date(2022, 12, 31)
THREADS, TIMES = 4, 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return write_data_set(synthesise(80, 3), tmp_path_factory.mktemp("threads") / "set")


def columns_of(folder):
    (ref,) = open_data_set(folder).slices(as_of=AS_OF)
    return read_slice(ref, Codebook())


@pytest.fixture
def small_parts(monkeypatch):
    monkeypatch.setattr(evaluator, "PART", 5)


@pytest.mark.usefixtures("small_parts")
def test_a_table_by_several_threads_is_that_of_one(folder):
    document = load_policy(TOP / "policies/us-ca-los-angeles/adult.yaml").document
    one = Evaluator(document, AS_OF)
    columns = columns_of(folder)
    # Some subjects are asked of the reference, which reads them whole: those of which something could not be read.
    gaps = tuple(SetAside("contact", name, 1) for name in columns.names.to_pylist()[::4])
    wanted = one.table(columns, gaps=gaps)
    assert any(one.left.values())
    for _ in range(TIMES):
        several = Evaluator(document, AS_OF)
        assert several.table(columns_of(folder), threads=THREADS, gaps=gaps).equals(wanted)
        assert several.left == one.left


def test_whole_subjects_are_read_from_several_threads_at_once(folder):
    columns = columns_of(folder)
    wanted = list(columns.source.subjects(range(len(columns))))
    for _ in range(TIMES):
        fresh, ready = columns_of(folder), Barrier(THREADS)

        def ask(source=fresh.source, ready=ready):
            ready.wait()
            return list(source.subjects(range(len(columns))))

        with ThreadPoolExecutor(THREADS) as pool:
            assert all(found.result() == wanted for found in [pool.submit(ask) for _ in range(THREADS)])
