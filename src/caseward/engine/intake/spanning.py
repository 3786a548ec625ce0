"""Claims of every fact as the spans and statements that kernels read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from caseward.engine.arrays import NONE, Ints, Longs
from caseward.engine.codebook import Codebook
from caseward.engine.columns import Spans, Statements
from caseward.engine.intake.by_numbers import ordered, sorted_places
from caseward.engine.intake.everyone import Everyone
from caseward.engine.intake.facts import Claims, imprecise, stacked, wide_end
from caseward.engine.intake.times import blank_times
from caseward.record.gives import ABSENT_MEANS_NONE


@dataclass(frozen=True, slots=True)
class Spanning:
    """``facts`` are the names in order; ``claims`` all of them together, ``fact`` the place of each one's fact."""

    everyone: Everyone
    book: Codebook
    facts: tuple[str, ...]
    claims: Claims
    fact: Ints

    @classmethod
    def of(cls, everyone: Everyone, book: Codebook, facts: tuple[str, ...], found: dict[str, Claims]) -> Spanning:
        """Put the claims of each fact together."""
        parts = [found[name] for name in facts if name in found]
        lengths = [len(found[name]) if name in found else 0 for name in facts]
        fact = np.repeat(np.arange(len(facts), dtype=np.int32), lengths)
        return cls(everyone, book, facts, stacked(parts), fact) if parts else cls(everyone, book, facts, _none(), fact)

    def spans(self, subjects: int) -> tuple[Spans, npt.NDArray[np.uint64]]:
        """The spans that hold at least a day, and by subject the facts that are in doubt."""
        end = wide_end(self.claims.until)
        rows = np.flatnonzero(self.claims.starts.first < end)
        claims, fact, end = self.claims.at(rows), self.fact[rows], end[rows]
        order = ordered(
            _beside(claims.subject, fact),
            [claims.starts.first, end],
            lambda r, group: sorted_places(group, self._said(rows[r])),
        )
        subject, fact, start, end = claims.subject[order], fact[order], claims.starts.first[order], end[order]
        spans = Spans(_offsets(subject, subjects), fact, claims.value[order], start.astype(np.int32), end)
        doubtful = np.zeros(subjects, dtype=np.uint64)
        vague = imprecise(self.claims)
        np.bitwise_or.at(doubtful, self.claims.subject[vague], _bits(self.fact[vague]))
        alone = np.array([name not in ABSENT_MEANS_NONE for name in self.facts], dtype=np.bool_)
        over = (subject[1:] == subject[:-1]) & (fact[1:] == fact[:-1]) & (start[1:] < end[:-1])
        over &= alone[fact[1:]] if len(fact) else over
        np.bitwise_or.at(doubtful, subject[1:][over], _bits(fact[1:][over]))
        return spans, doubtful

    def statements(self, subjects: int, place: Longs) -> Statements:
        """Every claim. ``place`` gives for each row the place of its id."""
        claims = self.claims
        rest = [claims.starts.first, claims.starts.last, claims.starts.instant]

        def settle(rows: Longs, group: Longs) -> Longs:
            return sorted_places(group, [*self.everyone.written(claims.written[rows]), *self._said(rows)])

        order = ordered(_beside(claims.subject, self.fact), rest, settle)
        until = np.where(claims.until.filled, claims.until.first, NONE).astype(np.int32)
        return Statements(
            _offsets(claims.subject[order], subjects),
            self.fact[order],
            claims.value[order],
            claims.starts.first[order].astype(np.int32),
            until[order],
            place[claims.entry[order]].astype(np.int32),
        )

    def _said(self, rows: Longs) -> list[Any]:
        """The value as text, then the id of the row that says it."""
        said = np.empty(len(rows), dtype=object)
        for f in np.unique(self.fact[rows]):
            values = np.array([str(v) for v in self.book.values(("fact", self.facts[f]))], dtype=object)
            mine = self.fact[rows] == f
            said[mine] = values[self.claims.value[rows[mine]]]
        return [pa.array(said, type=pa.string()), self.everyone.names(self.claims.entry[rows])]


def _none() -> Claims:
    numbers = np.zeros(0, dtype=np.int32)
    return Claims(numbers, numbers.astype(np.int64), numbers.astype(np.int64), numbers, blank_times(0), blank_times(0))


def _beside(subject: Ints, fact: Ints) -> Longs:
    found: Longs = subject.astype(np.int64) * 64 + fact
    return found


def _bits(fact: Ints) -> npt.NDArray[np.uint64]:
    return np.uint64(1) << fact.astype(np.uint64)


def _offsets(subject: Ints, subjects: int) -> Longs:
    found: Longs = np.searchsorted(subject, np.arange(subjects + 1)).astype(np.int64)
    return found
