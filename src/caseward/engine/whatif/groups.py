"""Rows put together by month and by facts of the subject, and sums over each group."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from caseward.engine.arrays import Ints, Longs
from caseward.engine.columns import Columns
from caseward.engine.whatif.facts import FactOfDays
from caseward.policy.model import PolicyDocument

#: A month as ``2021-03``, then the value of each fact.
Key = tuple[str, ...]


@dataclass
class Grouping:
    """The facts by which rows are put together, as one policy reads them."""

    columns: Columns
    document: PolicyDocument
    by: tuple[str, ...]

    @cached_property
    def facts(self) -> dict[str, FactOfDays]:
        """Each fact, ready to be asked."""
        return {name: FactOfDays(self.columns, self.document, name) for name in self.by}

    def of(self, subject: Ints, day: Ints) -> Grouped:
        """Rows by the month of a day and the facts in force on it."""
        month = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        months, place = np.unique(month, return_inverse=True)
        words = [tuple(str(m) for m in months.astype("datetime64[M]"))]
        codes = [place.astype(np.int64)]
        for name in self.by:
            code, said = self.facts[name].on(subject, day)
            codes.append(code.astype(np.int64))
            words.append(said)
        return Grouped(tuple(codes), tuple(words))


@dataclass(frozen=True)
class Grouped:
    """For each row, and each of the month and the facts, a place in its words."""

    codes: tuple[Longs, ...]
    words: tuple[tuple[str, ...], ...]

    def beside(self, code: Ints, words: Sequence[str]) -> Grouped:
        """The same rows put together by one thing more."""
        return Grouped((*self.codes, code.astype(np.int64)), (*self.words, tuple(words)))

    def sums(self, weights: Sequence[npt.NDArray[np.int64]]) -> Iterator[tuple[Key, Longs]]:
        """Each group that has a row, in order of its codes, with the sum of every weight."""
        if not len(self.codes[0]):
            return
        joined = np.zeros(len(self.codes[0]), dtype=np.int64)
        for code, words in zip(self.codes, self.words, strict=True):
            joined = joined * len(words) + code
        groups, first, place = np.unique(joined, return_index=True, return_inverse=True)
        summed = np.zeros((len(groups), len(weights)), dtype=np.int64)
        for i, weight in enumerate(weights):
            np.add.at(summed[:, i], place, weight)
        for g, row in enumerate(first):
            yield tuple(w[c[row]] for c, w in zip(self.codes, self.words, strict=True)), summed[g]
