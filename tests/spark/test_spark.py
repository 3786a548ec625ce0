"""The same obligations on Spark as on one machine, on a real session of two workers; a worker that is killed loses nothing."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import ClassVar

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from caseward.engine.intake import BadDataSet, NotInOrder, needed_columns, open_data_set
from caseward.engine.output.buckets import FromBuckets
from caseward.engine.output.columns import PART_SCHEMA
from caseward.engine.output.data_set import FromDataSet
from caseward.engine.output.inputs import InMemory, Slice
from caseward.engine.output.work import Job, Local, Task
from caseward.engine.output.workers import WorkerFailed
from caseward.errors import BadRequest
from caseward.interchange.synth import synthesise
from caseward.interchange.write import write_record
from caseward.policy.load import load_policy
from caseward.record.view import view_of
from tests.house.tree import TOP

spark = pytest.importorskip("caseward.engine.spark", reason="PySpark is not installed")

AS_OF, TERMS, EACH = date(2022, 12, 31), 60, 20
POLICY = load_policy(TOP / "policies" / "us-ca-los-angeles" / "adult.yaml").document


@dataclass(frozen=True)
class Travelling(InMemory):
    """A small record in memory, cut small and sent along, so that there are several tasks."""

    travels: ClassVar[bool] = True

    def slices(self, kind):
        (whole,) = super().slices(kind)
        return [Slice(kind, n, EACH, n * EACH) for n in range(whole.subjects // EACH)]


@dataclass(frozen=True)
class Deadly(Travelling):
    """Kills the process that first reads the second slice."""

    mark: Path = Path()

    def columns(self, one):
        if one.number == 1 and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return super().columns(one)


@dataclass(frozen=True)
class Hopeless(Travelling):
    """Kills every process that reads the second slice."""

    def columns(self, one):
        if one.number == 1:
            os.kill(os.getpid(), signal.SIGKILL)
        return super().columns(one)


@dataclass(frozen=True)
class Refusing(Travelling):
    """Cannot read its third slice."""

    def columns(self, one):
        if one.number == 2:
            raise BadRequest("the third slice cannot be read")
        return super().columns(one)


@dataclass(frozen=True)
class Faulty(Travelling):
    """Meets a fault of the program."""

    def columns(self, one):
        raise ZeroDivisionError("nothing is divided by nought")


@pytest.fixture(scope="module")
def session():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", str(TOP / ".venv" / "bin" / "python"))
        patch.setenv("PYTHONPATH", str(TOP))
        found = spark.session("local[2]", name="caseward-tests")
        found.sparkContext.setLogLevel("OFF")
        yield found
        found.stop()


@pytest.fixture(scope="module")
def view():
    return view_of(synthesise(TERMS, 3))


def job_of(source, folder):
    return Job((POLICY,), AS_OF, source, folder), [Task(s, (POLICY.policy,)) for s in source.slices("term")]


def test_the_parts_are_the_same_bytes(session, view, tmp_path):
    here, there = (job_of(Travelling(view, AS_OF, "one"), tmp_path / name) for name in ("here", "there"))
    local = {d.task.slice.number: d for d in Local().run(*here)}
    spread = {d.task.slice.number: d for d in spark.Cluster(session).run(*there)}
    assert sorted(spread) == [0, 1, 2]
    for number, done in spread.items():
        assert [m.part for m in done.made] == [m.part for m in local[number].made]
        assert [m.measures for m in done.made] == [m.measures for m in local[number].made]
        for made in done.made:
            assert (tmp_path / "there" / made.part.file).read_bytes() == (
                tmp_path / "here" / made.part.file
            ).read_bytes()
    assert not list((tmp_path / "there").glob(".*"))


def test_the_obligations_as_a_frame(session, view, tmp_path):
    job, tasks = job_of(Travelling(view, AS_OF, "one"), tmp_path)
    list(Local().run(job, tasks))
    # A part leaves its policy to the name of its folder; the frame has no folder, and so has the column.
    schema = pa.schema([field for field in spark.plain(PART_SCHEMA) if field.name != "policy"])
    files = sorted(tmp_path.rglob("*.parquet"))
    written = pa.concat_tables(pq.read_table(f, partitioning=None) for f in files).cast(schema)
    found = spark.obligations_frame(session, job, tasks).toArrow()
    assert set(found["policy"].to_pylist()) == {POLICY.policy}
    found = found.select(schema.names).cast(schema)
    assert found.num_rows == written.num_rows > 1000
    assert sorted(map(str, found.to_pylist())) == sorted(map(str, written.to_pylist()))


def test_a_worker_that_is_killed_loses_nothing(session, view, tmp_path):
    job, tasks = job_of(Deadly(view, AS_OF, "one", mark=tmp_path / "killed"), tmp_path / "there")
    done = list(spark.Cluster(session).run(job, tasks))
    assert (tmp_path / "killed").exists()
    assert sum(d.rows for d in done) == sum(
        d.rows for d in Local().run(*job_of(Travelling(view, AS_OF, "one"), tmp_path / "here"))
    )
    for file in sorted((tmp_path / "here").rglob("*.parquet")):
        assert (tmp_path / "there" / file.relative_to(tmp_path / "here")).read_bytes() == file.read_bytes()


def test_what_a_task_refuses_is_raised_as_it_was(session, view, tmp_path):
    job, tasks = job_of(Refusing(view, AS_OF, "one"), tmp_path)
    with pytest.raises(BadRequest, match="the third slice cannot be read"):
        list(spark.Cluster(session).run(job, tasks))


def test_a_fault_of_the_program_is_told_in_our_words(session, view, tmp_path):
    job, tasks = job_of(Faulty(view, AS_OF, "one"), tmp_path)
    with pytest.raises(WorkerFailed, match="ZeroDivisionError: nothing is divided by nought"):
        list(spark.Cluster(session).run(job, tasks))
    assert not list(tmp_path.glob(".*"))


def test_a_worker_killed_again_and_again_is_given_up_in_our_words(session, view, tmp_path):
    job, tasks = job_of(Hopeless(view, AS_OF, "one"), tmp_path)
    with pytest.raises(spark.ClusterFailed, match="the output is as it was before"):
        list(spark.Cluster(session).run(job, tasks))


def test_nothing_to_do_is_nothing_done(session, view, tmp_path):
    job, _ = job_of(Travelling(view, AS_OF, "one"), tmp_path)
    assert list(spark.Cluster(session).run(job, [])) == []


NUMBERS = pa.schema([("n", pa.int32()), ("words", pa.string())])


def test_a_batch_is_cast_to_what_was_declared():
    batch = pa.RecordBatch.from_pydict({"words": pa.array(["a"]).dictionary_encode(), "n": pa.array([1], pa.int64())})
    assert spark.cast_batch(batch, NUMBERS).schema == NUMBERS


@pytest.mark.parametrize(
    ("batch", "says"),
    [
        ({"n": [2**40], "words": ["a"]}, "n is int64, declared int32"),
        ({"n": ["x"], "words": [[1]]}, "n is string, declared int32; words is list<.*int64>, declared string"),
        ({"n": [1]}, "only one side has: words"),
        ({"n": [1], "words": ["a"], "more": [1]}, "only one side has: more"),
    ],
)
def test_a_batch_that_does_not_fit_is_refused_before_spark_sees_it(batch, says):
    with pytest.raises(spark.WrongBatch, match=says):
        spark.cast_batch(pa.RecordBatch.from_pydict(batch), NUMBERS)


def shuffled(folder, record):
    """A record as a data set whose rows are in no order."""
    write_record(record, folder, "parquet")
    for file in sorted(folder.glob("*.parquet")):
        table = pq.read_table(file)
        order = sorted(range(table.num_rows), key=lambda n: (n * 7919) % 104729)
        pq.write_table(table.take(order), file)
    return open_data_set(folder)


def test_a_data_set_in_no_order_is_parted_by_person_and_gives_the_same_obligations(session, tmp_path):
    record = synthesise(TERMS, 3)
    data = shuffled(tmp_path / "record", record)
    needs = needed_columns([POLICY])
    with pytest.raises(NotInOrder):
        data.slices(as_of=AS_OF, needs=needs)
    places = spark.spread(session, data, tmp_path / "parted", 4)
    assert 2 <= len(places) <= 4
    whole = FromDataSet(data, AS_OF, None, needs)
    source = FromBuckets(tuple(FromDataSet(open_data_set(p), AS_OF, None, needs) for p in places), whole)
    job, tasks = job_of(source, tmp_path / "out")
    done = list(spark.Cluster(session).run(job, tasks))
    assert sum(t.slice.subjects for t in tasks) == TERMS
    found = rows_of(tmp_path / "out")
    list(Local().run(*job_of(InMemory(view_of(record), AS_OF, "one"), tmp_path / "memory")))
    assert found == rows_of(tmp_path / "memory")
    assert sum(d.rows for d in done) == len(found) > 1000
    assert len({source.fingerprint(t.slice) for t in tasks}) == len(tasks)
    assert not list((tmp_path / "parted").glob(".*"))


def rows_of(folder):
    return sorted(
        str(row) for f in sorted(folder.rglob("*.parquet")) for row in pq.read_table(f, partitioning=None).to_pylist()
    )


def test_a_row_about_a_term_that_is_not_there_is_refused(session, tmp_path):
    data = shuffled(tmp_path / "record", synthesise(12, 3))
    table = pq.read_table(tmp_path / "record" / "contact.parquet")
    terms = table["term"].to_pylist()
    spoilt = table.set_column(table.schema.get_field_index("term"), "term", pa.array(["term-nobody", *terms[1:]]))
    pq.write_table(spoilt, tmp_path / "record" / "contact.parquet")
    with pytest.raises(BadDataSet, match="term-nobody"):
        spark.spread(session, data, tmp_path / "parted", 2)
