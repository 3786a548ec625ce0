"""A term's disputes drawn from its entries: about what, since when, and what was decided. No database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.utils.translation import gettext as _

from caseward.record.entry import Entry, Record
from caseward.record.facts import subjects_of
from caseward.record.view import view_of

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DrawnDispute:
    """A dispute as of a day. Names as the columns of ``Dispute``."""

    id: str
    day: date
    entry: str
    about: str
    result: str
    decided_by: str


def disputes_of(entries: Iterable[Entry]) -> tuple[DrawnDispute, ...]:
    """Every dispute among a term's entries, by id."""
    held = list(entries)
    told = sorted((e for e in held if e.kind == "dispute"), key=lambda e: e.id)
    return tuple(_drawn(dispute, answer_to(dispute.id, held)) for dispute in told)


def answer_to(dispute: str, entries: Iterable[Entry]) -> Entry | None:
    """What was decided about a dispute; of several decisions the one recorded last."""
    found = (e for e in entries if e.kind == "dispute_answer" and e.text("dispute") == dispute)
    return max(found, key=lambda e: (e.recorded or _BEFORE_ALL, e.id), default=None)


def written_by(entry: Entry, entries: Iterable[Entry]) -> frozenset[str]:
    """Who wrote an entry, or is said in it to have done something, in every wording that it had or has."""
    held = {e.id: e for e in entries}
    links = [(e.text("corrects"), e.text("replaced_by")) for e in held.values() if e.kind == "correction"]
    wordings, more = {entry.id}, {entry.id}
    while more:
        more = {to for one, other in links for at, to in ((one, other), (other, one)) if at in more} - wordings
        wordings |= more
    found = [held[id_] for id_ in wordings if id_ in held]
    return frozenset({who for e in found for who in (e.recorded_by, e.text("officer"), e.text("judged_by"))} - {""})


def responsible_by(duty: str, term: str, entries: Iterable[Entry]) -> frozenset[str]:
    """Who was responsible for a term on any day until a duty was due, as its key says it; without a day there, ever."""
    try:
        due = date.fromisoformat(duty.rpartition(" due ")[2])
    except ValueError:
        due = date.max
    subjects = subjects_of(view_of(Record.of(list(entries))), "term")
    spans = (span for one in subjects if one.id == term for span in one.spans if span.fact == "officer")
    return frozenset(str(span.value) for span in spans if span.starts.first <= due)


def _drawn(dispute: Entry, answer: Entry | None) -> DrawnDispute:
    return DrawnDispute(
        id=dispute.id,
        day=dispute.occurred.first,
        entry=dispute.text("entry"),
        about=dispute.text("about"),
        result="" if answer is None else answer.text("result"),
        decided_by="" if answer is None else answer.text("decided_by"),
    )


def disputes_in(entries: Iterable[Entry]) -> dict[str, str]:
    """What a page says beside each entry that the person disputes: that they do, and what was decided."""
    held = list(entries)
    found: dict[str, str] = {}
    for dispute in (e for e in held if e.kind == "dispute" and e.text("entry")):
        answer = answer_to(dispute.id, held)
        said = _("disputed") if answer is None else _("disputed; answered")
        found[dispute.text("entry")] = said
    return found
