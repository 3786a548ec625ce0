"""A record as flat columns: subjects, their entries and the spans of their facts, each list beside its offsets.

Days are int32, counted from 1970-01-01. Entries and spans of subject ``i`` stand at ``offset[i]`` up to
``offset[i+1]``, in the order
the reference reads them: entries in canonical order, spans by start, value and entry within each fact.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from itertools import chain, pairwise
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from caseward.dates import add_months
from caseward.engine.arrays import EPOCH, FAR, NONE, NOT_RECORDED, Bytes, Ints, Longs, day_number, day_of
from caseward.engine.source import FromSubjects, Source
from caseward.record.entry import Entry
from caseward.record.gives import ABSENT_MEANS_NONE
from caseward.record.subjects import Reading, Span, Subject


@dataclass(frozen=True, slots=True)
class Spans:
    """Spans of facts of every subject: ``fact`` and ``value`` are codes, ``end`` is exclusive (FAR: open)."""

    offset: Longs
    fact: Ints
    value: Ints
    start: Ints
    end: Ints


@dataclass(frozen=True, slots=True)
class Statements:
    """Every statement of a fact, those that another of the same day sets aside at once included, by fact and start.

    ``until`` is NONE where no end is stated; ``entry`` is the place of the id of the entry that states it.
    """

    offset: Longs
    fact: Ints
    value: Ints
    start: Ints
    until: Ints
    entry: Ints


@dataclass(frozen=True, slots=True)
class Columns:
    """Everything a kernel reads of one kind of subject.

    ``names`` are the ids of subjects, sorted, and ``persons`` those of their persons (pyarrow arrays of strings).
    ``row`` is the place of each entry of each subject; ``ids`` are the ids of entries by place, and after them
    those of entries that concern a subject only by a fact (``ids.Ids``, or a pyarrow array of strings). ``opening``
    and ``closing`` are places in ``ids`` (-1: none), ``ended`` the day it closed, as stated, ``vague`` whether the
    day it opened or closed is imprecise. ``doubtful`` has a bit for each fact of which a span is imprecise, or of
    which two values that exclude each other overlap: what depends on it is left to the reference. What kernels do
    not read is had from ``source``. Codes mean the same in all columns of one ``book``, in which values are only
    added.
    """

    source: Source
    names: Any
    persons: Any
    opened: Ints
    closed: Ints
    previous_end: Ints
    planned_end: Ints
    ended: Ints
    opening: Ints
    closing: Ints
    vague: Bytes
    odd: Bytes  # parity of the id, as the fact ``id_parity`` has it
    ids: Any
    offset: Longs
    row: Ints
    first: Ints
    last: Ints
    kind: Ints  # code of the kind, by entry of subject
    kinds: tuple[str, ...]
    spans: Spans
    statements: Statements
    facts: tuple[str, ...]
    values: tuple[tuple[str | int | bool, ...], ...]  # by fact, by code
    doubtful: npt.NDArray[np.uint64]
    book: object = field(default_factory=object, compare=False, repr=False)
    memo: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)

    def __len__(self) -> int:
        return len(self.opened)

    def part(self, first: int, last: int) -> Columns:
        """The subjects from ``first`` up to ``last``: views of these columns, with entries and ids where they stand."""
        made, upto = object.__new__(Columns), slice(first, last + 1)
        for name in _AS_THEY_ARE:
            object.__setattr__(made, name, getattr(self, name))
        for name in _BY_SUBJECT:
            object.__setattr__(made, name, getattr(self, name)[first:last])
        spans, stated = self.spans, self.statements
        found = {
            "offset": self.offset[upto],
            "spans": Spans(spans.offset[upto], spans.fact, spans.value, spans.start, spans.end),
            "statements": replace(stated, offset=stated.offset[upto]),
            "memo": {},
        }
        for name, value in found.items():
            object.__setattr__(made, name, value)
        return made

    def fullest(self, size: int) -> tuple[int, int]:
        """How many entries, and how many spans, the fullest has of the blocks of ``size`` subjects."""
        edges = [*range(0, len(self), max(1, size)), len(self)]
        entries, spans = (np.diff(x[edges]).max(initial=0) for x in (self.offset, self.spans.offset))
        return int(entries), int(spans)

    def fact_code(self, name: str) -> int:
        """The code of a fact, or -1 when no subject has it."""
        return self.facts.index(name) if name in self.facts else -1


_BY_SUBJECT = (
    "names", "persons", "opened", "closed", "previous_end", "planned_end", "ended", "opening", "closing", "vague",
    "odd", "doubtful",
)  # fmt: skip
_AS_THEY_ARE = tuple(
    f.name for f in fields(Columns) if f.name not in (*_BY_SUBJECT, "offset", "spans", "statements", "memo")
)


def columns_of(subjects: Sequence[Subject]) -> Columns:
    """Lay out subjects (sorted by id) as columns."""
    entries, places = _entries(subjects)
    kinds = tuple(sorted({e.kind for e in entries}))
    kind_code = {k: i for i, k in enumerate(kinds)}
    row = _ints(places[e.id] for s in subjects for e in s.entries)
    by_row = [_ints(f(e) for e in entries) for f in (_first, _last, lambda e: kind_code[e.kind])]
    facts, values, spans, doubtful, stated = _spans(subjects)
    for name in (n for s in subjects for n in (s.opening, *(x.entry for x in s.spans))):
        places.setdefault(name, len(places))
    return Columns(
        source=FromSubjects(subjects, entries),
        names=pa.array([s.id for s in subjects], type=pa.string()),
        persons=pa.array([s.person for s in subjects], type=pa.string()),
        opened=_ints(day_number(s.opened.first) for s in subjects),
        closed=_ints(day_number(s.period().end) for s in subjects),
        previous_end=_ints(NONE if s.previous_end is None else day_number(s.previous_end) for s in subjects),
        planned_end=_ints(_planned_end(s) for s in subjects),
        ended=_ints(NONE if s.closed is None else day_number(s.closed.first) for s in subjects),
        opening=_ints(places[s.opening] for s in subjects),
        closing=_ints(places.get(_closing(s), -1) for s in subjects),
        vague=np.array(
            [not (s.opened.precise and (s.closed is None or s.closed.precise)) for s in subjects], dtype=np.uint8
        ),
        odd=np.array([sha256(s.id.encode()).digest()[-1] % 2 for s in subjects], dtype=np.uint8),
        ids=pa.array(list(places), type=pa.string()),
        offset=_offsets(len(s.entries) for s in subjects),
        row=row,
        first=by_row[0][row],
        last=by_row[1][row],
        kind=by_row[2][row],
        kinds=kinds,
        spans=spans,
        statements=_statements(stated, places),
        facts=facts,
        values=values,
        doubtful=doubtful,
    )


def _entries(subjects: Sequence[Subject]) -> tuple[tuple[Entry, ...], dict[str, int]]:
    """Each entry once, however many subjects it concerns, with its place."""
    found: dict[str, Entry] = {}
    for entry in chain.from_iterable(s.entries for s in subjects):
        found.setdefault(entry.id, entry)
    return tuple(found.values()), {key: i for i, key in enumerate(found)}


def _first(entry: Entry) -> int:
    return day_number(entry.occurred.first)


def _last(entry: Entry) -> int:
    return day_number(entry.occurred.last)


def _planned_end(subject: Subject) -> int:
    opening = next((e for e in subject.entries if e.id == subject.opening), None)
    months = opening.number("length_months") if opening else None
    return NONE if months is None else day_number(add_months(subject.opened.first, months))


def _ints(numbers: Iterable[int]) -> Ints:
    return np.fromiter(numbers, dtype=np.int32)


def _offsets(lengths: Iterable[int]) -> Longs:
    return np.concatenate([[0], np.cumsum(np.fromiter(lengths, dtype=np.int64))]).astype(np.int64)


_Placed: TypeAlias = tuple[int, int, int, int]
_Stated: TypeAlias = tuple[int, int, int, int, str]
_CLOSINGS = ("term_end", "facility_closed")


def _closing(subject: Subject) -> str:
    """The id of the entry that closed it, or an empty string."""
    return next((e.id for e in subject.entries if e.kind in _CLOSINGS and e.occurred == subject.closed), "")


def _statements(stated: list[list[_Stated]], places: dict[str, int]) -> Statements:
    flat = np.array([(*x[:4], places[x[4]]) for own in stated for x in own], dtype=np.int32).reshape(-1, 5)
    return Statements(_offsets(map(len, stated)), *(np.ascontiguousarray(flat[:, i]) for i in range(5)))


def _spans(
    subjects: Sequence[Subject],
) -> tuple[
    tuple[str, ...], tuple[tuple[str | int | bool, ...], ...], Spans, npt.NDArray[np.uint64], list[list[_Stated]]
]:
    facts = tuple(sorted({x.fact for s in subjects for x in s.spans}))
    code = {name: i for i, name in enumerate(facts)}
    known: list[dict[tuple[str, object], int]] = [{} for _ in facts]
    values: list[list[str | int | bool]] = [[] for _ in facts]

    def value_code(span: Span) -> int:
        fact, key = code[span.fact], (type(span.value).__name__, span.value)
        if key not in known[fact]:
            known[fact][key] = len(values[fact])
            values[fact].append(span.value)
        return known[fact][key]

    rows: list[list[_Placed]] = []
    stated: list[list[_Stated]] = []
    doubtful: list[int] = []
    for subject in subjects:
        placed = [(code[s.fact], p, str(s.value), s.entry, s) for s in subject.spans if (p := s.period(Reading.WIDE))]
        placed.sort(key=lambda x: x[:4])
        rows.append([(f, value_code(s), day_number(p.start), day_number(p.end)) for f, p, _, _, s in placed])
        own = sorted(subject.spans, key=lambda s: (s.fact, s.starts.sort_key, str(s.value), s.entry))
        stated.append([
            (code[s.fact], value_code(s), day_number(s.starts.first), NONE if s.until is None else
            day_number(s.until.first), s.entry)
            for s in own
        ])  # fmt: skip
        doubtful.append(_doubtful(subject, rows[-1], code, facts))
    flat = np.array(list(chain.from_iterable(rows)), dtype=np.int32).reshape(-1, 4)
    columns = [np.ascontiguousarray(flat[:, i]) for i in range(4)]
    spans = Spans(_offsets(len(r) for r in rows), *columns)
    return facts, tuple(map(tuple, values)), spans, np.array(doubtful, dtype=np.uint64), stated


def _doubtful(subject: Subject, rows: list[_Placed], code: dict[str, int], facts: tuple[str, ...]) -> int:
    found = {code[s.fact] for s in subject.spans if not s.precise}
    for a, b in pairwise(rows):
        if a[0] == b[0] and b[2] < a[3] and facts[a[0]] not in ABSENT_MEANS_NONE:
            found.add(a[0])
    return sum(1 << f for f in found)


__all__ = [
    "EPOCH", "FAR", "NONE", "NOT_RECORDED", "Bytes", "Columns", "Ints", "Longs", "Spans", "Statements", "columns_of",
    "day_number", "day_of",
]  # fmt: skip
