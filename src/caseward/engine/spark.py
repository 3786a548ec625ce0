"""The one distributed runner: the same worker as on one machine, inside ``mapInArrow``, a partition for each slice.

A task gets no rows, only the names of files and which rows of them are its slice; it reads, evaluates and writes by
itself, because rows that pass through the JVM cost more than the work (``docs/measured.md``). What a task writes counts
only once it is whole: it is written apart, under the number of the attempt, and moved into place, so a worker that dies
loses nothing and a second attempt writes the same bytes. Input and output lie where every machine sees them.
"""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import pyarrow as pa
from pyspark import TaskContext
from pyspark.sql import SparkSession

from caseward.engine.output.columns import PART_SCHEMA
from caseward.engine.output.work import Done, Job, Task, Worker
from caseward.engine.output.workers import WorkerFailed
from caseward.errors import CasewardError

_ANSWER = pa.schema([pa.field("answer", pa.binary(), nullable=False)])
_ATTEMPTS = ".attempts"
_TYPES = {
    pa.string(): "string", pa.large_string(): "string", pa.binary(): "binary", pa.bool_(): "boolean", pa.int32(): "int",
    pa.int64(): "bigint", pa.date32(): "date",
}  # fmt: skip


class WrongBatch(CasewardError):
    """A batch does not have the types that were declared to Spark, which would trust them and stop without a reason."""

    code = "CW503"
    sentence = "A batch does not have the types that were declared to Spark."
    hint = "run with --engine local, and report what this says: it is a fault of Caseward"
    exit_code = 70
    http_status = 500


class ClusterFailed(CasewardError):
    """Spark gave the work up: a task failed as often as Spark allows, or the cluster was lost."""

    code = "CW504"
    sentence = "Spark could not finish the work; the output is as it was before."
    hint = "look at the failed task in Spark's own log; tasks killed for memory need fewer cores for each executor"
    exit_code = 74
    http_status = 503


def session(master: str = "", *, name: str = "caseward") -> SparkSession:
    """The session that ``spark-submit`` made, or a new one; ``master`` as Spark writes it (``local[2]``)."""
    maker = SparkSession.builder.appName(name).config("spark.speculation", "false")
    if master:
        # A laptop has no cluster to ask, and a worker that dies is tried again there too.
        local = master.replace("]", ",4]") if master.startswith("local[") and "," not in master else master
        maker = maker.master(local).config("spark.ui.enabled", "false").config("spark.driver.host", "127.0.0.1")
    return maker.getOrCreate()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Runs the tasks of a job on a Spark session. The folder of the job is one that every machine sees."""

    session: SparkSession

    def run(self, job: Job, tasks: Sequence[Task]) -> Iterator[Done]:
        """Do every task; ClusterFailed when Spark gives up, else the error that a task itself raised."""
        if not tasks:
            return
        numbers = self.session.range(0, len(tasks), 1, len(tasks))
        frame = numbers.mapInArrow(_answering(job, tuple(tasks)), _ddl(_ANSWER))
        try:
            rows = frame.collect()
        except Exception as error:  # the wire to the JVM has errors of its own, beside Spark's
            raise ClusterFailed(" ".join(str(error).split())[:400]) from None
        finally:
            shutil.rmtree(job.folder / _ATTEMPTS, ignore_errors=True)
        for row in rows:
            found = pickle.loads(bytes(row["answer"]))
            if isinstance(found, CasewardError):
                raise found
            yield found


def obligations_frame(spark: SparkSession, job: Job, tasks: Sequence[Task]) -> Any:
    """The obligations themselves as a Spark DataFrame (columns of ``engine.output.columns``), nothing written.

    For a notebook or a further Spark job. Rows pass through the JVM, so writing Parquet through ``Cluster`` is faster.
    """
    return spark.range(0, len(tasks), 1, len(tasks)).mapInArrow(_telling(job, tuple(tasks)), _ddl(PART_SCHEMA))


def cast_batch(batch: Any, schema: Any) -> Any:
    """The batch in exactly the types of a plain schema. WrongBatch, with every column that does not fit."""
    has, declared = batch.schema.names, schema.names
    wrong = [n for n in has if n not in declared] + [n for n in declared if n not in has]
    if wrong:
        raise WrongBatch(f"columns that only one side has: {', '.join(wrong)}")
    columns, faults = [], []
    for field in schema:
        try:
            columns.append(batch.column(field.name).cast(field.type, safe=True))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
            faults.append(f"{field.name} is {batch.schema.field(field.name).type}, declared {field.type}")
    if faults:
        raise WrongBatch("; ".join(faults))
    return pa.RecordBatch.from_arrays(columns, schema=schema)


def plain(schema: Any) -> Any:
    """The schema as Spark holds it: dictionaries are spelled out."""
    return pa.schema([pa.field(f.name, _plain(f.type), f.nullable) for f in schema])


def _plain(kind: Any) -> Any:
    if pa.types.is_dictionary(kind):
        return kind.value_type
    return pa.list_(_plain(kind.value_type)) if pa.types.is_list(kind) else kind


def _ddl(schema: Any) -> str:
    """The schema in Spark's own words."""
    return ", ".join(f"`{f.name}` {_type(_plain(f.type))}" for f in schema)


def _type(kind: Any) -> str:
    return f"array<{_type(kind.value_type)}>" if pa.types.is_list(kind) else _TYPES[kind]


_Batches = Iterator[Any]


def _answering(job: Job, tasks: tuple[Task, ...]) -> Callable[[_Batches], _Batches]:
    key = _key(job)

    def work(batches: _Batches) -> _Batches:
        for number in _numbers(batches):
            answer = pickle.dumps(_done(_worker(key, job), tasks[number]))
            yield cast_batch(pa.RecordBatch.from_pydict({"answer": [answer]}), _ANSWER)

    return work


def _telling(job: Job, tasks: tuple[Task, ...]) -> Callable[[_Batches], _Batches]:
    key, schema = _key(job), plain(PART_SCHEMA)

    def work(batches: _Batches) -> _Batches:
        for number in _numbers(batches):
            for _, table, _ in _worker(key, job).tables(tasks[number]):
                yield from (cast_batch(batch, schema) for batch in table.to_batches(max_chunksize=1 << 16))

    return work


def _numbers(batches: _Batches) -> Iterator[int]:
    return (number for batch in batches for number in batch.column(0).to_pylist())


def _done(worker: Worker, task: Task) -> Done | CasewardError:
    """The task done, its parts in place; or what it was refused for, to be raised where somebody reads it."""
    context, folder = TaskContext.get(), worker.job.folder
    apart = folder / _ATTEMPTS / str(context.taskAttemptId() if context else 0)
    try:
        # The same worker, with what it has compiled, writing elsewhere.
        found = replace(worker, job=replace(worker.job, folder=apart)).done(task)
        for made in found.made:
            place = folder / made.part.file
            place.parent.mkdir(parents=True, exist_ok=True)
            (apart / made.part.file).replace(place)
    except CasewardError as refused:
        return refused
    except Exception as error:
        return WorkerFailed.of(error)
    finally:
        shutil.rmtree(apart, ignore_errors=True)
    return found


#: What this process has compiled for the job it last worked on: Spark keeps its Python processes from task to task.
_WORKERS: dict[str, Worker] = {}


def _key(job: Job) -> str:
    return sha256(pickle.dumps(job)).hexdigest()


def _worker(key: str, job: Job) -> Worker:
    if key not in _WORKERS:
        _WORKERS.clear()
        _WORKERS[key] = Worker(job)
    return _WORKERS[key]
