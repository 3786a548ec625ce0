"""For each signature: which form of a requirement is in force (of which version, under which overlay), and what it
asks.

A *template* is a requirement as one version or one overlay has it; a *state* is the numbers one of its rows gives, or
the facts that
nobody recorded. Both are numbered, so that a kernel reads them from tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from caseward.dates import FOREVER
from caseward.engine.columns import Bytes, Columns, Ints, Longs, day_number
from caseward.engine.moment import Moment
from caseward.engine.reads import Reads, predicates_of, reads_of
from caseward.engine.segments import Segments, segments_of
from caseward.engine.truths import NO, UNKNOWN, YES
from caseward.policy.model import Overlay, PolicyDocument
from caseward.policy.requirement import Requirement, Row
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
        """Every template that may be in force, by requirement and kind, sorted."""
        found: dict[Key, list[Template]] = {}
        for template in self._all():
            own = found.setdefault((template.requirement.id, template.requirement.body_key), [])
            if template not in own:
                own.append(template)
        return {key: found[key] for key in sorted(found)}

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
    """One requirement (of one kind) over every subject: tables by signature, spread over segments by
    ``segments.signature``.

    ``force`` is the template in force (-1: none), ``state[t]`` what template ``t`` would ask (-1: nothing), ``rival``
    whether another
    requirement of the same duty is in force, ``stopped[t]`` whether a fact stops the clock of template ``t``,
    ``changed[t]`` by segment whether its start is a change of level under template ``t``.
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


def reads_for(rules: Rules, key: Key, templates: list[Template]) -> Reads:
    """Everything that what is owed under a requirement depends on."""
    predicates = [p for t in templates for p in predicates_of(t.requirement)]
    predicates += [o.scope for o in rules.overlays] + [r.for_ for r in overriders(rules, key)]
    beside = {w for t in templates for w in t.requirement.watches}
    beside |= {i.fact for t in templates for i in t.requirement.interruptions if i.effect == "stop"}
    return reads_of(rules.document, predicates, beside)


def regime_of(rules: Rules, columns: Columns, key: Key) -> Regime:
    """Work out what a requirement asks at every signature that occurs, and spread it over the segments."""
    templates = tuple(rules.templates()[key])
    segments = segments_of(columns, reads_for(rules, key, list(templates)), rules.edges())
    count = len(segments.distinct)
    force, rival = np.full(count, -1, dtype=np.int32), np.zeros(count, dtype=np.uint8)
    state = np.full((len(templates), count), -1, dtype=np.int32)
    watched = np.zeros((len(templates), count), dtype=np.int64)
    stopped = np.zeros((len(templates), count), dtype=np.uint8)
    states: dict[tuple[int, int, tuple[str, ...]], int] = {}
    listed: list[State] = []
    seen: dict[object, int] = {}
    duties = {t.requirement.about for t in templates}
    for u in range(count):
        moment = Moment(rules.document, columns, segments, u)
        ruling = rules.in_force(moment)
        own = ruling.get(key[0])
        if own is not None and own.requirement.body_key == key[1]:
            force[u] = templates.index(own)
        others = [t for t in ruling.values() if (t.requirement.id, t.requirement.body_key) != key]
        rival[u] = any(t.requirement.about in duties for t in others)
        over = [t.requirement for t in others if key[0] in t.requirement.overrides and t.requirement.id != key[0]]
        overridden = any(moment.truth(r.for_) == YES for r in over)
        for t, template in enumerate(templates):
            watched[t, u] = seen.setdefault(tuple(moment.values(w) for w in template.requirement.watches), len(seen))
            stopped[t, u] = _stopped(template.requirement, moment)
            asked = None if overridden else _asked(template.requirement, moment)
            if asked is not None:
                place, missing = asked
                if (t, place, missing) not in states:
                    states[t, place, missing] = len(listed)
                    rows = template.requirement.rows
                    listed.append(State(t, rows[place] if place >= 0 else Row(), missing))
                state[t, u] = states[t, place, missing]
    changed = _changed(templates, segments, state, watched)
    return Regime(key, rules.reading, templates, segments, force, state, tuple(listed), rival, stopped, changed)


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


def _changed(templates: tuple[Template, ...], segments: Segments, state: Ints, watched: Longs) -> Bytes:
    """By template and segment: a watched fact has an edge on its start, or is given another value, and what is owed
    changes there."""
    out = np.zeros((len(templates), len(segments.start)), dtype=np.uint8)
    signature, before = segments.signature, np.roll(segments.signature, 1)
    inner = np.ones(len(signature), dtype=bool)
    inner[segments.offset[:-1][np.diff(segments.offset) > 0]] = False
    for t, template in enumerate(templates):
        watches = sum(1 << i for i, name in enumerate(segments.reads.facts) if name in template.requirement.watches)
        direct = segments.edge & watches != 0
        moved = watched[t][signature] != watched[t][before]
        out[t] = inner & (direct | moved) & (state[t][signature] != state[t][before])
    return out
