"""The same worker as on one machine, inside ``mapInArrow``, a partition for each slice.

A task gets no rows, only the names of files and which rows of them are its slice; it reads, evaluates and writes by
itself, because rows that pass through the JVM cost more than the work (``docs/measured.md``). What a task writes counts
only once it is whole: it is written apart, under the number of the attempt, and moved into place, so a worker that dies
loses nothing and a second attempt writes the same bytes. Input and output lie where every machine sees them.
"""

from __future__ import annotations

import pickle
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from pyspark import TaskContext
from pyspark.sql import SparkSession

from caseward.engine.output.columns import PART_SCHEMA
from caseward.engine.output.work import Done, Job, Task, Worker
from caseward.engine.output.workers import WorkerFailed
from caseward.engine.spark.batches import Batches, answers, cast_batch, declared, numbers_in, plain
from caseward.errors import CasewardError

_ATTEMPTS = ".attempts"


def session(master: str = "", *, name: str = "caseward") -> SparkSession:
    """The session that ``spark-submit`` made, or a new one; ``master`` as Spark writes it (``local[2]``)."""
    maker = SparkSession.builder.appName(name).config("spark.speculation", "false")
    if master:
        # A laptop has no cluster to ask, and a worker that dies is tried again there too.
        local = master.replace("]", ",4]") if master.startswith("local[") and "," not in master else master
        maker = maker.master(local).config("spark.ui.enabled", "false").config("spark.driver.host", "localhost")
    return maker.getOrCreate()


@dataclass(frozen=True, slots=True)
class Cluster:
    """Runs the tasks of a job on a Spark session. The folder of the job is one that every machine sees."""

    session: SparkSession

    def run(self, job: Job, tasks: Sequence[Task]) -> Iterator[Done]:
        """Do every task; ClusterFailed when Spark gives up, else the error that a task itself raised."""
        key, given = _key(job), tuple(tasks)
        try:
            yield from answers(self.session, len(given), lambda number: _done(_worker(key, job), given[number]))
        finally:
            shutil.rmtree(job.folder / _ATTEMPTS, ignore_errors=True)


def obligations_frame(spark: SparkSession, job: Job, tasks: Sequence[Task]) -> Any:
    """The obligations themselves as a Spark DataFrame (columns of ``engine.output.columns``), nothing written.

    For a notebook or a further Spark job. Rows pass through the JVM, so writing Parquet through ``Cluster`` is faster.
    """
    key, given, schema = _key(job), tuple(tasks), plain(PART_SCHEMA)

    def work(batches: Batches) -> Batches:
        for number in numbers_in(batches):
            for _, table, _ in _worker(key, job).tables(given[number]):
                yield from (cast_batch(batch, schema) for batch in table.to_batches(max_chunksize=1 << 16))

    return spark.range(0, len(given), 1, max(1, len(given))).mapInArrow(work, declared(PART_SCHEMA))


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
