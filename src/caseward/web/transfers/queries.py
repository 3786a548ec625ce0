"""What pages show of transfers and covers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet

from caseward.record.entry import Entry
from caseward.web.accounts.models import Role, User
from caseward.web.appointments.models import Booked
from caseward.web.casework.models import Draft, Owed, Term
from caseward.web.casework.queries import kept_of, offices_of, superseded
from caseward.web.intake.models import ThirdPartyWarning
from caseward.web.keeping import Keeping
from caseward.web.reporting.models import Registered
from caseward.web.tasks.models import Promise
from caseward.web.transfers.models import Cover, HandOver, TransferWish

UNFINISHED = ("drafted", "submitted", "returned")
"""Steps after which a report still waits for somebody."""
LATELY = timedelta(days=30)
"""How far back the page of transfers looks."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """An assignment in a person's record: its place in the log, what it says, who was responsible before, whether it
    is the one in force, and whether a correction set it aside.
    """

    place: int
    entry: Entry
    before: str
    in_force: bool
    withdrawn: bool

    @property
    def day(self) -> str:
        """From when on, as the entry says it."""
        return self.entry.occurred.text

    @property
    def by(self) -> str:
        """Who recorded it."""
        return self.entry.recorded_by

    @property
    def said(self) -> dict[str, str]:
        """What a page shows of it, by column."""
        return {name: self.entry.text(name) for name in ("term", "officer", "office")} | {"note": self.entry.note}

    @property
    def shared_until(self) -> str:
        """The first day on which the officer before no longer shares it; '' where nothing was shared."""
        until = self.entry.when("handover_until")
        return "" if until is None else until.text


@dataclass(frozen=True, slots=True)
class Carried:
    """What goes over with a term: counts of what is open about it, and who attends its appointments."""

    term: Term
    owed: int
    overdue: int
    booked: int
    warnings: int
    promises: int
    reports: int
    drafts: int


def covers_of(officers: Iterable[str], staff: str, day: date) -> list[Cover]:
    """Covers that hold on a day or are to come, of officers and of whoever asks."""
    named = Q(officer__in=list(officers)) | Q(officer=staff) | Q(covered_by=staff)
    return list(Cover.objects.filter(named).exclude(until__lte=day).order_by("starts", "officer", "id"))


def cover_of(id_: str) -> Cover | None:
    """A cover by its id."""
    return Cover.objects.filter(pk=id_).first()


def handovers(terms: QuerySet[Term], day: date) -> list[HandOver]:
    """Terms handed over lately or still shared, newest first."""
    found = HandOver.objects.filter(Q(day__gte=day - LATELY) | Q(shared_until__gt=day), term__in=terms)
    return list(found.select_related("term").order_by("-day", "term_id"))


def wishes(terms: QuerySet[Term]) -> list[TransferWish]:
    """Requests that nobody has answered, oldest first."""
    return list(TransferWish.objects.filter(term__in=terms).select_related("term").order_by("day", "id"))


def wish_of(person: str, id_: str) -> TransferWish | None:
    """An open request about a person, by its id."""
    return TransferWish.objects.filter(pk=id_, term__person=person).select_related("term").first()


def wishes_about(person: str) -> list[TransferWish]:
    """Open requests about a person."""
    return wishes(Term.objects.filter(person=person))


def officers() -> list[str]:
    """Everybody who may be made responsible: who is, and who signs in as an officer."""
    signed = User.objects.filter(grants__role=Role.OFFICER, is_active=True).values_list("staff", flat=True)
    return sorted({*signed, *Term.objects.exclude(officer="").values_list("officer", flat=True)})


def offices() -> list[str]:
    """Every office that is responsible for somebody."""
    return offices_of(Term.objects.all())


def history(person: str, day: date, keeping: Keeping) -> list[Assigned]:
    """Every assignment in a person's record, those to come among them; newest first."""
    taken = kept_of(person, keeping)
    gone = superseded(taken)
    rows = sorted(
        ((one.entry.occurred.first, one.index, one.entry) for one in taken if one.kind == "assignment" and one.entry),
        key=lambda row: row[:2],
    )
    standing = [(first, entry) for first, _, entry in rows if entry.id not in gone and first <= day]
    in_force = {entry.text("term"): entry.id for _, entry in standing}
    last: dict[str, str] = {}
    found = []
    for _, place, entry in rows:
        term, withdrawn = entry.text("term"), entry.id in gone
        found.append(Assigned(place, entry, last.get(term, ""), in_force.get(term) == entry.id, withdrawn))
        if not withdrawn:
            last[term] = entry.text("officer")
    return found[::-1]


def carried(terms: list[Term]) -> list[Carried]:
    """What goes over with each of the terms, by what is drawn of them."""
    owed = _counts(Owed.objects.filter(term__in=terms))
    booked = _counts(Booked.objects.filter(term__in=terms))
    warned = _counts(ThirdPartyWarning.objects.filter(term__in=terms, closed=False))
    promised = _counts(Promise.objects.filter(term__in=terms))
    unfinished = _counts(Registered.objects.filter(term__in=terms, state__in=UNFINISHED))
    typed = dict(
        Draft.objects.filter(person__in=[t.person for t in terms])
        .order_by("person")
        .values_list("person")
        .annotate(Count("pk"))
    )
    return [
        Carried(t, owed.get(t.pk, 0), t.overdue, booked.get(t.pk, 0), warned.get(t.pk, 0), promised.get(t.pk, 0),
                unfinished.get(t.pk, 0), typed.get(t.person, 0))
        for t in terms
    ]  # fmt: skip


def _counts(rows: QuerySet[Any]) -> Mapping[str, int]:
    return dict(rows.order_by("term_id").values_list("term_id").annotate(Count("pk")))
