"""The requirements that kernels evaluate, and what kernels are given of each: bound once to the subjects of a part, and
told from which of them up to which.

What is made between two kernels costs as much as a kernel: the processor has forgotten by then how it is made.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple

import numpy as np

from caseward.engine.alike import alike
from caseward.engine.arrays import Ints, Longs
from caseward.engine.columns import Columns
from caseward.engine.compiled import Bound, Compiled, Compiler, Doubts, Fixed
from caseward.engine.kernel_packs import judge
from caseward.engine.packs import Packed
from caseward.engine.reads import NOTHING
from caseward.engine.regimes import Key, Outcomes, Regime, Rules, Tables, spread
from caseward.engine.segments import Cut, Cutter, Segments
from caseward.engine.signatures import Signatures, Slots
from caseward.engine.spansets import picked
from caseward.engine.workspace import Workspace


@dataclass(slots=True)
class Group:
    """Requirements of one reading that read the same facts, and so share segments."""

    rules: Rules
    signatures: Signatures
    members: dict[Key, Member] = field(default_factory=dict)
    slots: Slots | None = None
    epochs: Ints | None = None  # where nothing is read of a subject: the signature of each epoch of the policy

    def cutter(self, part: Columns, size: int, room: Workspace) -> Cutter | None:
        """What cuts the days of a part, ``size`` subjects at a time, where anything is read of them."""
        if self.signatures.reads == NOTHING:
            return None
        assert self.slots is not None
        return Cutter.of(part, self.signatures, self.slots, size, room)

    def pieces(self, cutter: Cutter | None, first: int, last: int, lock: Lock) -> Cut | None:
        """What some subjects are cut into; what is asked under signatures that had not come before is known then."""
        if cutter is None:
            return None
        total, fresh = cutter.cut(first, last)
        with lock:
            pieces = cutter.numbered(total, fresh=fresh)
            self.learn()
        return pieces

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


class Ready(NamedTuple):
    """The tables of a requirement over a part, and what makes them those of a block of its subjects."""

    compiled: Compiled
    tables: Tables  # with which it was made
    turn: Callable[[int, int, Cut | None], object]


def bind(
    key: Key, group: Group, member: Member, pieces: Cut | None, packed: Packed, named: Ints | None, horizon: int
) -> Ready:
    """The tables of a requirement over a part, bound to what fills them block by block. ``named``: by entry the id that
    it names, where an answer has to name one."""
    fixed, bound, tables = member.fixed, member.bound, member.tables
    assert fixed is not None
    assert bound is not None
    assert tables is not None
    part, compiler, pack = packed.columns, member.compiler, member.pack
    candidates, doubtful = packed.of(pack)
    segments, needs, changed, fill = _segments(group, member, pieces, part, horizon, packed.room)
    regime = Regime(
        key, group.rules.reading, member.outcomes.templates, segments, tables.force, tables.state,
        tuple(member.outcomes.states), tables.rival, tables.stopped, changed,
    )  # fmt: skip
    slow, unsure = np.zeros(len(part), dtype=np.uint8), np.zeros(len(part), dtype=np.bool_)
    spans, pick = picked(bound.spans, part, packed.size, horizon, packed.room)
    answers = np.zeros(0 if named is None else len(candidates.row), dtype=np.int32)
    judging = (
        doubtful, needs, compiler.triggered, np.uint32(compiler.triggering), candidates.offset, candidates.bits,
        part.doubtful, np.uint64(bound.doubtful), part.vague, slow, unsure,
    )  # fmt: skip

    def turn(first: int, last: int, pieces: Cut | None) -> None:
        packed.pick(pack)
        doubted = not (packed.sure and packed.clear(pack))
        if doubted or pieces is not None:
            fill(first, last, pieces)
        if doubted:
            judge(first, last, *judging)
        if pick is not None:
            pick(first, last)
        if named is not None:
            count = candidates.offset[last]
            np.take(named, candidates.row[:count], out=answers[:count])

    compiled = Compiled(
        regime, *fixed[:5], bound.triggers, bound.passes, *fixed[6:8], spans, candidates, answers, slow, fixed.lean,
        Doubts(packed, pack, unsure),
    )  # fmt: skip
    return Ready(compiled, tables, turn)


def _segments(
    group: Group, member: Member, pieces: Cut | None, part: Columns, horizon: int, room: Workspace
) -> tuple[Segments, Any, Any, Callable[[int, int, Any], object]]:
    """The segments of a requirement, for which matchers what is asked of each subject needs, which segments begin with
    a change of level, and what fills all that for a block."""
    fixed, tables = member.fixed, member.tables
    assert fixed is not None
    assert tables is not None
    if pieces is not None:
        watches = member.watches[:0] if fixed.lean else member.watches  # lean kernels do not ask what changed
        return spread(tables, len(pieces.start), watches, part, horizon, room)
    assert group.epochs is not None
    segments, needs, fill = alike(part, group.signatures.edges, tables, group.epochs, horizon, room)
    changed = room.none(len(member.watches), len(segments.start))
    return segments, needs, changed, lambda first, last, _: fill(first, last)
