"""The moments at which something became known about a person, for going back in time step by step. No database here."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from caseward.interchange.kept.reading import Taken

MANY = 300
"""Moments above which a page offers the last of each day (assumed)."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment to go back to: as an address says it ('' for now), in words, and how many entries came later."""

    at: str
    says: str
    later: int


def recorded(one: Taken) -> datetime | None:
    """When an entry became known; of what is withheld the log alone tells, and some imports do not say."""
    return one.taken if one.entry is None else one.entry.recorded


def moments_of(taken: Iterable[Taken], zone: str) -> list[Moment]:
    """The moments at which entries became known and others were not yet, oldest first; and the present."""
    held = [recorded(one) for one in taken]
    known = sorted(_whole(at) for at in held if at is not None)
    local = [at.astimezone(ZoneInfo(zone)) for at in dict.fromkeys(known)]
    if len(local) > MANY:
        local = [list(day)[-1] for _day, day in groupby(local, key=lambda at: at.date())]
    found = [_moment(at, len(held) - bisect_right(known, at)) for at in local]
    return [*(one for one in found if one.later), Moment("", _("Now: everything that is recorded"), 0)]


def chosen(moments: Sequence[Moment], at: datetime | None, later: int) -> int:
    """Which of the moments an instant stands for: the last not after it; the present where nothing is later."""
    if at is None or not later:
        return len(moments) - 1
    return max(0, bisect_right([datetime.fromisoformat(one.at) for one in moments[:-1]], at) - 1)


def in_words(at: datetime) -> str:
    """An instant as a page says it, in its own zone."""
    return f"{date_format(at, _('j F Y'))}, {at:%H:%M:%S}"


def _whole(at: datetime) -> datetime:
    """The whole second by which something was known."""
    return at.replace(microsecond=0) + timedelta(seconds=1 if at.microsecond else 0)


def _moment(at: datetime, later: int) -> Moment:
    said = ngettext(
        "%(at)s: %(number)d entry was not known yet", "%(at)s: %(number)d entries were not known yet", later
    )
    return Moment(at.isoformat(), said % {"at": in_words(at), "number": later}, later)
