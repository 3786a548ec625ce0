"""A unit as it was known at an instant: who was whose, what was overdue, and how much had been recorded by then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from caseward.interchange.kept.reading import gathered
from caseward.obligations.model import Obligation, Status
from caseward.record.entry import Entry
from caseward.web.casework.drawing import Drawn, drawn
from caseward.web.casework.queries import kept_of, known_by, with_surroundings
from caseward.web.keeping import Keeping, policies

MOST = 300
"""People that are drawn for one page; a larger unit is asked for officer by officer."""


@dataclass(frozen=True, slots=True)
class KnownTerm:
    """A term as it was known: as drawn for that day, what was overdue, how many entries there were and when the last
    of them had been recorded.
    """

    term: Drawn
    overdue: tuple[Obligation, ...]
    entries: int
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class UnitKnown:
    """A unit as known at an instant, for the day that it then was. ``outside`` counts people of it who are beyond the
    mandate by now; ``people`` is how many there are where they are too many for a page, and then there are no rows.
    """

    day: date
    at: datetime
    rows: tuple[KnownTerm, ...]
    outside: int
    people: int
    officers: tuple[tuple[str, int], ...]

    @property
    def overdue(self) -> int:
        """How much was overdue in all."""
        return sum(len(row.overdue) for row in self.rows)


def unit_known(mandate: Collection[str], at: datetime, office: str, officer: str, keeping: Keeping) -> UnitKnown:
    """The running terms of an office or an officer ('' for all of either) as known at an instant.

    ``mandate`` are the ids of everybody whom whoever asks may see.
    """
    day = at.astimezone(ZoneInfo(keeping.zone)).date()
    named = _named(at, office, keeping)
    officers = Counter(who for person, held in named.items() if person in mandate for who in sorted(held))
    wanted = [person for person, held in named.items() if not officer or officer in held]
    within = sorted(person for person in wanted if person in mandate)
    rows: list[KnownTerm] = []
    if len(within) <= MOST:
        found = (row for person in within for row in _drawn(person, day, at, keeping))
        rows = [row for row in found if _is_of(row.term, office, officer)]
    rows.sort(key=lambda row: (-len(row.overdue), row.term.officer, row.term.id))
    return UnitKnown(day, at, tuple(rows), len(wanted) - len(within), len(within), tuple(sorted(officers.items())))


def _named(at: datetime, office: str, keeping: Keeping) -> dict[str, set[str]]:
    """Everybody of whom any entry known by then says that they are of the office, with the officers they ever had."""
    entries = _known("term", at, keeping)
    whose = {entry.id: entry.text("person") for entry in entries}
    entries += [entry for entry in _known("assignment", at, keeping) if entry.text("term") in whose]
    found: dict[str, set[str]] = {}
    of_office = {_person(e, whose) for e in entries if not office or e.text("office") == office}
    for entry in entries:
        person = _person(entry, whose)
        if person in of_office:
            found[person] = found.get(person, set()) | ({entry.text("officer")} - {""})
    return found


def _person(entry: Entry, whose: dict[str, str]) -> str:
    return whose[entry.id if entry.kind == "term" else entry.text("term")]


def _known(kind: str, at: datetime, keeping: Keeping) -> list[Entry]:
    taken = gathered(keeping.reading().store.reader.of_kind(kind)).taken
    return [one.entry for one in known_by(taken, at) if one.entry is not None]


def _drawn(person: str, day: date, at: datetime, keeping: Keeping) -> list[KnownTerm]:
    own = kept_of(person, keeping, at)
    recorded = [one.taken if one.entry is None else one.entry.recorded for one in own]
    newest = max((when for when in recorded if when is not None), default=None)
    terms = drawn(policies(), with_surroundings(own, keeping, at), day)
    running = (term for term in terms if term.starts <= day and (term.ends is None or term.ends > day))
    return [KnownTerm(term, _overdue(term), len(own), newest) for term in running if term.person == person]


def _overdue(term: Drawn) -> tuple[Obligation, ...]:
    return tuple(sorted((o for o in term.owed if o.status is Status.OVERDUE), key=lambda o: (o.due, o.key)))


def _is_of(term: Drawn, office: str, officer: str) -> bool:
    return (not office or term.office == office) and (not officer or term.officer == officer)
