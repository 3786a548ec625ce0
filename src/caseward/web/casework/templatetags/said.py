"""The record's own words and times in a template: ``{% load said %}``."""

from __future__ import annotations

import re
from datetime import date

from django.conf import settings
from django.template import Library
from django.utils.formats import date_format
from django.utils.translation import override

from caseward.dates import When, WhenError, parse_when
from caseward.web.casework import words
from caseward.web.casework.codes import CODES
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.flags import Flag, flags_of
from caseward.web.casework.models import Term
from caseward.web.keeping import keeping

register = Library()
TIMES = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d))?(?![\w-])")
"""A day, or an instant with its zone, as the record writes them."""


@register.filter
def in_words(code: str) -> str:
    """A code, or how an obligation stands."""
    return words.in_words(code) if code else ""


@register.filter
def if_code(text: str) -> str:
    """A code in words, and any other text as somebody wrote it."""
    return words.in_words(text) if text in CODES else text


@register.filter
def column(name: str) -> str:
    """A column of an entry."""
    return words.column_in_words(name)


@register.filter
def plain_times(text: str) -> str:
    """A sentence of the record's own, which is English on every page, with its days and times in words."""
    with override(settings.LANGUAGE_CODE):
        return TIMES.sub(lambda found: when(found[0]), text)


@register.filter
def seen(term: Term | Drawn, column: str) -> str:
    """When somebody last saw or spoke with the person; where the record is not sure of the day, as it writes it."""
    day: date | None = getattr(term, column)
    return when(getattr(term, f"{column}_written")) or ("" if day is None else date_format(day, "j M Y"))


@register.filter
def flags(term: Term) -> list[Flag]:
    """What stands out about a term of a caseload."""
    return flags_of(term)


@register.filter
def kind(name: str) -> str:
    """A kind of entry."""
    return words.kind_in_words(name)


@register.filter
def when(said: When | str) -> str:
    """When something happened; ``said`` may be as an entry says it."""
    if isinstance(said, When):
        return words.when_in_words(said, keeping().zone)
    try:
        return words.when_in_words(parse_when(said), keeping().zone) if said else ""
    except WhenError:
        return said  # told in words already
