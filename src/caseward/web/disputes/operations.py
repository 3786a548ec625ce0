"""What is written about disputes: their answers into the kept record, and the table drawn from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict

from caseward.interchange.kept.adding import Added
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.operations import TOGETHER, record
from caseward.web.disputes.drawing import disputes_of
from caseward.web.disputes.models import Dispute
from caseward.web.keeping import Keeping


def answer(line: Mapping[str, object], saving: str, keeping: Keeping) -> Added:
    """Record what was decided about a dispute. NotTaken with every fault."""
    return record([line], saving, keeping)


def keep_disputes(terms: Iterable[Drawn]) -> None:
    """Draw the disputes of terms that were just drawn; those of terms drawn before went with the term."""
    rows = [Dispute(term_id=term.id, **asdict(one)) for term in terms for one in disputes_of(term.subject.entries)]
    Dispute.objects.bulk_create(rows, batch_size=TOGETHER)
