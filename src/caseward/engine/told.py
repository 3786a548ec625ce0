"""Values that the tests of a policy cannot tell apart share a class: a policy has few of them, however many values the
record holds."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from caseward.engine.arrays import Ints
from caseward.engine.truths import typed
from caseward.policy.values import Test


@dataclass(slots=True)
class Told:
    """Classes of values, numbered from 1 in the order in which they first come; 0 is for no value at all.

    ``key`` says what the tests see of a value. ``samples`` has one value of each class.
    """

    key: Callable[[object], Hashable]
    samples: list[object] = field(default_factory=list)
    known: dict[Hashable, int] = field(default_factory=dict)
    codes: list[int] = field(default_factory=lambda: [0])

    def by_code(self, values: Sequence[object]) -> Ints:
        """The class of each value by code, after that of no value. In one book values are only ever added."""
        for value in values[len(self.codes) - 1 :]:
            key = self.key(value)
            if key not in self.known:
                self.samples.append(value)
                self.known[key] = len(self.samples)
            self.codes.append(self.known[key])
        return np.array(self.codes, dtype=np.int32)

    def forget_codes(self) -> None:
        """Begin another book, whose codes stand for other values; classes stay as they are."""
        self.codes = [0]


def of_facts(tests: Iterable[Test], listed: Iterable[Sequence[object]], bounds: Iterable[int | None]) -> Told:
    """What tests of facts, lists of values and bounds tell apart, one value at a time, for facts with several too."""
    own = list(tests)
    groups = [frozenset(map(typed, g)) for t in own for g in (t.any_of, t.none_of)]
    groups += [frozenset({typed(v)}) for t in own for v in t.all_of]
    groups += [frozenset(map(typed, g)) for g in listed]
    numbers = [*(n for t in own for n in (t.at_least, _above(t.at_most))), *bounds]
    low = sorted({n for n in numbers if n is not None})

    def key(value: object) -> Hashable:
        return (*(typed(value) in g for g in groups), isinstance(value, int) and sum(n <= value for n in low))

    return Told(key)


def _above(bound: int | None) -> int | None:
    return None if bound is None else bound + 1
