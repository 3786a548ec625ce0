"""What pages show of warnings, as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from caseward.web.casework.models import Term
from caseward.web.casework.queries import day_drawn
from caseward.web.intake.forms import ACTIONS, FACETS
from caseward.web.intake.models import ThirdPartyWarning

COLUMNS = (
    "warning", "person", "term", "officer", "office", "day", "facets", "weapon_with_violence", "days_old",
    "decision_due", "clock", "decided", "decided_by", "waits_for_second_since", "closed",
)  # fmt: skip
SHOWN = 25
"""Warnings at most beside something else on a page; the list has all of them."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A warning in a list: the row, how long ago it came, what it speaks of, what was decided last, in words, and for
    how many days that waits for a second person.
    """

    row: ThirdPartyWarning
    days: int
    age: str
    facets: tuple[str, ...]
    decision: str
    waits: int


def warnings_about(terms: QuerySet[Term], *, closed: bool = False) -> list[Listed]:
    """Warnings about terms, open ones first, or with ``closed`` those alone: a weapon with violence at the top."""
    found = ThirdPartyWarning.objects.filter(term__in=terms, closed=closed).select_related("term")
    day = day_drawn()
    return [listed(row, day) for row in found.order_by("-urgent", F("due").asc(nulls_last=True), "day", "id")]


def first_open(terms: QuerySet[Term]) -> dict[str, object]:
    """Open warnings about terms for a page that shows the first of them, by its names."""
    found = warnings_about(terms)
    return {"warned": found, "shown_warnings": found[:SHOWN]}


def as_row(one: Listed) -> tuple[object, ...]:
    """A warning as a line of the file, in the order of ``COLUMNS``: neither caller nor words."""
    row = one.row
    said = (row.day, ";".join(row.facets), "yes" if row.urgent else "no", one.days, row.due, row.clock)
    decided = (row.action, row.decided_by, row.decided_on, "yes" if row.closed else "no")
    return (row.id, row.term.person, row.term_id, row.term.officer, row.term.office, *said, *decided)


def others_about(row: ThirdPartyWarning, person: str) -> list[Listed]:
    """Other warnings about the same person, newest first."""
    found = ThirdPartyWarning.objects.filter(term__person=person).exclude(pk=row.pk).select_related("term")
    day = day_drawn()
    return [listed(one, day) for one in found.order_by("-day", "-id")]


def warning_of(id_: str) -> ThirdPartyWarning | None:
    """A warning that stands, with its term."""
    return ThirdPartyWarning.objects.filter(pk=id_).select_related("term").first()


def listed(row: ThirdPartyWarning, day: date) -> Listed:
    """A warning as lists show it on a day."""
    facets, days = tuple(str(FACETS.get(code, code)) for code in row.facets), (day - row.day).days
    waits = (day - row.decided_on).days if row.decided_on else 0
    return Listed(row, days, _age(days), facets, str(ACTIONS.get(row.action, row.action)), max(0, waits))


def _age(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("today")
