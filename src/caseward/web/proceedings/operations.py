"""What is written about violations and court steps: into the kept record, then the tables drawn from it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.correcting import Change
from caseward.interchange.kept.lines import made_id
from caseward.oversight.standing import PETITION_FILED
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.operations import TOGETHER, correct, record
from caseward.web.keeping import Keeping
from caseward.web.proceedings.models import Filed, Proposed
from caseward.web.proceedings.proposals import APPROVED, KIND, RETURNED, WAITING, WITHDRAWN, Proposal, proposals


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a proposal that somebody takes now: ``before`` is the proposal so far, None for a new one; ``tried`` is
    how many steps were taken after the newest that stands, or for a new one about that violation, and withdrawn since.
    """

    term: str
    violation: str
    by: str
    at: str
    before: Proposal | None = None
    tried: int = 0


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


def end_absence(entry: str, said: Mapping[str, str], by: str, saving: str, keeping: Keeping) -> Added:
    """Record that an absence ended: the entry with its end stands instead of the one without."""
    return correct(Change(entry, said, "The end of the absence was recorded.", by=by), saving, keeping)


def propose(step: Step, said: Mapping[str, object], saving: str, keeping: Keeping) -> Added:
    """Record what is proposed: the response itself is not recorded by it. NotTaken."""
    return record([_proposal_line(step, {"step": WAITING, **said})], saving, keeping)


def approve(step: Step, response: Mapping[str, object], comments: str, saving: str, keeping: Keeping) -> Added:
    """Record that a proposal was approved, and with it, in one commit, the response as given. NotTaken."""
    said = {"step": APPROVED, "decided_by": "supervisor", "given": response["id"], "note": comments}
    return record([_proposal_line(step, said), response], saving, keeping)


def send_back(step: Step, comments: str, saving: str, keeping: Keeping) -> Added:
    """Record that a proposal was returned to whoever made it. NotTaken."""
    said = {"step": RETURNED, "decided_by": "supervisor", "note": comments}
    return record([_proposal_line(step, said)], saving, keeping)


def withdraw(step: Step, why: str, saving: str, keeping: Keeping) -> Added:
    """Record that a proposal was withdrawn, and why. NotTaken."""
    return record([_proposal_line(step, {"step": WITHDRAWN, "note": why})], saving, keeping)


def keep_proposed(terms: Iterable[Drawn]) -> None:
    """Draw what is proposed and open of terms that were just drawn; rows drawn before went with their term."""
    rows = [_proposed(one, term.id) for term in terms for one in proposals(term.subject.entries) if one.is_open]
    Proposed.objects.bulk_create(rows, batch_size=TOGETHER)


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


def _proposed(one: Proposal, term: str) -> Proposed:
    return Proposed(
        id=one.steps[0].id, term_id=term, place=one.place, state=one.state, response=one.said.text("response"),
        days=one.days, day=one.last.occurred.first, by=one.said.recorded_by, proposers=sorted(one.proposers),
    )  # fmt: skip


def _proposal_line(step: Step, said: Mapping[str, object]) -> Mapping[str, object]:
    # The id follows from what was there before: of two people who propose or decide at once, the record takes the first
    # and refuses the second.
    before = step.before
    known = f"proposal about {step.violation}" if before is None else f"step after {before.last.id}"
    line = {
        "kind": KIND,
        "id": made_id(KIND, f"{known}, tried {step.tried}", 1),
        "occurred": step.at,
        "recorded_by": step.by,
        "term": step.term,
        "violation": step.violation,
        "proposal": "" if before is None else before.last.id,
    }
    return {name: value for name, value in (line | dict(said)).items() if value}
