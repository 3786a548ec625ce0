"""One requirement compiled for one record: its regime, its tables, and the entries that may count, packed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.columns import Bytes, Columns, Ints, Longs
from caseward.engine.layout import (
    AT_CALENDAR,
    AT_CHANGE,
    AT_START,
    CHANGES,
    G_WIDTH,
    RACES,
    S_WIDTH,
    T_WIDTH,
    TRIGGERS,
)
from caseward.engine.lengths import Lengths
from caseward.engine.masks import Masks
from caseward.engine.reads import asks_custody
from caseward.engine.regimes import Regime, State
from caseward.engine.spansets import SpanSets, groups_of
from caseward.engine.truths import NO, UNKNOWN, YES
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Every, Requirement, Trigger
from caseward.policy.values import WEEKDAYS, Matcher, Provision

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
MOST_MATCHERS = 32
COUNTING = ("every", "apart", "when")


@dataclass(frozen=True, slots=True)
class Candidates:
    """The entries of each subject that count for something, with a bit for each matcher they pass; ``row`` is the
    entry's place."""

    offset: Longs
    day: Ints
    bits: npt.NDArray[np.uint32]
    row: Ints
    kind: Ints


@dataclass(slots=True)
class Matchers:
    """The matchers of one requirement by place, and the subjects with an entry on which one of them depends on
    something unknown."""

    masks: Masks
    known: list[str] = field(default_factory=list)
    verdicts: list[Bytes] = field(default_factory=list)
    bases: list[bool] = field(default_factory=list)

    def place(self, matcher: Matcher | None, *, base: bool = False) -> int:
        """The place of a matcher, or -1 for none. ``base``: it says by itself what counts."""
        if matcher is None:
            return -1
        key = matcher.model_dump_json(exclude={"says"})
        if key not in self.known:
            self.known.append(key)
            self.verdicts.append(self.masks.of(matcher))
            self.bases.append(False)
        place = self.known.index(key)
        self.bases[place] |= base
        return place

    def packed(self, columns: Columns) -> tuple[Candidates, Bytes]:
        """The candidates, and the subjects left to the reference."""
        bits = np.zeros(len(columns.row), dtype=np.uint32)
        maybe, unsure = np.zeros(len(bits), dtype=bool), np.zeros(len(bits), dtype=bool)
        for place, verdict in enumerate(self.verdicts):
            bits |= (verdict == YES).astype(np.uint32) << np.uint32(place)
            unsure |= verdict == UNKNOWN
            if self.bases[place]:
                maybe |= verdict != NO
        rows = np.flatnonzero(maybe)
        doubt = rows[
            unsure[rows] | (columns.first[rows] != columns.last[rows]) | self._same(columns)[columns.row[rows]]
        ]
        slow = np.zeros(len(columns), dtype=np.uint8)
        slow[np.searchsorted(columns.offset, doubt, side="right") - 1] = 1
        offset = np.searchsorted(rows, columns.offset).astype(np.int64)
        return Candidates(offset, columns.first[rows], bits[rows], columns.row[rows], columns.kind[rows]), slow

    def _same(self, columns: Columns) -> npt.NDArray[np.bool_]:
        """By entry: it may state the same event as another."""
        if "may_be_same_as" not in columns.memo:
            columns.memo["may_be_same_as"] = columns.source.same()
        found: npt.NDArray[np.bool_] = columns.memo["may_be_same_as"]
        return found


@dataclass(frozen=True, slots=True)
class Compiled:
    """Everything a kernel reads of one requirement."""

    regime: Regime
    templates: Longs
    states: Longs
    quotas: Longs
    lines: Longs
    groups: Longs
    triggers: Longs
    passes: Bytes  # by trigger: whether it fires on each value of its fact
    lengths: Longs
    calendars: tuple[Longs, Ints, Ints]
    spans: tuple[Longs, Ints, Ints]
    candidates: Candidates
    answers: Ints  # by candidate: the place of the id that it names, where an answer has to name one
    slow: Bytes  # by subject: left to the reference


@dataclass(slots=True)
class Compiler:
    """Fills the tables of one requirement."""

    document: PolicyDocument
    regime: Regime
    columns: Columns
    horizon: int
    lengths: Lengths
    spans: SpanSets
    matchers: Matchers
    quotas: list[tuple[int, int]] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)
    groups: list[tuple[int, int, int]] = field(default_factory=list)
    triggers: list[tuple[int, ...]] = field(default_factory=list)
    passes: list[list[int]] = field(default_factory=list)

    @classmethod
    def of(cls, document: PolicyDocument, regime: Regime, columns: Columns, horizon: int) -> Compiler:
        """A compiler with empty tables."""
        masks = Masks(columns, document.matchers)
        return cls(
            document, regime, columns, horizon, Lengths(document.calendars), SpanSets(columns, horizon), Matchers(masks)
        )

    def compiled(self) -> Compiled:
        """The tables."""
        templates = [self._template(t.requirement) for t in self.regime.templates]
        states = [self._state(s) for s in self.regime.states]
        candidates, slow = self.matchers.packed(self.columns)
        return Compiled(
            self.regime,
            _table(templates, T_WIDTH),
            _table(states, S_WIDTH),
            _table(self.quotas, 2),
            _table(self.lines, 2),
            _table(self.groups, 3),
            _table(self.triggers, G_WIDTH),
            self._passes(),
            self.lengths.table(),
            self.lengths.calendar_tables(),
            self.spans.tables(),
            candidates,
            self._answers(candidates),
            slow | self._doubtful() | self.columns.vague,
        )

    def _doubtful(self) -> Bytes:
        """Subjects of which a fact that is read here is imprecise."""
        read = set(self.regime.segments.reads.facts) | _beside(self.regime, self.document)
        bits = sum(1 << i for i, name in enumerate(self.columns.facts) if name in read)
        found: Bytes = ((self.columns.doubtful & np.uint64(bits)) != 0).astype(np.uint8)
        return found

    def _template(self, r: Requirement) -> tuple[int, ...]:
        common = (
            CHANGES.index(r.on_change), self.lengths.calendar(r.calendar), self.lengths.place(r.grace),
            self.lengths.place(r.late_within), r.score_part_windows_from.value,
        )  # fmt: skip
        return (*common, *self._windows(r), *self._clock(r), *self._response(r), *self._breach(r))

    def _windows(self, r: Requirement) -> tuple[int, ...]:
        at = len(self.groups)
        self.groups += [(self.spans.interrupting(rules), waives, share) for rules, waives, share in groups_of(r)]
        plus = (self.spans.adding(r.plus), r.plus.each, r.plus.spanning == "whole_window") if r.plus else (-1, 0, 0)
        months, span, origin, anchor, listed = _every(r.every)
        return (months, span, origin, anchor, listed, r.judged_under == "closed", at, len(self.groups), *plus)

    def _clock(self, r: Requirement) -> tuple[int, ...]:
        by = {e: [i for i in r.interruptions if i.effect == e] for e in ("pause", "restart", "waive", "stop")}
        return (
            r.apart is not None and r.apart.after_miss == "restart_at_due",
            self.lengths.place(r.look_back),
            self.spans.interrupting(by["pause"], cut=True),
            self.spans.interrupting(by["restart"], cut=True),
            self.spans.interrupting(by["waive"]),
            self.spans.interrupting(by["stop"]),
        )

    def _response(self, r: Requirement) -> tuple[int, ...]:
        body = r.when
        if body is None:
            return (0, 0, 0, -1, -1, -1, 0, 0)
        at = len(self.triggers)
        for trigger in body.triggers:
            self.triggers.append(self._trigger(trigger))
        return (
            RACES.index(body.race), bool(body.answers), body.closes_with_fact, self.lengths.place(body.closes_after),
            self.lengths.place(body.already_within), self.matchers.place(body.cancelled_by, base=True), at,
            len(self.triggers),
        )  # fmt: skip

    def _trigger(self, trigger: Trigger) -> tuple[int, ...]:
        fact = self.columns.fact_code(trigger.fact) if trigger.fact else -1
        values = self.columns.values[fact] if fact >= 0 else ()
        self.passes.append([v in trigger.values if trigger.values else True for v in values])
        return (
            TRIGGERS.index(trigger.on), self.matchers.place(trigger.entry, base=True), trigger.nth, trigger.in_a_row,
            self.matchers.place(trigger.broken_by, base=True) if trigger.in_a_row else -1,
            self.lengths.place(trigger.run_within),
            fact, trigger.ignore_first, trigger.priority,
        )  # fmt: skip

    def _passes(self) -> Bytes:
        table = np.zeros((max(1, len(self.passes)), max([1, *map(len, self.passes)])), dtype=np.uint8)
        for i, row in enumerate(self.passes):
            table[i, : len(row)] = row
        return table

    def _breach(self, r: Requirement) -> tuple[int, ...]:
        if r.never is None:
            return (-1, 0)
        this = self.matchers.place(r.never.this, base=True)
        return this, sum(1 << place for place in {self.matchers.place(m) for m in r.never.exceptions.values()})

    def _answers(self, candidates: Candidates) -> Ints:
        """For each candidate the place of the id that it answers, -2 where it names none."""
        names = {t.requirement.when.answers for t in self.regime.templates if t.requirement.when} - {""}
        if not names:
            return np.zeros(0, dtype=np.int32)
        texts = self.columns.source.texts(min(names)).take(pa.array(candidates.row))
        places = pc.index_in(texts, value_set=self.columns.ids)
        named = texts.is_valid().to_numpy(zero_copy_only=False) & places.is_valid().to_numpy(zero_copy_only=False)
        return np.where(named, places.fill_null(0).to_numpy(), -2).astype(np.int32)

    def _state(self, state: State) -> tuple[int, ...]:
        r, row = self.regime.templates[state.template].requirement, state.row
        body = getattr(r, r.body_key)
        lines = row.any_of if row.any_of is not None else r.any_of
        quotas = row.of_which if row.of_which is not None else r.of_which
        counts = Matcher(any=tuple(x.counts for x in lines)) if lines else row.counts or r.counts
        if r.when is not None:
            counts = r.when.then or row.counts or r.counts
        at = len(self.quotas), len(self.lines)
        if r.body_key == "when":
            lines, quotas = (), ()
        self.quotas += [(q.at_least.value, self.matchers.place(q.matching)) for q in quotas]
        self.lines += [(x.count.value, self.matchers.place(x.counts)) for x in lines]
        number = {name: _first(getattr(row, name, None), getattr(body, name, None)) for name in ("count", "most")}
        length = [_first(getattr(row, n, None), getattr(body, n, None)) for n in ("interval", "first", "within")]
        return (
            state.template, bool(state.missing), _value(number["count"]), _value(number["most"]),
            self.matchers.place(counts, base=True) if r.body_key in COUNTING else -1, at[0], len(self.quotas), at[1],
            len(self.lines),
            *(self.lengths.place(x) for x in length),
        )  # fmt: skip


def _first(a: Any, b: Any) -> Any:
    return a if a is not None else b


def _value(number: object) -> int:
    return number.value if isinstance(number, Provision) else -1


def _every(every: Every | None) -> tuple[int, int, int, int, int]:
    """Whether it counts in months, how many of them or of days, where weeks begin, what blocks are counted from,
    which months."""
    if every is None:
        return 0, 1, 0, 0, 0
    in_days = every.period in ("week", "weeks", "days")
    if in_days:
        span = (every.length or 1) * (1 if every.period == "days" else 7)
    else:
        span = every.length if every.period == "months" and every.length else _MONTHS.get(every.period, 1)
    listed: tuple[int, ...] | range = tuple(range(1, 13))
    if every.in_months is not None:
        listed = {"odd": range(1, 13, 2), "even": range(2, 13, 2)}.get(str(every.in_months), every.in_months)  # type: ignore[arg-type]
    anchor = {"calendar": AT_CALENDAR, "start": AT_START, "change": AT_CHANGE}[every.anchor]
    return not in_days, span, WEEKDAYS.index(every.week_starts), anchor, sum(1 << m for m in listed)


def _table(rows: list[tuple[int, ...]] | list[tuple[int, int]] | list[tuple[int, int, int]], width: int) -> Longs:
    return np.array(rows, dtype=np.int64).reshape(-1, width) if rows else np.full((1, width), -1, dtype=np.int64)


def _beside(regime: Regime, document: PolicyDocument) -> set[str]:
    """Facts read beside those that say what is owed: interruptions, triggers, extra quantity, and custody where a
    matcher asks for it."""
    required = [t.requirement for t in regime.templates]
    found = {i.fact for r in required for i in r.interruptions}
    found |= {x.fact for r in required if r.when for x in r.when.triggers if x.fact}
    found |= {r.plus.per for r in required if r.plus}
    return found | ({"custody"} if any(asks_custody(r, document.matchers) for r in required) else set())
