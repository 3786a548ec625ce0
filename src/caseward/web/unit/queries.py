"""What the unit board shows, as plain data: each number counts the rows of the caseload to which it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.utils.translation import gettext_lazy as _

from caseward.web.accounts.models import Opening, Reading
from caseward.web.accounts.queries import openings_of, openings_since, readings_of
from caseward.web.casework.models import Term
from caseward.web.casework.queries import NOBODY, day_drawn, narrowed, past_of, running

#: The columns of numbers: the word of the caseload's filter ('' for everybody), the head, and its name in the CSV.
COLUMNS = (
    ("", _("Terms"), "terms"),
    ("overdue", _("Overdue"), "overdue"),
    ("overdue-7", _("Overdue 1–7 days"), "overdue_1_to_7"),
    ("overdue-30", _("Overdue 8–30 days"), "overdue_8_to_30"),
    ("overdue-90", _("Overdue 31–90 days"), "overdue_31_to_90"),
    ("overdue-more", _("Overdue over 90 days"), "overdue_over_90"),
    ("missed", _("Missed lately"), "missed_lately"),
    ("unknown", _("Not known lately"), "not_known_lately"),
    ("soon", _("Due within a week"), "due_within_a_week"),
    ("warning", _("Open warnings"), "open_warnings"),
    ("never", _("Never seen in person"), "never_seen_in_person"),
    ("petition", _("Petition filed, not in custody"), "petition_not_in_custody"),
    ("custody", _("In custody"), "in_custody"),
)
#: How the board may be put in order, beside by officer: most of a column first.
ORDERS = {name: title for name, title, _csv in COLUMNS if name} | {"terms": _("Terms")}
LATELY = timedelta(days=30)
"""How far back the board tells of doors opened in need."""
SHOWN = 500
"""Readings on a page at most; the CSV has all of them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, the head of its column, and the query of the caseload's address that shows its rows."""

    title: str
    count: int
    asked: str


@dataclass(frozen=True, slots=True)
class Row:
    """An officer ('' for nobody responsible; None for the whole unit) and their numbers, as the columns."""

    officer: str | None
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A unit as of a day: the whole of it, and officer by officer."""

    day: date
    whole: Row
    rows: tuple[Row, ...]
    past: int  # what was missed lately or is not known: obligations, of which a term may have several


@dataclass(frozen=True, slots=True)
class ReadBy:
    """Who read a person's record, newest first, how many readings there are in all, and doors opened in need."""

    readings: QuerySet[Reading]
    newest: list[Reading]
    count: int
    openings: list[Opening]


def board(terms: QuerySet[Term], office: str = "", order: str = "") -> Board:
    """How the running ones of terms stand, as of the day for which they are drawn.

    A term counts once in the columns of days overdue: by the oldest thing that is overdue of it.
    """
    day = day_drawn()
    counts = {show: _by_officer(narrowed(running(terms, day), show, day)) for show, *_more in COLUMNS}
    rows = [_row(officer, counts, office) for officer in sorted(counts[""])]
    names = ["terms" if show == "" else show for show, *_more in COLUMNS]
    if order in ORDERS:
        at = names.index(order)
        rows.sort(key=lambda row: (-row.cells[at].count, row.officer or ""))
    return Board(day, _row(None, counts, office), tuple(rows), past_of(terms).count())


def opened_lately(terms: QuerySet[Term], at: datetime) -> list[Opening]:
    """Doors opened in need to the record of anybody of the terms, in the thirty days before an instant."""
    return list(openings_since(terms.values("person"), at - LATELY))


def read_by(person: str) -> ReadBy:
    """Who read a person's record, and who opened it in need."""
    readings = readings_of(person)
    return ReadBy(readings, list(readings[:SHOWN]), readings.count(), list(openings_of(person)))


def _by_officer(terms: QuerySet[Term]) -> dict[str, int]:
    return dict(terms.order_by("officer").values_list("officer").annotate(Count("pk")))


def _row(officer: str | None, counts: dict[str, dict[str, int]], office: str) -> Row:
    whom = {} if officer is None else {"officer": officer or NOBODY}
    where = whom | ({"office": office} if office else {})
    cells = []
    for show, title, _csv in COLUMNS:
        count = sum(counts[show].values()) if officer is None else counts[show].get(officer, 0)
        cells.append(Cell(str(title), count, urlencode({"of": "unit"} | where | ({"show": show} if show else {}))))
    return Row(officer, tuple(cells))
