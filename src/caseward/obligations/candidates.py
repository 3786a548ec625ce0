"""The entries that may count for something, and those of the same kinds that were refused, each with the reason."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from caseward.dates import Period
from caseward.obligations.match import Match
from caseward.obligations.model import Bearing, Considered
from caseward.obligations.truth import Truth
from caseward.record.entry import Entry


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entry that counts (yes) or may count (unknown: a fact of it is missing), and why."""

    entry: Entry
    truth: Truth
    reason: str = ""

    @property
    def first(self) -> date:
        """The first day it may have happened."""
        return self.entry.occurred.first

    @property
    def last(self) -> date:
        """The last day it may have happened."""
        return self.entry.occurred.last


def sorted_out(matched: Iterable[tuple[Entry, Match]]) -> tuple[Sequence[Candidate], Sequence[Considered]]:
    """Of entries with what the matcher says of each: those that count or may count, and those refused, in order."""
    counted, refused = [], []
    for entry, found in matched:
        if found.truth is Truth.NO:
            refused.append(Considered(entry.id, Bearing.REFUSED, found.reason))
        else:
            counted.append(Candidate(entry, found.truth, found.reason))
    return tuple(_distinct(counted)), tuple(refused)


def _distinct(candidates: list[Candidate]) -> list[Candidate]:
    """Of two entries that may state one event, the later is of unknown worth: it counts only if it is another event."""
    known = {c.entry.id for c in candidates}
    return [_if_another(c) if c.entry.text("may_be_same_as") in known else c for c in candidates]


def _if_another(candidate: Candidate) -> Candidate:
    other = candidate.entry.text("may_be_same_as")
    return replace(candidate, truth=Truth.UNKNOWN, reason=candidate.reason or f"it may state the same event as {other}")


def in_period(
    entries: Callable[[str], Entry], considered: Iterable[Considered], period: Period
) -> tuple[Considered, ...]:
    """Of entries refused, those that may fall in a period; those that surely do come first."""
    dated = [(entries(c.entry).occurred, c) for c in considered]
    within = [(not at.surely_in(period), c) for at, c in dated if at.may_be_in(period)]
    return tuple(c for _, c in sorted(within, key=lambda w: w[0]))
