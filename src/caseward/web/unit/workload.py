"""The workload of a unit's officers, and what making others responsible would do to it. Each number is of terms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from caseward.web.casework.models import Term
from caseward.web.casework.queries import day_drawn, running
from caseward.web.keeping import policies
from caseward.web.unit.loads import table_on


@dataclass(frozen=True, slots=True)
class Table:
    """The workload table in force: of which policy, what it counts, how much an officer can carry, where it stands."""

    title: str
    unit: str
    by: str
    capacity: int
    basis: str
    at: str


@dataclass(frozen=True, slots=True)
class Carries:
    """What an officer carries ('' for nobody): terms, hundredths a month, and terms of which nobody knows the cost."""

    officer: str
    terms: int
    hundredths: int
    unknown: int
    capacity: int

    @property
    def cost(self) -> str:
        """Hours or points a month, as far as known."""
        return shown(self.hundredths)

    @property
    def share(self) -> int | None:
        """Whole percent of what an officer can carry; None for nobody."""
        return (200 * self.hundredths + 100 * self.capacity) // (200 * self.capacity) if self.officer else None

    @property
    def over(self) -> bool:
        """Whether it is more than an officer can carry."""
        return bool(self.officer) and self.hundredths > 100 * self.capacity


@dataclass(frozen=True, slots=True)
class Change:
    """An officer's workload as it is, and as it would be."""

    before: Carries
    after: Carries


def table(day: date) -> Table | None:
    """The workload table of the agency's policies on a day; None where none has one."""
    found = table_on(policies(), day)
    if found is None:
        return None
    document, said = found
    return Table(document.title, said.unit, said.by, int(said.capacity.value), said.basis, said.cite.at)


def carried(terms: QuerySet[Term], capacity: int) -> list[Carries]:
    """What each officer carries of running terms, by officer."""
    return _carries(_costs(terms), capacity)


def costs(terms: QuerySet[Term]) -> list[tuple[Term, str]]:
    """Running terms with their cost a month ('' where nobody knows), dearest first."""
    found = running(terms, day_drawn()).select_related("load").order_by("id")
    rows = [(term, _cost_of(term)) for term in found]
    rows.sort(key=lambda row: (-(row[1] or 0), row[0].id))
    return [(term, "" if cost is None else shown(cost)) for term, cost in rows]


def moved(terms: QuerySet[Term], chosen: Sequence[Term], officer: str, capacity: int) -> list[Change]:
    """What making an officer responsible for the chosen ones of terms would do, by each officer whom it concerns.

    ``terms``: everybody whose officers are concerned, of any office.
    """
    concerned = {officer, *(term.officer for term in chosen)}
    ids = {term.id for term in chosen}
    now = _costs(terms.filter(officer__in=concerned))
    then = [(officer if id_ in ids else whose, id_, cost) for whose, id_, cost in now]
    before, after = ({one.officer: one for one in _carries(rows, capacity)} for rows in (now, then))
    nothing = {one: Carries(one, 0, 0, 0, capacity) for one in sorted(concerned)}
    return [Change(before.get(one, nothing[one]), after.get(one, nothing[one])) for one in sorted(concerned)]


def shown(hundredths: int) -> str:
    """Hours or points to the hundredth, without needless noughts."""
    whole, rest = divmod(hundredths, 100)
    return f"{whole}.{rest:02}".rstrip("0").rstrip(".")


def _costs(terms: QuerySet[Term]) -> list[tuple[str, str, int | None]]:
    rows = running(terms, day_drawn()).order_by("officer", "id").values_list("officer", "id", "load__cost")
    return [(officer, id_, cost) for officer, id_, cost in rows]


def _carries(rows: Iterable[tuple[str, str, int | None]], capacity: int) -> list[Carries]:
    found: dict[str, list[int | None]] = {}
    for officer, _, cost in rows:
        found.setdefault(officer, []).append(cost)
    return [
        Carries(officer, len(own), sum(c or 0 for c in own), sum(c is None for c in own), capacity)
        for officer, own in sorted(found.items())
    ]


def _cost_of(term: Term) -> int | None:
    load = getattr(term, "load", None)
    return None if load is None else load.cost
