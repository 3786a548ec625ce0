"""What passes between Spark and Python: batches of exactly the declared types, and answers that may be refusals."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from typing import Any

import pyarrow as pa

from caseward.errors import CasewardError

Batches = Iterator[Any]
ANSWER = pa.schema([pa.field("answer", pa.binary(), nullable=False)])
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


def declared(schema: Any) -> str:
    """The schema in Spark's own words."""
    return ", ".join(f"`{f.name}` {_type(_plain(f.type))}" for f in schema)


def _type(kind: Any) -> str:
    return f"array<{_type(kind.value_type)}>" if pa.types.is_list(kind) else _TYPES[kind]


def numbers_in(batches: Batches) -> Iterator[int]:
    """The numbers of a range, as Spark hands them to a task."""
    return (number for batch in batches for number in batch.column(0).to_pylist())


def answers(spark: Any, tasks: int, answer: Callable[[int], Any]) -> Iterator[Any]:
    """What ``answer`` gives for each number below ``tasks``, each in a task of its own, once all are done.

    A refusal that a task gives is raised here; ClusterFailed when Spark gives up.
    """
    if not tasks:
        return

    def work(batches: Batches) -> Batches:
        for number in numbers_in(batches):
            yield cast_batch(pa.RecordBatch.from_pydict({"answer": [pickle.dumps(answer(number))]}), ANSWER)

    try:
        rows = spark.range(0, tasks, 1, tasks).mapInArrow(work, declared(ANSWER)).collect()
    except Exception as error:  # the wire to the JVM has errors of its own, beside Spark's
        raise ClusterFailed(" ".join(str(error).split())[:400]) from None
    for row in rows:
        found = pickle.loads(bytes(row["answer"]))
        if isinstance(found, CasewardError):
            raise found
        yield found
