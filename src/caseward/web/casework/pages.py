"""What a person's page and the preview of a contact show, put together from the record. No page asks anything more."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from caseward.dates import parse_instant
from caseward.errors import CasewardError
from caseward.interchange.kept.lines import read_lines
from caseward.interchange.kept.reading import REASONS, Taken
from caseward.obligations.model import CLOSED, Obligation
from caseward.oversight.settling import looked_at
from caseward.record.entry import Entry
from caseward.reports.model import Audit
from caseward.web.casework import queries
from caseward.web.casework.access import Seen
from caseward.web.casework.bearing import Bears, bearings
from caseward.web.casework.confidence import in_confidence, standing_as, told
from caseward.web.casework.drawing import Drawn, drawn_from
from caseward.web.casework.heading import Heading, heading_of
from caseward.web.casework.moments import Moment, chosen, in_words, moments_of
from caseward.web.casework.timeline import Timeline, audit_of, owed_in, timelines
from caseward.web.casework.words import column_in_words, value_in_words, when_in_words
from caseward.web.disputes.drawing import disputes_in
from caseward.web.keeping import Keeping, keeping, policies, policies_read
from caseward.web.moment import day_of, now, today
from caseward.web.saving import refused


@dataclass(frozen=True, slots=True)
class Line:
    """An entry on a page: its place in the log, its kind, both clocks, what it says, and whether it still stands."""

    place: int
    id: str
    kind: str
    occurred: str
    recorded: datetime | None
    by: str
    said: tuple[tuple[str, str], ...]
    note: str
    corrected: bool
    withheld: str
    disputed: str = ""
    visit: str = ""
    with_others: int = 0
    warning: str = ""  # its id as it stands: there alone is what is held apart here


@dataclass(frozen=True, slots=True)
class PersonPage:
    """What a person's page shows: entries newest first, the kinds there are, obligations open and settled."""

    day: date
    known_at: datetime | None
    terms: tuple[Drawn, ...]  # as they were known, by the day that they began
    heading: Heading
    lines: tuple[Line, ...]
    kinds: tuple[str, ...]
    kind: str
    open: tuple[Obligation, ...]
    settled: tuple[Obligation, ...]
    timelines: tuple[Timeline, ...]
    moments: tuple[Moment, ...]  # to which one may go back
    moment: int  # which of them is shown
    at: str  # the instant in words, '' for now
    later: int  # entries that were not known at it

    @property
    def role(self) -> str:
        """By which a published record names the person; '' where nothing was known that says so."""
        return self.terms[0].role if self.terms else ""

    @property
    def law(self) -> str:
        """What the policies cite for a petition, where one is filed without custody."""
        cited = (state.law for term in self.terms for state in term.states if state.law)
        return "; ".join(dict.fromkeys(cited))


def person_page(seen: Seen, known_at: str, kind: str, keeping: Keeping) -> PersonPage:
    """A person as known at an instant ('' for now), the entries of one kind ('' for all)."""
    at = _instant(known_at)
    day = today(keeping.zone) if at is None else day_of(at, keeping.zone)
    taken = queries.kept_of(seen.person, keeping, at)
    corrected = queries.superseded(taken)
    entries = queries.with_surroundings(taken, keeping, at)
    audit = audit_of(policies_read(), entries, day, at)
    terms = _terms(seen.person, audit, entries)
    ids = {term.id for term in terms}
    rows = owed_in(audit, ids)
    everything = taken if at is None else queries.kept_of(seen.person, keeping)
    confidential, stands = in_confidence(everything), standing_as(everything)  # as known now, whatever was known then
    lines = tuple(
        _line(one, corrected, confidential, stands) for one in reversed(taken) if not kind or one.kind == kind
    )
    moments = moments_of(everything, keeping.zone)
    disputed = disputes_in(one.entry for one in taken if one.entry is not None)
    return PersonPage(
        day=day,
        known_at=at,
        terms=terms,
        heading=heading_of(terms, taken, day, keeping.zone),
        lines=tuple(
            replace(line, disputed=disputed.get(line.id, "")) for line in (_with_others(lines) if at is None else lines)
        ),
        kinds=tuple(sorted({one.kind for one in taken})),
        kind=kind,
        open=tuple(row for row in rows if row.status not in CLOSED),
        settled=tuple(row for row in reversed(rows) if row.status in CLOSED),
        timelines=tuple(timelines(audit, ids)),
        moments=tuple(moments),
        moment=chosen(moments, at, len(everything) - len(taken)),
        at="" if at is None else in_words(at.astimezone(ZoneInfo(keeping.zone))),
        later=len(everything) - len(taken),
    )


def _with_others(lines: Iterable[Line]) -> list[Line]:
    """The lines, each of a visit with how many others were met in it: not who, since not everybody may know."""
    held = list(lines)
    visits = {line.visit for line in held} - {""}
    people = queries.numbers_met(visits) if visits else {}
    return [replace(line, with_others=max(0, people.get(line.visit, 1) - 1)) for line in held]


def _terms(person: str, audit: Audit, entries: list[Entry]) -> tuple[Drawn, ...]:
    """The person's terms as the entries have them, and no table that may know more."""
    found = drawn_from(audit.view, entries, audit.in_force, policies(), audit.as_of)
    return tuple(sorted((t for t in found if t.person == person), key=lambda t: (t.starts, t.id)))


def preview_of(line: Mapping[str, object], person: str, keeping: Keeping) -> list[Bears] | None:
    """How a contact would bear on what is owed if it were recorded; None where it does not make an entry yet."""
    rows = read_lines("the form", (json.dumps(line) + "\n").encode(), "preview", now())
    entry = rows[0].entry
    if entry is None:
        return None
    return bearings(policies(), queries.entries_about(person, keeping), entry, today(keeping.zone))


@cache
def looked_at_of_contacts() -> Mapping[str, tuple[str, ...]]:
    """Which columns of a contact the policies look at, and which values they name; policies do not change meanwhile."""
    return looked_at(policies(), "contact")


def _instant(text: str) -> datetime | None:
    if not text:
        return None
    try:
        return parse_instant(text)
    except (CasewardError, ValueError):
        said = _("“%(text)s” is no instant; write it as 2022-06-13T17:00-07:00.")
        raise refused(said % {"text": text[:40]}) from None


def _line(one: Taken, corrected: frozenset[str], confidential: frozenset[str], stands: dict[str, str]) -> Line:
    if one.entry is None:
        return Line(one.index, "", one.kind, "", one.taken, "", (), "", corrected=False, withheld=REASONS[one.reason])
    entry = one.entry
    beside = ("id", "kind", "occurred", "recorded", "recorded_by", "note", "visit")
    plain = told(entry, confidential)
    zone = keeping().zone
    said = tuple(
        (column_in_words(name), value_in_words(entry, name, value, zone))
        for name, value in plain.items()
        if name not in beside
    )
    return Line(
        one.index, entry.id, one.kind, when_in_words(entry.occurred, zone), entry.recorded, entry.recorded_by, said,
        str(plain.get("note", "")),
        corrected=entry.id in corrected, withheld="", visit=entry.text("visit"),
        warning=stands.get(entry.id, entry.id) if one.kind == "warning" else "",
    )  # fmt: skip
