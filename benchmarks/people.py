"""People for the month-end evaluations of North Dakota's and Idaho's standards: 24 months, 1.30 contacts a month, two
levels and 3.3 assessments each, the population of the published programs' measurement in shape."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from benchmarks.flat import FIRST, MONTHS, Made, laid_out, numbered
from caseward.dates import add_months, parse_when
from caseward.engine.columns import FAR, Columns, Ints, Spans, day_number, day_of
from caseward.record.entry import Entry
from caseward.record.subjects import Span, Subject

CONTACTS, ASSESSMENTS, DAYS = 1.30 * MONTHS, 3.3, 730
KINDS = ("assessment", "contact")
FIELDS: dict[tuple[str, str], tuple[tuple[object, ...], tuple[float, ...]]] = {
    ("contact", "with_whom"): (("person", "both", "collateral"), (0.7, 0.15, 0.15)),
    ("contact", "outcome"): (("spoke", "attempted"), (0.75, 0.25)),
    ("contact", "place"): (("office", "home", "treatment"), (0.6, 0.25, 0.15)),
    ("contact", "verified"): ((("employment",),), (1.0,)),
    ("assessment", "instrument"): (("LSI-R",), (1.0,)),
    ("assessment", "scored"): ((True,), (1.0,)),
}
FACTS = ("case_type", "level", "score", "sex", "supervision_type")
CASE_TYPES, SEXES, TYPES = ("general", "sex_offense"), ("female", "male"), ("dual", "formal_probation", "parole")
SCORES = tuple(range(45))


def month_ends() -> Ints:
    """The last days of the 24 months."""
    return np.array([day_number(add_months(FIRST, n + 1)) - 1 for n in range(MONTHS)], dtype=np.int32)


def people(count: int, seed: int, levels: tuple[str, ...]) -> Columns:
    """So many people, everything precise, every fact known."""
    rng = np.random.default_rng(seed)
    opened = (day_number(FIRST) + rng.integers(0, 28, count)).astype(np.int32)
    owner, day, kind = _entries(rng, opened)
    fields: dict[Any, Any] = {}
    for (name, field), (words, shares) in FIELDS.items():
        code = rng.choice(len(words), len(day), p=shares).astype(np.int32)
        blank = rng.random(len(day)) < (0.9 if field == "verified" else 0.0)
        fields[name, field] = (np.where((kind == KINDS.index(name)) & ~blank, code, -1).astype(np.int32), words)
    scored = kind == KINDS.index("assessment")
    spans = _spans(rng, opened, owner[scored], day[scored], len(levels))
    facts = dict(zip(FACTS, (CASE_TYPES, levels, SCORES, SEXES, TYPES), strict=True))
    return laid_out(fields, opened, numbered("e", 0), _offsets(owner, count), day, kind, KINDS, spans, facts)


def _entries(rng: np.random.Generator, opened: Ints) -> tuple[Ints, Ints, Ints]:
    """Whose, the day and the kind of each entry, in order."""
    owners, kinds = [], []
    for kind, mean in ((0, ASSESSMENTS), (1, CONTACTS)):
        counts = rng.poisson(mean, len(opened))
        owners.append(np.repeat(np.arange(len(opened), dtype=np.int32), counts))
        kinds.append(np.full(int(counts.sum()), kind, dtype=np.int32))
    owner, kind = np.concatenate(owners), np.concatenate(kinds)
    day = (opened[owner] + rng.integers(0, DAYS, len(owner))).astype(np.int32)
    order = np.lexsort((kind, day, owner))
    return owner[order], day[order], kind[order]


def _offsets(owner: Any, count: int) -> Any:
    return np.concatenate([[0], np.cumsum(np.bincount(owner, minlength=count))]).astype(np.int64)


def _spans(rng: np.random.Generator, opened: Ints, scored: Ints, day: Ints, levels: int) -> Spans:
    """What holds of each person: one case type, two levels, a score from each assessment on, sex, supervision type."""
    count, everyone = len(opened), np.arange(len(opened))
    change = (opened + rng.integers(60, 600, count)).astype(np.int32)
    far = np.full(count, FAR)
    until = np.where(np.append(scored[1:] == scored[:-1], False), np.append(day[1:], 0), FAR)
    kept = until > day  # of two assessments on one day the later one holds
    parts = (
        (0, everyone, (rng.random(count) < 0.2).astype(np.int32), opened, far),
        (1, everyone, rng.integers(0, levels, count), opened, change),
        (1, everyone, rng.integers(0, levels, count), change, far),
        (2, scored[kept], rng.integers(0, len(SCORES), int(kept.sum())), day[kept], until[kept]),
        (3, everyone, rng.integers(0, 2, count), opened, far),
        (4, everyone, rng.integers(0, 3, count), opened, far),
    )
    fact = np.concatenate([np.full(len(who), f) for f, who, *_ in parts])
    who, value, start, end = (np.concatenate([p[i] for p in parts]) for i in range(1, 5))
    order = np.lexsort((start, fact, who))
    ints = (a[order].astype(np.int32) for a in (fact, value, start, end))
    return Spans(_offsets(who, count), *ints)


def subject(columns: Columns, place: int, as_of: date) -> Subject:
    """A subject of made columns as the reference reads it, as known on a day: for comparing on some of them."""
    today, entries, spans = day_number(as_of), [], columns.spans
    source = columns.source
    assert isinstance(source, Made)
    opened = parse_when(day_of(columns.opened[place]).isoformat())
    for at in range(columns.offset[place], columns.offset[place + 1]):
        if columns.first[at] <= today:
            kind = columns.kinds[columns.kind[at]]
            values: dict[str, Any] = {
                field: words[codes[at]]
                for (k, field), (codes, words) in source.fields.items()
                if k == kind and codes[at] >= 0
            }
            when = parse_when(day_of(columns.first[at]).isoformat())
            entries.append(Entry(f"e{at:09}", kind, when, values={"term": "t", **values}))
    held = []
    for x in range(spans.offset[place], spans.offset[place + 1]):
        if spans.start[x] <= today:
            starts = parse_when(day_of(spans.start[x]).isoformat())
            until = None if spans.end[x] > today else parse_when(day_of(spans.end[x]).isoformat())
            fact = spans.fact[x]
            held.append(Span(columns.facts[fact], columns.values[fact][spans.value[x]], starts, until, "e"))
    return Subject("t", "term", opened, person="p", spans=tuple(held), entries=tuple(entries), opening="e")
