"""Whose a person's terms were, from instant to instant, as was known at each. No database here.

Two clocks run at once: at an instant, what had been recorded by then is judged for the day that it then was. So whose a
term was changes when something is recorded (an assignment, a correction, an end), and on days that what is recorded
names (an assignment that begins next week). Between two such instants nothing changes, so a few rows answer for every
instant; a test compares them with the reading of the record at each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from caseward.dates import When
from caseward.record.entry import Entry, Record
from caseward.record.facts import subjects_of
from caseward.record.subjects import Facts
from caseward.record.view import judged, view_of

SAYING = frozenset({"term", "assignment", "term_end"})
"""Kinds of entry that say whose a term is, and whether it runs. A correction of one of them says so too."""


@dataclass(frozen=True, slots=True)
class WasOf:
    """That a term ran and was of an office and an officer ('' for none), as known at each instant from ``since`` until
    ``until`` (exclusive; None: since then).
    """

    term: str
    office: str
    officer: str
    since: datetime
    until: datetime | None


def whose(person: str, entries: Iterable[Entry], zone: str) -> list[WasOf]:
    """Whose the terms of a person were, by term and instant. ``entries`` are the person's, in the order of the log."""
    said = [(entry.recorded, entry) for entry in _saying(entries) if entry.recorded is not None]
    known, found = sorted(said, key=lambda one: one[0]), []
    running: dict[tuple[str, str, str], datetime] = {}
    for at in _instants([recorded for recorded, _ in known], [entry for _, entry in known], zone):
        by_then = [entry for recorded, entry in known if recorded <= at]
        then = set(_running(person, by_then, at.astimezone(ZoneInfo(zone)).date()))
        found += [WasOf(*one, since, at) for one, since in running.items() if one not in then]
        running = {one: running.get(one, at) for one in sorted(then)}
    found += [WasOf(*one, since, None) for one, since in running.items()]
    return sorted(found, key=lambda row: (row.term, row.since, row.office, row.officer))


def _saying(entries: Iterable[Entry]) -> Iterator[Entry]:
    """What says whose a term is. In the log a correction stands behind what it corrects."""
    corrected: set[str] = set()
    for entry in entries:
        if entry.kind in SAYING or (entry.kind == "correction" and entry.text("corrects") in corrected):
            corrected.add(entry.id)
            yield entry


def _instants(recorded: Sequence[datetime], entries: Iterable[Entry], zone: str) -> list[datetime]:
    """When whose a term was may have changed: when something was recorded, and as the days began that it names."""
    if not recorded:
        return []
    first = recorded[0].astimezone(ZoneInfo(zone)).date()
    days = {day for entry in entries for day in _days(entry) if day > first}
    begun = {datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC) for day in days}
    return sorted({at.astimezone(UTC) for at in recorded} | begun)


def _days(entry: Entry) -> Iterator[date]:
    said: tuple[When | None, ...] = (entry.occurred, entry.when("until"))
    for when in said:
        if when is not None:
            yield from (when.first, when.last)


def _running(person: str, entries: list[Entry], day: date) -> Iterator[tuple[str, str, str]]:
    for term in subjects_of(judged(view_of(Record.of(entries)), day), "term"):
        if term.person == person and term.opened.first <= day and (term.closed is None or term.closed.last > day):
            facts = Facts.of(term)
            yield term.id, str(facts.value("office", day) or ""), str(facts.value("officer", day) or "")
