"""What pages show of appointments: an officer's, a person's, and those at about the same time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from caseward.record.entry import Entry
from caseward.web.accounts.models import Opening
from caseward.web.appointments.calendar_file import Event
from caseward.web.appointments.lasting import end_of
from caseward.web.appointments.models import Booked
from caseward.web.casework.models import Term
from caseward.web.casework.queries import SOON, kept_of
from caseward.web.casework.words import in_words, when_in_words
from caseward.web.keeping import Keeping

NOTHING: Mapping[str, str] = MappingProxyType({})
ABSENT = "failed_to_attend"


@dataclass(frozen=True, slots=True)
class Shown:
    """An appointment as it stands in a person's record: its place in the log, what was booked, what came of it, how an
    absence was judged and why, and what is to be done next (``outcome``, ``judgement`` or nothing). ``begun``:
    something may have come of it; ``due``: it is over, and nobody has said what.
    """

    place: int
    entry: Entry
    when: str
    begun: bool
    due: bool
    todo: str
    withdrawn: bool
    why: str
    event: Event

    @property
    def columns(self) -> dict[str, str]:
        """What a page shows of it, by column."""
        said = {n: in_words(self.entry.text(n)) for n in ("mode", "place", "outcome")}
        acceptable = self.entry.values.get("acceptable")
        said["acceptable"] = "" if acceptable is None else "yes" if acceptable else "no"
        return (
            said
            | {n: self.entry.text(n) for n in ("officer", "judged_by", "reason")}
            | {"minutes": _minutes(self.entry)}
        )


@dataclass(frozen=True, slots=True)
class OnTheDay:
    """An officer's appointments: those that are over without an outcome, oldest first, and those within a week."""

    missing: list[Booked]
    coming: list[Booked]


def appointments_on(terms: QuerySet[Term], now: datetime, today: date, staff: str) -> OnTheDay:
    """What is booked of terms, and what an officer attends of anybody else. One that has a day alone is over when the
    day is.
    """
    near = Booked.objects.filter(day__lte=today + SOON).select_related("term").order_by("day", "at", "id")
    rows = list(near.filter(term__in=terms).exclude(after_the_term()))
    own = {row.id for row in rows}
    if staff:
        rows += attended_by(staff, today).exclude(pk__in=own).select_related("term")
    rows.sort(key=lambda row: (row.day, "" if row.at is None else row.at.isoformat(), row.id))
    over = [row for row in rows if (row.ends <= now if row.ends is not None else row.day < today)]
    return OnTheDay(over, [row for row in rows if row not in over])


def missing_of(terms: QuerySet[Term], now: datetime, today: date) -> QuerySet[Booked]:
    """Appointments of terms that are over and have no outcome, the oldest first."""
    over = Q(ends__lte=now) | Q(ends=None, day__lt=today)
    found = Booked.objects.filter(over, term__in=terms).exclude(after_the_term())
    return found.select_related("term").order_by("day", "at", "id")


def after_the_term() -> Q:
    """That an appointment was for a day by which its term had ended: nobody owes an outcome of it. That a term has
    ended since takes away nobody's word on what came of an appointment before.
    """
    return Q(term__ends__lte=F("day"))


def is_attending(staff: str, terms: Iterable[Term], today: date) -> bool:
    """Whether an officer attends an appointment about one of terms, not ended yet, that waits for its outcome or is
    near.
    """
    return attended_by(staff, today).filter(term__in=list(terms)).exists()


def attended_by(staff: str, today: date) -> QuerySet[Booked]:
    """What an officer attends of terms that have not ended, that waits for its outcome or is near.

    What they gave themselves while they saw the person in need alone does not count: whoever opens a door in need
    would hold it open for as long as they like.
    """
    near = Booked.objects.filter(running_on(today), officer=staff, day__lte=today + SOON)
    in_need = Opening.objects.filter(
        user__staff=OuterRef("officer"), person=OuterRef("term__person"),
        opened__lte=OuterRef("recorded"), until__gt=OuterRef("recorded"),
    )  # fmt: skip
    return near.exclude(Q(by=F("officer")) & Exists(in_need))


def running_on(day: date) -> Q:
    """That the term of an appointment has not ended by a day."""
    return Q(term__ends=None) | Q(term__ends__gt=day)


def at_about(at: datetime, until: datetime, officer: str, person: str) -> list[Booked]:
    """What is booked with the officer or the person while another appointment would last."""
    near = Booked.objects.filter(at__lt=until, ends__gt=at)
    return list(near.filter(Q(officer=officer) | Q(term__person=person)).select_related("term").order_by("at", "id"))


def officers_near(terms: Iterable[Term]) -> list[str]:
    """Officers of the offices of terms, to be chosen from."""
    offices = {term.office for term in terms}
    found = Term.objects.filter(office__in=offices).exclude(officer="")
    return list(found.order_by("officer").values_list("officer", flat=True).distinct())


def of_person(person: str, keeping: Keeping, now: datetime) -> list[Shown]:
    """Every appointment in a person's record as it stands, or as it stood when it was withdrawn; newest first."""
    taken = kept_of(person, keeping)
    corrections = [one.entry for one in taken if one.kind == "correction" and one.entry is not None]
    gone = {c.text("corrects"): c for c in corrections}
    reasons = {c.text("replaced_by"): c.text("reason") for c in corrections}
    before = {c.text("replaced_by"): c.text("corrects") for c in corrections if c.text("replaced_by")}
    found = []
    for one in taken:
        if one.kind != "appointment" or one.entry is None:
            continue
        by = gone.get(one.entry.id)
        if by is None:
            found.append(_shown(one.index, one.entry, reasons.get(one.entry.id, ""), keeping.zone, now, before))
        elif not by.text("replaced_by"):
            found.append(_withdrawn(one.index, one.entry, by, keeping.zone, before))
    return sorted(found, key=lambda s: (s.entry.occurred.first, s.when, s.place), reverse=True)


def at_place(person: str, place: int, keeping: Keeping, now: datetime) -> Shown | None:
    """The person's appointment at a place of the log as it was written there, whether it still stands or not."""
    found = next((t for t in kept_of(person, keeping) if t.index == place and t.kind == "appointment"), None)
    return None if found is None or found.entry is None else _shown(place, found.entry, "", keeping.zone, now)


def _shown(place: int, entry: Entry, why: str, zone: str, now: datetime, before: Mapping[str, str] = NOTHING) -> Shown:
    outcome, at, end = entry.text("outcome"), entry.occurred.instant, end_of(entry)
    today = now.astimezone(ZoneInfo(zone)).date()
    past = entry.occurred.last < today
    judged = bool(entry.text("judged_by"))
    todo = "outcome" if not outcome else "judgement" if outcome == ABSENT and not judged else ""
    return Shown(
        place,
        entry,
        when_in_words(entry.occurred, zone),
        past if at is None else at <= now,
        (past if end is None else end <= now) and not outcome,
        todo,
        withdrawn=False,
        why=why if judged else "",
        event=_event(entry, before, None),
    )


def _withdrawn(place: int, entry: Entry, by: Entry, zone: str, before: Mapping[str, str]) -> Shown:
    when, event = when_in_words(entry.occurred, zone), _event(entry, before, by)
    why = by.text("reason")
    return Shown(place, entry, when, begun=False, due=False, todo="", withdrawn=True, why=why, event=event)


def _event(entry: Entry, before: Mapping[str, str], by: Entry | None) -> Event:
    """``before``: by the id of an entry, that of the one which it replaced; ``by``: what withdrew it, if it was."""
    first, changes = entry.id, 0 if by is None else 1
    while first in before:
        first, changes = before[first], changes + 1
    return Event(first, changes, (by or entry).recorded, by is not None)


def _minutes(entry: Entry) -> str:
    return str(entry.values.get("minutes") or "")
