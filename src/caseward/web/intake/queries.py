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


@dataclass(frozen=True, slots=True)
class Listed:
    """A warning in a list: the row, how long ago it came, what it speaks of, and what was decided last, in words."""

    row: ThirdPartyWarning
    days: int
    age: str
    facets: tuple[str, ...]
    decision: str


def warnings_about(terms: QuerySet[Term], *, closed: bool = False) -> list[Listed]:
    """Warnings about terms, open ones first, or with ``closed`` those alone: a weapon with violence at the top."""
    found = ThirdPartyWarning.objects.filter(term__in=terms, closed=closed).select_related("term")
    day = day_drawn()
    return [listed(row, day) for row in found.order_by("-urgent", F("due").asc(nulls_last=True), "day", "id")]


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
    return Listed(row, days, _age(days), facets, str(ACTIONS.get(row.action, row.action)))


def _age(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": days} if days else _("today")
