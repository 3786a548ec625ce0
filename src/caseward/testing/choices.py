"""Where something made up takes its choices from: Hypothesis, which can shrink them, or a seed, which is fast.

What is made from ``Choices`` need not know which of the two it is.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


class Choices:
    """Whole numbers from one source, and what can be made of them."""

    def __init__(self, number: Callable[[int, int], int]) -> None:
        """``number(low, high)`` gives a whole number from low to high, both included."""
        self.number = number

    @classmethod
    def seeded(cls, seed: int | str) -> Choices:
        """Always the same choices for the same seed."""
        return cls(random.Random(seed).randint)

    def one(self, options: Sequence[T]) -> T:
        """One of several; an option that stands twice is taken twice as often."""
        return options[self.number(0, len(options) - 1)]

    def some(self, options: Sequence[T], least: int = 1) -> list[T]:
        """About half of several, in their order, but at least so many."""
        kept = [o for o in options if self.number(0, 1)]
        return kept if len(kept) >= least else list(options[:least])

    def chance(self, percent: int) -> bool:
        """True so many times in a hundred."""
        return self.number(1, 100) > 100 - percent


@st.composite
def choices(draw: st.DrawFn) -> Choices:
    """Choices that Hypothesis draws and can shrink toward the first option and the lowest number."""
    return Choices(lambda low, high: draw(st.integers(low, high)))
