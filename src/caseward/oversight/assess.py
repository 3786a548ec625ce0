"""Everything the oversight room says about a view of the record and its evaluations, in one assessment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Protocol

from caseward.obligations.model import Obligation, Tally
from caseward.oversight.assertions import assertion_tests
from caseward.oversight.certain import certain_findings
from caseward.oversight.counts import contact_counts
from caseward.oversight.definition import Definition, definition_in
from caseward.oversight.doubts import assertion_findings, integrity_findings, warning_findings
from caseward.oversight.findings import obligation_findings
from caseward.oversight.gaps import longest_gaps
from caseward.oversight.integrity import integrity_marks
from caseward.oversight.measures import measures, offices
from caseward.oversight.model import Assessment, Finding, Gap
from caseward.oversight.standing import standings
from caseward.oversight.thresholds import ASSUMED, Thresholds
from caseward.oversight.warnings import unattached_times, warning_times
from caseward.policy.model import PolicyDocument
from caseward.record.facts import subjects_of
from caseward.record.subjects import Subject
from caseward.record.view import View, judged


class Evaluated(Protocol):
    """An evaluation, of which the oversight room reads the obligations."""

    @property
    def obligations(self) -> tuple[Obligation, ...]:
        """Every obligation under one policy, other readings included."""

    @property
    def tallies(self) -> tuple[Tally, ...]:
        """How many of each subject's windows were met, at least and at most."""


SORTS = ("missed", "overdue", "late", "integrity", "assertion", "warning")
"""The order in which findings are read."""


def assess(
    view: View,
    documents: Sequence[PolicyDocument],
    evaluations: Sequence[Evaluated],
    as_of: date,
    limits: Thresholds = ASSUMED,
) -> Assessment:
    """Assess a view: ``evaluations`` are those under the ``documents``, the policies in the order given.

    The first document that defines a contact defines it for counts, gaps and integrity checks.
    """
    view = judged(view, as_of)
    rows = sorted((o for e in evaluations for o in e.obligations), key=lambda o: (*o.key, o.version, o.overlay))
    terms, facilities = subjects_of(view, "term"), subjects_of(view, "facility")
    entries = {e.id: e for e in view.entries}
    definition = definition_in(documents)
    marks = integrity_marks(view, terms, facilities, definition, limits)
    tests = assertion_tests(view, terms, limits)
    times = tuple(time for term in terms for time in warning_times(term, as_of))
    times += unattached_times(view.entries, as_of)
    findings = [
        *obligation_findings(rows, documents, entries),
        *certain_findings((t for e in evaluations for t in e.tallies), rows, documents, entries),
        *integrity_findings(marks, definition, entries),
        *assertion_findings(tests, entries),
        *warning_findings(times, rows, entries),
    ]
    return Assessment(
        as_of=as_of,
        known_at=view.known_at,
        findings=tuple(sorted(findings, key=_reading_order)),
        counts=tuple(count for term in terms for count in contact_counts(term, definition)),
        marks=marks,
        assertions=tests,
        gaps=tuple(gap for term in terms for gap in _gaps(term, definition, as_of)),
        warnings=times,
        standing=tuple(s for term in terms for s in standings(term, documents, as_of)),
        measures=measures(rows, offices((*terms, *facilities))),
    )


def _gaps(term: Subject, definition: Definition | None, as_of: date) -> Iterator[Gap]:
    """Between contacts as defined, by any mode and in person; without a definition there is nothing to measure
    between.
    """
    if definition is None:
        return
    surely, perhaps = definition.sort(term)
    yield from longest_gaps(term, "direct contact", surely, perhaps, as_of)
    seen = [e for e in surely if e.text("mode") == "in_person"]
    may = [e for e in (*surely, *perhaps) if e.text("mode") in ("in_person", "") and e not in seen]
    yield from longest_gaps(term, "in person", seen, may, as_of)


def _reading_order(finding: Finding) -> tuple[str, int, str, str, str]:
    first = finding.first_day.isoformat() if finding.first_day else ""
    return finding.subject, SORTS.index(finding.sort), first, finding.title, finding.id
