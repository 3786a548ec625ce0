"""Contacts that the person could not have had: in person while in custody, after death, after the end of the term; and
leavings of custody that no entry led into, of which nobody can say how long they lasted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from caseward.oversight.model import IntegrityMark
from caseward.oversight.wording import when_words
from caseward.record.entry import Entry
from caseward.record.subjects import Span, Subject

IN_CUSTODY = "in person while in custody"
AFTER_DEATH = "after the person's death"
AFTER_END = "after the term's end"
NEVER_ENTERED = "left custody without having entered it"

CUSTODY_PLACES = frozenset({"jail", "court", "treatment"})
"""Places where a person in custody may be seen."""
DONE_APPOINTMENTS = frozenset({"attended_complied", "attended_failed_to_comply"})

CUSTODY_CAUTION = (
    "It does not prove that the contact did not happen: the dates of custody or of the contact may be wrong, "
    "and a visit in custody may have been recorded with the wrong place."
)
DEATH_CAUTION = (
    "It does not prove an invention: the date, the person or the term may have been mistaken when it was recorded."
)
END_CAUTION = (
    "It does not prove that the contact did not happen: the end may have been recorded wrongly, "
    "or the contact put to the wrong term of the same person."
)

NEVER_ENTERED_CAUTION = (
    "It does not prove that there was no custody: the entry into it may never have been recorded, or under another "
    "term. Until it is, no day before this counts as custody, and what fell due then is judged as if at liberty."
)


@dataclass(frozen=True, slots=True)
class _Sure:
    """Whether something is certain, possible (imprecise dates allow both), or neither."""

    certain: bool
    possible: bool

    @property
    def word(self) -> str:
        return "is" if self.certain else "is possibly"


def impossible_contacts(subject: Subject) -> Iterator[IntegrityMark]:
    """Marks for the subject's contacts in custody, after death, and after the end of the term."""
    for entry in subject.entries:
        if _seen_in_person(entry):
            yield from _in_custody(subject, entry)
        if _with_the_person(entry):
            yield from _after_death(subject, entry)
            yield from _after_end(subject, entry)


def custody_never_entered(subject: Subject) -> Iterator[IntegrityMark]:
    """Marks for leavings of custody that end no stretch of it, as facts see custody under this term."""
    ends = {s.until for s in subject.spans if s.fact == "custody"}
    for entry in subject.entries:
        if entry.kind == "custody_out" and entry.text("term") == subject.id and entry.occurred not in ends:
            seen = (
                f"Custody was left {when_words(entry.occurred)}, and no entry into it stands before that, "
                "or since it was last left."
            )
            yield IntegrityMark(NEVER_ENTERED, subject.id, (entry.id,), seen, caution=NEVER_ENTERED_CAUTION)


def _with_the_person(entry: Entry) -> bool:
    """An exchange with the person themselves, as the entry states it; attempts and contacts with others are none."""
    if entry.kind == "contact":
        return entry.text("outcome") in ("spoke", "") and entry.text("with_whom") in ("person", "both", "")
    if entry.kind == "appointment":
        return entry.text("outcome") in DONE_APPOINTMENTS
    return entry.kind == "drug_test" and entry.text("result") in ("negative", "positive", "diluted")


def _stated(entry: Entry) -> bool:
    """Whether a contact says with whom it was and what came of it: a blank makes a mark possible at most."""
    return entry.kind != "contact" or bool(entry.text("with_whom") and entry.text("outcome"))


def _seen_in_person(entry: Entry) -> bool:
    return _with_the_person(entry) and entry.text("mode") == "in_person" and entry.text("place") not in CUSTODY_PLACES


def _in_custody(subject: Subject, entry: Entry) -> Iterator[IntegrityMark]:
    for span in (s for s in subject.spans if s.fact == "custody"):
        sure = _within(entry, span)
        if not sure.possible:
            continue
        place = entry.text("place")
        sure = sure if place and _stated(entry) else _Sure(False, True)
        where = f"at {place}" if place else "at a place not recorded"
        until = f"to {span.until.text}" if span.until else "on"
        seen = (
            f"{entry.kind.capitalize()} in person {where} {when_words(entry.occurred)} {sure.word} within custody from "
            f"{span.starts.text} {until}."
        )
        yield IntegrityMark(IN_CUSTODY, subject.id, (entry.id, span.entry), seen, caution=CUSTODY_CAUTION)


def _within(entry: Entry, span: Span) -> _Sure:
    """Strictly inside the span: on the day that custody begins or ends a person may have been seen at liberty."""
    first, last = entry.occurred.first, entry.occurred.last
    certain = first > span.starts.last and (span.until is None or last < span.until.first)
    possible = first > span.starts.first and (span.until is None or last < span.until.last)
    return _Sure(certain, possible)


def _after_death(subject: Subject, entry: Entry) -> Iterator[IntegrityMark]:
    for span in (s for s in subject.spans if s.fact == "deceased"):
        certain = entry.occurred.first > span.starts.last and _stated(entry)
        sure = _Sure(certain, entry.occurred.first > span.starts.first)
        if sure.possible:
            seen = (
                f"{_what(entry)} {when_words(entry.occurred)} {sure.word} after the person's death, "
                f"recorded {when_words(span.starts)}."
            )
            yield IntegrityMark(AFTER_DEATH, subject.id, (entry.id, span.entry), seen, caution=DEATH_CAUTION)


def _after_end(subject: Subject, entry: Entry) -> Iterator[IntegrityMark]:
    """Death has its own mark, which says more."""
    closed = subject.closed
    if closed is None or entry.occurred.first < closed.first or subject.closed_reason == "died":
        return
    sure = _Sure(entry.occurred.first >= closed.last and _stated(entry), True)
    seen = (
        f"{_what(entry)} {when_words(entry.occurred)} {sure.word} after the term's end, "
        f"no longer in force {when_words(closed)}."
    )
    yield IntegrityMark(AFTER_END, subject.id, (entry.id,), seen, caution=END_CAUTION)


def _what(entry: Entry) -> str:
    return f"{entry.kind.replace('_', ' ').capitalize()} with the person"
