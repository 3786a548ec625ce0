"""What stands out about a term in a list: the same on the page and in the file. No database here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from caseward.web.casework.models import Term


@dataclass(frozen=True, slots=True)
class Flag:
    """One thing that stands out: its sort (``overdue``, ``missed``, ``unknown``, ``custody``, ``warning`` or
    ``standing``), and it in words. The sentences of the sort ``standing`` are the record's, and English.
    """

    sort: str
    says: str


def flags_of(term: Term) -> list[Flag]:
    """What stands out about a term of a caseload (``queries.caseload`` says whether a warning about it is open)."""
    found = []
    if term.overdue:
        found.append(Flag("overdue", _("%(number)s overdue") % {"number": term.overdue}))
    if term.missed:
        found.append(Flag("missed", _("%(number)s missed lately") % {"number": term.missed}))
    if term.unknown:
        found.append(Flag("unknown", _("%(number)s not known lately") % {"number": term.unknown}))
    if getattr(term, "warned", False):
        found.append(Flag("warning", _("open warning")))
    if term.in_custody:
        found.append(Flag("custody", _("in custody")))
    return found + [Flag("standing", str(said)) for said in term.standing]


def as_text(flags: list[Flag]) -> str:
    """Flags in one cell of a file."""
    return "; ".join(flag.says for flag in flags)


def row_of(term: Term, columns: tuple[str, ...]) -> tuple[object, ...]:
    """A term as a line of a file, which is English whoever takes it: a day of which the record is not sure is as the
    record writes it.
    """
    written: dict[str, str | date | None] = {
        "last_in_person": term.last_in_person_written or term.last_in_person,
        "last_spoke": term.last_spoke_written or term.last_spoke,
    }
    with override("en"):
        written["flags"] = as_text(flags_of(term))
    return tuple(written[name] if name in written else getattr(term, name) for name in columns)
