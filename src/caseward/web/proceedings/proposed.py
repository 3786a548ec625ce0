"""What pages show of proposed responses: those that are open, one of them with its steps, and what it would record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from caseward.interchange.kept.lines import made_id
from caseward.record.entry import Entry
from caseward.web.accounts.models import Grant, Role
from caseward.web.casework.models import Term
from caseward.web.casework.queries import day_drawn, kept_of
from caseward.web.keeping import Keeping
from caseward.web.proceedings.models import Proposed
from caseward.web.proceedings.proposals import KIND, WAITING, Proposal
from caseward.web.proceedings.queries import Violation, proposals_by_violation, violations_of
from caseward.web.proceedings.words import PROPOSAL_STEPS, RESPONSES, STATES
from caseward.web.reporting.chains import place_of, when_of

GIVEN = "graduated_response"


@dataclass(frozen=True, slots=True)
class Row:
    """An open proposal in words, how many days ago its newest step was, and whether it waits for whoever looks."""

    row: Proposed
    response: str
    state: str
    age: int
    for_you: bool


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step of a proposal: what, when and by whom, what was proposed by it or said about it."""

    place: int
    what: str
    occurred: str
    recorded: datetime | None
    by: str
    comments: str
    response: str
    days: int
    reason: str
    condition_met: str


@dataclass(frozen=True, slots=True)
class Found:
    """One proposal of a person, the violation as it stands, and how many steps were taken after the newest one and
    withdrawn by correction.
    """

    proposal: Proposal
    violation: Violation | None
    tried: int

    @property
    def stale(self) -> bool:
        """Whether the judgement that it would answer does not stand any more."""
        said = self.proposal.said.text("violation")
        return self.violation is None or self.violation.entry.id != said or self.violation.todo != "response"


def rows_of(terms: QuerySet[Term], grants: Iterable[Grant] = (), staff: str = "") -> list[Row]:
    """Open proposals about people of terms, the oldest first; which of them wait for a supervisor with these grants."""
    day = day_drawn()
    offices = {grant.office for grant in grants if grant.role == Role.SUPERVISOR}
    found = Proposed.objects.filter(term__in=terms).select_related("term").order_by("day", "place")
    return [
        Row(
            row, str(RESPONSES.get(row.response, row.response)), str(STATES[row.state]), (day - row.day).days,
            row.state == WAITING and bool(offices & {"", row.term.office}) and staff not in row.proposers,
        )
        for row in found
    ]  # fmt: skip


def rows_about(person: str) -> list[Row]:
    """Open proposals about one person."""
    return rows_of(Term.objects.filter(person=person))


def proposal_at(person: str, place: int, keeping: Keeping) -> Found | None:
    """The proposal of a person whose first step is at a place of the log; None where there is none."""
    taken = kept_of(person, keeping)
    violations = violations_of(taken)
    for group in proposals_by_violation(taken).values():
        for one in group:
            if one.place == place:
                of = next((v for v in violations if place in {p.place for p in v.proposals}), None)
                after = [t for t in taken if t.kind == KIND and t.entry and t.entry.text("proposal") == one.last.id]
                return Found(one, of, len(after))
    return None


def open_about(violation: Entry, person: str, keeping: Keeping) -> Proposal | None:
    """The proposal about a violation that waits or was returned."""
    of = next((v for v in violations_of(kept_of(person, keeping)) if v.entry.id == violation.id), None)
    return next((one for one in (of.proposals if of else ()) if one.is_open), None)


def proposed_before(violation: Entry, person: str, keeping: Keeping) -> int:
    """How many proposals were begun about a violation as it stands, whatever became of them."""
    own = (t.entry for t in kept_of(person, keeping) if t.kind == KIND and t.entry is not None)
    return sum(not e.text("proposal") and e.text("violation") == violation.id for e in own)


def steps_shown(proposal: Proposal) -> list[StepShown]:
    """The steps of a proposal, the newest first."""
    return [
        StepShown(
            place_of(e), str(PROPOSAL_STEPS[e.text("step")]), when_of(e), e.recorded, e.recorded_by, e.note,
            str(RESPONSES.get(e.text("response"), "")), Proposal((e,)).days, e.text("reason"), e.text("condition_met"),
        )
        for e in reversed(proposal.steps)
    ]  # fmt: skip


def response_line(found: Found, staff: str, day: date) -> dict[str, object]:
    """The response that is recorded when a proposal is approved on a day by whoever signs it."""
    said = found.proposal.said
    line = {
        "kind": GIVEN, "id": made_id(GIVEN, f"approved {found.proposal.last.id}, tried {found.tried}", 1),
        "occurred": day.isoformat(), "recorded_by": staff, "term": found.proposal.term,
        "violation": said.text("violation"), "days": found.proposal.days, "approved_by": staff,
    }  # fmt: skip
    line |= {name: said.text(name) for name in ("response", "reason", "against_policy")}
    return {name: value for name, value in line.items() if value}
