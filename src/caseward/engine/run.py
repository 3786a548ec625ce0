"""Evaluate a policy over a view, and explain any row of the answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from caseward.engine.columns import Columns, columns_of
from caseward.engine.evaluator import Evaluator
from caseward.engine.plan import readings_of
from caseward.errors import NotFound
from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.incomplete import with_gaps
from caseward.obligations.model import Obligation
from caseward.policy.model import PolicyDocument
from caseward.record.facts import subjects_of
from caseward.record.view import SetAside, View, judged


def evaluate_fast(document: PolicyDocument, view: View, as_of: date, *, threads: int = 1) -> Any:
    """A ``pyarrow.Table`` with the rows of the reference evaluator, in its order."""
    columns = columns_of(subjects_of(judged(view, as_of), document.subject))
    return evaluate_columns(document, columns, as_of, threads=threads, gaps=view.set_aside)


def evaluate_columns(
    document: PolicyDocument, columns: Columns, as_of: date, *, threads: int = 1, gaps: tuple[SetAside, ...] = ()
) -> Any:
    """The same over columns already laid out (of nothing that happened after ``as_of``). ``gaps`` could not be read."""
    return Evaluator(document, as_of).table(columns, threads, gaps)


def explain(document: PolicyDocument, view: View, as_of: date, row: dict[str, Any]) -> Obligation:
    """One row of the table (as a mapping) as the reference's obligation, with reasons and the entries considered.

    NotFound when the view holds no such obligation.
    """
    subject = next((s for s in subjects_of(judged(view, as_of), document.subject) if s.id == row["subject"]), None)
    only = {(row["requirement"], row["kind"])}
    rows = [] if subject is None else evaluate_subject(document, subject, as_of, row["reading"], only)
    rows = [] if subject is None else with_gaps(rows, subject, document, view.set_aside)
    key = (row["about"], row["window_start"], row["ordinal"])
    found = next((r for r in rows if (r.about, r.window_start, r.ordinal) == key), None)
    if found is None:
        raise NotFound(f"There is no obligation {row['requirement']} of {row['subject']} from {row['window_start']}.")
    return found


__all__ = ["evaluate_columns", "evaluate_fast", "explain", "readings_of"]
