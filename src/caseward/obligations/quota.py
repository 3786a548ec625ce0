"""Is a quantity reached? By what is certain, by what is possible when dates are placed favourably, and by what is
possible at all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from caseward.dates import Period
from caseward.obligations.candidates import Candidate
from caseward.obligations.model import Status
from caseward.obligations.scope import Owed, Scope
from caseward.obligations.truth import Truth
from caseward.policy.values import Matcher


@dataclass(frozen=True, slots=True)
class Held:
    """The candidates of one window: surely in it; possibly in it (imprecise date); of unknown worth (a fact is
    missing)."""

    sure: tuple[Candidate, ...]
    possible: tuple[Candidate, ...]
    unknown: tuple[Candidate, ...]

    @property
    def all(self) -> tuple[Candidate, ...]:
        """Every candidate, in canonical order."""
        return tuple(sorted((*self.sure, *self.possible, *self.unknown), key=lambda c: c.entry.sort_key))


def held_in(candidates: Iterable[Candidate], period: Period) -> Held:
    """The candidates that may fall in a period, sorted into certain, possible and unknown."""
    within = [c for c in candidates if c.entry.occurred.may_be_in(period)]
    yes = [c for c in within if c.truth is Truth.YES]
    return Held(
        tuple(c for c in yes if c.entry.occurred.surely_in(period)),
        tuple(c for c in yes if not c.entry.occurred.surely_in(period)),
        tuple(c for c in within if c.truth is Truth.UNKNOWN),
    )


@dataclass(frozen=True, slots=True)
class Quota:
    """What has to be reached: a number, with sub-quotas, or one of several lines each with its own number."""

    scope: Scope
    owed: Owed
    needed: int

    def floor(self, held: Held) -> Status:
        """``met``, ``missed`` (cannot be), ``indeterminate`` (dates decide) or ``not assessable`` (a missing fact
        decides)."""
        if self.chosen(held.sure) is not None:
            return Status.MET
        if self.chosen((*held.sure, *held.possible)) is not None:
            return Status.INDETERMINATE
        if self.chosen(held.all, generous=True) is not None:
            return Status.NOT_ASSESSABLE
        return Status.MISSED

    def ceiling(self, held: Held, most: int) -> Status:
        """The same for a ceiling: ``missed`` when surely exceeded, ``met`` when it cannot be."""
        if len(held.sure) > most:
            return Status.MISSED
        if len(held.all) <= most:
            return Status.MET
        return Status.INDETERMINATE if len(held.sure) + len(held.possible) > most else Status.NOT_ASSESSABLE

    def chosen(self, candidates: Iterable[Candidate], *, generous: bool = False) -> tuple[str, ...] | None:
        """The entries that reach the quantity, the earliest that will do, or None. ``generous``: unknown counts as
        yes."""
        found = sorted(candidates, key=lambda c: c.entry.sort_key)
        if not self.owed.any_of:
            return self._line(found, self.needed, None, generous)
        lines = (self._line(found, line.count.value, line.counts, generous) for line in self.owed.any_of)
        return next((line for line in lines if line is not None), None)

    def _line(
        self, found: list[Candidate], needed: int, matcher: Matcher | None, generous: bool
    ) -> tuple[str, ...] | None:
        usable = [c.entry.id for c in found if self._accepts(c, matcher, generous)]
        picked: list[str] = []
        for quota in self.owed.of_which:
            fitting = [c.entry.id for c in found if c.entry.id in usable and self._accepts(c, quota.matching, generous)]
            if len(fitting) < quota.at_least.value:
                return None
            picked += [i for i in fitting[: quota.at_least.value] if i not in picked]
        picked += [i for i in usable if i not in picked][: max(0, needed - len(picked))]
        return tuple(i for i in usable if i in picked) if len(picked) >= needed else None

    def _accepts(self, candidate: Candidate, matcher: Matcher | None, generous: bool) -> bool:
        allowed = {Truth.YES, Truth.UNKNOWN} if generous else {Truth.YES}
        if candidate.truth not in allowed:
            return False
        return matcher is None or self.scope.matched(candidate.entry, matcher).truth in allowed
