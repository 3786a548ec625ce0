"""A *signature* is one small number for everything that a group of requirements reads of one day: the version and
overlays in force, the facts, and the days of supervision passed.

Facts go by class of value (see ``told``). A signature is first a mixed-radix *code*, digit by digit; the codes that
occur are numbered in the order in which they come. What is worked out for a number stays good from slice to slice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

import numpy as np

from caseward.engine.arrays import Ints, Longs, day_of
from caseward.engine.columns import Columns
from caseward.engine.moment import Moment
from caseward.engine.reads import Reads
from caseward.engine.told import Told, of_facts
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.values import Predicate, Test
from caseward.record.gives import ABSENT_MEANS_NONE

DIRECT = 1 << 16  # below this many possible codes they are numbered in a table, above it by sorting
MOST = 1 << 62
_LEAD = 2  # digits before those of facts: the epoch of the policy, the parity of the id


class Slots(NamedTuple):
    """How a kernel makes codes of the facts of one record: by fact its slot (-1: not read); by fact and value what
    it adds to the slot; by slot whether values add up, and the stride."""

    slot: Longs
    held: Longs
    plural: Ints
    stride: Longs


@dataclass(slots=True)
class Signatures:
    """The signatures of one group of requirements. ``radix`` has the number of digits of each place, the epoch and the
    parity first, then derived facts, then recorded ones."""

    document: PolicyDocument
    reads: Reads
    edges: tuple[int, ...]
    told: dict[str, Told]
    radix: tuple[int, ...] = ()
    numbers: dict[tuple[int, ...], int] = field(default_factory=dict)
    table: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int32))

    @classmethod
    def of(cls, document: PolicyDocument, reads: Reads, edges: tuple[int, ...], asking: Iterable[Requirement],
           predicates: Iterable[Predicate]) -> Signatures:  # fmt: skip
        """Empty; ``asking`` are the requirements of the group, ``predicates`` all that they and the policy test."""
        asked, rules = list(predicates), [i for r in asking for i in r.interruptions if i.effect == "stop"]
        told = {}
        for name in reads.facts:
            bounds = [b for x in document.lookups if x.of == name for row in x.rows for b in
                      (row.at_least, None if row.at_most is None else row.at_most + 1)]  # fmt: skip
            listed = [*(i.values for i in rules if i.fact == name), *((v,) for v in _given(document, name))]
            told[name] = of_facts(_tests(asked, name), listed, bounds)
        return cls(document, reads, edges, told)

    @property
    def counted(self) -> tuple[tuple[str, tuple[int, ...]], ...]:
        """The derived facts that are counted in days."""
        return tuple(d for d in self.reads.derived if d[0] != "id_parity")

    @property
    def reads_parity(self) -> bool:
        """Whether the parity of the id is read."""
        return len(self.counted) < len(self.reads.derived)

    def slots(self, columns: Columns) -> Slots:
        """The tables for one record; new classes of values change the codes, never the numbers."""
        facts, plural = self.reads.facts, [name in ABSENT_MEANS_NONE for name in self.reads.facts]
        codes = {n: self.told[n].by_code(columns.values[columns.facts.index(n)]) for n in facts if n in columns.facts}
        sizes = (2 ** len(self.told[n].samples) if p else 1 + len(self.told[n].samples)
                 for n, p in zip(facts, plural, strict=True))  # fmt: skip
        radix = (len(self.edges) + 1, 2 if self.reads_parity else 1, *(len(c) + 2 for _, c in self.counted), *sizes)
        if radix != self.radix:
            self._relaid(radix)
        slot = np.full(len(columns.facts) + 1, -1, dtype=np.int64)
        held = np.zeros((len(slot), max([1, *map(len, codes.values())])), dtype=np.int64)
        for name, classes in codes.items():
            fact, place = columns.facts.index(name), facts.index(name)
            slot[fact] = place
            held[fact, : len(classes) - 1] = np.left_shift(1, classes[1:] - 1) if plural[place] else classes[1:]
        return Slots(slot, held, np.array([*plural, 0], dtype=np.int32), self.strides())

    def strides(self) -> Longs:
        """What one step of each digit adds to a code."""
        found, stride = [], 1
        for size in self.radix:
            found.append(stride)
            stride *= size
        return np.array([*found, 0], dtype=np.int64)

    @property
    def size(self) -> int:
        """How many codes there may be."""
        total = 1
        for size in self.radix:
            total *= size
        return total

    def _relaid(self, radix: tuple[int, ...]) -> None:
        self.radix = radix
        if self.size <= DIRECT:
            self.table = np.full(self.size, -1, dtype=np.int32)
            for digits, number in self.numbers.items():
                self.table[int(np.dot(digits, self.strides()[:-1]))] = number

    def number(self, code: int) -> int:
        """The number of a code; a new one is given to one that has not come before."""
        digits = tuple(code // int(s) % r for s, r in zip(self.strides(), self.radix, strict=False))
        found = self.numbers.setdefault(digits, len(self.numbers))
        if self.size <= DIRECT:
            self.table[code] = found
        return found

    def moments(self, first: int) -> Iterator[Moment]:
        """The moments of the numbers from ``first`` on."""
        yield from (self._moment(digits) for digits in list(self.numbers)[first:])

    def _moment(self, digits: tuple[int, ...]) -> Moment:
        epoch, odd = digits[:_LEAD]
        names = [name for name, _ in self.counted]
        passed = {n: d - 1 for n, d in zip(names, digits[_LEAD:], strict=False)}
        held = dict(zip(self.reads.facts, digits[_LEAD + len(names) :], strict=True))
        day = day_of(self.edges[epoch - 1]) if epoch else date.min
        return Moment(
            self.document, self.reads, day, {n: self._values(n, d) for n, d in held.items()}, passed, odd == 1
        )

    def _values(self, name: str, digit: int) -> tuple[str | int | bool, ...]:
        samples = self.told[name].samples
        if name in ABSENT_MEANS_NONE:
            return tuple(v for i, v in enumerate(samples) if digit >> i & 1)  # type: ignore[misc]
        return (samples[digit - 1],) if digit else ()  # type: ignore[return-value]


def _given(document: PolicyDocument, name: str) -> Iterator[str | int | bool]:
    """What look-up tables give for a fact: a value recorded before it and the same value given are no change."""
    for lookup in (x for x in document.lookups if x.gives == name):
        yield from (v for v in (lookup.before_first, *(row.gives for row in lookup.rows)) if v is not None)


def _tests(predicates: Iterable[Predicate], name: str) -> list[Test]:
    return [test for p in predicates for n, test in p.items() if n == name]
