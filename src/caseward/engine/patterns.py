"""An entry's *pattern* is one small number for everything that the matchers of a policy can tell apart about it.

Each thing looked at (a field, the weekday, custody, how soon it was recorded) has a few classes, and a pattern is the
mixed-radix number of those classes, after the kind of entry. Pattern 0 is that of entries no matcher looks at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np

from caseward.engine.arrays import Bytes, Ints, Longs
from caseward.engine.told import Told
from caseward.engine.truths import UNKNOWN, tested
from caseward.policy.values import WEEKDAYS, Length, Matcher, Test
from caseward.record.fields import Blank, FieldType
from caseward.record.kinds import BY_NAME

DIRECT = 1 << 16  # below this many patterns what is said of each is worked out at once, above it of those that occur
MOST = 1 << 31
WEEKDAY, CUSTODY = "its weekday", "custody"  # no field has such a name
DAYS_AND_UNSURE = 8  # the seven days of the week, and "some day of several"

Aspect: TypeAlias = str  # a field, WEEKDAY, CUSTODY, or a length (as JSON) within which it was recorded


def written(length: Length) -> Aspect:
    """The aspect of having been recorded within a length."""
    return length.model_dump_json()


def leaves(matchers: Iterable[Matcher], named: Mapping[str, Matcher]) -> Iterator[Matcher]:
    """Every matcher of one kind that the given ones come down to."""
    for m in matchers:
        inner = [named[m.use]] if m.use else [*m.any, *([m.unless] if m.unless else [])]
        if m.kind:
            yield m
        yield from leaves(inner, named)


@dataclass(slots=True)
class Patterns:
    """The patterns of a policy. ``fields`` has the tests of each field of each kind, ``told`` their classes,
    ``aspects`` what is looked at of each kind in the order of the digits, ``lengths`` within which one is recorded."""

    fields: dict[tuple[str, str], list[Test]] = field(default_factory=dict)
    told: dict[tuple[str, str], Told] = field(default_factory=dict)
    aspects: dict[str, list[Aspect]] = field(default_factory=dict)
    lengths: dict[Aspect, Length] = field(default_factory=dict)

    @classmethod
    def of(cls, matchers: Iterable[Matcher], named: Mapping[str, Matcher]) -> Patterns:
        """The patterns that some matchers tell apart."""
        made = cls()
        for leaf in leaves(matchers, named):
            own = made.aspects.setdefault(leaf.kind, [])
            for name, test in leaf.where.items():
                tests = made.fields.setdefault((leaf.kind, name), [])
                tests += [] if test in tests else [test]
            other = [WEEKDAY] * bool(leaf.weekday) + [CUSTODY] * (leaf.in_custody is not None)
            if leaf.recorded_within is not None:
                made.lengths[written(leaf.recorded_within)] = leaf.recorded_within
                other.append(written(leaf.recorded_within))
            own += [a for a in dict.fromkeys((*leaf.where, *other)) if a not in own]
        made.told = {key: Told(_seen(tests)) for key, tests in made.fields.items()}
        return made

    def radix(self, kind: str, aspect: Aspect) -> int:
        """How many classes there are."""
        if aspect in self.lengths or aspect == CUSTODY:
            return 3
        return DAYS_AND_UNSURE if aspect == WEEKDAY else 1 + len(self.told[kind, aspect].samples)

    def strides(self, kind: str) -> dict[Aspect, int]:
        """What one step of each digit adds."""
        found, stride = {}, 1
        for aspect in self.aspects.get(kind, ()):
            found[aspect] = stride
            stride *= self.radix(kind, aspect)
        return found

    def count(self, kind: str) -> int:
        """How many patterns a kind has."""
        total = 1
        for aspect in self.aspects.get(kind, ()):
            total *= self.radix(kind, aspect)
        return total

    def bases(self) -> dict[str, int]:
        """The first pattern of each kind."""
        found, at = {}, 1
        for kind in self.aspects:
            found[kind] = at
            at += self.count(kind)
        return found

    @property
    def size(self) -> int:
        """How many patterns there are in all."""
        return 1 + sum(map(self.count, self.aspects))

    def field_verdicts(self, kind: str, name: str, test: Test) -> Bytes:
        """What a test says of each class of a field, first of a blank one."""
        values = [_blank(kind, name), *(_several(v) for v in self.told[kind, name].samples)]
        return np.array([tested(test, v) for v in values], dtype=np.uint8)


def weekday_verdicts(days: Iterable[str]) -> Bytes:
    """Whether each day of the week is one of some, and what is said of a day that is not known."""
    wanted = set(days)
    return np.array([*(day in wanted for day in WEEKDAYS), UNKNOWN], dtype=np.uint8)


def digits(codes: Longs | Ints, stride: int, radix: int) -> Any:
    """One digit of each code."""
    return codes // stride % radix


def _seen(tests: list[Test]) -> Any:
    return lambda value: tuple(tested(test, _several(value)) for test in tests)


def _several(value: object) -> tuple[object, ...]:
    return value if isinstance(value, tuple) else (value,)


def _blank(kind: str, name: str) -> tuple[object, ...] | None:
    """What an empty field holds: nobody knows, no, or nothing."""
    found = BY_NAME[kind].field(name)
    if found is None or found.blank is Blank.UNKNOWN:
        return None
    return (False,) if found.blank is Blank.NO and found.type is FieldType.BOOL else ()
