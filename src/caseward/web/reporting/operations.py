"""What is written about reports: each step into the kept record, and the register that is drawn from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from hashlib import sha256

from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.lines import made_id
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.operations import TOGETHER, record
from caseward.web.keeping import Keeping, policies
from caseward.web.reporting.chains import Chain
from caseward.web.reporting.drawing import register_of, report_rules
from caseward.web.reporting.models import Registered


@dataclass(frozen=True, slots=True)
class Step:
    """A step that somebody takes now: ``before`` is the report so far, None for a new one; ``tried`` is how many steps
    were taken after the newest that stands, and withdrawn.
    """

    term: str
    type: str
    by: str
    at: str
    before: Chain | None = None
    tried: int = 0


def say_drafted(step: Step, saving: str, keeping: Keeping) -> Added:
    """Record that a draft was begun. Its words are not in the record before it is submitted. NotTaken."""
    return record([_line(step, saving, {"step": "drafted", "officer": step.by})], saving, keeping)


def submit(step: Step, text: str, saving: str, keeping: Keeping) -> Added:
    """Record a report as submitted: its words, and beside it the document with their SHA-256. NotTaken."""
    line = _line(step, saving, {"step": "submitted", "officer": step.by, "text": text})
    document = {
        "kind": "document",
        "occurred": step.at,
        "recorded_by": step.by,
        "term": step.term,
        "title": f"{step.type} report",
        "sha256": sha256_of(text),
        "note": f"The text of {line['id']}.",
    }
    return record([line, document], saving, keeping)


def decide(step: Step, decision: str, role: str, comments: str, saving: str, keeping: Keeping) -> Added:
    """Record a report as ``returned`` or ``approved``, in the role in which that is decided. NotTaken."""
    said = {"step": decision, "decided_by": role, "note": comments}
    return record([_line(step, saving, said)], saving, keeping)


def sha256_of(text: str) -> str:
    """The SHA-256 of a report's file: its text in UTF-8."""
    return sha256(text.encode()).hexdigest()


def keep_register(terms: Iterable[Drawn]) -> None:
    """Draw the register of terms that were just drawn; the rows of terms drawn before went with the term."""
    documents = policies()
    rules = {document.policy: report_rules(document) for document in documents}
    rows = [
        Registered(term_id=term.id, **asdict(row))
        for term in terms
        for row in register_of(term.subject, term.owed, rules, documents, term.officer, term.as_of)
    ]
    Registered.objects.bulk_create(rows, batch_size=TOGETHER)


def _line(step: Step, saving: str, said: Mapping[str, str]) -> Mapping[str, str]:
    # The id of a further step follows from the step before it: of two people who decide at once, the record takes the
    # first and refuses the second.
    before = step.before
    known = saving if before is None else f"step {step.tried} after {before.last.id}"
    line = {
        "kind": "report",
        "id": made_id("report", known, 1),
        "occurred": step.at,
        "recorded_by": step.by,
        "term": step.term,
        "type": step.type,
        "report": "" if before is None else before.last.id,
    }
    return {name: value for name, value in (line | dict(said)).items() if value}
