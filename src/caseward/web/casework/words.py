"""How the record's own words and times are said on a page, in its language. What is not known here is said as it is."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseward.dates import EARLIEST, LATEST, When, month_end, month_start
from caseward.interchange.content import Plain
from caseward.record.entry import Entry
from caseward.record.fields import FieldType
from caseward.record.kinds import BY_NAME
from caseward.web.casework.codes import CODES
from caseward.web.casework.confidence import INSTEAD, INSTEAD_OF_A_NUMBER
from caseward.web.casework.names import COLUMNS, KINDS

HELD_APART: Final[dict[str, Promise]] = {
    INSTEAD: gettext_lazy("held apart: the caller asked for confidentiality"),
    INSTEAD_OF_A_NUMBER: gettext_lazy("held apart: how the caller may be reached"),
}
"""What stands in a warning instead of what somebody may not read."""


def in_words(code: str) -> str:
    """A code, or how an obligation stands."""
    return str(CODES.get(code, code.replace("_", " ")))


def kind_in_words(kind: str) -> str:
    """A kind of entry."""
    return str(KINDS.get(kind, kind.replace("_", " ")))


def column_in_words(column: str) -> str:
    """A column of an entry."""
    return str(COLUMNS.get(column, column.replace("_", " ")))


def when_in_words(when: When, zone: str) -> str:
    """When something happened, in the agency's zone, as precisely as the record says it and no more."""
    said = _when(when, zone)
    if when.approximate:
        said = _("about %(when)s") % {"when": said}
    return _("%(when)s (the source doubts it)") % {"when": said} if when.uncertain else said


def at_in_words(at: datetime, zone: str) -> str:
    """An instant, in the agency's zone."""
    local = at.astimezone(ZoneInfo(zone))
    return f"{date_format(local, _('j F Y'))}, {local:%H:%M}"


def value_in_words(entry: Entry, column: str, value: Plain, zone: str) -> str:
    """What a column of an entry says; ``value`` is it as plain data, or what stands there instead."""
    field = BY_NAME[entry.kind].field(column)
    kind = field.type if field is not None else FieldType.TEXT
    when = entry.when(column) if kind is FieldType.WHEN else None
    if when is not None:
        return when_in_words(when, zone)
    if kind is FieldType.INSTANT:
        return at_in_words(datetime.fromisoformat(str(value)), zone)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, str) and value in HELD_APART:
        return str(HELD_APART[value])
    of_codes = kind in (FieldType.CODE, FieldType.CODES)
    held = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)]
    return "; ".join(in_words(one) if of_codes else one for one in held)


def _when(when: When, zone: str) -> str:
    if when.instant is not None:
        return at_in_words(when.instant, zone)
    first, last = date_format(when.first, _("j F Y")), date_format(when.last, _("j F Y"))
    if when.precise:
        return first
    if when.first == EARLIEST:
        return _("not after %(day)s") % {"day": last}
    if when.last == LATEST:
        return _("not before %(day)s") % {"day": first}
    if when.first == month_start(when.first) and when.last == month_end(when.first):
        return date_format(when.first, _("F Y"))
    return _("between %(first)s and %(last)s") % {"first": first, "last": last}
