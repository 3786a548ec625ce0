"""What is written about violations and court steps: into the kept record, then the table of petitions drawn."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.correcting import Change
from caseward.oversight.standing import PETITION_FILED
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.operations import TOGETHER, correct, record
from caseward.web.keeping import Keeping
from caseward.web.proceedings.models import Filed


def note_step(line: Mapping[str, object], saving: str, keeping: Keeping) -> Added:
    """Record one step: a violation's fact, a response, a petition, hearing, warrant, arrest or custody. NotTaken."""
    return record([line], saving, keeping)


def judge_violation(
    entry: str, judgement: str, severity: str, *, why: str, by: str, saving: str, keeping: Keeping
) -> Added:
    """Record how a violation was judged, by whom and why: a step after the fact, never made without a person."""
    said = {"judgement": judgement, "severity": severity, "judged_by": by}
    return correct(Change(entry, said, why, by=by), saving, keeping)


def say_result(entry: str, said: Mapping[str, str], by: str, saving: str, keeping: Keeping) -> Added:
    """Record what the court ordered at a hearing: the entry with its result stands instead of the one without."""
    return correct(Change(entry, said, "What the court ordered was recorded.", by=by), saving, keeping)


def keep_filed(terms: Iterable[Drawn]) -> None:
    """Draw petitions without custody of terms that were just drawn; those drawn before went with their term."""
    rows = [row for term in terms for row in _filed(term)]
    Filed.objects.bulk_create(rows, batch_size=TOGETHER)


def _filed(term: Drawn) -> list[Filed]:
    entries = {entry.id: entry for entry in term.subject.entries if entry.kind == "petition"}
    found = []
    for state in term.states:
        if state.what.startswith(PETITION_FILED):
            petition = entries[state.evidence[0].entry]
            hearing = petition.when("hearing_set_for")
            found.append(
                Filed(id=petition.id, term_id=term.id, day=petition.occurred.last, filed=petition.occurred.text,
                      hearing="" if hearing is None else hearing.text, what=state.what, law=state.law)
            )  # fmt: skip
    return found
