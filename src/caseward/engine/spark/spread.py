"""A data set in any order, parted by the hash of the person and each part put in subject order, by a whole cluster."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from pyspark.sql import SparkSession, functions

from caseward.engine.intake import DataSet
from caseward.engine.intake.put_in_order import sort_data_set
from caseward.engine.intake.subject_order import subject_columns
from caseward.engine.output.workers import WorkerFailed
from caseward.engine.spark.batches import answers
from caseward.errors import CasewardError

_BUCKET, _TERM, _PERSON = "_bucket", "_term", "_person"


def spread(spark: SparkSession, data: DataSet, into: Path, buckets: int) -> tuple[Path, ...]:
    """Part a data set, and give the folders of the parts, each a data set in subject order: those that have a term.

    All rows about a person lie in one bucket. What is about nobody (the status of offices, corrections) is in every
    bucket; what is about facilities in none. BadDataSet for rows about a term or person that is not there. ``into`` is
    new or empty, and every machine sees it.
    """
    parted = into / ".parted"
    try:
        kinds = tuple(kind for kind in data.tables if _part(spark, data, kind, parted, buckets))
        places = tuple(into / f"bucket-{number:05}" for number in range(buckets))
        whole = tuple(kind for kind in ("office_status", "correction") if kind in data.tables)
        filled = answers(spark, buckets, lambda n: _sorted(data, parted, kinds, whole, n, places[n]))
        return tuple(place for place, terms in zip(places, filled, strict=True) if terms)
    finally:
        shutil.rmtree(parted, ignore_errors=True)


def _part(spark: SparkSession, data: DataSet, kind: str, parted: Path, buckets: int) -> bool:
    """Write the rows of a kind by bucket; False for a kind that is about neither terms nor persons."""
    person = {"term": "person", "person": "id"}.get(kind)
    named = (person,) if person else subject_columns(data.tables[kind].kind)
    frame, whose = _frame(spark, data, kind), [n for n in named if _spelt(data, kind, n)]
    if not whose:
        return False
    if "term" in whose:
        terms = _frame(spark, data, "term")
        known = terms.select(
            terms[_spelt(data, "term", "id")].alias(_TERM), terms[_spelt(data, "term", "person")].alias(_PERSON)
        )
        frame = frame.join(known, frame[_spelt(data, kind, "term")] == known[_TERM], "left")
    keys = [frame[_PERSON] if name == "term" else frame[_spelt(data, kind, name)] for name in whose]
    bucket = functions.pmod(functions.xxhash64(functions.coalesce(*keys, functions.lit(""))), functions.lit(buckets))
    placed = frame.withColumn(_BUCKET, bucket).drop(_TERM, _PERSON)
    placed.repartition(buckets, _BUCKET).write.partitionBy(_BUCKET).parquet(str(parted / kind))
    return True


def _frame(spark: SparkSession, data: DataSet, kind: str) -> Any:
    return spark.read.parquet(*(str(data.folder / file.name) for file in data.tables[kind].files))


def _spelt(data: DataSet, kind: str, name: str) -> str:
    """The column of a field as the files of a kind spell it, or an empty string."""
    return data.tables[kind].files[0].spelling(name) or ""


def _sorted(
    data: DataSet, parted: Path, kinds: tuple[str, ...], whole: tuple[str, ...], number: int, place: Path
) -> int | CasewardError:
    """Put one bucket in order, in a task: how many terms it has."""
    raw = parted / f"raw-{number:05}"
    try:
        for kind in kinds:
            files = sorted((parted / kind / f"{_BUCKET}={number}").glob("*.parquet"))
            _linked(files, raw / kind)
        for kind in whole:
            _linked([data.folder / file.name for file in data.tables[kind].files], raw / kind)
        shutil.rmtree(place, ignore_errors=True)  # of an attempt that died
        return sort_data_set(raw, place).terms if (raw / "term").is_dir() else 0
    except CasewardError as refused:
        return refused
    except Exception as error:
        return WorkerFailed.of(error)


def _linked(files: list[Path], folder: Path) -> None:
    for n, file in enumerate(files):
        folder.mkdir(parents=True, exist_ok=True)
        link = folder / f"part-{n:05}.parquet"
        link.unlink(missing_ok=True)
        link.symlink_to(file.resolve())
