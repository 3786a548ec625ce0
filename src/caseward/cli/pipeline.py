"""The path of an audit: read the record, look at it on its clocks, evaluate each policy, assess. Writing is the
caller's.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from caseward.cli.screen import step

if TYPE_CHECKING:
    from caseward.obligations.evaluate import Evaluation
    from caseward.obligations.model import Obligation
    from caseward.policy.model import PolicyDocument
    from caseward.policy.policy import Policy
    from caseward.record.view import View
    from caseward.reports.model import Audit


MOST_WORKERS = 4
"""Processes started when nobody says how many: each holds a slice of the record, which takes up to three gigabytes."""

ENGINE_FROM = 5_000
"""Subjects from which on the engine works out what was owed. Below, it would take longer to start than the reference
takes to answer. The answers are the same."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: of which record, under which policies, on which clocks.

    ``whole``: every obligation is to be put in words, not only those that findings and ranges are made of.
    """

    record: Path
    policies: tuple[Path, ...]
    as_of: date
    known_at: datetime | None
    strict: bool = False
    whole: bool = True


def caseward_version() -> str:
    """The version installed."""
    try:
        return version("caseward")
    except PackageNotFoundError:
        return "unknown"


def run_audit(question: Question) -> Audit:
    """Answer a question in full. BadPolicy, BadRecord or NotFound with every fault."""
    from caseward.interchange.read import read_record
    from caseward.oversight.assess import assess
    from caseward.policy.load import load_policies
    from caseward.record.view import view_of
    from caseward.reports.model import Audit

    with step("Reading policies"):
        policies = load_policies(question.policies)
    with step("Reading the record"):
        reading = read_record(question.record, strict=question.strict)
        view = view_of(reading.record, question.known_at, reading.set_aside)
    with step("Working out what was owed"):
        evaluations = tuple(_evaluated(p.document, view, question) for p in policies)
    with step("Drawing findings"):
        assessment = assess(view, [p.document for p in policies], evaluations, question.as_of)
    return Audit(
        title=title_of(question.record, policies),
        record_path_name=question.record.resolve().name,
        reading=reading,
        view=view,
        policies=policies,
        evaluations=evaluations,
        assessment=assessment,
        as_of=question.as_of,
        known_at=question.known_at,
        caseward_version=caseward_version(),
    )


def _evaluated(document: PolicyDocument, view: View, question: Question) -> Evaluation:
    """By the engine where there are many subjects and its libraries are installed, else by the reference."""
    from caseward.obligations.evaluate import evaluate

    if not _many(document, view):
        return evaluate(document, view, question.as_of)
    from caseward.cli.progress import telling
    from caseward.engine.compiling import compiling_told
    from caseward.engine.explained import explained

    workers = processors()
    with telling() as told, compiling_told(told.compiling):
        return explained(document, view, question.as_of, everything=question.whole, workers=workers)


def _many(document: PolicyDocument, view: View) -> bool:
    from importlib.util import find_spec

    kind = "facility" if document.subject == "facility" else "term"
    subjects = sum(entry.kind == kind for entry in view.entries)
    return subjects >= ENGINE_FROM and all(find_spec(name) for name in ("numba", "numpy"))


def processors() -> int:
    """The processors that this process may use, as far as it is wise to start a process for each."""
    return min(MOST_WORKERS, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def title_of(record: Path, policies: Sequence[Policy]) -> str:
    """What the audit is called: the record's own name and the policies it was judged under."""
    name = record.resolve().name.removesuffix(".zip")
    return f"{name}: audit under {', '.join(p.document.title for p in policies)}"


def obligation_named(audit: Audit, wanted: str) -> Obligation:
    """The obligation with an id, or with the one id that begins so, in words. NotFound when there is none, BadRequest
    when several.
    """
    from caseward.errors import BadRequest, NotFound

    found = [o for o in audit.obligations if o.id.startswith(wanted)] if wanted else []
    if not found:
        raise NotFound(
            f"There is no obligation {wanted!r} under these policies on {audit.as_of.isoformat()}; "
            "`caseward explain` without an id lists them."
        )
    if len(found) > 1:
        raise BadRequest(
            f"{len(found)} obligations begin with {wanted!r}: {', '.join(o.id for o in found[:5])}; type more of it."
        )
    return found[0] if found[0].needs else _in_words(audit, found[0])


def _in_words(audit: Audit, row: Obligation) -> Obligation:
    """An obligation that the engine gave, as the reference puts it."""
    from dataclasses import asdict

    from caseward.engine.run import explain

    document = next(p.document for p in audit.policies if p.document.policy == row.policy)
    return explain(document, audit.view, audit.as_of, asdict(row))
