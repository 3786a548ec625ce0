"""The first paragraph of a report: what was read, what was set aside, on which day it is judged and from which instant
it is looked at."""

from __future__ import annotations

from caseward.reports.model import Audit
from caseward.reports.speech import counted, day_words, instant_words


def opening(audit: Audit) -> list[str]:
    """The sentences of the first paragraph. The one on rows set aside stands first after what was read."""
    return [_read(audit), _set_aside(audit), _unread(audit), _judged(audit), *_clock(audit), *_superseded(audit)]


def _read(audit: Audit) -> str:
    reading = audit.reading
    tables = counted(len(reading.tables or {}), "table")
    return f"{counted(reading.rows_read, 'row')} in {tables} were read from the record “{audit.record_path_name}”."


def _set_aside(audit: Audit) -> str:
    rows = len(audit.reading.rejected)
    if not rows:
        return "No row was set aside."
    verb = "was" if rows == 1 else "were"
    return f"{counted(rows, 'row')} {verb} set aside because of faults and play no part in what follows."


def _unread(audit: Audit) -> str:
    unread = getattr(audit.reading, "unread", ())
    return f"Files of which no row could be read: {', '.join(unread)}." if unread else ""


def _judged(audit: Audit) -> str:
    policies = ", ".join(p.document.title for p in audit.policies)
    return f"Everything is judged as of the end of {day_words(audit.as_of)}, under: {policies}."


def _clock(audit: Audit) -> list[str]:
    if audit.known_at is None:
        return ["Everything in the record was used, whenever it was recorded."]
    unseen, undated = len(audit.view.unseen), len(audit.view.undated)
    said = [f"Only what had been recorded by {instant_words(audit.known_at)} was used."]
    if unseen:
        said.append(f"{counted(unseen, 'entry', 'entries')} recorded later stayed out of sight.")
    if undated:
        said.append(
            f"{counted(undated, 'entry', 'entries')} without a recording time could not be placed and were left out."
        )
    return said


def _superseded(audit: Audit) -> list[str]:
    number = len(audit.view.superseded)
    if not number:
        return []
    return [f"{counted(number, 'entry', 'entries')} superseded by a correction: still in the record, not counted here."]
