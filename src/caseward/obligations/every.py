"""Kind 1, *every period*: N qualifying entries in each window (bounded existence), as a floor or as a ceiling."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from caseward.dates import Period, covered_days
from caseward.obligations.candidates import Candidate, in_period
from caseward.obligations.drafts import (
    because_doubtful,
    because_unmet,
    draft,
    interruptions,
    looked_at,
    not_assessable,
    noun,
)
from caseward.obligations.lengths import due_from
from caseward.obligations.model import Bearing, Considered, Interrupted, Obligation, Status
from caseward.obligations.quota import Held, Quota, held_in
from caseward.obligations.scope import Missing, Owed, Scope
from caseward.obligations.unmet import with_earliest_unmet
from caseward.obligations.windows import Window, judged_day, parts_of, windows_of
from caseward.policy.requirement import Requirement


def evaluate_every(scope: Scope) -> Iterator[Obligation]:
    """One obligation for each window (or part of one) that opened up to the horizon."""
    yield from with_earliest_unmet(list(_judged(scope)))


def _judged(scope: Scope) -> Iterator[Obligation]:
    used: set[str] = set()
    for window in windows_of(scope):
        for part, counts_from in parts_of(scope, window):
            if part.start > scope.as_of:
                break
            owed = scope.owed(window.ruling, judged_day(scope, window, part))
            if isinstance(owed, Missing):
                yield not_assessable(draft(scope, owed, part, part.end - timedelta(days=1)), owed)
            elif owed is not None:
                yield _Part(scope, window, part, counts_from, owed, used).judged()


@dataclass(frozen=True, slots=True)
class _Part:
    """One part of a window with what is owed in it. ``used`` are entries that an earlier window took after its due
    day."""

    scope: Scope
    window: Window
    part: Period
    counts_from: date
    owed: Owed
    used: set[str]

    @property
    def requirement(self) -> Requirement:
        return self.owed.requirement

    @property
    def due(self) -> date:
        return self.part.end - timedelta(days=1)

    def judged(self) -> Obligation:
        found, refused = self._found(Period(self.counts_from, self.part.end))
        held = held_in(found, Period(self.counts_from, min(self.part.end, self.scope.horizon)))
        row = self._row()
        ceiling = self.owed.number("most")
        if ceiling is not None and self.owed.number("count") is None:
            row = self._ceiling(row.but(needed=ceiling.value), held, ceiling.value)
        else:
            row = self._floor(row, held, refused)
        return row.but(considered=looked_at(held, row.counted, refused, self._supplementary()))

    def _row(self) -> Obligation:
        return draft(
            self.scope,
            self.owed,
            self.part,
            self.due,
            needed=self._needed(),
            scored=not self._short(),
            interruptions=self._interruptions(),
        )

    def _short(self) -> bool:
        """A part shorter than the share from which it is scored; a cut by a change of level counts only where the
        policy says so."""
        whole = (
            self.part if self.requirement.on_change in ("ask_but_do_not_score", "fresh_start") else self.window.period
        )
        return whole.days * 100 < self.requirement.score_part_windows_from.value * self.window.full.days

    def _needed(self) -> int:
        number = self.owed.number("count")
        base = number.value if number is not None else 1
        if self.owed.any_of:
            base = min(line.count.value for line in self.owed.any_of)
        plus = self.requirement.plus
        if plus is None:
            return base
        spans = self.scope.standing.facts.by_name.get(plus.per, ())
        tests = list(plus.values.values())
        allowed = [
            p
            for p, v, _ in spans
            if not tests
            or all(str(v) in map(str, t.any_of) if t.any_of else str(v) not in map(str, t.none_of) for t in tests)
        ]
        whole = plus.spanning == "whole_window"
        return base + plus.each * sum(
            (p.start <= self.part.start and p.end >= self.part.end) if whole else p.overlaps(self.part) for p in allowed
        )

    def _found(self, period: Period) -> tuple[list[Candidate], tuple[Considered, ...]]:
        matcher = self.owed.what_counts
        own, refused = self.scope.candidates(matcher) if matcher is not None else ((), ())
        found = [*own, *self._surplus(period)]
        known = {c.entry.id for c in found}
        kept = [c for c in found if c.entry.id not in self.used]
        return kept, in_period(self.scope.entry, (r for r in refused if r.entry not in known), period)

    def _surplus(self, period: Period) -> Sequence[Candidate]:
        """Entries of another requirement beyond its own quota in this window."""
        regime = next((r for r in self.scope.regimes if r.id == self.requirement.counts_surplus_of), None)
        ruling = regime.on(self.part.start) if regime else None
        other = self.scope.owed(ruling, judged_day(self.scope, self.window, self.part)) if ruling else None
        matcher = other.what_counts if isinstance(other, Owed) else None
        if not isinstance(other, Owed) or matcher is None:
            return []
        quota = other.number("count")
        within = [c for c in self.scope.candidates(matcher)[0] if c.entry.occurred.surely_in(period)]
        return within[quota.value if quota else 0 :]

    def _supplementary(self) -> list[Considered]:
        matcher = self.requirement.supplementary
        if matcher is None:
            return []
        found = [c for c in self.scope.candidates(matcher)[0] if c.entry.occurred.may_be_in(self.part)]
        return [
            Considered(c.entry.id, Bearing.SUPPLEMENTARY, "shown beside the obligation, never counted") for c in found
        ]

    def _interruptions(self) -> tuple[Interrupted, ...]:
        return interruptions(self.scope, self.requirement, self.part)

    def _ceiling(self, row: Obligation, held: Held, most: int) -> Obligation:
        status = Quota(self.scope, self.owed, most).ceiling(held, most)
        row = row.but(counted=tuple(c.entry.id for c in held.sure))
        what = noun(self.scope, self.owed.what_counts)
        if status is Status.MISSED:
            return row.with_status(status, f"the record shows {len(held.sure)} {what}, at most {most} allowed")
        if self.scope.as_of <= self.due:
            return row.with_status(Status.PENDING, "the window is not over")
        if status is Status.MET:
            return row.with_status(status, f"{len(held.sure)} of at most {most}")
        reason, settles = because_doubtful(status, held)
        return row.with_status(status, reason, settles=settles)

    def _floor(self, row: Obligation, held: Held, refused: tuple[Considered, ...]) -> Obligation:
        quota = Quota(self.scope, self.owed, row.needed)
        counted = quota.chosen(held.sure)
        if counted is not None:
            return row.with_status(Status.MET, _dated(self.scope, counted), counted=counted)
        if self.scope.as_of <= self.due:
            return row.with_status(Status.PENDING, f"the window is open to {self.due.isoformat()}")
        after = self._afterwards(row, quota)
        if after is not None:
            return after
        status = quota.floor(held)
        excuse = self._excused(row)
        if excuse:
            return row.with_status(Status.EXCUSED, excuse)
        if status is Status.MISSED:
            return row.with_status(
                status, because_unmet(noun(self.scope, self.owed.what_counts), row.needed, held, refused)
            )
        reason, settles = because_doubtful(status, held)
        return row.with_status(status, reason, settles=settles)

    def _afterwards(self, row: Obligation, quota: Quota) -> Obligation | None:
        """Done within grace is on time, and until then pending; done within the time allowed for lateness is late, and
        until then overdue."""
        calendar = self.scope.calendar(self.requirement)
        for length, status in ((self.requirement.grace, Status.MET), (self.requirement.late_within, Status.LATE)):
            if length is None:
                continue
            last = due_from(length, self.due, calendar)
            period = Period(self.counts_from, min(last + timedelta(days=1), self.scope.horizon))
            held = held_in(self._found(period)[0], period)
            counted = quota.chosen(held.sure)
            if counted is not None:
                self.used.update(i for i in counted if self.scope.entry(i).occurred.first > self.due)
                done = max(self.scope.entry(i).occurred.last for i in counted)
                late = (done - self.due).days if status is Status.LATE else None
                return row.with_status(status, _dated(self.scope, counted), counted=counted, late_by_days=late)
            if self.scope.as_of <= last and quota.floor(held) is Status.MISSED:
                waiting = Status.PENDING if status is Status.MET else Status.OVERDUE
                return row.with_status(waiting, f"it can still be done until {last.isoformat()}")
        return None

    def _excused(self, row: Obligation) -> str:
        """The reason an interruption excuses the window, or an empty string."""
        for rule in self.requirement.interruptions:
            spans = [
                Period(i.start, i.end) for i in row.interruptions if i.fact == rule.fact and i.effect == rule.effect
            ]
            days = covered_days(self.part, spans)
            if days and (rule.effect == "waive" or days * 100 >= rule.share * self.part.days):
                what = rule.fact.replace("_", " ")
                return f"{what} on {days} of the {self.part.days} days of the window"
        return ""


def _dated(scope: Scope, counted: tuple[str, ...]) -> str:
    return "; ".join(f"{i} of {scope.entry(i).occurred.text}" for i in counted)
