"""What the pages of a transfer show, put together before anything is recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from caseward.web.casework.models import Term
from caseward.web.casework.queries import NOBODY, day_drawn
from caseward.web.transfers.forms import TransferForm
from caseward.web.transfers.queries import Carried, carried
from caseward.web.transfers.sharing import absences_of, said_of
from caseward.web.unit.workload import Change, Table, moved, table


@dataclass(frozen=True, slots=True)
class Choice:
    """Of whom a transfer may choose: everybody of an officer, or one person; '' where that was not said."""

    officer: str
    person: str
    terms: list[Term]


@dataclass(frozen=True, slots=True)
class Look:
    """A transfer as it would be: what goes along, workloads before and after, who is out, and the form again."""

    rows: list[Carried]
    officer: str
    office: str
    day: date
    shared_until: date | None
    reason: str
    out: list[str]
    table: Table | None
    changes: list[Change]
    typed: list[tuple[str, str]]


def choice(terms: QuerySet[Term], officer: str, person: str) -> Choice:
    """Whom a transfer may choose, of running terms."""
    if person:
        found = terms.filter(person=person)
    elif officer:
        found = terms.filter(officer="" if officer == NOBODY else officer)
    else:
        found = terms.none()
    return Choice(officer, person, list(found.order_by("person", "id")))


def look(form: TransferForm, everybody: QuerySet[Term]) -> Look:
    """What a transfer would do; nothing is written. ``everybody``: the terms whose officers' workloads are counted."""
    said, chosen, counted = form.cleaned_data, form.chosen(), table(day_drawn())
    return Look(
        rows=carried(chosen),
        officer=said["officer"],
        office=said["office"],
        day=said["day"],
        shared_until=said["shared_until"],
        reason=said["reason"],
        out=[said_of(cover) for cover in absences_of(said["officer"], said["day"])],
        table=counted,
        changes=[] if counted is None else moved(everybody, chosen, said["officer"], counted.capacity),
        typed=list(_typed(form)),
    )


def _typed(form: TransferForm) -> Iterable[tuple[str, str]]:
    for name, values in form.data.lists():  # type: ignore[attr-defined]
        if name not in ("csrfmiddlewaretoken", "confirm"):
            yield from ((name, value) for value in values)
