"""What pages show of disputes, as plain data: lists from the drawn table, one dispute from the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from caseward.interchange.kept.reading import Taken
from caseward.record.entry import Entry
from caseward.web.casework.models import Term
from caseward.web.casework.queries import kept_of, superseded
from caseward.web.casework.words import in_words, kind_in_words, when_in_words
from caseward.web.disputes.drawing import answer_to, responsible_by, written_by
from caseward.web.disputes.forms import RESULTS
from caseward.web.disputes.models import Dispute
from caseward.web.keeping import Keeping, keeping


@dataclass(frozen=True, slots=True)
class Listed:
    """A dispute in a list: the row, its age, by when it is to be answered, and how that stands."""

    row: Dispute
    age: int
    due: date
    is_late: bool
    result: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One dispute: its entry, what it disputes as that stood, whether that was corrected since, and the answer.
    ``by``: who wrote or did that, or was responsible while it was to be done.
    """

    place: int
    entry: Entry
    disputed: Taken | None
    corrected: bool
    proof: int | None
    answer: Entry | None
    by: frozenset[str]

    @property
    def about(self) -> Entry | None:
        """The disputed entry; None where it is a duty that no entry says."""
        return None if self.disputed is None else self.disputed.entry

    @property
    def recorded(self) -> str:
        """What is disputed, in the record's words: its kind, its day, what came of it."""
        if self.about is None:
            return self.entry.text("about")
        codes = (self.about.text(name) for name in ("mode", "type", "outcome", "result"))
        when = when_in_words(self.about.occurred, keeping().zone)
        return ", ".join([kind_in_words(self.about.kind), when, *(in_words(code) for code in codes if code)])

    @property
    def result(self) -> str:
        """What was decided, in words; '' before."""
        return "" if self.answer is None else str(RESULTS.get(self.answer.text("result"), ""))

    @property
    def leads_to_correction(self) -> bool:
        """Whether what was decided asks for a correction that is not there yet."""
        said = "" if self.answer is None else self.answer.text("result")
        return said in ("upheld", "partly") and self.disputed is not None and not self.corrected

    @property
    def columns(self) -> dict[str, str]:
        """The words of the dispute and of its answer."""
        said = {"why": self.entry.text("why"), "reason": "", "decided_by": ""}
        return said if self.answer is None else said | {n: self.answer.text(n) for n in ("reason", "decided_by")}


def disputes_about(terms: QuerySet[Term], day: date, days: int, *, answered: bool) -> list[Listed]:
    """Disputes of terms: those that wait for an answer, oldest first; or those answered, newest first."""
    rows = Dispute.objects.filter(term__in=terms).select_related("term")
    found = (
        rows.exclude(result="").order_by("-day", "-id") if answered else rows.filter(result="").order_by("day", "id")
    )
    return [_listed(row, day, days) for row in found]


def dispute_at(person: str, place: int, keeping: Keeping) -> Shown | None:
    """A person's dispute at a place of the log; None when there is none."""
    return next((one for one in disputes_of_person(person, keeping) if one.place == place), None)


def place_of(person: str, dispute: str, keeping: Keeping) -> int | None:
    """The place in the log of a person's dispute, by its id."""
    return next((one.place for one in disputes_of_person(person, keeping) if one.entry.id == dispute), None)


def disputes_of_person(person: str, keeping: Keeping) -> list[Shown]:
    """Every dispute of a person, newest first."""
    taken = kept_of(person, keeping)
    gone = superseded(taken)
    by_id = {one.entry.id: one for one in taken if one.entry is not None}
    every = [one.entry for one in taken if one.entry is not None]
    entries = [entry for entry in every if entry.id not in gone]
    found = []
    for one in reversed(taken):
        if one.kind == "dispute" and one.entry is not None:
            proof, about = by_id.get(one.entry.text("proof")), by_id.get(one.entry.text("entry"))
            found.append(
                Shown(
                    place=one.index,
                    entry=one.entry,
                    disputed=about,
                    corrected=one.entry.text("entry") in gone,
                    proof=None if proof is None else proof.index,
                    answer=answer_to(one.entry.id, entries),
                    by=_concerned(one.entry, about, every),
                )
            )
    return found


def _concerned(dispute: Entry, about: Taken | None, every: Sequence[Entry]) -> frozenset[str]:
    if about is not None and about.entry is not None:
        return written_by(about.entry, every)
    return responsible_by(dispute.text("about"), dispute.text("term"), every)


def _listed(row: Dispute, day: date, days: int) -> Listed:
    due = row.day + timedelta(days=days)
    return Listed(row, (day - row.day).days, due, day > due, str(RESULTS.get(row.result, row.result)))
