"""What it means that the engine and the reference agree: the same rows, in the same order, on every column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import Any

import pyarrow as pa

from caseward.engine.assemble import SCHEMA
from caseward.engine.columns import columns_of
from caseward.engine.evaluator import Evaluator
from caseward.engine.run import explain
from caseward.obligations.evaluate import evaluate
from caseward.obligations.model import Obligation
from caseward.policy.model import PolicyDocument
from caseward.record.facts import subjects_of
from caseward.record.view import View, judged

NAMES = tuple(SCHEMA.names)
_GET = attrgetter(*NAMES)
_SAID = {"status": lambda values: [v.value for v in values], "counted": lambda values: [list(v) for v in values]}


@dataclass
class Compared:
    """What came of one comparison: how they differ (nothing: they agree), and how much was compared."""

    difference: str
    pairs: int  # subjects under one policy
    rows: list[Obligation] = field(default_factory=list)
    left: dict[tuple[str, str, str], int] = field(default_factory=dict)  # subjects the kernels left to the reference


def compared(document: PolicyDocument, view: View, as_of: date, *, threads: int = 1, explained: int = 0) -> Compared:
    """Both over one view. ``explained``: of so many rows the explanation is rebuilt from the ids of the table."""
    rows = list(evaluate(document, view, as_of).obligations)
    columns, evaluator = columns_of(subjects_of(judged(view, as_of), document.subject)), Evaluator(document, as_of)
    table = evaluator.table(columns, threads=threads, gaps=view.set_aside)
    said = disagreement(table_of(rows), table)
    for place in range(0, len(rows), max(1, len(rows) // explained)) if explained and not said else ():
        if explain(document, view, as_of, table.slice(place, 1).to_pylist()[0]) != rows[place]:
            said = said or f"row {place} explains itself otherwise"
    return Compared(said, len(columns), rows, dict(evaluator.left))


def difference(document: PolicyDocument, view: View, as_of: date, *, threads: int = 1) -> str:
    """An empty string when both agree, else the first row and columns on which they do not."""
    return compared(document, view, as_of, threads=threads).difference


def table_of(rows: Sequence[Obligation]) -> Any:
    """Obligations as a table like the engine's, made apart from it and without dictionaries."""
    values = zip(*map(_GET, rows), strict=True) if rows else [()] * len(NAMES)
    columns = [_SAID[name](own) if name in _SAID else own for name, own in zip(NAMES, values, strict=True)]
    plain = _plain(SCHEMA)
    return pa.table([pa.array(c, type=f.type) for c, f in zip(columns, plain, strict=True)], schema=plain)


def _plain(schema: Any) -> Any:
    fields = [f.with_type(f.type.value_type) if pa.types.is_dictionary(f.type) else f for f in schema]
    return pa.schema(fields)


def disagreement(wanted: Any, found: Any) -> str:
    """The first row and columns on which two tables differ, or an empty string."""
    if found.schema.names != list(NAMES) or _plain(found.schema) != _plain(SCHEMA):
        return f"the columns are {found.schema}"
    found = found.cast(_plain(SCHEMA))
    if wanted.equals(found):
        return ""
    for i, (a, b) in enumerate(zip(wanted.to_pylist(), found.to_pylist(), strict=False)):
        if a != b:
            said = {n: (a[n], b[n]) for n in NAMES if a[n] != b[n]}
            return f"row {i}, {a['requirement']} of {a['subject']} from {a['window_start']} due {a['due']}: {said}"
    return f"{len(wanted)} rows of the reference, {len(found)} of the engine"
