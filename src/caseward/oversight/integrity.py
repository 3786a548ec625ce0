"""All integrity checks over a view. A mark puts an entry in question; each says what it does not prove."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from caseward.oversight.coding import coded_against_definition
from caseward.oversight.definition import Definition
from caseward.oversight.model import IntegrityMark
from caseward.oversight.narratives import copied_narratives
from caseward.oversight.places import officers_in_two_places
from caseward.oversight.presence import custody_never_entered, impossible_contacts
from caseward.oversight.recording import entered_in_batches, recorded_after_incident, recorded_late
from caseward.oversight.rhythm import regular_checks
from caseward.oversight.thresholds import ASSUMED, Thresholds
from caseward.record.subjects import Subject
from caseward.record.view import View


def integrity_marks(
    view: View,
    terms: Sequence[Subject],
    facilities: Sequence[Subject],
    definition: Definition | None = None,
    limits: Thresholds = ASSUMED,
) -> tuple[IntegrityMark, ...]:
    """Every mark, by subject, then check, then entries; the same one twice is one."""
    found: list[Iterable[IntegrityMark]] = [officers_in_two_places(view), entered_in_batches(view, limits)]
    found += [_of_term(term, definition, limits) for term in terms]
    found += [_of_facility(facility, limits) for facility in facilities]
    marks = {m for some in found for m in some}
    return tuple(sorted(marks, key=lambda m: (m.subject, m.check, m.entries, m.seen)))


def _of_term(term: Subject, definition: Definition | None, limits: Thresholds) -> Iterator[IntegrityMark]:
    yield from coded_against_definition(term, definition)
    yield from recorded_late(term, limits)
    yield from recorded_after_incident(term)
    yield from impossible_contacts(term)
    yield from custody_never_entered(term)
    yield from copied_narratives(term, limits)


def _of_facility(facility: Subject, limits: Thresholds) -> Iterator[IntegrityMark]:
    yield from recorded_late(facility, limits)
    yield from copied_narratives(facility, limits)
    yield from regular_checks(facility, limits)
