"""The obligations of one slice after another under one policy in one reading, by whichever evaluator suits the size."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeAlias

from caseward.dates import EARLIEST, LATEST
from caseward.engine.columns import Columns
from caseward.engine.whatif.side import table_of
from caseward.errors import BadRequest
from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.incomplete import with_gaps
from caseward.policy.model import PolicyDocument
from caseward.record.view import SetAside

#: Gives a table of at least the fields of ``whatif.side``; both evaluators give the same rows.
Judge: TypeAlias = Callable[[Columns], Any]

#: Up to so many subjects the reference is done before the kernels are loaded.
FEW = 2_000


def judge_of(
    document: PolicyDocument,
    as_of: date,
    reading: str,
    subjects: int,
    *,
    gaps: tuple[SetAside, ...] = (),
    threads: int = 1,
) -> Judge:
    """What judges slices of a record with so many subjects. BadRequest when the day cannot be judged."""
    if not EARLIEST <= as_of <= LATEST:
        raise BadRequest(f"The day judged is {as_of}; it must lie between {EARLIEST} and {LATEST}.")
    return (
        kernels(document, as_of, reading, gaps, threads)
        if subjects > FEW
        else reference(document, as_of, reading, gaps)
    )


def kernels(document: PolicyDocument, as_of: date, reading: str, gaps: tuple[SetAside, ...], threads: int) -> Judge:
    """The engine. What it compiles for one slice it keeps for the next; other readings are not evaluated."""
    from caseward.engine.evaluator import Evaluator  # loads the kernels

    others = tuple(r for r in document.readings if r.id == reading)
    evaluator = Evaluator(document.model_copy(update={"readings": others}), as_of)
    return lambda columns: evaluator.table(columns, threads, gaps)


def reference(document: PolicyDocument, as_of: date, reading: str, gaps: tuple[SetAside, ...]) -> Judge:
    """The reference evaluator, subject by subject."""

    def judged(columns: Columns) -> Any:
        subjects = columns.source.subjects(range(len(columns)))
        return table_of(
            row
            for subject in subjects
            for row in with_gaps(evaluate_subject(document, subject, as_of, reading), subject, document, gaps)
        )

    return judged
