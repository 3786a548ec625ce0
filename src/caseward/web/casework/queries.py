"""What pages show of people and terms, as plain data: a page fires no query of its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from caseward.interchange.kept.drafts import CODED, name_of, text_of
from caseward.interchange.kept.matters import AGENCY, OFFICE
from caseward.interchange.kept.reading import Taken, gathered
from caseward.obligations.model import Status
from caseward.oversight.standing import PETITION_FILED
from caseward.record.entry import Entry
from caseward.web.accounts.models import User
from caseward.web.casework.models import Draft, Mark, Met, Owed, Past, SavedView, Term
from caseward.web.intake.models import ThirdPartyWarning
from caseward.web.keeping import Keeping

SOON = timedelta(days=7)
SHOWN = 25
"""Rows of what was missed lately, or is not known, on the page of a day; the list has all of them."""
FEW = 6
"""People whom words that mean several are told to be."""
OFFERED = 300
"""People offered to be chosen from; whoever is not among them is found by their id."""

#: How a caseload may be put in order: the word in the address, what it says, and the columns.
ORDERS = {
    "due": (_("next due"), ("next_due", "id")),
    "seen": (_("longest since seen in person"), ("last_in_person", "id")),
    "level": (_("level"), ("level", "next_due", "id")),
    "person": (_("person"), ("person", "id")),
}
#: What a caseload may be narrowed to.
FILTERS = {
    "overdue": _("something overdue"),
    "overdue-7": _("overdue for 1 to 7 days"),
    "overdue-30": _("overdue for 8 to 30 days"),
    "overdue-90": _("overdue for 31 to 90 days"),
    "overdue-more": _("overdue for more than 90 days"),
    "missed": _("something missed lately"),
    "unknown": _("something not known lately"),
    "soon": _("something due within a week"),
    "never": _("never seen in person"),
    "custody": _("in custody"),
    "warning": _("an open warning"),
    "petition": _("petition filed, and not in custody"),
    "standing": _("filed or promised, and not done"),
}
#: How many days the oldest thing overdue of a term is past due: from, and to (None: any more).
AGES = {"overdue-7": (1, 7), "overdue-30": (8, 30), "overdue-90": (31, 90), "overdue-more": (91, None)}
NOBODY = "(nobody)"
"""What an address says for terms that no officer is responsible for."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a caseload is asked for; '' for everything, or the usual order. Words that mean nothing are let pass."""

    order: str = ""
    show: str = ""
    officer: str = ""
    office: str = ""
    wanted: str = ""  # a part of the person's or the term's id, or of the role by which the person is named
    level: str = ""
    case_type: str = ""


@dataclass(frozen=True, slots=True)
class Today:
    """An officer's day: what is open, in groups, and the day for which that holds."""

    day: date
    overdue: list[Owed]
    due: list[Owed]
    soon: list[Owed]
    later: list[Owed]
    past: list[Past]  # the newest of what was missed lately, or is not known
    past_count: int


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
    past = past_of(terms)
    return Today(
        day,
        [row for row in rows if row.due < day],
        [row for row in rows if row.due == day],
        [row for row in rows if day < row.due <= day + SOON],
        [row for row in rows if row.due > day + SOON],
        list(past[:SHOWN]),
        past.count(),
    )


def past_of(terms: QuerySet[Term]) -> QuerySet[Past]:
    """What was missed lately of running terms, or nobody can say, the newest first."""
    found = Past.objects.filter(term__in=running(terms, day_drawn())).select_related("term")
    return found.order_by("-due", "term_id", "id")


def running(terms: QuerySet[Term], day: date) -> QuerySet[Term]:
    """Those that have not ended by a day."""
    return terms.exclude(ends__lte=day)


def caseload(terms: QuerySet[Term], asked: Asked) -> QuerySet[Term]:
    """Running terms, narrowed and in an order as asked."""
    day = day_drawn()
    found = narrowed(running(terms, day), asked.show, day)
    found = of_officer(found, asked.officer, asked.office)
    if asked.wanted:
        named = Q(person__icontains=asked.wanted) | Q(role__icontains=asked.wanted)
        found = found.filter(named | Q(pk__icontains=asked.wanted))
    if asked.level:
        found = found.filter(level=asked.level)
    if asked.case_type:
        found = found.filter(case_type=asked.case_type)
    first, *rest = ORDERS.get(asked.order, ORDERS["due"])[1]
    nulls = {"nulls_first": True} if asked.order == "seen" else {"nulls_last": True}  # never seen is longest ago
    return found.annotate(warned=_warned()).order_by(F(first).asc(**nulls), *rest)


def of_officer(terms: QuerySet[Term], officer: str, office: str) -> QuerySet[Term]:
    """Those of an officer (``NOBODY``: of nobody) and of an office; '' for all of either."""
    found = terms.filter(officer="" if officer == NOBODY else officer) if officer else terms
    return found.filter(office=office) if office else found


def narrowed(terms: QuerySet[Term], show: str, day: date) -> QuerySet[Term]:
    """Those of running terms to which one of ``FILTERS`` applies on a day; all of them for any other word."""
    if show in AGES:
        least, most = AGES[show]
        found = terms.filter(_overdue_since(day - timedelta(days=least)))
        return found if most is None else found.exclude(_overdue_since(day - timedelta(days=most + 1)))
    if show == "petition":
        said = terms.alias(said=Cast("standing", TextField()))
        return said.filter(said__contains=PETITION_FILED)
    if show == "standing":
        return terms.exclude(standing=[])
    return terms.filter(
        {
            "overdue": Q(overdue__gt=0),
            "soon": Exists(Owed.objects.filter(term=OuterRef("pk"), due__range=(day, day + SOON))),
            "missed": Q(missed__gt=0),
            "unknown": Q(unknown__gt=0),
            "warning": Q(_warned()),
            "never": Q(last_in_person=None),
            "custody": Q(in_custody=True),
        }.get(show, Q())
    )


def _overdue_since(day: date) -> Exists:
    """That something overdue of a term was due on a day or before."""
    return Exists(Owed.objects.filter(term=OuterRef("pk"), status=Status.OVERDUE.value, due__lte=day))


def _warned() -> Exists:
    """That a warning about a term is open."""
    return Exists(ThirdPartyWarning.objects.filter(term=OuterRef("pk"), closed=False))


def levels_of(terms: QuerySet[Term]) -> list[str]:
    """The levels that any of the terms has."""
    return list(terms.exclude(level="").values_list("level", flat=True).distinct().order_by("level"))


def case_types_of(terms: QuerySet[Term]) -> list[str]:
    """The types of case that any of the terms is."""
    return list(terms.exclude(case_type="").values_list("case_type", flat=True).distinct().order_by("case_type"))


def officers_of(terms: QuerySet[Term]) -> list[str]:
    """Who is responsible for any of the terms, by staff token."""
    return list(terms.exclude(officer="").values_list("officer", flat=True).distinct().order_by("officer"))


def offices_of(terms: QuerySet[Term]) -> list[str]:
    """The offices that have any of the terms."""
    return list(terms.exclude(office="").values_list("office", flat=True).distinct().order_by("office"))


def meant_by(who: str, terms: QuerySet[Term]) -> list[str]:
    """Ids of people of terms whom words mean: whose id or role they are, or else in whose they are; a few of them."""
    found = terms.filter(Q(person=who) | Q(role__iexact=who))
    if not found.exists():
        found = terms.filter(Q(person__icontains=who) | Q(role__icontains=who))
    return list(found.values_list("person", flat=True).distinct().order_by("person")[:FEW])


def some_people(terms: QuerySet[Term], but: str) -> list[tuple[str, str]]:
    """People of running terms, one left out: id and role; no more than a page takes."""
    found = running(terms, day_drawn()).exclude(person=but)
    return list(found.values_list("person", "role").distinct().order_by("person")[:OFFERED])


def people_met(visit: str) -> list[str]:
    """Ids of the people who were met in a visit."""
    found = Met.objects.filter(visit=visit).values_list("term__person", flat=True)
    return list(found.distinct().order_by("term__person"))


def numbers_met(visits: Iterable[str]) -> dict[str, int]:
    """How many people were met in each of visits."""
    found = Met.objects.filter(visit__in=sorted(visits)).values_list("visit")
    return dict(found.annotate(people=Count("term__person", distinct=True)).order_by("visit"))


def entries_about(person: str, keeping: Keeping, known_at: datetime | None = None) -> list[Entry]:
    """What the record says of a person, of their offices and of the agency, as known at an instant."""
    return with_surroundings(kept_of(person, keeping, known_at), keeping, known_at)


def with_surroundings(own: Iterable[Taken], keeping: Keeping, known_at: datetime | None = None) -> list[Entry]:
    """A person's entries that can be read, with what the record says of their offices and of the agency."""
    found = [one.entry for one in own if one.entry is not None]
    found += _entries_of(AGENCY, keeping, known_at)
    for office in sorted({e.text("office") for e in found} - {""}):
        found += _entries_of(name_of(OFFICE + office), keeping, known_at)
    return found


def _entries_of(subject: str, keeping: Keeping, known_at: datetime | None) -> list[Entry]:
    kept = gathered(keeping.reading().store.of_subject(subject)).taken
    return [one.entry for one in known_by(kept, known_at) if one.entry is not None]


def kept_of(person: str, keeping: Keeping, known_at: datetime | None = None) -> tuple[Taken, ...]:
    """A person's entries with their places in the log; those whose contents are withheld, without them."""
    return known_by(gathered(keeping.reading().store.of_subject(name_of(person))).taken, known_at)


def known_by(taken: Iterable[Taken], at: datetime | None) -> tuple[Taken, ...]:
    """What had been recorded by an instant (None: everything). What was imported counts as recorded when its earlier
    system says so, and not at all where it does not say; of what is withheld, the log alone can tell.
    """
    if at is None:
        return tuple(taken)
    when = ((one, one.taken if one.entry is None else one.entry.recorded) for one in taken)
    return tuple(one for one, recorded in when if recorded is not None and recorded <= at)


def people_kept(keeping: Keeping) -> set[str]:
    """Everybody whom the record knows of and can name; facilities are among them."""
    names = {name for name in keeping.reading().store.reader.subjects() if name}
    return {text_of(name) for name in names if ";" not in name or name.startswith(CODED)}


def is_known(person: str) -> bool:
    """Whether the record has a term of somebody of that id."""
    return Term.objects.filter(person=person).exists()


def draft_of(user: User, person: str, form: str) -> dict[str, object]:
    """What a user had typed into a form and not saved; empty when there is nothing."""
    found = Draft.objects.filter(user=user, person=person, form=form).first()
    return dict(found.said) if found else {}


def saved_views(user: User) -> list[SavedView]:
    """How a user wants to see their caseload again, by name."""
    return list(SavedView.objects.filter(user=user).order_by("name"))


def superseded(taken: Iterable[Taken]) -> frozenset[str]:
    """The ids of entries that a correction among them sets aside."""
    return frozenset(t.entry.text("corrects") for t in taken if t.entry is not None and t.kind == "correction")
