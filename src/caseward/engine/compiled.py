"""One requirement as tables that its kernel reads: those that the policy alone fills, those that depend on the codes of
a record, and those of some subjects."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import Bytes, Flags, Ints, Longs
from caseward.engine.columns import Columns
from caseward.engine.ids import among
from caseward.engine.layout import (
    AT_CALENDAR,
    AT_CHANGE,
    AT_START,
    CHANGES,
    G_FACT,
    G_WIDTH,
    RACES,
    S_WIDTH,
    T_WIDTH,
    TRIGGERS,
)
from caseward.engine.lengths import Lengths
from caseward.engine.packs import Candidates, Matchers, Packed
from caseward.engine.patterns import leaves
from caseward.engine.reads import Reads, asks_custody
from caseward.engine.regimes import Outcomes, Regime, State
from caseward.engine.shapes import lean_shape
from caseward.engine.spansets import SpanSets, Wanted, groups_of
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Every, Requirement, Trigger
from caseward.policy.values import WEEKDAYS, Matcher, Provision

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
COUNTING = ("every", "apart", "when")


class Fixed(NamedTuple):
    """The tables of a requirement that the policy alone fills; ``states`` grows as facts are found missing."""

    templates: Longs
    states: Longs
    quotas: Longs
    lines: Longs
    groups: Longs
    triggers: Longs  # their facts are filled in for each record
    lengths: Longs
    calendars: tuple[Longs, Ints, Ints]
    lean: bool  # of a shape that a leaner kernel does


class Bound(NamedTuple):
    """The tables that depend on the codes of a record."""

    triggers: Longs
    passes: Bytes  # by trigger: whether it fires on each value of its fact
    spans: Wanted
    doubtful: int  # a bit for each fact of which an imprecise span leaves a subject to the reference


class Doubts(NamedTuple):
    """The subjects that are left only because an entry is in doubt, and where their entries are."""

    packed: Packed
    pack: int
    subjects: Flags


@dataclass(frozen=True, slots=True)
class Compiled:
    """Everything a kernel reads of one requirement over some subjects."""

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
    lean: bool  # of a shape that a leaner kernel does
    doubts: Doubts


def answered(columns: Columns, name: str) -> Ints:
    """For each entry of a slice the place of the id that a field of it names, -2 where it names none."""
    texts = columns.source.texts(name)
    rows, found = np.flatnonzero(texts.is_valid().to_numpy(zero_copy_only=False)), np.full(len(texts), -2, np.int32)
    if len(rows):
        # The few texts are made the table that the many ids are looked up in, not the other way round.
        coded = texts.take(pa.array(rows)).dictionary_encode()
        code = among(columns.ids, coded.dictionary)
        named, place = np.flatnonzero(code >= 0), np.full(len(coded.dictionary), -2, np.int32)
        place[code[named]] = named
        found[rows] = place[coded.indices.to_numpy(zero_copy_only=False)]
    return found


@dataclass(slots=True)
class Compiler:
    """Fills the tables of one requirement."""

    document: PolicyDocument
    outcomes: Outcomes
    reads: Reads
    lengths: Lengths
    spans: SpanSets = field(default_factory=SpanSets)
    matchers: Matchers = field(default_factory=Matchers)
    quotas: list[tuple[int, int]] = field(default_factory=list)
    lines: list[tuple[int, int]] = field(default_factory=list)
    groups: list[tuple[int, int, int]] = field(default_factory=list)
    triggers: list[tuple[int, ...]] = field(default_factory=list)
    setting_off: list[Trigger] = field(default_factory=list)
    templates: list[tuple[int, ...]] = field(default_factory=list)
    states: list[tuple[int, ...]] = field(default_factory=list)
    common: list[int] = field(default_factory=list)  # by template: a bit for each matcher it needs
    masks: list[int] = field(default_factory=list)  # by state, those of its template included
    used: int = 0
    triggering: int = 0  # a bit for each matcher that sets a clock off

    @classmethod
    def of(cls, document: PolicyDocument, outcomes: Outcomes, reads: Reads, shared: Matchers | None = None) -> Compiler:
        """The tables of every template, and of every state known so far. ``shared``: with the matchers of others."""
        made = cls(document, outcomes, reads, Lengths(document.calendars))
        made.matchers = Matchers() if shared is None else shared
        common = []
        for template in outcomes.templates:
            made.used = 0
            made.templates.append(made._template(template.requirement))
            common.append(made.used)
        made.common = common
        made.grow()
        return made

    def grow(self) -> None:
        """Add the states that have been found since."""
        for state in self.outcomes.states[len(self.states) :]:
            self.used = self.common[state.template]
            self.states.append(self._state(state))
            self.masks.append(self.used)

    def fixed(self) -> Fixed:
        """The tables as they are now."""
        templates, states, lengths = _table(self.templates, T_WIDTH), _table(self.states, S_WIDTH), self.lengths.table()
        triggers = _table(self.triggers, G_WIDTH)
        return Fixed(
            templates, states, _table(self.quotas, 2), _table(self.lines, 2), _table(self.groups, 3), triggers, lengths,
            self.lengths.calendar_tables(), lean_shape(self.outcomes.key[1], templates, states, triggers, lengths),
        )  # fmt: skip

    def bound(self, fixed: Fixed, columns: Columns) -> Bound:
        """What depends on the codes of a record."""
        triggers, passes = fixed.triggers.copy(), [[0]]
        for place, trigger in enumerate(self.setting_off):
            fact = columns.fact_code(trigger.fact) if trigger.fact else -1
            values = columns.values[fact] if fact >= 0 else ()
            triggers[place, G_FACT] = fact
            passes.append([v in trigger.values if trigger.values else True for v in values])
        table = np.zeros((len(passes), max([1, *map(len, passes)])), dtype=np.uint8)
        for i, row in enumerate(passes[1:]):
            table[i, : len(row)] = row
        read = set(self.reads.facts) | _beside(self.outcomes, self.document)
        bits = sum(1 << i for i, name in enumerate(columns.facts) if name in read)
        return Bound(triggers, table, self.spans.of(columns), bits)

    @property
    def several_kinds(self) -> bool:
        """Whether entries of several kinds set clocks off: then it matters which of them come on one day."""
        entries = [t.entry for t in self.setting_off if t.entry is not None]
        return len({leaf.kind for leaf in leaves(entries, self.document.matchers)}) > 1

    @property
    def triggered(self) -> bool:
        """Whether nothing is owed but where an entry sets a clock off."""
        return bool(self.setting_off) and all(t.on == "entry" for t in self.setting_off)

    @property
    def answering(self) -> str:
        """The field in which an answer names what it answers; empty where none has to."""
        names = {t.requirement.when.answers for t in self.outcomes.templates if t.requirement.when} - {""}
        return min(names, default="")

    def _place(self, matcher: Matcher | None, *, base: bool = False, trigger: bool = False) -> int:
        place = self.matchers.place(matcher, base=base)
        if place >= 0:
            self.used |= 1 << place
            self.triggering |= int(trigger) << place
        return place

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
            self.lengths.place(body.already_within), self._place(body.cancelled_by, base=True), at,
            len(self.triggers),
        )  # fmt: skip

    def _trigger(self, trigger: Trigger) -> tuple[int, ...]:
        self.setting_off.append(trigger)
        return (
            TRIGGERS.index(trigger.on), self._place(trigger.entry, base=True, trigger=True), trigger.nth,
            trigger.in_a_row, self._place(trigger.broken_by, base=True) if trigger.in_a_row else -1,
            self.lengths.place(trigger.run_within), -1, trigger.ignore_first, trigger.priority,
        )  # fmt: skip

    def _breach(self, r: Requirement) -> tuple[int, ...]:
        if r.never is None:
            return (-1, 0)
        this = self._place(r.never.this, base=True)
        return this, sum(1 << place for place in {self._place(m) for m in r.never.exceptions.values()})

    def _state(self, state: State) -> tuple[int, ...]:
        if state.missing:
            return (state.template, 1, *[-1] * 3, *[0] * 4, *[-1] * 3)
        r, row = self.outcomes.templates[state.template].requirement, state.row
        body = getattr(r, r.body_key)
        lines = row.any_of if row.any_of is not None else r.any_of
        quotas = row.of_which if row.of_which is not None else r.of_which
        counts = Matcher(any=tuple(x.counts for x in lines)) if lines else row.counts or r.counts
        if r.when is not None:
            counts = r.when.then or row.counts or r.counts
        at = len(self.quotas), len(self.lines)
        if r.body_key == "when":
            lines, quotas = (), ()
        self.quotas += [(q.at_least.value, self._place(q.matching)) for q in quotas]
        self.lines += [(x.count.value, self._place(x.counts)) for x in lines]
        number = {name: _first(getattr(row, name, None), getattr(body, name, None)) for name in ("count", "most")}
        length = [_first(getattr(row, n, None), getattr(body, n, None)) for n in ("interval", "first", "within")]
        return (
            state.template, 0, _value(number["count"]), _value(number["most"]),
            self._place(counts, base=True) if r.body_key in COUNTING else -1, at[0], len(self.quotas), at[1],
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


def _beside(outcomes: Outcomes, document: PolicyDocument) -> set[str]:
    """Facts read beside those that say what is owed: interruptions, triggers, extra quantity, and custody where a
    matcher asks for it."""
    required = [t.requirement for t in outcomes.templates]
    found = {i.fact for r in required for i in r.interruptions}
    found |= {x.fact for r in required if r.when for x in r.when.triggers if x.fact}
    found |= {r.plus.per for r in required if r.plus}
    return found | ({"custody"} if any(asks_custody(r, document.matchers) for r in required) else set())
