"""What the head of a person's page says beside their terms: where they live, the conditions in force, warnings that are
open, the documents there are; all of it from the entries known, as of a day. No database here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from caseward.interchange.kept.reading import Taken
from caseward.record.entry import Entry
from caseward.web.casework.drawing import Drawn
from caseward.web.casework.words import in_words, when_in_words
from caseward.web.intake.drawing import DrawnWarning


@dataclass(frozen=True, slots=True)
class Document:
    """A document of the record: its place in the log, its title, and when it is of."""

    place: int
    title: str
    when: str


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning that is open: its facets in words, and for how many days it has waited for a second person. Neither
    caller nor words.
    """

    row: DrawnWarning
    facets: tuple[str, ...]
    waits: int


@dataclass(frozen=True, slots=True)
class Heading:
    """What the head of a person's page says, in words; nothing where the record says nothing."""

    lives: tuple[str, ...]
    conditions: tuple[str, ...]
    warned: tuple[Warned, ...]
    documents: tuple[Document, ...]


def heading_of(terms: Sequence[Drawn], taken: Sequence[Taken], day: date, zone: str) -> Heading:
    """The head of the page of a person with these terms and entries."""
    running = [term for term in terms if term.ends is None or term.ends > day]
    codes = (code for term in running for code in conditions_in_force(term.id, term.subject.entries, day))
    lives = (_residence(term.subject.entries, day, zone) for term in running)
    return Heading(
        tuple(dict.fromkeys(said for said in lives if said)),
        tuple(in_words(code) for code in dict.fromkeys(codes)),
        tuple(_warned(row, day) for term in terms for row in term.warnings if not row.closed),
        tuple(_documents(taken, zone)),
    )


def conditions_in_force(term: str, entries: Iterable[Entry], day: date) -> list[str]:
    """Codes of the conditions of a term in force on a day: those ordered at the grant, then those that came later."""
    held = list(entries)
    found = [code for e in held if e.kind == "term" and e.id == term for code in e.many("conditions")]
    return found + [e.text("condition") for e in held if e.kind == "condition" and is_in_force(e, day)]


def is_in_force(entry: Entry, day: date) -> bool:
    """Whether what an entry says may hold on a day: it has begun, and has not surely ended."""
    until = entry.when("until")
    return entry.occurred.first <= day and (until is None or until.last > day)


def _residence(entries: Iterable[Entry], day: date, zone: str) -> str:
    """Where the person lives, by the newest entry that says so; '' where none is in force."""
    held = (e for e in entries if e.kind == "residence" and is_in_force(e, day))  # a stay that ended leaves the home
    newest = max(held, key=lambda e: (e.occurred.first, e.sort_key), default=None)
    if newest is None:
        return ""
    what = [in_words(newest.text("residence_type")) if newest.text("residence_type") else "", newest.text("place")]
    confirmed = newest.values.get("confirmed") is True
    what.append(_("confirmed by a visit") if confirmed else _("not confirmed by a visit"))
    since = _("since %(when)s") % {"when": when_in_words(newest.occurred, zone)}
    return ", ".join(part for part in (*what, since) if part)


def _warned(row: DrawnWarning, day: date) -> Warned:
    waits = (day - row.decided_on).days if row.decided_on else 0
    return Warned(row, tuple(in_words(code) for code in row.facets), max(0, waits))


def _documents(taken: Sequence[Taken], zone: str) -> Iterable[Document]:
    gone = {one.entry.text("corrects") for one in taken if one.kind == "correction" and one.entry is not None}
    for one in reversed(taken):
        if one.kind == "document" and one.entry is not None and one.entry.id not in gone:
            yield Document(one.index, one.entry.text("title"), when_in_words(one.entry.occurred, zone))
