"""When entries were put into the record: late, after an incident about the time before it, or many in one minute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from caseward.oversight.model import IntegrityMark
from caseward.oversight.thresholds import Thresholds
from caseward.oversight.timing import days_until_recorded, minute_of, surely_before, surely_recorded_after
from caseward.oversight.wording import counted, day_words, listed, range_words, spaced, when_words
from caseward.record.entry import Entry
from caseward.record.subjects import Subject
from caseward.record.view import View

LATE = "recorded late"
AFTER_INCIDENT = "recorded after an incident"
BATCH = "entered in one batch"

CASEWORK = frozenset(
    {
        *(
            "contact",
            "appointment",
            "absence",
            "petition",
            "drug_test",
            "level",
            "assessment",
            "residence",
            "employment",
            "review",
            "notice",
        ),
        *("warning", "warning_response", "report", "violation", "graduated_response", "referral", "task_done"),
        *("safety_check", "force", "force_report", "room_confinement", "confinement_step", "visitor"),
        *("credential_check", "search", "population_count", "movement", "movement_notice"),
    }
)
"""Kinds that staff record as they work. Background and statements by outsiders are rightly recorded much later."""

LATE_CAUTION = "It does not prove that the event did not happen: late entry is a fault of the record, not of the event."
INCIDENT_CAUTION = (
    "It does not prove that the entry is untrue: what an outside body establishes later is rightly recorded later. "
    "It means that the entry cannot show what was known before the incident."
)
BATCH_CAUTION = "It does not prove that the entries are untrue: notes of a day typed together, or moved, look the same."


def recorded_late(subject: Subject, limits: Thresholds) -> Iterator[IntegrityMark]:
    """One mark for each casework entry that surely was recorded more than the threshold after it happened."""
    for entry in _casework(subject):
        assert entry.recorded is not None
        least, most = days_until_recorded(entry.occurred, entry.recorded)
        if least > limits.late_after_days:
            seen = (
                f"{spaced(entry.kind).capitalize()} {when_words(entry.occurred)} was recorded on "
                f"{day_words(entry.recorded.date())}, {range_words(least, most, 'day')} later "
                f"(more than {counted(limits.late_after_days, 'day')}; the threshold is assumed)."
            )
            yield IntegrityMark(LATE, subject.id, (entry.id,), seen, caution=LATE_CAUTION)


def recorded_after_incident(subject: Subject) -> Iterator[IntegrityMark]:
    """One mark for the casework entries about the time before an incident that were recorded after it.

    Incidents after which the same entries were recorded share the mark: a call and what it was about are one affair.
    """
    found: dict[tuple[str, ...], list[Entry]] = defaultdict(list)
    for incident in (e for e in subject.entries if e.kind == "incident"):
        found[tuple(e.id for e in _casework(subject) if _after(e, incident))].append(incident)
    by_id = {e.id: e for e in subject.entries}
    for ids, incidents in sorted(found.items()):
        if ids:
            seen = _after_words([by_id[i] for i in ids], incidents)
            entries = (*(i.id for i in incidents), *ids)
            yield IntegrityMark(AFTER_INCIDENT, subject.id, entries, seen, caution=INCIDENT_CAUTION)


def _after_words(entries: list[Entry], incidents: list[Entry]) -> str:
    kinds = listed(sorted({spaced(e.kind) for e in entries}))
    which = "the incident" if len(incidents) == 1 else "the incidents"
    when = listed([when_words(i.occurred) for i in incidents])
    were = "was" if len(entries) == 1 else "were"
    after = "it" if len(incidents) == 1 else "them"
    what = f"{counted(len(entries), 'entry', 'entries')} ({kinds})"
    return f"{what} about the time before {which} {when} {were} recorded after {after}."


def entered_in_batches(view: View, limits: Thresholds) -> Iterator[IntegrityMark]:
    """One mark for each minute in which one recorder put in at least the threshold of casework entries."""
    found: dict[tuple[int, str], list[Entry]] = defaultdict(list)
    for entry in (e for e in view.entries if e.kind in CASEWORK and e.recorded is not None):
        assert entry.recorded is not None
        found[(minute_of(entry.recorded), entry.recorded_by)].append(entry)
    for (_, by), entries in sorted(found.items()):
        if len(entries) >= limits.batch_entries:
            yield _batch(by, entries, limits)


def _batch(by: str, entries: list[Entry], limits: Thresholds) -> IntegrityMark:
    at = entries[0].recorded
    assert at is not None
    first = min(e.occurred.first for e in entries)
    last = max(e.occurred.last for e in entries)
    about = f"on {day_words(first)}" if first == last else f"between {day_words(first)} and {day_words(last)}"
    seen = (
        f"{len(entries)} entries about events {about} were recorded in the minute {at.strftime('%H:%M')} of "
        f"{day_words(at.date())} by {by or 'a recorder not stated'} "
        f"({limits.batch_entries} or more in a minute are marked; the threshold is assumed)."
    )
    terms = {e.text("term") or e.text("facility") for e in entries}
    subject = next(iter(terms)) if len(terms) == 1 else by
    return IntegrityMark(BATCH, subject, tuple(sorted(e.id for e in entries)), seen, caution=BATCH_CAUTION)


def _casework(subject: Subject) -> list[Entry]:
    return [e for e in subject.entries if e.kind in CASEWORK and e.recorded is not None]


def _after(entry: Entry, incident: Entry) -> bool:
    assert entry.recorded is not None
    return surely_before(entry.occurred, incident.occurred) and surely_recorded_after(entry.recorded, incident.occurred)
