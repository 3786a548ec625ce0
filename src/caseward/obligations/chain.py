"""A rolling clock over entries whose days are settled: each entry closes one obligation and opens the next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from caseward.dates import Period
from caseward.obligations.drafts import after_due, draft, interruptions
from caseward.obligations.lengths import due_from
from caseward.obligations.model import Obligation, Status
from caseward.obligations.pauses import postponed, spans_that
from caseward.obligations.scope import Owed, Scope
from caseward.obligations.stretches import Stretch
from caseward.policy.requirement import Apart
from caseward.policy.values import Length

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Done:
    """Qualifying entries of one day."""

    day: date
    entries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chain:
    """One stretch of a rolling clock, with the qualifying days before and in it, in order."""

    scope: Scope
    stretch: Stretch
    before: tuple[Done, ...]
    within: tuple[Done, ...]

    def obligations(self) -> Iterator[Obligation]:
        """The obligations of the stretch in order; the last may be open."""
        past = [d.day for d in self.before for _ in d.entries]
        opened = past[-1] if past else self._origin()
        floor: date | None = None  # the due day of a miss from which the clock was restarted
        for done in self.within:
            opened, floor, missed = self._misses(past, opened, floor, done.day)
            yield from missed
            yield self._closed(past, opened, floor, done)
            past += [done.day] * len(done.entries)
            opened, floor = done.day, None
        if opened >= self.stretch.period.end:
            return  # done on the day it ceased to apply: nothing further was asked
        opened, floor, missed = self._misses(past, opened, floor, None)
        yield from missed
        last = self._last(past, opened, floor)
        if last is not None:
            yield last

    def _origin(self) -> date:
        return (
            self.stretch.period.start
            if self.stretch.fresh or self._body(self.stretch.period.start).after_miss == "restart_at_due"
            else self.scope.life.start
        )

    def _body(self, day: date) -> Apart:
        owed = self._owed(day)
        body = owed.requirement.apart if owed is not None else None
        assert body is not None
        return body

    def _owed(self, day: date) -> Owed | None:
        day = min(max(day, self.stretch.period.start), self.stretch.period.end - ONE)
        owed = self.scope.owed_on(day)
        return owed if isinstance(owed, Owed) else None

    def _misses(
        self, past: list[date], opened: date, floor: date | None, until: date | None
    ) -> tuple[date, date | None, list[Obligation]]:
        """Misses before the next entry, where a miss restarts the clock at its due day."""
        found: list[Obligation] = []
        stop = until if until is not None else min(self.scope.as_of, self.stretch.period.end - ONE)
        while self._body(opened).after_miss == "restart_at_due":
            judged = self._judged(past, opened, floor, until if until is not None else self._now())
            due = self.due(past, floor, judged)
            limit = self._late_limit(due, judged)
            if stop <= limit:
                break
            found.append(self._waived(self._row(opened, due, judged)) or self._missed(opened, due, judged))
            opened, floor = due, due
        return opened, floor, found

    def _missed(self, opened: date, due: date, judged: date) -> Obligation:
        return self._row(opened, due, judged).with_status(Status.MISSED, f"nothing that counts by {due.isoformat()}")

    def _late_limit(self, due: date, judged: date) -> date:
        """The last day on which it can still be done late: before the next would fall due, or as the policy says."""
        owed = self._owed(judged)
        assert owed is not None
        length = owed.requirement.late_within or owed.length("interval")
        assert length is not None
        return due_from(length, due, self.scope.calendar(owed.requirement))

    def _now(self) -> date:
        return min(self.scope.as_of, self.stretch.period.end - ONE)

    def _judged(self, past: list[date], opened: date, floor: date | None, latest: date) -> date:
        """The day whose level governs: the latest there is; where a miss restarts the clock, no later than the due
        day itself."""
        if self._body(opened).after_miss == "keep_open":
            return latest
        start = min(max(opened, self.stretch.period.start), latest)
        return min(max(self.due(past, floor, start), start), latest)

    def _closed(self, past: list[date], opened: date, floor: date | None, done: Done) -> Obligation:
        judged = self._judged(past, opened, floor, done.day)
        due = self.due(past, floor, judged)
        row = self._row(opened, due, judged)
        if done.day <= self._grace(due, done.day):
            return row.with_status(Status.MET, self._named(done), counted=done.entries)
        late = (done.day - due).days
        said = f"{self._named(done)}, {after_due(late)}"
        return row.with_status(Status.LATE, said, counted=done.entries, late_by_days=late)

    def _named(self, done: Done) -> str:
        """An entry with its date as the record states it, which may be less exact than the day it is placed on."""
        return f"{done.entries[0]} of {self.scope.entry(done.entries[0]).occurred.text}"

    def _grace(self, due: date, day: date) -> date:
        owed = self._owed(day)
        grace = owed.requirement.grace if owed else None
        return due_from(grace, due, self.scope.calendar(owed.requirement)) if owed and grace else due

    def _last(self, past: list[date], opened: date, floor: date | None) -> Obligation | None:
        now = self._judged(past, opened, floor, self._now())
        due = self.due(past, floor, now)
        row = self._row(opened, due, now)
        if self.stretch.closed_by:
            closed = f"{self.stretch.closed_by} on {self.stretch.period.end.isoformat()}"
            if due < self.stretch.period.end and not self._waived(row):
                return row.with_status(Status.MISSED, f"nothing that counts by {due.isoformat()}, and {closed}")
            return row.with_status(Status.EXCUSED, f"{closed}, before it was due", scored=False)
        on_time = self._grace(due, now)
        if self.scope.as_of <= on_time:
            return row.with_status(Status.PENDING, f"it can be done until {on_time.isoformat()}")
        waived = self._waived(row)
        if waived is not None:
            return waived
        return row.but(earliest_unmet=on_time + ONE).with_status(
            Status.OVERDUE, f"nothing that counts by {due.isoformat()}; it can still be done"
        )

    def _waived(self, row: Obligation) -> Obligation | None:
        span = next((i for i in row.interruptions if i.effect == "waive" and i.start <= row.due < i.end), None)
        return (
            None
            if span is None
            else row.with_status(Status.EXCUSED, f"{span.fact.replace('_', ' ')} on the day it was due")
        )

    def _row(self, opened: date, due: date, judged: date) -> Obligation:
        owed = self._owed(judged)
        assert owed is not None
        window = Period(opened, max(due + ONE, opened))
        scored = not (
            owed.requirement.on_change == "ask_but_do_not_score" and self._change_in(owed, Period(opened, judged + ONE))
        )
        spans = interruptions(self.scope, owed.requirement, window)
        return draft(self.scope, owed, window, due, needed=1, scored=scored, interruptions=spans)

    def _change_in(self, owed: Owed, period: Period) -> list[date]:
        """Changes of level within a period. What changed before the term began, where a look-back reaches there, is
        none of its."""
        eve = self.scope.life.start - ONE
        return self.scope.changes(owed.ruling, Period(min(max(period.start, eve), period.end), period.end))

    def due(self, past: list[date], floor: date | None, judged: date) -> date:
        """The last day on time, under the level in force on the day judged.

        From the n-th most recent qualifying entry; with fewer than n, from the start; with none, by the first deadline.
        """
        owed = self._owed(judged)
        assert owed is not None
        base, length = self._base(owed, past, floor)
        due = self._counted(owed, base, length)
        if owed.requirement.on_change == "split_and_look_back":
            changes = self._change_in(owed, Period(base, judged + ONE))
            due = max([due, *changes[-1:]])
        return due

    def _base(self, owed: Owed, past: list[date], floor: date | None) -> tuple[date, Length]:
        interval = owed.length("interval")
        assert interval is not None
        if floor is not None:
            return floor, interval
        number = owed.number("count")
        n = number.value if number else 1
        if len(past) >= n:
            return past[-n], interval
        # After a change of level a full interval runs, not a first deadline.
        afresh = self.stretch.fresh and not self.stretch.opening
        first = None if past or afresh else owed.length("first")
        return self._origin(), first or interval

    def _counted(self, owed: Owed, base: date, length: Length) -> date:
        """The due day, from the end of the last span that restarts the clock, and later by every day on which it was
        paused."""
        calendar = self.scope.calendar(owed.requirement)
        due = due_from(length, base, calendar)
        restarts = [
            s.end
            for s in spans_that(self.scope, owed.requirement, "restart")
            if s.end > base and s.start <= due and s.end <= self.scope.as_of
        ]
        if restarts:
            base = max(restarts)
            due = due_from(length, base, calendar)
        return postponed(self.scope, owed.requirement, base + ONE, due)
