"""A policy made ready to be evaluated over one slice of a data set after another.

What is worked out once stays: the plan, the tables of each requirement, what matchers say of patterns, what is asked
under each signature. Subjects are taken in parts that fit the cache, every requirement of a part after the other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from itertools import pairwise
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Bytes, Flags, Ints, day_number
from caseward.engine.assemble import Assembly
from caseward.engine.calls import kernel_call
from caseward.engine.columns import Columns
from caseward.engine.compiled import Compiled, Compiler, answered
from caseward.engine.doubts.settled import named_same, settled
from caseward.engine.layout import ROW_WIDTH
from caseward.engine.looks import Looks
from caseward.engine.members import Group, Member, bind
from caseward.engine.packs import Packs
from caseward.engine.patterns import Patterns
from caseward.engine.plan import Planned, plan_of, readings_of
from caseward.engine.reads import NOTHING
from caseward.engine.regimes import Outcomes, Rules, asking, reads_for
from caseward.engine.signatures import MOST
from caseward.engine.workspace import Workspace
from caseward.obligations.evaluate import evaluate_readings
from caseward.obligations.incomplete import with_gaps
from caseward.obligations.model import Obligation
from caseward.policy.model import PolicyDocument
from caseward.record.view import SetAside

PART = 1 << 14  # subjects of a part
MANY = 4  # so many times as many where rows are not made a table: what kernels are given is bound once for all of them,
NEAR = 1 << 13  # and they take so many of them at a time: what is picked out of entries is then still in the cache
BUFFER = (1 << 16) + 336  # rows of a buffer, not a power of two: rows a power of two apart share a place in the cache

Place = tuple[str, str, str]  # reading, id and kind of a requirement
#: Given a requirement, its tables, the first subject, rows and the ids counted: arrays that are overwritten afterwards.
Consumer = Callable[[Place, Compiled, int, Ints, Ints], None]


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
            calls: dict[Place, tuple[Compiled, Any, tuple[Any, ...]]] = {}
            for place, compiled, block in self._compiled(taken, part, room, size=NEAR):
                known = calls.get(place)
                if known is None or known[0] is not compiled:
                    known = calls[place] = (compiled, *kernel_call(compiled, part, self.as_of))
                self._filled(place, *known, block, a, consume, room)

        self._parts(columns, threads, work, _cuts(len(columns), threads))

    def each_part(
        self, columns: Columns, work: Callable[[Place, Compiled, Columns, int], None], threads: int = 1
    ) -> None:
        """Hand over the tables of each requirement over one part after another, the part, and the place of its first
        subject; good until the next is asked for."""
        taken = self._slice(columns, ())

        def of_part(a: int, b: int, room: Workspace) -> None:
            part = columns.part(a, b)
            for place, compiled, _ in self._compiled(taken, part, room):
                work(place, compiled, part, a)

        self._parts(columns, threads, of_part)

    def compiled(self, columns: Columns) -> dict[Place, Compiled]:
        """The tables of every requirement over all these subjects at once, each in memory of its own."""
        taken = self._slice(columns, ())
        found: dict[Place, Compiled] = {}
        for group in self.groups:
            for key in group.members:
                room = Workspace()
                only = (group.rules.reading, *key)
                found |= {place: c for place, c, _ in self._compiled(taken, columns, room, only)}
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
        self, columns: Columns, threads: int, work: Callable[[int, int, Workspace], Any], cuts: list[int] | None = None
    ) -> list[Any]:
        """Do the work for each part, each thread in a workspace of its own; what was done, in order."""
        cuts = [*range(0, len(columns), PART), len(columns)] if cuts is None else cuts
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
        self, taken: Slice, part: Columns, room: Workspace, only: Place | None = None, size: int = 0
    ) -> Iterator[tuple[Place, Compiled, tuple[int, int]]]:
        """The tables of each requirement over a part, and from which of its subjects up to which they hold, ``size`` of
        them at a time (0: all); good until the next is asked for."""
        if taken.looks is None or not len(part):
            return
        size = size or len(part)
        packed, ready = self.packs.packed(part, taken.looks, size, room), {}  # type: ignore[var-annotated]
        groups = [(g, g.cutter(part, size, room)) for g in self.groups if g.signatures.size <= MOST]
        for first in range(0, len(part), size):
            last = min(first + size, len(part))
            packed.turn(first, last)
            for group, cutter in groups:
                places = {key: (group.rules.reading, *key) for key in group.members}
                if only is not None and only not in places.values():
                    continue
                pieces = group.pieces(cutter, first, last, self._lock)
                for key, member in group.members.items():
                    place = places[key]
                    if only in (None, place):
                        found = ready.get(place)
                        if found is None or found.tables is not member.tables:
                            named = taken.answered.get(member.compiler.answering)
                            found = ready[place] = bind(key, group, member, pieces, packed, named, self.horizon)
                        found.turn(first, last, pieces)
                        yield place, found.compiled, (first, last)

    def _filled(
        self, place: Place, compiled: Compiled, kernel: Any, arguments: tuple[Any, ...],
        block: tuple[int, int], base: int, consume: Consumer, room: Workspace,
    ) -> None:  # fmt: skip
        """Run a kernel over a block of a part, as often as it takes."""
        size, (first, last) = BUFFER, block
        out, counted = room.table("out", ROW_WIDTH, size, np.int32), room.array("counted", 2 * size, np.int32)
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
        for place, compiled, block in self._compiled(taken, part, room):
            if taken.gaps is not None:
                compiled.slow[taken.gaps[a:b]] = 1
            self._filled(place, compiled, *kernel_call(compiled, part, self.as_of), block, a, found.add, room)
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


def _cuts(count: int, threads: int) -> list[int]:
    """Where parts begin that are taken block by block: smaller ones at last, so that all threads end at once."""
    cuts, most = [0], MANY * PART
    while cuts[-1] < count:
        left = count - cuts[-1]
        size = most if threads <= 1 else max(min(NEAR, most), min(most, left // (2 * threads)))
        cuts.append(min(count, cuts[-1] + size))
    return cuts


def _bits(names: tuple[str, ...], wanted: tuple[str, ...]) -> int:
    return sum(1 << i for i, name in enumerate(names) if name in wanted)
