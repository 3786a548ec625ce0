"""Spark on this machine against two plain processes, Parquet to Parquet: ``python -m benchmarks.on_spark RECORD``.

It takes how many terms a task has as a second argument.
Both do the same tasks with the same worker and write the same parts. Spark's session is up and has done the job once;
the plain run starts its two processes each time. Prints seconds of each, the least of three.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

TOP = Path(__file__).resolve().parents[1]
POLICY = TOP / "policies/us-ca-los-angeles/adult.yaml"
AS_OF = date(2022, 12, 31)
PER_SLICE = int(sys.argv[2]) if len(sys.argv) > 2 else 65_536  # terms of a task


def main(record: Path) -> None:
    """Measure and print."""
    from caseward.engine.output.work import Local

    with tempfile.TemporaryDirectory() as scratch:
        plain = min(_seconds(Local(2), record, Path(scratch) / f"plain-{n}") for n in range(3))
        cluster = _cluster()
        _seconds(cluster, record, Path(scratch) / "first")
        spark = min(_seconds(cluster, record, Path(scratch) / f"spark-{n}") for n in range(3))
    print(json.dumps({"spark": spark, "plain": plain}))


def _cluster() -> Any:
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    from caseward.engine.spark.runner import Cluster, session

    found = session("local[2]", name="caseward-benchmark")
    found.sparkContext.setLogLevel("OFF")
    return Cluster(found)


def _seconds(runner: Any, record: Path, folder: Path) -> float:
    from caseward.engine.intake import needed_columns, open_data_set
    from caseward.engine.output.data_set import FromDataSet
    from caseward.engine.output.work import Job, Task
    from caseward.policy.load import load_policy

    folder.mkdir()
    document = load_policy(POLICY).document
    started = time.perf_counter()
    source = FromDataSet(open_data_set(record), AS_OF, None, needed_columns([document]), PER_SLICE)
    tasks = [Task(s, (document.policy,)) for s in source.slices("term")]
    done = list(runner.run(Job((document,), AS_OF, source, folder), tasks))
    assert len(done) == len(tasks)
    return time.perf_counter() - started


if __name__ == "__main__":
    main(Path(sys.argv[1]))
