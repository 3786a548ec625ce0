"""A unit as it was known at an instant: who was whose, what was overdue, and how much had been recorded by then."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from zoneinfo import ZoneInfo

from django.db.models import Count, Q, QuerySet

from caseward.interchange.kept.reading import Taken
from caseward.obligations.model import Obligation, Status
from caseward.web.casework.drawing import Drawn, drawn
from caseward.web.casework.models import Term, Whose
from caseward.web.casework.moments import recorded
from caseward.web.casework.queries import kept_of, with_surroundings
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
    mandate by now; ``people`` those within. Where these are too many for a page, there are no rows, and ``officers``
    says who then had them, each with how many.
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


def unit_known(mandate: QuerySet[Term], at: datetime, office: str, officer: str, keeping: Keeping) -> UnitKnown:
    """The running terms of an office or an officer ('' for all of either) as known at an instant.

    ``mandate`` are the terms of everybody whom whoever asks may see. Whose record is read follows from a table that is
    drawn from the log (``Whose``), so that it costs nothing how many people there are elsewhere; what is shown of them
    is read from the log alone. Of people who still wait to be drawn, what was recorded since is not in the table yet:
    the head of the page says that some do.
    """
    day = at.astimezone(ZoneInfo(keeping.zone)).date()
    of_unit = Whose.objects.filter(Q(until=None) | Q(until__gt=at), since__lte=at)
    if office:
        of_unit = of_unit.filter(office=office)
    wanted = of_unit.filter(officer=officer) if officer else of_unit
    within = wanted.filter(person__in=mandate.values("person"))
    people = _number(within)
    rows: list[KnownTerm] = []
    if people <= MOST:
        found = _drawn(list(within.values_list("person", flat=True).distinct().order_by("person")), day, at, keeping)
        rows = [row for row in found if _is_of(row.term, office, officer)]
    rows.sort(key=lambda row: (-len(row.overdue), row.term.officer, row.term.id))
    officers = _officers(of_unit.filter(person__in=mandate.values("person"))) if people > MOST else ()
    return UnitKnown(day, at, tuple(rows), _number(wanted) - people, people, officers)


def _number(found: QuerySet[Whose]) -> int:
    return found.values("person").distinct().count()


def _officers(found: QuerySet[Whose]) -> tuple[tuple[str, int], ...]:
    held = found.exclude(officer="").values_list("officer").annotate(people=Count("person", distinct=True))
    return tuple(held.order_by("officer"))


def _drawn(people: Sequence[str], day: date, at: datetime, keeping: Keeping) -> list[KnownTerm]:
    own = {person: kept_of(person, keeping, at) for person in people}
    entries = with_surroundings(chain.from_iterable(own.values()), keeping, at) if own else []
    terms = (term for term in drawn(policies(), entries, day) if term.person in own)
    running = (term for term in terms if term.starts <= day and (term.ends is None or term.ends > day))
    return [KnownTerm(term, _overdue(term), len(own[term.person]), _newest(own[term.person])) for term in running]


def _newest(own: Iterable[Taken]) -> datetime | None:
    return max((when for one in own if (when := recorded(one)) is not None), default=None)


def _overdue(term: Drawn) -> tuple[Obligation, ...]:
    return tuple(sorted((o for o in term.owed if o.status is Status.OVERDUE), key=lambda o: (o.due, o.key)))


def _is_of(term: Drawn, office: str, officer: str) -> bool:
    return (not office or term.office == office) and (not officer or term.officer == officer)
