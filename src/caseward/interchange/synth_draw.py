"""Seeded draws for one term. Only ``Random.random`` is used: it is the same on every machine and Python."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random
from typing import TypeVar

from caseward.interchange.synth_rates import SHARES, rate

T = TypeVar("T")


class Draw:
    """The chances of one term: they hang on the seed and the term's number, not on how many terms there are."""

    def __init__(self, seed: int, number: int) -> None:
        self._random = Random(f"caseward {seed} {number}")

    def share(self) -> float:
        """A number from 0 to 1, 1 excluded."""
        return self._random.random()

    def chance(self, name: str) -> bool:
        """Whether something with that rate happens."""
        return self.share() < rate(name)

    def whole(self, least: int, most: int) -> int:
        """A whole number from ``least`` to ``most``, both included."""
        return least + int(self.share() * (most - least + 1))

    def one_of(self, values: Sequence[T]) -> T:
        """One of several values, each as likely."""
        return values[self.whole(0, len(values) - 1)]

    def by(self, name: str) -> str:
        """One value of the named shares."""
        return self.weighted(SHARES[name].weights)

    def weighted(self, weights: Mapping[str, float]) -> str:
        """One value by weight."""
        at = self.share() * sum(weights.values())
        for value, weight in weights.items():
            at -= weight
            if at < 0:
                return value
        return list(weights)[-1]

    def day(self, first: date, until: date) -> date:
        """A day from ``first`` to the day before ``until``; ``first`` when there is none between."""
        return first + timedelta(days=self.whole(0, max((until - first).days - 1, 0)))

    def days(self, count: int, first: date, until: date) -> list[date]:
        """Different days in order, at most ``count``, from the day after ``first`` to the day before ``until``."""
        return sorted({self.day(first + timedelta(days=1), until) for _ in range(count)})
