"""From each warning to its first response: how many days, or what the record holds instead of a response."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from caseward.dates import When
from caseward.oversight.model import WarningTime
from caseward.oversight.timing import days_from, surely_before
from caseward.oversight.wording import listed, range_words, spaced, when_words
from caseward.record.entry import Entry
from caseward.record.subjects import Subject

LATER_ACTIONS = frozenset({"contact", "petition", "arrest", "warrant", "custody_in", "hearing"})
"""Kinds listed after a warning without a response. None of them says that it answers the warning."""


def warning_times(subject: Subject, as_of: date) -> tuple[WarningTime, ...]:
    """Each warning of the subject received by ``as_of``, in order of receipt."""
    held = [e for e in subject.entries if e.occurred.first <= as_of]
    return tuple(_time(subject.id, w, held, as_of) for w in held if w.kind == "warning")


def unattached_times(entries: Iterable[Entry], as_of: date) -> tuple[WarningTime, ...]:
    """Each warning received by ``as_of`` about somebody whom nobody has identified: it has no subject."""
    known = sorted((e for e in entries if e.occurred.first <= as_of), key=lambda e: e.sort_key)
    answers = [e for e in known if e.kind == "unattached_response"]
    lost = (e for e in known if e.kind == "warning" and not e.text("term"))
    return tuple(_unattached(e, [a for a in answers if a.text("warning") == e.id], as_of) for e in lost)


def _unattached(warning: Entry, named: list[Entry], as_of: date) -> WarningTime:
    answers = [e for e in named if not surely_before(e.occurred, warning.occurred)]
    said = f"Received {when_words(warning.occurred)}; not attached to anybody; "
    if answers:
        first, (least, most) = answers[0], _days(warning, answers)
        days = range_words(least, most, "day")
        said += f"first decision ({spaced(first.text('action'))}) {when_words(first.occurred)}: {days} later."
        return WarningTime(warning.id, "", warning.occurred.text, warning.many("facets"), first.id, least, most, said)
    waited = range_words(max(0, (as_of - warning.occurred.last).days), (as_of - warning.occurred.first).days, "day")
    said += f"by the day judged it had waited {waited}."
    return WarningTime(warning.id, "", warning.occurred.text, warning.many("facets"), "", None, None, said)


def _time(subject: str, warning: Entry, held: list[Entry], as_of: date) -> WarningTime:
    named = [e for e in held if e.kind == "warning_response" and e.text("warning") == warning.id]
    answers = [e for e in named if not surely_before(e.occurred, warning.occurred)]
    facets = warning.many("facets")
    if not answers:
        said = _unanswered(warning, len(named), held, as_of)
        return WarningTime(warning.id, subject, warning.occurred.text, facets, "", None, None, said)
    first = answers[0]
    least, most = _days(warning, answers)
    said = (
        f"Received {when_words(warning.occurred)}; first response recorded ({spaced(first.text('action'))}) "
        f"{when_words(first.occurred)}: {range_words(least, most, 'day')} later."
    )
    return WarningTime(warning.id, subject, warning.occurred.text, facets, first.id, least, most, said)


def _days(warning: Entry, answers: list[Entry]) -> tuple[int, int]:
    """The first answer comes between the earliest first day and the earliest last day of all answers."""
    first, last = min(e.occurred.first for e in answers), min(e.occurred.last for e in answers)
    return days_from(warning.occurred, When("", first, last))


def _unanswered(warning: Entry, before: int, held: list[Entry], as_of: date) -> str:
    least, most = max(0, (as_of - warning.occurred.last).days), (as_of - warning.occurred.first).days
    waited = range_words(least, most, "day")
    said = (
        f"Received {when_words(warning.occurred)}; no response is recorded; by the day judged it had waited {waited}."
    )
    if before:
        said += " A response that names it is dated before it was received, so it is not taken as an answer."
    later = [f"{e.id} ({spaced(e.kind)} {when_words(e.occurred)})" for e in held if _follows(e, warning)]
    if later:
        said += f" Later action, not recorded as a response: {listed(later)}."
    return said


def _follows(entry: Entry, warning: Entry) -> bool:
    """Whether it was on the warning's last possible day or later: a range that only overlaps it proves no order."""
    return entry.kind in LATER_ACTIONS and entry.occurred.first >= warning.occurred.last
