"""A person's terms drawn from entries: who is responsible, when they were last seen, what is open. No database here."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from caseward.dates import When
from caseward.engine.worklist import is_open, rows_on
from caseward.obligations.model import Obligation, Status
from caseward.oversight.model import Standing
from caseward.oversight.standing import standings
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry, Record
from caseward.record.facts import subjects_of
from caseward.record.subjects import Facts, Subject
from caseward.record.view import View, judged, view_of
from caseward.web.intake.drawing import DrawnWarning, warnings_in

WITH_THEM = frozenset({"person", "both"})
WRITTEN = frozenset({"email", "text_message", "letter", "kiosk", "portal"})
"""Modes in which nobody speaks with anybody, whatever came of it."""
UNDECIDED = frozenset({Status.INDETERMINATE, Status.NOT_ASSESSABLE})
LATELY = timedelta(days=90)
"""How far back what was missed still stands on lists. No policy says; the number is assumed, and the pages say so."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A term as of a day, with what is open of it. Names as the columns of ``Term``."""

    subject: Subject
    """All that is judged as of the day: other apps draw their rows from its entries."""
    as_of: date
    id: str
    person: str
    role: str
    office: str
    officer: str
    supervision_type: str
    case_type: str
    level: str
    starts: date
    ends: date | None
    in_custody: bool
    states: tuple[Standing, ...]
    """What must not be mistaken for something else: a petition that is filed is not custody."""
    last_in_person: date | None
    last_spoke: date | None
    last_in_person_written: str
    last_spoke_written: str
    owed: tuple[Obligation, ...]
    past: tuple[Obligation, ...]
    """What was missed lately, or nobody can say, by due day; without what a policy asks and does not score."""
    warnings: tuple[DrawnWarning, ...]
    booked: tuple[Entry, ...]
    """Appointments without an outcome, those to come among them."""
    set_aside: tuple[tuple[Entry, Entry], ...]
    """Entries about the term that no longer stand, each with the correction that says so."""

    @property
    def met_with_others(self) -> list[Entry]:
        """Contacts made in a visit in which several people were met."""
        return [entry for entry in self.subject.entries if entry.kind == "contact" and entry.text("visit")]

    @property
    def standing(self) -> tuple[str, ...]:
        """The states in words."""
        return tuple(state.what for state in self.states)

    @property
    def next_due(self) -> date | None:
        """When the first of what is open falls due."""
        return min((row.due for row in self.owed), default=None)

    @property
    def overdue(self) -> int:
        """How much is past due and can still be done."""
        return sum(row.status is Status.OVERDUE for row in self.owed)

    @property
    def missed(self) -> int:
        """How much was missed lately, and cannot be done any more."""
        return sum(row.status is Status.MISSED for row in self.past)

    @property
    def unknown(self) -> int:
        """Of how much that cannot be done any more the record does not say whether it was done."""
        return len(self.past) - self.missed


def drawn(documents: Sequence[PolicyDocument], entries: Iterable[Entry], as_of: date) -> list[Drawn]:
    """Every term that the entries speak of, as of a day, sorted by id."""
    held = list(entries)
    whole = view_of(Record.of(held))
    every = (row for document in documents for row in rows_on(document, whole, as_of))
    rows = [row for row in every if is_open(row, as_of) or _is_past(row, as_of) or row.about]  # years of others are not
    return drawn_from(whole, held, rows, documents, as_of)


def drawn_from(
    whole: View,
    entries: Sequence[Entry],
    rows: Iterable[Obligation],
    documents: Sequence[PolicyDocument],
    as_of: date,
) -> list[Drawn]:
    """The same, where everything owed of the terms in a view of the entries is judged already, as of the day."""
    view = judged(whole, as_of)
    booked, aside = _booked(whole.entries), _set_aside(whole, entries)
    owed: dict[str, list[Obligation]] = {}
    for row in sorted(rows, key=lambda row: (row.due, row.key)):
        owed.setdefault(row.subject, []).append(row)
    roles = {entry.id: entry.text("role") for entry in view.entries if entry.kind == "person"}
    return [
        _term(
            subject,
            owed.get(subject.id, []),
            documents,
            roles,
            as_of,
            tuple(booked.get(subject.id, ())),
            tuple(aside.get(subject.id, ())),
        )
        for subject in subjects_of(view, "term")
    ]


def _booked(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "appointment" and not entry.text("outcome"):
            found.setdefault(entry.text("term"), []).append(entry)
    return found


def _set_aside(whole: View, entries: Iterable[Entry]) -> dict[str, list[tuple[Entry, Entry]]]:
    found: dict[str, list[tuple[Entry, Entry]]] = {}
    for entry in entries if whole.superseded else ():
        if entry.id in whole.superseded and entry.text("term"):
            found.setdefault(entry.text("term"), []).append((entry, whole.superseded[entry.id]))
    return found


def _term(
    subject: Subject,
    owed: Sequence[Obligation],
    documents: Sequence[PolicyDocument],
    roles: dict[str, str],
    as_of: date,
    booked: tuple[Entry, ...],
    aside: tuple[tuple[Entry, Entry], ...],
) -> Drawn:
    facts = Facts.of(subject)
    met, spoken = (last_spoken(subject.entries, in_person=asked) for asked in (True, False))
    said = {name: str(facts.value(name, as_of) or "") for name in ("office", "officer", "case_type", "level")}
    return Drawn(
        subject=subject,
        as_of=as_of,
        id=subject.id,
        person=subject.person,
        role=roles.get(subject.person, ""),
        supervision_type=str(facts.value("supervision_type", as_of) or ""),
        starts=subject.opened.first,
        ends=None if subject.closed is None else subject.closed.last,
        in_custody=bool(facts.value("custody", as_of)),
        states=standings(subject, documents, as_of),
        last_in_person=_day_of(met),
        last_spoke=_day_of(spoken),
        last_in_person_written=_written(met),
        last_spoke_written=_written(spoken),
        owed=tuple(row for row in owed if is_open(row, as_of)),
        past=tuple(row for row in owed if _is_past(row, as_of)),
        booked=booked,
        set_aside=aside,
        warnings=warnings_in(subject, owed, as_of),
        **said,
    )


def last_spoken(entries: Iterable[Entry], *, in_person: bool) -> Entry | None:
    """The latest contact at which somebody surely spoke with the person; in person, where that is asked."""
    spoken = (
        e
        for e in entries
        if e.kind == "contact"
        and e.text("outcome") == "spoke"
        and e.text("with_whom") in WITH_THEM
        and (e.text("mode") == "in_person" if in_person else e.text("mode") not in WRITTEN)
    )
    return max(spoken, key=lambda e: (e.occurred.first, e.id), default=None)


def _day_of(contact: Entry | None) -> date | None:
    """By which lists are put in order. Of what may have been on several days the first: longest ago."""
    return None if contact is None else contact.occurred.first


def _written(contact: Entry | None) -> str:
    return "" if contact is None or _is_sure(contact.occurred) else contact.occurred.text


def _is_sure(when: When) -> bool:
    return when.precise and not when.approximate and not when.uncertain


def _is_past(row: Obligation, as_of: date) -> bool:
    over = row.status is Status.MISSED or (row.status in UNDECIDED and not is_open(row, as_of))
    return over and row.scored and row.due >= as_of - LATELY
