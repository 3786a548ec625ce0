"""For each signature: which form of a requirement is in force (of which version, under which overlay), and what it
asks.

A *template* is a requirement as one version or one overlay has it; a *state* is the numbers one of its rows gives, or
the facts that
nobody recorded. Both are numbered, so that a kernel reads them from tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from caseward.dates import FOREVER
from caseward.engine.columns import Bytes, Columns, Ints, Longs, day_number
from caseward.engine.jit import U, kernel
from caseward.engine.moment import Moment
from caseward.engine.reads import NOTHING, Reads, predicates_of, reads_of
from caseward.engine.segments import Cut, Segments
from caseward.engine.signatures import Signatures
from caseward.engine.truths import NO, UNKNOWN, YES
from caseward.engine.workspace import Workspace
from caseward.policy.model import Overlay, PolicyDocument
from caseward.policy.requirement import Requirement, Row
from caseward.policy.values import Predicate
from caseward.policy.versions import ResolvedVersion, resolved_versions

Key: TypeAlias = tuple[str, str]  # id and kind


@dataclass(frozen=True, slots=True)
class Template:
    """A requirement as one version, or one overlay while that version holds, has it."""

    requirement: Requirement
    version: str
    overlay: str


@dataclass(frozen=True, slots=True)
class State:
    """What is asked under a template: the numbers of ``row`` (an empty one: the requirement's own), or ``missing``
    facts."""

    template: int
    row: Row
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """A policy in one reading: versions, the overlays that stand, and every template by requirement."""

    document: PolicyDocument
    reading: str
    versions: tuple[ResolvedVersion, ...]
    overlays: tuple[Overlay, ...]  # the lowest order first
    found: dict[Key, list[Template]] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def of(cls, document: PolicyDocument, reading: str) -> Rules:
        """The rules of a reading: without the overlays that it sets aside."""
        aside = {name for r in document.readings if r.id == reading for name in r.without}
        kept = sorted((o for o in document.overlays if o.id not in aside), key=lambda o: (-o.order, o.id))
        return cls(document, reading, resolved_versions(document), tuple(reversed(kept)))

    def edges(self) -> tuple[int, ...]:
        """The days on which the policy itself may change, sorted."""
        days = {d for v in self.versions for d in (v.start, v.end)}
        days |= {d for o in self.overlays for d in (o.from_, o.until) if d}
        days |= {d for x in self.document.lookups for d in (x.from_, x.until) if d}
        return tuple(sorted(day_number(d) for d in days if d < FOREVER))

    def templates(self) -> dict[Key, list[Template]]:
        """Every template that may be in force, by requirement and kind, sorted; worked out once."""
        if not self.found:
            found: dict[Key, list[Template]] = {}
            for template in self._all():
                own = found.setdefault((template.requirement.id, template.requirement.body_key), [])
                if template not in own:
                    own.append(template)
            self.found.update((key, found[key]) for key in sorted(found))
        return self.found

    def _all(self) -> Iterator[Template]:
        names = ["", *(v.version.version for v in self.versions)]
        for version in self.versions:
            yield from (Template(r, version.version.version, "") for r in version.requirements)
        for overlay in self.overlays:
            yield from (Template(r, name, overlay.id) for name in names for r in overlay.requirements)

    def in_force(self, moment: Moment) -> dict[str, Template]:
        """The template of each requirement that is in force at a moment, by id."""
        day = moment.day
        holding = [v for v in self.versions if v.start <= day < v.end]
        found = {r.id: Template(r, v.version.version, "") for v in holding for r in v.requirements}
        name = next((v.version.version for v in holding), "")
        for overlay in self.overlays:
            if overlay.from_ <= day < (overlay.until or FOREVER) and moment.truth(overlay.scope) == YES:
                for replaced in overlay.replaces:
                    found.pop(replaced, None)
                found |= {r.id: Template(r, name, overlay.id) for r in overlay.requirements}
        return found


@dataclass(frozen=True, slots=True)
class Regime:
    """One requirement (of one kind) over some subjects: tables by outcome, spread over segments by
    ``segments.signature``, the number of an outcome.

    ``force`` is the template in force (-1: none), ``state[t]`` what template ``t`` would ask (-1: nothing), ``rival``
    whether another requirement of the same duty is in force, ``stopped[t]`` whether a fact stops the clock of template
    ``t``, ``changed[t]`` by segment whether its start is a change of level under template ``t``.
    """

    key: Key
    reading: str
    templates: tuple[Template, ...]
    segments: Segments
    force: Ints
    state: Ints
    states: tuple[State, ...]
    rival: Bytes
    stopped: Bytes
    changed: Bytes


def overriders(rules: Rules, key: Key) -> list[Requirement]:
    """The requirements that declare that they prevail over this one."""
    found = [t.requirement for k, ts in rules.templates().items() if k[0] != key[0] for t in ts]
    return [r for r in found if key[0] in r.overrides]


def _predicates(rules: Rules, key: Key) -> list[Predicate]:
    """Every predicate that says for whom a requirement is, which row fits, or what stands in its place."""
    found = [p for t in rules.templates()[key] for p in predicates_of(t.requirement)]
    return found + [o.scope for o in rules.overlays] + [r.for_ for r in overriders(rules, key)]


def reads_for(rules: Rules, key: Key, templates: list[Template]) -> Reads:
    """Everything that what is owed under a requirement depends on."""
    predicates = _predicates(rules, key)
    stops = {i.fact for t in templates for i in t.requirement.interruptions if i.effect == "stop"}
    if reads_of(rules.document, predicates) == NOTHING and not overriders(rules, key):
        return reads_of(rules.document, predicates, stops)  # what is owed never changes: nothing need be watched
    return reads_of(rules.document, predicates, stops | {w for t in templates for w in t.requirement.watches})


def asking(rules: Rules, reads: Reads) -> Signatures:
    """The signatures of what is read, of which no requirement asks more than this policy does."""
    templates = rules.templates()
    predicates = [p for key in templates for p in _predicates(rules, key)]
    predicates += [row.for_ for x in rules.document.lookups for row in x.rows]
    requirements = [t.requirement for found in templates.values() for t in found]
    return Signatures.of(rules.document, reads, rules.edges(), requirements, predicates)


@dataclass(slots=True)
class Outcomes:
    """What a requirement asks under each signature. Signatures under which a kernel would do the same share an outcome.

    ``by_signature`` has the number of the outcome, and by template a number for the values of the facts it watches.
    ``states`` begins with every row of every template, or the requirement's own numbers where it has no rows.
    """

    rules: Rules
    key: Key
    templates: tuple[Template, ...]
    states: list[State] = field(default_factory=list)
    places: dict[tuple[int, int, tuple[str, ...]], int] = field(default_factory=dict)
    known: dict[Outcome, int] = field(default_factory=dict)
    seen: dict[object, int] = field(default_factory=dict)
    by_signature: list[tuple[int, tuple[int, ...]]] = field(default_factory=list)

    @classmethod
    def of(cls, rules: Rules, key: Key) -> Outcomes:
        """Nothing worked out yet."""
        made = cls(rules, key, tuple(rules.templates()[key]))
        for t, template in enumerate(made.templates):
            rows = template.requirement.rows
            for place in (i for i, row in enumerate(rows) if not row.none) if rows else (-1,):
                made._state(t, place, ())
        return made

    def learn(self, moments: Iterable[Moment]) -> None:
        """Work out what is asked under signatures that have not come before, in order of their numbers."""
        duties = {t.requirement.about for t in self.templates}
        for moment in moments:
            ruling = self.rules.in_force(moment)
            own = ruling.get(self.key[0])
            force = -1 if own is None or own.requirement.body_key != self.key[1] else self.templates.index(own)
            others = [t for t in ruling.values() if (t.requirement.id, t.requirement.body_key) != self.key]
            rival = any(t.requirement.about in duties for t in others)
            over = [t.requirement for t in others if self.key[0] in t.requirement.overrides]
            overridden = any(moment.truth(r.for_) == YES for r in over if r.id != self.key[0])
            asked = [None if overridden else _asked(t.requirement, moment) for t in self.templates]
            state = tuple(-1 if a is None else self._state(t, *a) for t, a in enumerate(asked))
            stopped = tuple(_stopped(t.requirement, moment) for t in self.templates)
            outcome = Outcome(force, rival, state, stopped)
            watched = (tuple(moment.values(w) for w in t.requirement.watches) for t in self.templates)
            numbers = tuple(self.seen.setdefault(w, len(self.seen)) for w in watched)
            self.by_signature.append((self.known.setdefault(outcome, len(self.known)), numbers))

    def _state(self, template: int, place: int, missing: tuple[str, ...]) -> int:
        key = (template, place, missing)
        if key not in self.places:
            rows = self.templates[template].requirement.rows
            self.places[key] = len(self.states)
            self.states.append(State(template, rows[place] if place >= 0 else Row(), missing))
        return self.places[key]

    def tables(self, masks: list[int]) -> Tables:
        """As arrays, so far as they are known; ``masks`` has a bit for each matcher that a state needs."""
        found, templates = list(self.known), len(self.templates)
        needs = [_joined(masks[s] for s in o.state if s >= 0) for o in found]
        return Tables(
            np.array([o for o, _ in self.by_signature], dtype=np.int32),
            np.array([w for _, w in self.by_signature], dtype=np.int32).reshape(-1, templates).T.copy(),
            np.array(needs, dtype=np.uint32),
            np.array([o.force for o in found], dtype=np.int32),
            np.array([o.state for o in found], dtype=np.int32).reshape(-1, templates).T.copy(),
            np.array([o.rival for o in found], dtype=np.uint8),
            np.array([o.stopped for o in found], dtype=np.uint8).reshape(-1, templates).T.copy(),
        )


def _joined(masks: Iterable[int]) -> int:
    found = 0
    for mask in masks:
        found |= mask
    return found


class Outcome(NamedTuple):
    """What a kernel reads of a signature."""

    force: int
    rival: bool
    state: tuple[int, ...]
    stopped: tuple[bool, ...]


class Tables(NamedTuple):
    """``Outcomes`` as arrays: by signature its outcome, by template and signature what is watched, by outcome a bit for
    each matcher that what is asked needs, then as ``Regime`` has them."""

    outcome: Ints
    watched: Ints
    needs: npt.NDArray[np.uint32]
    force: Ints
    state: Ints
    rival: Bytes
    stopped: Bytes


def spread(
    tables: Tables, most: int, watches: Longs, columns: Columns, horizon: int, room: Workspace
) -> tuple[Segments, npt.NDArray[np.uint32], Bytes, Callable[[int, int, Cut], object]]:
    """Arrays for the outcomes over at most so many segments, for which matchers what is asked of each subject needs,
    and by template for which segments begin with a change of level; and what fills them for a block of subjects."""
    templates, life = len(watches), (columns.opened, columns.closed, horizon)
    offset = room.array("offset", len(columns) + 1, np.int64)
    start, signature = (room.array(name, most, np.int32) for name in ("start", "signature"))
    changed = room.table("changed", templates, most, np.uint8)
    needs = room.array("needs", len(columns), np.uint32)
    plain = (tables.outcome, tables.needs, offset, start, signature, needs)
    full = (*tables[:3], tables.state, watches, offset, start, signature, changed, needs)

    def fill(first: int, last: int, cut: Cut) -> None:
        if templates:
            _spread(first, last, *life, *cut, *full)
        else:
            _spread_plainly(first, last, *life, cut.offset, cut.start, cut.code, cut.number, *plain)

    return Segments(offset, start, signature), needs, changed, fill


@kernel
def _spread(  # type: ignore[no-untyped-def]
    begun, end, opened, closed, horizon, cut_at, cut_start, cut_edge, cut_code, number, outcome, watched, needs_of,
    state, watches, offset, start, signature, changed, needs,
):  # fmt: skip
    """Of the subjects from ``begun`` up to ``end``, join neighbours with one outcome."""
    templates = len(watches)
    total = U(0)
    opened, closed, cut_at = opened[begun:end], closed[begun:end], cut_at[begun : end + 1]
    offset, needs = offset[begun : end + 1], needs[begun:end]
    offset[0] = 0
    b = U(cut_at[0])
    for i in range(len(opened)):
        first, stop = opened[i], min(max(closed[i], opened[i] + 1), horizon)
        wanted = np.uint32(0)
        a, b = b, U(cut_at[i + 1])
        u = U(number[U(cut_code[a])])
        o = U(outcome[u])
        begins, k = cut_start[a], a
        for t in range(templates):
            changed[t, total] = 0
        while True:
            start[total], signature[total] = begins, o
            total += U(1)
            following, before = o, u
            while following == o:
                k += U(1)
                if k == b:
                    break
                before = u
                u = U(number[U(cut_code[k])])
                following = U(outcome[u])
            ends = cut_start[k] if k < b else stop
            if begins < stop and ends > first:
                wanted |= needs_of[o]
            if k == b:
                break
            for t in range(templates):
                moved = cut_edge[k] & watches[t] != 0 or watched[t, u] != watched[t, before]
                changed[t, total] = moved and state[t, following] != state[t, o]
            begins, o = ends, following
        needs[i] = wanted
        offset[i + 1] = total


@kernel
def _spread_plainly(  # type: ignore[no-untyped-def]
    begun, end, opened, closed, horizon, cut_at, cut_start, cut_code, number, outcome, needs_of, offset, start,
    signature, needs,
):  # fmt: skip
    """The same where nobody asks what changed: without a branch, as none could be foretold."""
    total = U(0)
    opened, closed, cut_at = opened[begun:end], closed[begun:end], cut_at[begun : end + 1]
    offset, needs = offset[begun : end + 1], needs[begun:end]
    offset[0] = 0
    for i in range(len(opened)):
        first, stop = opened[i], min(max(closed[i], opened[i] + 1), horizon)
        a, last, wanted, before = U(cut_at[i]), U(cut_at[i + 1] - 1), np.uint32(0), np.int32(-1)
        for k in range(a, last):
            o, begins = outcome[U(number[U(cut_code[k])])], cut_start[k]
            wanted |= needs_of[U(o)] * np.uint32((begins < stop) & (cut_start[k + U(1)] > first))
            start[total], signature[total] = begins, o
            total += U(o != before)
            before = o
        o, begins = outcome[U(number[U(cut_code[last])])], cut_start[last]
        wanted |= needs_of[U(o)] * np.uint32((begins < stop) & (stop > first))
        start[total], signature[total] = begins, o
        total += U(o != before)
        needs[i], offset[i + 1] = wanted, total


def _asked(requirement: Requirement, moment: Moment) -> tuple[int, tuple[str, ...]] | None:
    """The row that fits (-1: the requirement has none) and no facts, or the facts that are missing; None: nothing is
    owed."""
    applies = moment.truth(requirement.for_)
    if applies == NO:
        return None
    if applies == UNKNOWN:
        return -1, tuple(sorted(moment.missing(requirement.for_)))
    if not requirement.rows:
        return -1, ()
    truths = [moment.truth(row.for_) for row in requirement.rows]
    if YES in truths:
        place = truths.index(YES)
        return None if requirement.rows[place].none else (place, ())
    unknown = [row for row, truth in zip(requirement.rows, truths, strict=True) if truth == UNKNOWN]
    if not unknown:
        return None
    return -1, tuple(sorted({name for row in unknown for name in moment.missing(row.for_)}))


def _stopped(requirement: Requirement, moment: Moment) -> bool:
    rules = [i for i in requirement.interruptions if i.effect == "stop"]
    return any(v in r.values if r.values else True for r in rules for v in moment.recorded(r.fact))
