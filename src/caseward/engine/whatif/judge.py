"""The obligations of a record under one policy in one reading, by whichever evaluator suits its size."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from caseward.dates import EARLIEST, LATEST
from caseward.engine.columns import Columns
from caseward.engine.whatif.side import table_of
from caseward.errors import BadRequest
from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.incomplete import with_gaps
from caseward.policy.model import PolicyDocument
from caseward.record.subjects import Subject
from caseward.record.view import SetAside

#: Up to so many subjects the reference is done before the kernels are loaded.
FEW = 2_000


def judged_table(
    document: PolicyDocument,
    subjects: Sequence[Subject],
    columns: Columns,
    as_of: date,
    reading: str,
    *,
    gaps: tuple[SetAside, ...] = (),
    threads: int = 1,
) -> Any:
    """A table of at least the fields of ``whatif.side``; both evaluators give the same rows."""
    if not EARLIEST <= as_of <= LATEST:
        raise BadRequest(f"The day judged is {as_of}; it must lie between {EARLIEST} and {LATEST}.")
    if len(subjects) > FEW:
        from caseward.engine.run import evaluate_columns  # loads the kernels

        return evaluate_columns(document, columns, as_of, threads=threads, gaps=gaps)
    rows = (
        row
        for subject in subjects
        for row in with_gaps(evaluate_subject(document, subject, as_of, reading), subject, document, gaps)
    )
    return table_of(rows)
