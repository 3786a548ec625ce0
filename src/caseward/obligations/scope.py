"""What one requirement asks of one subject on a day: does it apply, which numbers, which entries were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from caseward.dates import BusinessCalendar, Period
from caseward.obligations.candidates import Candidate
from caseward.obligations.lengths import calendar_of
from caseward.obligations.match import Match
from caseward.obligations.model import Considered
from caseward.obligations.regime import Regime, Ruling
from caseward.obligations.standing import Standing
from caseward.obligations.truth import Truth
from caseward.policy.requirement import Alternative, Requirement, Row, SubQuota
from caseward.policy.values import Citation, Length, Matcher, Provision
from caseward.record.entry import Entry


@dataclass(frozen=True)
class Owed:
    """The numbers in force: the requirement's own, with those of the one row that fits laid over them."""

    ruling: Ruling
    row: Row

    @cached_property
    def requirement(self) -> Requirement:
        """The requirement."""
        return self.ruling.requirement

    def number(self, name: str) -> Provision | None:
        """A provision by name (count, most, bound) from the row, else from the requirement's body."""
        found = getattr(self.row, name, None)
        body = getattr(self.requirement, self.requirement.body_key)
        return found if found is not None else getattr(body, name, None)

    def length(self, name: str) -> Length | None:
        """A length by name (interval, first, within) from the row, else from the requirement's body."""
        found = getattr(self.row, name, None)
        body = getattr(self.requirement, self.requirement.body_key)
        return found if found is not None else getattr(body, name, None)

    @property
    def counts(self) -> Matcher | None:
        """What counts."""
        return self.row.counts or self.requirement.counts

    @property
    def of_which(self) -> tuple[SubQuota, ...]:
        """Sub-quotas."""
        return self.row.of_which if self.row.of_which is not None else self.requirement.of_which

    @property
    def any_of(self) -> tuple[Alternative, ...]:
        """Alternatives with their own quantities."""
        return self.row.any_of if self.row.any_of is not None else self.requirement.any_of

    @cached_property
    def what_counts(self) -> Matcher | None:
        """The matcher of everything that may count: the requirement's own, or any of its lines."""
        return Matcher(any=tuple(line.counts for line in self.any_of)) if self.any_of else self.counts

    @property
    def cite(self) -> Citation:
        """The citation of the row, else of the requirement."""
        return self.row.cite or self.requirement.cite

    @cached_property
    def basis(self) -> str:
        """``assumed`` if any number that decides is assumed, else the requirement's own basis."""
        numbers = [self.number(n) for n in ("count", "most", "bound")]
        numbers += [x.provision for x in (self.length(n) for n in ("interval", "first", "within")) if x is not None]
        bases = {n.basis for n in numbers if n is not None and n.basis is not None}
        return (
            "assumed"
            if "assumed" in bases or (self.requirement.basis == "assumed" and "published" not in bases)
            else "published"
        )


@dataclass(frozen=True, slots=True)
class Missing:
    """Whether the requirement applies cannot be said: these facts are not recorded."""

    ruling: Ruling
    facts: tuple[str, ...]


_OWN = Row()  # a row that gives nothing: the numbers are the requirement's own


@dataclass(frozen=True)
class Scope:
    """One requirement, one subject, one reading, judged at the end of the day ``as_of``.

    What every window asks again is worked out once and kept.
    """

    standing: Standing
    regime: Regime
    regimes: tuple[Regime, ...]
    as_of: date
    reading: str

    @cached_property
    def horizon(self) -> date:
        """The first day that is not yet judged."""
        return self.as_of + timedelta(days=1)

    @cached_property
    def life(self) -> Period:
        """From the day the subject opened to the day it closed, or for ever."""
        return self.standing.subject.period()

    def calendar(self, requirement: Requirement) -> BusinessCalendar | None:
        """The requirement's business calendar."""
        return calendar_of(self.standing.document, requirement.calendar)

    def owed(self, ruling: Ruling, day: date) -> Owed | Missing | None:
        """What is owed on a day under a ruling: numbers, nothing, or nobody can say."""
        key = (id(ruling), day)  # the rulings live as long as the scope does
        if key not in self._owed:
            self._owed[key] = self._asked(ruling, day)
        return self._owed[key]

    @cached_property
    def _owed(self) -> dict[tuple[int, date], Owed | Missing | None]:
        return {}

    def _asked(self, ruling: Ruling, day: date) -> Owed | Missing | None:
        requirement = ruling.requirement
        applies = self.standing.test(requirement.for_, day)
        if applies is Truth.NO or self._overridden(requirement, day):
            return None
        if applies is Truth.UNKNOWN:
            return Missing(ruling, tuple(self.standing.missing(requirement.for_, day)))
        return self._row(ruling, day) if requirement.rows else self._under(ruling, _OWN)

    def owed_on(self, day: date) -> Owed | Missing | None:
        """What is owed on a day under the ruling of that day."""
        if day not in self._on:
            ruling = self.regime.on(day)
            self._on[day] = None if ruling is None else self.owed(ruling, day)
        return self._on[day]

    @cached_property
    def _on(self) -> dict[date, Owed | Missing | None]:
        return {}

    def _under(self, ruling: Ruling, row: Row) -> Owed:
        """The numbers of a row under a ruling: one object for all the days on which they are asked."""
        key = (id(ruling), id(row))
        if key not in self._numbers:
            self._numbers[key] = Owed(ruling, row)
        return self._numbers[key]

    @cached_property
    def _numbers(self) -> dict[tuple[int, int], Owed]:
        return {}

    def _row(self, ruling: Ruling, day: date) -> Owed | Missing | None:
        tested = [(row, self.standing.test(row.for_, day)) for row in ruling.requirement.rows]
        fits = next((row for row, truth in tested if truth is Truth.YES), None)
        if fits is not None:
            return None if fits.none else self._under(ruling, fits)
        unknown = [row for row, truth in tested if truth is Truth.UNKNOWN]
        if not unknown:
            return None
        return Missing(ruling, tuple(sorted({n for row in unknown for n in self.standing.missing(row.for_, day)})))

    def _overridden(self, requirement: Requirement, day: date) -> bool:
        """Whether another requirement of that day, which applies, declares that it prevails over this one."""
        others = [o for o in self._overriders(requirement) if o.period.contains(day)]
        return any(self.standing.test(o.requirement.for_, day) is Truth.YES for o in others)

    def edges(self, ruling: Ruling, within: Period) -> list[date]:
        """Days inside a period on which what is owed under a ruling may change."""
        requirement = ruling.requirement
        over = self._overriders(requirement)
        predicates = [requirement.for_, *(row.for_ for row in requirement.rows), *(o.requirement.for_ for o in over)]
        days = {d for o in over for d in (o.period.start, o.period.end) if within.start < d < within.end}
        return sorted(days.union(self.standing.edges(predicates, within)))

    def _overriders(self, requirement: Requirement) -> list[Ruling]:
        """The rulings of other requirements that prevail over this one while they are in force and apply."""
        if requirement.id not in self._prevailing:
            others = (ruling for regime in self.regimes if regime.id != requirement.id for ruling in regime.rulings)
            self._prevailing[requirement.id] = [o for o in others if requirement.id in o.requirement.overrides]
        return self._prevailing[requirement.id]

    @cached_property
    def _prevailing(self) -> dict[str, list[Ruling]]:
        return {}

    def changes(self, ruling: Ruling, within: Period) -> list[date]:
        """Days inside a period on which a watched fact (level, case type) changes and with it what is owed."""
        watched = set(self.standing.facts.edges(ruling.requirement.watches, within))
        watched |= {d for d in self.edges(ruling, within) if self._watched_moved(ruling.requirement, d)}
        return [d for d in sorted(watched) if self.owed(ruling, d) != self.owed(ruling, d - timedelta(days=1))]

    def _watched_moved(self, requirement: Requirement, day: date) -> bool:
        before = day - timedelta(days=1)
        return any(self.standing.values(w, day) != self.standing.values(w, before) for w in requirement.watches)

    def matched(self, entry: Entry, matcher: Matcher) -> Match:
        """Whether one entry matches."""
        return self.standing.matched(entry, matcher)

    def candidates(self, matcher: Matcher) -> tuple[Sequence[Candidate], Sequence[Considered]]:
        """Entries of the subject up to ``as_of`` that count or may count, and those of the same kinds that were
        refused, in order."""
        return self.standing.candidates(matcher, self.as_of)

    def entry(self, wanted: str) -> Entry:
        """An entry of the subject by id."""
        return self.standing.entries[wanted]
