"""What pages show of people and terms, as plain data: a page fires no query of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, QuerySet

from caseward.interchange.kept.drafts import name_of
from caseward.interchange.kept.matters import AGENCY, OFFICE
from caseward.interchange.kept.reading import Taken, gathered
from caseward.record.entry import Entry
from caseward.web.accounts.models import User
from caseward.web.casework.models import Draft, Mark, Owed, Term
from caseward.web.keeping import Keeping

SOON = timedelta(days=7)

#: How a caseload may be put in order: the word in the address, what it says, and the columns.
ORDERS = {
    "due": ("next due", ("next_due", "id")),
    "seen": ("longest since seen in person", ("last_in_person", "id")),
    "level": ("level", ("level", "next_due", "id")),
    "person": ("person", ("person", "id")),
}
#: What a caseload may be narrowed to.
FILTERS = {
    "overdue": "something overdue",
    "soon": "due within a week",
    "never": "never seen in person",
    "custody": "in custody",
    "standing": "filed or promised, and not done",
}


@dataclass(frozen=True, slots=True)
class Today:
    """An officer's day: what is open, in groups, and the day for which that holds."""

    day: date
    overdue: list[Owed]
    due: list[Owed]
    soon: list[Owed]
    later: list[Owed]


def day_drawn() -> date:
    """The day for which the drawn tables hold."""
    day = Mark.objects.get(pk=1).day
    assert day is not None
    return day


def today_of(terms: QuerySet[Term]) -> Today:
    """What is open of running terms: overdue, due today, due within a week, and due later."""
    day = day_drawn()
    rows = list(
        Owed.objects.filter(term__in=running(terms, day)).select_related("term").order_by("due", "term_id", "id")
    )
    return Today(
        day,
        [row for row in rows if row.due < day],
        [row for row in rows if row.due == day],
        [row for row in rows if day < row.due <= day + SOON],
        [row for row in rows if row.due > day + SOON],
    )


def running(terms: QuerySet[Term], day: date) -> QuerySet[Term]:
    """Those that have not ended by a day."""
    return terms.exclude(ends__lte=day)


def caseload(terms: QuerySet[Term], order: str = "due", narrowed: str = "", wanted: str = "") -> QuerySet[Term]:
    """Running terms in an order, narrowed to a filter and to a part of the person's or the term's id."""
    day = day_drawn()
    found = running(terms, day)
    if narrowed == "overdue":
        found = found.filter(overdue__gt=0)
    elif narrowed == "soon":
        found = found.filter(next_due__lte=day + SOON)
    elif narrowed == "never":
        found = found.filter(last_in_person=None)
    elif narrowed == "custody":
        found = found.filter(in_custody=True)
    elif narrowed == "standing":
        found = found.exclude(standing=[])
    if wanted:
        found = found.filter(person__icontains=wanted) | found.filter(pk__icontains=wanted)
    first, *rest = ORDERS.get(order, ORDERS["due"])[1]
    nulls = {"nulls_first": True} if order == "seen" else {"nulls_last": True}  # never seen is longest ago
    return found.order_by(F(first).asc(**nulls), *rest)


def entries_about(person: str, keeping: Keeping, known_at: datetime | None = None) -> list[Entry]:
    """What the record says of a person, of their offices and of the agency, as known at an instant."""
    store = keeping.reading().store
    size = None if known_at is None else store.size_at(known_at)
    found = list(gathered(store.of_subject(name_of(person), size=size)).record)
    found += gathered(store.of_subject(AGENCY, size=size)).record
    for office in sorted({e.text("office") for e in found} - {""}):
        found += gathered(store.of_subject(name_of(OFFICE + office), size=size)).record
    return found


def kept_of(person: str, keeping: Keeping, known_at: datetime | None = None) -> tuple[Taken, ...]:
    """A person's entries with their places in the log; those whose contents are withheld, without them."""
    store = keeping.reading().store
    size = None if known_at is None else store.size_at(known_at)
    return gathered(store.of_subject(name_of(person), size=size)).taken


def is_known(person: str) -> bool:
    """Whether the record has a term of somebody of that id."""
    return Term.objects.filter(person=person).exists()


def draft_of(user: User, person: str, form: str) -> dict[str, object]:
    """What a user had typed into a form and not saved; empty when there is nothing."""
    found = Draft.objects.filter(user=user, person=person, form=form).first()
    return dict(found.said) if found else {}


def superseded(taken: Iterable[Taken]) -> frozenset[str]:
    """The ids of entries that a correction among them sets aside."""
    return frozenset(t.entry.text("corrects") for t in taken if t.entry is not None and t.kind == "correction")
