"""A synthetic caseload laid out flat, as the engine reads it, and four rules like those of a large county: for
measuring only."""

from __future__ import annotations

import pickle
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.columns import FAR, NONE, NOT_RECORDED, Columns, Spans, Statements, day_number
from caseward.policy.model import PolicyDocument
from caseward.record.subjects import Subject

FIRST, MONTHS = date(2020, 1, 1), 24
LEVELS = ("minimum", "medium", "maximum")
OUTCOMES = ("spoke", "left_message", "attempted")
MODES = ("in_person", "phone")


@dataclass(frozen=True, slots=True)
class Made:
    """A source of made columns: fields by kind and name; nothing is recorded with a time, nothing is said twice."""

    fields: dict[tuple[str, str], tuple[Any, tuple[object, ...]]]
    entries: int

    def subject(self, place: int) -> Subject:
        """There is none: a made record leaves nothing to the reference."""
        raise LookupError(place)

    def subjects(self, places: Sequence[int]) -> Iterator[Subject]:
        """None either."""
        return map(self.subject, places)

    def coded(self, kind: str, field: str) -> tuple[Any, tuple[object, ...]]:
        """The codes of a field."""
        return self.fields[kind, field]

    def recorded(self) -> Any:
        """Never."""
        return np.full(self.entries, NOT_RECORDED)

    def recorded_days(self) -> Any:
        """Never."""
        return np.full(self.entries, NONE, dtype=np.int32)

    def instants(self) -> Any:
        """Days only."""
        return np.full(self.entries, NOT_RECORDED)

    def same(self) -> Any:
        """Nothing is the same as another."""
        return np.zeros(self.entries, dtype=bool)

    def texts(self, field: str) -> Any:  # noqa: ARG002 - the protocol has it
        """No texts."""
        return pa.nulls(self.entries, pa.string())


def numbered(letter: str, count: int) -> Any:
    """So many ids that sort as they are counted."""
    digits = pc.utf8_lpad(pa.array(np.arange(count)).cast(pa.string()), 8, "0")
    return pc.binary_join_element_wise(letter, digits, "-").cast(pa.string())


def flat_columns(terms: int, seed: int, *, with_ids: bool = False) -> Columns:
    """Terms of 24 months with 1 to 3 spans of level, some custody, and about 31 contacts each; everything precise.

    ``with_ids``: with ids of entries, which a table needs and kernels do not.
    """
    rng = np.random.default_rng(seed)
    opened = (day_number(FIRST) + rng.integers(0, 28, terms)).astype(np.int32)
    counts = rng.poisson(31, terms)
    offset = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    total = int(offset[-1])
    owner = np.repeat(np.arange(terms), counts)
    day = opened[owner] + rng.integers(0, 730, total).astype(np.int32)
    key = np.sort((owner.astype(np.int64) << 20) | day)
    day = (key & 0xFFFFF).astype(np.int32)
    report = rng.random(total) < 0.02
    codes = {
        "outcome": np.where(report, -1, rng.choice(3, total, p=[0.6, 0.15, 0.25])).astype(np.int32),
        "mode": np.where(report, -1, rng.choice(2, total)).astype(np.int32),
    }
    known = day < day_number(FIRST) + 731  # nothing after the day of the evaluation, 730 days from the first
    day, report, total = day[known], report[known], int(known.sum())
    offset = np.concatenate([[0], np.cumsum(np.bincount(owner[known], minlength=terms))]).astype(np.int64)
    words = {"outcome": OUTCOMES, "mode": MODES}
    fields: dict[Any, Any] = {("contact", name): (found[known], words[name]) for name, found in codes.items()}
    return laid_out(
        fields, opened, numbered("e", total if with_ids else 0), offset, day, report.astype(np.int32),
        ("contact", "report"), _spans(rng, opened), {"custody": (True,), "level": LEVELS},
    )  # fmt: skip


def laid_out(
    fields: dict[tuple[str, str], tuple[Any, tuple[object, ...]]], opened: Any, ids: Any, offset: Any, day: Any,
    kind: Any, kinds: tuple[str, ...], spans: Spans, facts: dict[str, tuple[Any, ...]],
) -> Columns:  # fmt: skip
    """Made columns of terms that are all open: entries on precise days, nothing in doubt. ``facts``: their values."""
    terms, nothing = len(opened), np.zeros(0, dtype=np.int32)
    absent = np.full(terms, NONE, dtype=np.int32)
    return Columns(
        source=Made(fields, len(day)),
        names=numbered("t", terms),
        persons=numbered("p", terms),
        opened=opened,
        closed=np.full(terms, FAR, dtype=np.int32),
        previous_end=absent,
        planned_end=absent,
        ended=absent,
        opening=np.zeros(terms, dtype=np.int32),
        closing=np.full(terms, -1, dtype=np.int32),
        vague=np.zeros(terms, dtype=np.uint8),
        odd=np.zeros(terms, dtype=np.uint8),
        ids=ids,
        offset=offset,
        row=np.arange(len(day), dtype=np.int32),
        first=day,
        last=day,
        kind=kind,
        kinds=kinds,
        spans=spans,
        statements=Statements(np.zeros(terms + 1, dtype=np.int64), nothing, nothing, nothing, nothing, nothing),
        facts=tuple(facts),
        values=tuple(facts.values()),
        doubtful=np.zeros(terms, dtype=np.uint64),
    )


def kept_columns(terms: int, seed: int, file: Path) -> Columns:
    """The same columns, read from the file in which an earlier process has left them."""
    if not file.exists():
        aside = file.with_suffix(".part")
        with aside.open("wb") as made:
            pickle.dump(flat_columns(terms, seed), made, protocol=5)
        aside.replace(file)
    with file.open("rb") as found:
        columns: Columns = pickle.load(found)
    return columns


def _spans(rng: np.random.Generator, opened: Any) -> Spans:
    terms = len(opened)
    held, levels = rng.random(terms) < 0.3, rng.integers(1, 4, terms)
    offset = np.concatenate([[0], np.cumsum(held + levels)]).astype(np.int64)
    fact, value, start, end = (np.zeros(int(offset[-1]), dtype=np.int32) for _ in range(4))
    at = offset[:-1][held]
    start[at] = opened[held] + rng.integers(30, 500, len(at))
    end[at] = start[at] + rng.integers(5, 90, len(at))
    begins = offset[:-1] + held
    for n in range(3):
        own = levels > n
        at = begins[own] + n
        fact[at], value[at] = 1, rng.integers(0, 3, len(at))
        start[at] = opened[own] + n * 240
        end[at] = np.where(levels[own] == n + 1, FAR, opened[own] + (n + 1) * 240)
    return Spans(offset, fact, value, start, end)


def four_rules() -> PolicyDocument:
    """Monthly by level under an overlay, rolling by level with pauses, one in three months from the start, two
    attempts in a row."""
    cite = {"source": "S"}
    spoke = {"kind": "contact", "where": {"outcome": "spoke"}}
    in_person = {"kind": "contact", "where": {"outcome": "spoke", "mode": "in_person"}}
    custody = {"fact": "custody", "effect": "pause"}
    common = {"cite": cite, "basis": "assumed"}

    def by_level(**numbers: tuple[Any, Any, Any]) -> tuple[dict[str, Any], ...]:
        name, values = next(iter(numbers.items()))
        return tuple({"for": {"level": level}, name: v} for level, v in zip(LEVELS, values, strict=True))

    monthly = {
        "id": "monthly", "title": "monthly", "every": {"period": "month"}, "rows": by_level(count=(1, 1, 2)),
        "otherwise_none": "no level",
        "score_part_windows_from": 50, "interruptions": ({**custody, "share": 50},), **common,
    }  # fmt: skip
    rules = (
        {**monthly, "counts": in_person},
        {"id": "rolling", "title": "rolling", "apart": {"after_miss": "restart_at_due"}, "counts": spoke,
        "interruptions": (custody,),
         "rows": by_level(interval=({"days": 90}, {"days": 60}, {"days": 30})), "otherwise_none": "no level", **common},
        {"id": "quarterly", "title": "quarterly", "every": {"period": "months", "length": 3, "anchor": "start",
        "count": 1},
         "counts": in_person, **common},
        {"id": "attempts", "title": "attempts", "when": {
            "triggers": ({"on": "entry", "entry": {"kind": "contact", "where": {"outcome": "attempted"}}, "nth": 2,
            "in_a_row": True,
                          "broken_by": spoke, "run_within": {"days": 30}},),
            "then": {"kind": "report"}, "within": {"days": 30}}, **common},
    )  # fmt: skip
    document = {
        "policy": "four-rules", "title": "Four rules", "jurisdiction": "nowhere", "sources": {"S": "made up"},
        "versions": ({"version": "ordinary", "from": date(2018, 1, 1), "requirements": rules},),
        "overlays": ({"id": "directive", "title": "Directive", "issuer": "the office", "order": 1, "from": date(2020,
        3, 19),
                      "until": date(2021, 6, 15), "cite": cite, "replaces": ("monthly",), "requirements": ({**monthly,
                      "counts": spoke},)},),
    }  # fmt: skip
    return PolicyDocument.model_validate(document, by_alias=True, by_name=False)
