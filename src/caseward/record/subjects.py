"""Subjects: whom or what obligations are about, with the facts in force on each day and the entries that concern them.

A fact holds over a span. When the first or last day of a span is imprecise, the span is known only within bounds;
`Reading.WIDE` takes the
longest span the record allows and `Reading.NARROW` the shortest. An answer is decided only if both readings give it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum

from caseward.dates import FOREVER, Period, When
from caseward.record.entry import Entry


class Reading(StrEnum):
    """Which of the possible spans is taken where a span's edges are imprecise."""

    WIDE = "wide"
    NARROW = "narrow"


@dataclass(frozen=True, slots=True)
class Span:
    """A value of a fact that holds over a span, and the entry that says so. ``until`` None: open."""

    fact: str
    value: str | int | bool
    starts: When
    until: When | None
    entry: str

    @property
    def precise(self) -> bool:
        """Whether both edges are known to the day."""
        return self.starts.precise and (self.until is None or self.until.precise)

    def period(self, reading: Reading) -> Period | None:
        """The span as a period under a reading; None when the narrow reading leaves no day."""
        wide = reading is Reading.WIDE
        start = self.starts.first if wide else self.starts.last
        end = FOREVER if self.until is None else (self.until.last if wide else self.until.first)
        return Period(start, end) if start < end else None


@dataclass(frozen=True, slots=True)
class Subject:
    """One subject: a supervision term, a facility, or an officer; when it opened and closed; its spans and its
    entries in canonical order."""

    id: str
    kind: str
    opened: When
    closed: When | None = None
    closed_reason: str = ""
    person: str = ""
    previous_end: date | None = None  # end of the person's previous term: look-back stops there
    spans: tuple[Span, ...] = ()
    entries: tuple[Entry, ...] = ()
    opening: str = ""  # id of the entry that opened it

    def period(self) -> Period:
        """From the earliest day it may have opened to the latest day it may have closed."""
        end = FOREVER if self.closed is None else self.closed.last
        return Period(self.opened.first, max(end, self.opened.first))

    @property
    def has_imprecise_spans(self) -> bool:
        """Whether any fact has an edge that is not known to the day."""
        return any(not s.precise for s in self.spans)


@dataclass(frozen=True, slots=True)
class Facts:
    """A subject's facts under one reading: spans by fact name, in order of start."""

    by_name: Mapping[str, tuple[tuple[Period, str | int | bool, str], ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, subject: Subject, reading: Reading = Reading.WIDE) -> Facts:
        """Facts of a subject under a reading."""
        found: dict[str, list[tuple[Period, str | int | bool, str]]] = {}
        for span in subject.spans:
            period = span.period(reading)
            if period is not None:
                found.setdefault(span.fact, []).append((period, span.value, span.entry))
        return cls({k: tuple(sorted(v, key=lambda s: (s[0], str(s[1]), s[2]))) for k, v in found.items()})

    def values(self, name: str, day: date) -> tuple[str | int | bool, ...]:
        """Every value of a fact in force on a day, in order of start."""
        return tuple(v for p, v, _ in self.by_name.get(name, ()) if p.contains(day))

    def value(self, name: str, day: date) -> str | int | bool | None:
        """The latest-started value of a fact in force on a day, or None when the record states none."""
        values = self.values(name, day)
        return values[-1] if values else None

    def edges(self, names: Iterable[str], within: Period) -> list[date]:
        """The days inside a period (its start excluded) on which any of the named facts changes, sorted."""
        found = {d for n in names for p, _, _ in self.by_name.get(n, ()) for d in (p.start, p.end)}
        return sorted(d for d in found if within.start < d < within.end)

    def periods(self, name: str, *values: str | int | bool) -> list[Period]:
        """The periods during which a fact holds one of the values (any value when none is named)."""
        return [p for p, v, _ in self.by_name.get(name, ()) if not values or v in values]


def with_entries(subject: Subject, entries: Iterable[Entry]) -> Subject:
    """The same subject with other entries, in canonical order."""
    return replace(subject, entries=tuple(sorted(entries, key=lambda e: e.sort_key)))
