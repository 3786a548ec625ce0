"""What it means that the engine and the reference agree: the same rows, in the same order, on every column."""

from __future__ import annotations

from datetime import date
from typing import Any

from caseward.engine.assemble import SCHEMA
from caseward.engine.run import evaluate_fast
from caseward.obligations.evaluate import evaluate
from caseward.obligations.model import Obligation
from caseward.policy.model import PolicyDocument
from caseward.record.view import View


def of_reference(row: Obligation) -> dict[str, Any]:
    """An obligation as a row of the engine's table."""
    found = {name: getattr(row, name) for name in SCHEMA.names}
    return {**found, "counted": list(row.counted), "status": row.status.value}


def difference(document: PolicyDocument, view: View, as_of: date, *, threads: int = 1) -> str:
    """An empty string when both agree, else the first row and columns on which they do not."""
    wanted = [of_reference(r) for r in evaluate(document, view, as_of).obligations]
    found = evaluate_fast(document, view, as_of, threads=threads).to_pylist()
    for i, (a, b) in enumerate(zip(wanted, found, strict=False)):
        if a != b:
            names = [n for n in a if a[n] != b[n]]
            said = {n: (a[n], b[n]) for n in names}
            return f"row {i}, {a['requirement']} of {a['subject']} from {a['window_start']} due {a['due']}: {said}"
    return "" if len(wanted) == len(found) else f"{len(wanted)} rows of the reference, {len(found)} of the engine"
