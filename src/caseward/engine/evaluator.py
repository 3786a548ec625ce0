"""A policy made ready to be evaluated over one slice of a data set after another.

What is worked out once stays: the plan, the tables of each requirement, what matchers say of patterns, what is asked
under each signature. Subjects are taken in parts that fit the cache, every requirement of a part after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.alike import alike
from caseward.engine.arrays import Bytes, Flags, Ints, Longs, day_number
from caseward.engine.assemble import Assembly
from caseward.engine.calls import kernel_call
from caseward.engine.columns import Columns
from caseward.engine.compiled import Bound, Compiled, Compiler, Doubts, Fixed, answered
from caseward.engine.doubts.settled import named_same, settled
from caseward.engine.kernel_packs import judge
from caseward.engine.layout import ROW_WIDTH
from caseward.engine.looks import Looks
from caseward.engine.packs import Packed, Packs
from caseward.engine.patterns import Patterns
from caseward.engine.plan import Planned, plan_of, readings_of
from caseward.engine.reads import NOTHING
from caseward.engine.regimes import Key, Outcomes, Regime, Rules, Tables, asking, reads_for, spread
from caseward.engine.segments import Cut, cut
from caseward.engine.signatures import MOST, Signatures, Slots
from caseward.engine.spansets import picked
from caseward.engine.workspace import Workspace
from caseward.obligations.evaluate import evaluate_readings
from caseward.obligations.incomplete import with_gaps
from caseward.obligations.model import Obligation
from caseward.policy.model import PolicyDocument
from caseward.record.view import SetAside

PART = 1 << 14  # subjects of a part
NEAR = 1 << 13  # the same where rows are not made a table: what is picked out of entries is then still in the cache
BUFFER = (1 << 16) + 336  # rows of a buffer, not a power of two: rows a power of two apart share a place in the cache

Place = tuple[str, str, str]  # reading, id and kind of a requirement
#: Given a requirement, its tables, the first subject, rows and the ids counted: arrays that are overwritten afterwards.
Consumer = Callable[[Place, Compiled, int, Ints, Ints], None]


@dataclass(slots=True)
class Group:
    """Requirements of one reading that read the same facts, and so share segments."""

    rules: Rules
    signatures: Signatures
    members: dict[Key, Member] = field(default_factory=dict)
    slots: Slots | None = None
    epochs: Ints | None = None  # where nothing is read of a subject: the signature of each epoch of the policy

    def learn(self) -> None:
        """Work out what is asked under the signatures that have come since."""
        for member in self.members.values():
            known = len(member.outcomes.by_signature)
            if known < len(self.signatures.numbers) or member.fixed is None:
                member.outcomes.learn(self.signatures.moments(known))
                member.compiler.grow()
                member.fixed = member.compiler.fixed()
                member.tables = member.outcomes.tables(member.compiler.masks)


@dataclass(slots=True)
class Member:
    """A requirement with a kernel, and what is known of it."""

    outcomes: Outcomes
    compiler: Compiler
    pack: int
    watches: Longs
    fixed: Fixed | None = None
    tables: Tables | None = None
    bound: Bound | None = None


class Slice(NamedTuple):
    """Columns, with what all parts of them share."""

    columns: Columns
    looks: Looks | None
    gaps: Flags | None
    answered: dict[str, Ints]  # by field, by entry: the place of the id that it names
    same: dict[int, str]  # by entry that may be the same as another: the id of that


class Evaluator:
    """Evaluates one policy as of one day, in every reading. One thread at a time may use it; it uses several.
    ``coded``: its tables have subjects as places (``assemble.CODED``)."""

    def __init__(self, document: PolicyDocument, as_of: date, *, coded: bool = False) -> None:
        self.document, self.as_of, self.horizon = document, as_of, day_number(as_of) + 1
        self.plan: list[Planned] = []
        self.groups: list[Group] = []
        #: After a table: how many of its subjects the reference evaluated, by reading, id and kind of requirement.
        self.left: dict[Place, int] = {}
        self._lock, self._codes = Lock(), ()  # type: tuple[Any, Any]
        rules = [Rules.of(document, reading) for reading in readings_of(document)]
        for reading in rules:
            self._group(reading)
        members = [m for g in self.groups for m in g.members.values()]
        _shared(members)
        matchers = [m for member in members for m in member.compiler.matchers.matchers]
        self.packs = Packs(Patterns.of(matchers, document.matchers), document.matchers)
        for member in members:
            member.pack = self.packs.place(member.compiler.matchers, kinds=member.compiler.several_kinds)
        for group in self.groups:
            group.members = dict(sorted(group.members.items(), key=lambda x: x[1].pack))
        self._assembly = Assembly.of(document, rules, coded=coded)

    def _group(self, rules: Rules) -> None:
        """Make the groups of one reading."""
        groups: dict[Any, Group] = {}
        for planned in plan_of(rules):
            self.plan.append(planned)
            if planned.vectorised:
                key, templates = (planned.id, planned.kind), rules.templates()[planned.id, planned.kind]
                reads = reads_for(rules, key, templates)
                outcomes = Outcomes.of(rules, key)
                compiler = Compiler.of(self.document, outcomes, reads)
                watches = [_bits(reads.facts, t.requirement.watches) for t in templates]
                group = groups.setdefault(reads, Group(rules, asking(rules, reads)))
                group.members[key] = Member(outcomes, compiler, 0, np.array(watches, dtype=np.int64))
        self.groups += groups.values()

    def table(self, columns: Columns, threads: int = 1, gaps: tuple[SetAside, ...] = ()) -> Any:
        """A ``pyarrow.Table`` (see ``assemble.SCHEMA``) of every obligation, in the reference's order. ``gaps`` could
        not be read."""
        taken = self._slice(columns, gaps)
        self.left = {(p.reading, p.id, p.kind): 0 for p in self.plan}
        made = self._parts(columns, threads, lambda a, b, room: self._tables(taken, a, b, gaps, room))
        return self._assembly.joined(made)

    def rows(self, columns: Columns, consume: Consumer, threads: int = 1) -> None:
        """Run every kernel and hand over each filled buffer, in the thread that filled it. Subjects that kernels leave
        to the reference are not evaluated."""
        taken = self._slice(columns, ())

        def work(a: int, b: int, room: Workspace) -> None:
            part = columns.part(a, b)
            for place, compiled in self._compiled(taken, part, room):
                self._filled(place, compiled, part, a, consume, room)

        self._parts(columns, threads, work, min(NEAR, PART))

    def each_part(
        self, columns: Columns, work: Callable[[Place, Compiled, Columns, int], None], threads: int = 1
    ) -> None:
        """Hand over the tables of each requirement over one part after another, the part, and the place of its first
        subject; good until the next is asked for."""
        taken = self._slice(columns, ())

        def of_part(a: int, b: int, room: Workspace) -> None:
            part = columns.part(a, b)
            for place, compiled in self._compiled(taken, part, room):
                work(place, compiled, part, a)

        self._parts(columns, threads, of_part)

    def compiled(self, columns: Columns) -> dict[Place, Compiled]:
        """The tables of every requirement over all these subjects at once, each in memory of its own."""
        taken = self._slice(columns, ())
        found: dict[Place, Compiled] = {}
        for group in self.groups:
            for key in group.members:
                room = Workspace()
                found |= dict(self._compiled(taken, columns, room, (group.rules.reading, *key)))
        return found

    def _slice(self, columns: Columns, gaps: tuple[SetAside, ...]) -> Slice:
        """What depends on the codes of a record."""
        if self._codes and columns.book is not self._codes[0]:
            tables = [list(self.packs.patterns.told.values()), *(list(g.signatures.told.values()) for g in self.groups)]
            for told in (one for own in tables for one in own):
                told.forget_codes()
        looks = Looks.of(self.packs.patterns, columns)
        if looks is not None:
            self.packs.prepare(looks.size)
        codes = (columns.book, columns.facts, tuple(map(len, columns.values)))
        if codes != self._codes:
            for group in self.groups:
                group.slots = group.signatures.slots(columns)
                if group.signatures.reads == NOTHING:
                    numbers = [group.signatures.number(code) for code in range(group.signatures.size)]
                    group.epochs = np.array(numbers, dtype=np.int32)
                group.learn()
                for member in group.members.values():
                    assert member.fixed is not None
                    member.bound = member.compiler.bound(member.fixed, columns)
            self._codes = codes
        names = {m.compiler.answering for g in self.groups for m in g.members.values()} - {""}
        answers = {name: answered(columns, name) for name in sorted(names)}
        same = {} if looks is None else named_same(columns, looks.same)
        return Slice(columns, looks, _lacking(columns, gaps), answers, same)

    def _parts(
        self, columns: Columns, threads: int, work: Callable[[int, int, Workspace], Any], size: int | None = None
    ) -> list[Any]:
        """Do the work for each part, each thread in a workspace of its own; what was done, in order."""
        cuts = [*range(0, len(columns), size or PART), len(columns)]
        rooms = [Workspace() for _ in range(max(1, threads))]

        def one(part: tuple[int, int]) -> Any:
            room = rooms.pop()
            try:
                return work(*part, room)
            finally:
                rooms.append(room)

        if threads <= 1:
            return [one(part) for part in pairwise(cuts)]
        with ThreadPoolExecutor(threads) as pool:
            return list(pool.map(one, pairwise(cuts)))

    def _compiled(
        self, taken: Slice, part: Columns, room: Workspace, only: Place | None = None
    ) -> Iterator[tuple[Place, Compiled]]:
        """The tables of each requirement over a part; good until the next is asked for."""
        if taken.looks is None or not len(part):
            return
        packed = self.packs.packed(part, taken.looks, room)
        for group in self.groups:
            places = {key: (group.rules.reading, *key) for key in group.members}
            if (only is not None and only not in places.values()) or group.signatures.size > MOST:
                continue
            assert group.slots is not None
            pieces = None
            if group.signatures.reads != NOTHING:
                with self._lock:
                    pieces = cut(part, group.signatures, group.slots, room)
                    group.learn()
            for key, member in group.members.items():
                if only in (None, places[key]):
                    yield places[key], self._member(key, group, member, pieces, packed, taken, part, room)

    def _member(
        self, key: Key, group: Group, member: Member, pieces: Cut | None, packed: Packed, taken: Slice, part: Columns,
        room: Workspace,
    ) -> Compiled:  # fmt: skip
        fixed, bound, tables = member.fixed, member.bound, member.tables
        assert fixed is not None
        assert bound is not None
        assert tables is not None
        candidates, doubtful = packed.of(member.pack)
        if pieces is None:
            assert group.epochs is not None
            edges, clear = group.signatures.edges, packed.clear(member.pack)
            segments, needs = alike(part, edges, tables, group.epochs, self.horizon, room, clear)
            changed = room.none(len(member.watches), len(segments.start))
        else:
            watches = member.watches[:0] if fixed.lean else member.watches  # lean kernels do not ask what changed
            segments, needs, changed = spread(tables, pieces, watches, part, self.horizon, room)
        regime = Regime(
            key, group.rules.reading, member.outcomes.templates, segments, tables.force, tables.state,
            tuple(member.outcomes.states), tables.rival, tables.stopped, changed,
        )  # fmt: skip
        compiler = member.compiler
        slow, unsure = np.zeros(len(part), dtype=np.uint8), np.zeros(len(part), dtype=np.bool_)
        if not (packed.sure and packed.clear(member.pack)):
            judge(
                doubtful, needs, compiler.triggered, np.uint32(compiler.triggering), candidates.offset,
                candidates.bits, part.doubtful, np.uint64(bound.doubtful), part.vague, slow, unsure,
            )  # fmt: skip
        spans = picked(bound.spans, part, self.horizon, room)
        named = taken.answered.get(compiler.answering)
        answers = np.zeros(0, dtype=np.int32) if named is None else named[candidates.row]
        return Compiled(
            regime, *fixed[:5], bound.triggers, bound.passes, *fixed[6:8], spans, candidates,
            answers, slow, fixed.lean, Doubts(packed, member.pack, unsure),
        )  # fmt: skip

    def _filled(
        self, place: Place, compiled: Compiled, part: Columns, base: int, consume: Consumer, room: Workspace
    ) -> None:
        """Run a kernel over a part, as often as it takes."""
        size, first, last = BUFFER, 0, len(part)
        out, counted = room.table("out", ROW_WIDTH, size, np.int32), room.array("counted", 2 * size, np.int32)
        kernel, arguments = kernel_call(compiled, part, self.as_of)
        while first < last:
            following, rows, taken = kernel(first, last, *arguments, out, counted)
            if following == first:
                size *= 2
                out, counted = room.table("out", ROW_WIDTH, size, np.int32), room.array("counted", 2 * size, np.int32)
            consume(place, compiled, base, out[:, :rows], counted[:taken])
            first = following

    def _tables(
        self, taken: Slice, a: int, b: int, gaps: tuple[SetAside, ...], room: Workspace
    ) -> list[tuple[tuple[str, str], Any]]:
        """The tables of one part, each with where it stands in the order of readings and ids."""
        part, found = taken.columns.part(a, b), self._assembly.part(taken.columns, a, room)
        left: dict[Place, Bytes] = {}
        for place, compiled in self._compiled(taken, part, room):
            if taken.gaps is not None:
                compiled.slow[taken.gaps[a:b]] = 1
            self._filled(place, compiled, part, a, found.add, room)
            if taken.gaps is None:
                found.add(place, compiled, a, *settled(compiled, part, taken.same, self.as_of))
            left[place] = compiled.slow
        for planned in self.plan:
            place = (planned.reading, planned.id, planned.kind)
            flags = left.setdefault(place, np.ones(b - a, dtype=np.uint8))
            with self._lock:
                self.left[place] += int(np.count_nonzero(flags))
        for place, rows in self._reference(taken.columns, a, left, gaps).items():
            found.slow(place, rows)
        return found.tables()

    def _reference(
        self, columns: Columns, base: int, left: dict[Place, Bytes], gaps: tuple[SetAside, ...]
    ) -> dict[Place, list[Obligation]]:
        found: dict[Place, list[Obligation]] = {}
        flags = np.stack(list(left.values())) if left else np.zeros((0, 0), dtype=np.uint8)
        some = np.flatnonzero(flags.any(axis=0)).tolist()
        for i, subject in zip(some, columns.source.subjects([base + i for i in some]), strict=True):
            wanted: dict[str, set[tuple[str, str]]] = {}
            for place in (place for place, own in left.items() if own[i]):
                wanted.setdefault(place[0], set()).add(place[1:])
            for reading, rows in evaluate_readings(self.document, subject, self.as_of, wanted):
                for row in with_gaps(rows, subject, self.document, gaps):
                    found.setdefault((reading, row.requirement, row.kind), []).append(row)
        return found


def _shared(members: list[Member]) -> None:
    """Compile again, with the matchers of another, what finds all that counts for it among the candidates of that."""
    hosts: list[Compiler] = []
    for member in sorted(members, key=lambda m: -sum(m.compiler.matchers.bases)):
        made = member.compiler
        host = next((h for h in reversed(hosts) if h.matchers.holds(made.matchers)), None)
        if host is None:
            hosts.append(made)
        else:
            member.compiler = Compiler.of(made.document, made.outcomes, made.reads, host.matchers)


def _lacking(columns: Columns, gaps: tuple[SetAside, ...]) -> Flags | None:
    """The subjects of which entries could not be read: only the reference says what that leaves open."""
    about = {gap.about for gap in gaps}
    if not about:
        return None
    if "" in about:
        return np.ones(len(columns), dtype=np.bool_)
    wanted = pa.array(sorted(about), type=pa.string())
    found = (pc.is_in(names, value_set=wanted) for names in (columns.names, columns.persons))
    either: Flags = np.logical_or(*(f.to_numpy(zero_copy_only=False) for f in found))
    return either


def _bits(names: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    return sum(1 << i for i, name in enumerate(names) if name in wanted)
