"""Imprecise dates and missing facts: evaluate every placement the record allows, and decide only what all agree on.

A rolling clock remembers its last n qualifying entries and nothing before them. So doubtful entries with n certain ones
between them cannot affect each other, and each cluster of doubtful entries is placed in every way by itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from typing import TypeAlias

from caseward.obligations.candidates import Candidate
from caseward.obligations.model import CLOSED, Obligation, Status
from caseward.obligations.truth import Truth

#: Above this many placements of one cluster only the outermost are tried, and whatever it may touch is left undecided.
MOST_PLACEMENTS = 400

Placed: TypeAlias = tuple[tuple[Candidate, date], ...]
Choice: TypeAlias = tuple[date | None, ...]
Evaluator: TypeAlias = Callable[[Placed], list[Obligation]]


@dataclass(frozen=True, slots=True)
class _Doubt:
    """A candidate whose day or worth is open, and the days on which it may be placed (None: it does not count, or not
    yet)."""

    candidate: Candidate
    days: Choice


@dataclass(frozen=True, slots=True)
class _Cluster:
    """Doubtful entries that may affect each other, and the first day from which they no longer matter (None: never)."""

    doubts: tuple[_Doubt, ...]
    forgotten: date | None

    @property
    def first(self) -> date:
        return min(d.candidate.first for d in self.doubts)

    @property
    def base(self) -> Choice:
        return tuple(d.days[0] for d in self.doubts)


def decided(candidates: Sequence[Candidate], as_of: date, memory: int, evaluate: Evaluator) -> list[Obligation]:
    """The obligations of one placement; those on which any other disagrees are indeterminate, or not assessable.

    Rows are compared by what closed them. A row still open must also agree on the due day. ``memory``: how many
    qualifying entries the clock looks back on.
    """
    settled = [(c, c.first) for c in candidates if c.truth is Truth.YES and c.entry.occurred.precise]
    doubts = [_doubt(c, as_of) for c in candidates if not (c.truth is Truth.YES and c.entry.occurred.precise)]
    clusters = _clusters(doubts, sorted(day for _, day in settled), memory)
    base = [*settled, *(p for c in clusters for p in _placed(c, c.base))]
    rows = evaluate(_ordered(base))
    for cluster in clusters:
        others = [p for p in base if not any(p[0] is d.candidate for d in cluster.doubts)]
        rows = _settle(rows, cluster, others, evaluate)
    return rows


def _settle(
    rows: list[Obligation], cluster: _Cluster, others: list[tuple[Candidate, date]], evaluate: Evaluator
) -> list[Obligation]:
    """Leave undecided every row on which some placement of a cluster disagrees."""
    choices, whole = _choices(cluster)
    runs = [(choice, _index(evaluate(_ordered([*others, *_placed(cluster, choice)])))) for choice in choices]
    base = runs[0][1]
    found = []
    for row in rows:
        original = next((base[k] for k in _keys(row) if k in base), row)
        differing = [choice for choice, index in runs if not _agrees(original, index)]
        if differing or (not whole and _touched(row, cluster)):
            by_date = not whole or any(_worth(c, cluster) == _worth(choices[0], cluster) for c in differing)
            found.append(_undecided(row, cluster, by_date))
        else:
            found.append(row)
    return found


def _undecided(row: Obligation, cluster: _Cluster, by_date: bool) -> Obligation:
    named = [d.candidate for d in cluster.doubts if by_date or d.candidate.truth is Truth.UNKNOWN]
    names = ", ".join(c.entry.id for c in named)
    if by_date:
        return row.with_status(
            Status.INDETERMINATE, f"it depends on when {names} happened", settles=f"the exact date of {names}"
        )
    reasons = "; ".join(sorted({c.reason for c in named}))
    return row.with_status(
        Status.NOT_ASSESSABLE, f"it depends on {names}: {reasons}", settles=f"what is missing in {names}"
    )


def cleared(row: Obligation) -> Obligation:
    """An undecided row says nothing of what counted, how late it was, or since when it was unmet."""
    if row.status in (Status.INDETERMINATE, Status.NOT_ASSESSABLE):
        return row.but(counted=(), late_by_days=None, earliest_unmet=None)
    return row


def _doubt(candidate: Candidate, as_of: date) -> _Doubt:
    last = min(candidate.last, max(as_of, candidate.first))
    days = tuple(candidate.first + timedelta(days=n) for n in range((last - candidate.first).days + 1))
    if candidate.truth is not Truth.YES:
        return _Doubt(candidate, (None, *days))
    # An entry that may lie after the day asked about may not have happened yet.
    return _Doubt(candidate, days if candidate.last <= as_of else (*days, None))


def _clusters(doubts: Iterable[_Doubt], settled: Sequence[date], memory: int) -> list[_Cluster]:
    groups: list[list[_Doubt]] = []
    for doubt in sorted(doubts, key=lambda d: (d.candidate.first, d.candidate.last, d.candidate.entry.id)):
        end = max((d.candidate.last for d in groups[-1]), default=None) if groups else None
        between = [day for day in settled if end is not None and end < day < doubt.candidate.first]
        if end is not None and len(between) < memory:
            groups[-1].append(doubt)
        else:
            groups.append([doubt])
    return [_Cluster(tuple(g), _forgotten(g, settled, memory)) for g in groups]


def _forgotten(group: Sequence[_Doubt], settled: Sequence[date], memory: int) -> date | None:
    end = max(d.candidate.last for d in group)
    after = [day for day in settled if day > end]
    return after[memory - 1] if len(after) >= memory else None


def _choices(cluster: _Cluster) -> tuple[list[Choice], bool]:
    """Every placement, the base first, or the outermost when there are too many."""
    total = 1
    for doubt in cluster.doubts:
        total *= len(doubt.days)
    if total <= MOST_PLACEMENTS:
        return list(product(*(d.days for d in cluster.doubts))), True
    base, far = cluster.base, tuple(d.days[-1] for d in cluster.doubts)
    singles = [
        _moved(base, j, day) for j, d in enumerate(cluster.doubts) for day in (d.days[len(d.days) // 2], d.days[-1])
    ]
    return list(dict.fromkeys([base, far, *singles])), False


def _moved(base: Choice, j: int, day: date | None) -> Choice:
    return (*base[:j], day, *base[j + 1 :])


def _placed(cluster: _Cluster, choice: Choice) -> list[tuple[Candidate, date]]:
    return [(d.candidate, day) for d, day in zip(cluster.doubts, choice, strict=True) if day is not None]


def _ordered(placed: Iterable[tuple[Candidate, date]]) -> Placed:
    return tuple(sorted(placed, key=lambda p: (p[1], p[0].entry.sort_key)))


def _keys(row: Obligation) -> list[tuple[str, str]]:
    """By what a row is known in any placement: the entries that closed it, the due day of a miss, or being open."""
    if row.counted:
        return [("done", entry) for entry in row.counted]
    return [("missed", row.due.isoformat())] if row.status is Status.MISSED else [("open", "")]


def _index(rows: Iterable[Obligation]) -> dict[tuple[str, str], Obligation]:
    return {key: row for row in rows for key in _keys(row)}


def _agrees(row: Obligation, index: dict[tuple[str, str], Obligation]) -> bool:
    return all(key in index and _same(row, index[key]) for key in _keys(row))


def _same(row: Obligation, other: Obligation) -> bool:
    return row.status is other.status and (row.status in CLOSED or row.due == other.due)


def _worth(choice: Choice, cluster: _Cluster) -> tuple[bool, ...]:
    """Which of the entries of unknown worth are taken to count in a placement."""
    pairs = zip(choice, cluster.doubts, strict=True)
    return tuple(day is not None for day, d in pairs if d.candidate.truth is Truth.UNKNOWN)


def _touched(row: Obligation, cluster: _Cluster) -> bool:
    """Whether a row lies where a cluster may matter: from its first day to the day it was done, until the clock has
    forgotten the cluster. A row still open has no last day."""
    last = row.due + timedelta(days=row.late_by_days or 0)
    reaches = row.status not in CLOSED or max(last, row.window_end - timedelta(days=1)) >= cluster.first
    return reaches and (cluster.forgotten is None or row.window_start < cluster.forgotten)
