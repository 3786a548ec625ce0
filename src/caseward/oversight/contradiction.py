"""Entries that cannot be true together with an assertion.

Many events of a kind may happen; only these exclude each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caseward.dates import When
from caseward.obligations.truth import Truth
from caseward.oversight.claimed import MEASURES, ONCE, Claimed, Dating
from caseward.oversight.presence import CUSTODY_PLACES
from caseward.oversight.wording import listed, spaced, when_words
from caseward.record.entry import Entry
from caseward.record.fields import Field, FieldType
from caseward.record.gives import PLURAL_FACTS, given_by
from caseward.record.subjects import Span, Subject

RESULTS = frozenset(
    {
        *(("charge", "plea"), ("hearing", "result"), ("drug_test", "result"), ("inspection", "result")),
        *(("appointment", "outcome"), ("credential_check", "result")),
    }
)
"""Codes that say how one event came out, not which event it was: two of them cannot both be true of it."""


@dataclass(frozen=True, slots=True)
class Against:
    """Why the record contradicts an assertion, and the entries that do."""

    because: str
    entries: tuple[str, ...]


def contradiction(claimed: Claimed, same: Sequence[Entry], terms: Sequence[Subject]) -> Against | None:
    """What in the record cannot be true with the assertion, or None.

    ``same`` are the entries of the asserted kind and subject, ``terms`` the subject itself. An entry that agrees
    rules a
    contradiction of values out, unless the kind exists once for a subject.
    """
    excluded = _elsewhere(claimed, terms)
    if excluded or claimed.count is not None:
        return excluded
    if any(claimed.agrees(e) is Truth.YES and claimed.dated(e) is not Dating.APART for e in same):
        return None
    if claimed.kind.name in ONCE:
        return _once(claimed, same)
    return _one_value(claimed, terms) or _measure(claimed, same)


def _once(claimed: Claimed, same: Sequence[Entry]) -> Against | None:
    """A kind that exists once: another value or another date excludes the asserted one."""
    for entry in same:
        differing = claimed.differing(entry)
        if differing and all(_comparable(f) for f in differing):
            return _differs(entry, differing)
        if claimed.dated(entry) is Dating.APART:
            return Against(f"the record states it {when_words(entry.occurred)}, not then", (entry.id,))
    return None


def _measure(claimed: Claimed, same: Sequence[Entry]) -> Against | None:
    """The one entry of its kind at that time: another number, day, yes/no or result of the same event excludes it."""
    if claimed.when is None:
        return None
    there = [e for e in same if claimed.dated(e) is not Dating.APART]
    if len(there) != 1 or claimed.dated(there[0]) is not Dating.WITHIN:
        return None
    differing = claimed.differing(there[0])
    if differing and all(f.type in MEASURES or (claimed.kind.name, f.name) in RESULTS for f in differing):
        return _differs(there[0], differing)
    return None


def _one_value(claimed: Claimed, terms: Sequence[Subject]) -> Against | None:
    """A fact that holds one value at a time: another value surely held throughout the asserted time."""
    if claimed.when is None:
        return None
    for field, value in claimed.fields:
        if field.name not in given_by(claimed.kind.name) or field.name in PLURAL_FACTS:
            continue
        spans = [s for t in terms for s in t.spans if s.fact == field.name and _throughout(s, claimed.when)]
        held = next((s for s in spans if str(s.value) != value), None)
        if held:
            said = f"{spaced(field.name)} was {spaced(str(held.value))} throughout, from {held.starts.text} on"
            return Against(said, (held.entry,))
    return None


def _elsewhere(claimed: Claimed, terms: Sequence[Subject]) -> Against | None:
    """A contact with the person outside while they surely were in custody, or after they died."""
    asserted = {f.name: v for f, v in claimed.fields}
    if claimed.kind.name != "contact" or claimed.when is None:
        return None
    outside = asserted.get("place", "") not in ("", *CUSTODY_PLACES) and asserted.get("mode") == "in_person"
    if asserted.get("with_whom") in ("collateral", "other_agency"):
        return None
    for span in (s for t in terms for s in t.spans):
        if span.fact == "custody" and outside and _throughout(span, claimed.when):
            return Against(f"the person was in custody from {span.starts.text} on", (span.entry,))
        if span.fact == "deceased" and claimed.when.first > span.starts.last:
            return Against(f"the person had died {when_words(span.starts)}", (span.entry,))
    return None


def _throughout(span: Span, when: When) -> bool:
    """Whether the span surely covers every day of the statement, its own first and last day left out."""
    return span.starts.last < when.first and (span.until is None or when.last < span.until.first)


def _comparable(field: Field) -> bool:
    return field.type in MEASURES or field.type is FieldType.CODE


def _differs(entry: Entry, fields: Sequence[Field]) -> Against:
    held = listed([f"{spaced(f.name)} is {_shown(entry, f)}" for f in fields])
    return Against(f"in {entry.id} ({when_words(entry.occurred)}) {held}", (entry.id,))


def _shown(entry: Entry, field: Field) -> str:
    value = entry.values.get(field.name, "blank")
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, When):
        return value.text
    return spaced(", ".join(value) if isinstance(value, tuple) else str(value))
