"""Where a made policy or record takes its choices from: Hypothesis, which can shrink them, or a seed, which is fast."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices:
    """Whole numbers from one source, and what can be made of them."""

    def __init__(self, number: Callable[[int, int], int]) -> None:
        self.number = number

    @classmethod
    def seeded(cls, seed: int) -> Choices:
        return cls(random.Random(seed).randint)

    def one(self, options: Sequence[T]) -> T:
        return options[self.number(0, len(options) - 1)]

    def some(self, options: Sequence[T], least: int = 1) -> list[T]:
        kept = [o for o in options if self.number(0, 1)]
        return kept if len(kept) >= least else list(options[:least])

    def chance(self, percent: int) -> bool:
        return self.number(1, 100) > 100 - percent


@st.composite
def choices(draw: st.DrawFn) -> Choices:
    return Choices(lambda low, high: draw(st.integers(low, high)))
