"""The entries that the page relies on, each once. Narratives stay in the record: they may hold names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from caseward.obligations.model import Obligation
from caseward.record.entry import Entry
from caseward.reports.model import Audit
from caseward.reports.speech import entry_words, instant_words, when_words


@dataclass(frozen=True, slots=True)
class Cited:
    """One entry cited: its own words on time, when it was recorded, and by which source. Not its row: that hangs on the
    order of rows."""

    id: str
    said: str
    occurred: str
    recorded: str
    source: str


def cited(audit: Audit, obligations: Iterable[Obligation]) -> list[Cited]:
    """Entries named by the assessment or by the obligations given, in canonical order."""
    named = {*_in_assessment(audit), *_in_obligations(obligations)}
    named -= {a.assertion for a in audit.assessment.assertions}  # these stand in a section of their own
    return [_cited(e) for e in audit.view.entries if e.id in named]


def _in_assessment(audit: Audit) -> Iterator[str]:
    found = audit.assessment
    yield from (e.entry for f in found.findings for e in f.evidence)
    yield from (e.entry for s in found.standing for e in s.evidence)
    yield from (e for m in found.marks for e in m.entries)
    yield from (e for c in found.counts for e in c.entries)
    yield from (e for a in found.assertions for e in a.entries)
    for warning in found.warnings:
        yield from (warning.warning, warning.response)
    for gap in found.gaps:
        yield from (gap.from_entry, gap.to_entry)


def _in_obligations(obligations: Iterable[Obligation]) -> Iterator[str]:
    for one in obligations:
        yield from (one.about, *one.counted, *(c.entry for c in one.considered))


def _cited(entry: Entry) -> Cited:
    recorded = instant_words(entry.recorded) if entry.recorded else "not stated"
    return Cited(entry.id, entry_words(entry), when_words(entry.occurred), recorded, entry.source)
