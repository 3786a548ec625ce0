"""The path of an audit: read the record, look at it on its clocks, evaluate each policy, assess. Writing is the
caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from caseward.cli.screen import step

if TYPE_CHECKING:
    from caseward.obligations.model import Obligation
    from caseward.policy.policy import Policy
    from caseward.reports.model import Audit


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: of which record, under which policies, on which clocks."""

    record: Path
    policies: tuple[Path, ...]
    as_of: date
    known_at: datetime | None
    strict: bool = False
    quiet: bool = False


def caseward_version() -> str:
    """The version installed."""
    try:
        return version("caseward")
    except PackageNotFoundError:
        return "unknown"


def run_audit(question: Question) -> Audit:
    """Answer a question in full. BadPolicy, BadRecord or NotFound with every fault."""
    from caseward.interchange.read import read_record
    from caseward.obligations.evaluate import evaluate
    from caseward.oversight.assess import assess
    from caseward.policy.load import load_policies
    from caseward.record.view import view_of
    from caseward.reports.model import Audit

    with step("Reading policies", quiet=question.quiet):
        policies = load_policies(question.policies)
    with step("Reading the record", quiet=question.quiet):
        reading = read_record(question.record, strict=question.strict)
        view = view_of(reading.record, question.known_at, reading.set_aside)
    with step("Working out what was owed", quiet=question.quiet):
        evaluations = tuple(evaluate(p.document, view, question.as_of) for p in policies)
    with step("Drawing findings", quiet=question.quiet):
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


def title_of(record: Path, policies: Sequence[Policy]) -> str:
    """What the audit is called: the record's own name and the policies it was judged under."""
    name = record.resolve().name.removesuffix(".zip")
    return f"{name}: audit under {', '.join(p.document.title for p in policies)}"


def obligation_named(audit: Audit, wanted: str) -> Obligation:
    """The obligation with an id, or with the one id that begins so. NotFound when there is none, BadRequest when
    several.
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
    return found[0]
