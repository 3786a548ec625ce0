"""Kind 3, *when … then … within*: a trigger, a qualifying response, a clock (response)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from caseward.dates import Period, When
from caseward.obligations.candidates import Candidate, in_period
from caseward.obligations.drafts import (
    after_due,
    draft,
    interruptions,
    looked_at,
    not_assessable,
    noun,
    waiting_on_facts,
)
from caseward.obligations.hours import in_hours
from caseward.obligations.lengths import back_from, due_from, duration
from caseward.obligations.model import Considered, Obligation, Status
from caseward.obligations.pauses import postponed
from caseward.obligations.quota import Held, held_in
from caseward.obligations.scope import Missing, Owed, Scope
from caseward.obligations.triggers import Firing, firings_of
from caseward.obligations.truth import Truth
from caseward.policy.requirement import Requirement
from caseward.policy.requirement import When as Response
from caseward.policy.values import Matcher

ONE = timedelta(days=1)


def evaluate_when(scope: Scope) -> Iterator[Obligation]:
    """One obligation for each firing that stands, the earliest first; a response is used once."""
    used: set[str] = set()
    open_until: date | None = None
    firings = _standing(scope)
    for i, (firing, owed, race) in enumerate(firings):
        if race == "first" and open_until is not None and firing.at.first <= open_until:
            continue
        if isinstance(owed, Missing):
            window = Period(firing.at.first, firing.at.last + ONE)
            yield not_assessable(draft(scope, owed, window, firing.at.last, about=firing.entry), owed)
            continue
        row = _Clock(scope, owed, firing, used).judged()
        later = firings[i + 1][0] if race == "last" and i + 1 < len(firings) else None
        if later is not None and _begun_again(scope, row, later):
            reason = f"a later trigger, {later.entry} of {later.at.text}, began the clock again"
            yield row.but(scored=False, counted=(), late_by_days=None).with_status(Status.EXCUSED, reason)
            continue
        if not _body(owed).answers:
            used.update(row.counted)
        open_until = _open_until(scope, row)
        yield row


def _standing(scope: Scope) -> list[tuple[Firing, Owed | Missing, str]]:
    """The firings of every ruling, each under the ruling in force when it fired, in order."""
    found = []
    for ruling in scope.regime.rulings:
        body = ruling.requirement.when
        assert body is not None
        for firing in firings_of(scope, body):
            owed = _owed(scope, firing)
            if owed is not None and owed.ruling == ruling:
                found.append((firing, owed, body.race))
    return sorted(found, key=lambda f: f[0].sort_key)


def _body(owed: Owed) -> Response:
    assert owed.requirement.when is not None
    return owed.requirement.when


def _begun_again(scope: Scope, row: Obligation, later: Firing) -> bool:
    """Whether the clock was still running, unanswered, when a later trigger fired."""
    answered = min((scope.entry(i).occurred.first for i in row.counted), default=date.max)
    return later.at.first <= row.due and answered > later.at.first and row.status is not Status.EXCUSED


def _owed(scope: Scope, firing: Firing) -> Owed | Missing | None:
    day = min(max(firing.at.first, scope.life.start), scope.as_of)
    if firing.ends:  # the rule of the last day, for the day of the end is no longer one of the subject's
        day = max(scope.life.end - ONE, scope.life.start)
    if not scope.life.contains(day):
        return None
    return scope.owed_on(day)


def _open_until(scope: Scope, row: Obligation) -> date:
    if row.counted:
        return max(scope.entry(i).occurred.last for i in row.counted)
    return date.max if row.status in (Status.PENDING, Status.OVERDUE) else row.due


@dataclass(frozen=True, slots=True)
class _Clock:
    """One clock: set off by one firing, judged for every day on which the trigger may have happened."""

    scope: Scope
    owed: Owed
    firing: Firing
    used: set[str]

    @property
    def requirement(self) -> Requirement:
        return self.owed.requirement

    @property
    def body(self) -> Response:
        return _body(self.owed)

    @property
    def needed(self) -> int:
        number = self.owed.number("count")
        return number.value if number else 1

    def judged(self) -> Obligation:
        found, refused = self._responses()
        hours = self._in_hours(found, refused)
        if hours is not None:
            return self._firm(hours)
        days = self._trigger_days()
        rows = [self._placed(day, found, refused) for day in days]
        row = rows[-1] if all(r.status is rows[0].status for r in rows) else self._undecided(rows)
        return self._firm(row.but(window_start=rows[0].window_start))

    def _firm(self, row: Obligation) -> Obligation:
        """A trigger that may not be one leaves an unmet obligation not assessable."""
        if self.firing.truth is Truth.YES or row.status in (Status.MET, Status.EXCUSED):
            return row
        status = Status.INDETERMINATE if self.firing.by_date else Status.NOT_ASSESSABLE
        reason = f"whether {self.firing.entry} sets off the clock is not known: {self.firing.reason}"
        return row.with_status(status, reason, settles=self.firing.settles)

    def _undecided(self, rows: list[Obligation]) -> Obligation:
        last = rows[-1]
        due = f"due between {rows[0].due.isoformat()} and {last.due.isoformat()}"
        reason = f"it depends on when {self.firing.entry} ({self.firing.at.text}) happened; {due}"
        return last.but(counted=()).with_status(
            Status.INDETERMINATE, reason, settles=f"the exact date of {self.firing.entry}"
        )

    def _trigger_days(self) -> list[date]:
        """Every day of the trigger; of a range over 400 days, its ends and the days of the responses suffice for a
        monotone clock."""
        at = self.firing.at
        last = min(at.last, max(self.scope.as_of, at.first))
        days = (last - at.first).days
        if days <= 400:
            return [at.first + timedelta(days=n) for n in range(days + 1)]
        return [at.first, at.first + timedelta(days=days // 2), last]

    def _matcher(self) -> Matcher:
        matcher = self.body.then or self.owed.counts
        assert matcher is not None
        return matcher

    def _responses(self) -> tuple[list[Candidate], tuple[Considered, ...]]:
        found, refused = self.scope.candidates(self._matcher())
        answers = self.body.answers
        if answers:
            refused = [r for r in refused if self.scope.entry(r.entry).text(answers) == self.firing.entry]
            return [c for c in found if c.entry.text(answers) == self.firing.entry], tuple(refused)
        span = Period(self.firing.at.first, self.scope.horizon)
        return [c for c in found if c.entry.id not in self.used and c.entry.id != self.firing.entry], in_period(
            self.scope.entry, refused, span
        ) if span.start < span.end else ()

    def _in_hours(self, found: list[Candidate], refused: tuple[Considered, ...]) -> Obligation | None:
        """A clock in minutes or hours is judged to the second where the trigger's time of day is recorded."""
        within = self.owed.length("within")
        allowed = duration(within, self.firing.at.first).minutes if within else None
        if allowed is None or self.firing.at.instant is None:
            return None
        due_at = self.firing.at.instant + timedelta(minutes=allowed)
        row = draft(
            self.scope,
            self.owed,
            Period(self.firing.at.first, max(due_at.date(), self.firing.at.first) + ONE),
            due_at.date(),
            about=self.firing.entry,
        )
        row = row.but(minute=int(due_at.timestamp() // 60), needed=self.needed)
        return in_hours(self.scope, row, self.firing.at.instant, due_at, found, refused)

    def _placed(self, day: date, found: list[Candidate], refused: tuple[Considered, ...]) -> Obligation:
        within = self.owed.length("within")
        assert within is not None
        calendar = self.scope.calendar(self.requirement)
        due = postponed(self.scope, self.requirement, day, due_from(within, day, calendar))
        grace = due_from(self.requirement.grace, due, calendar) if self.requirement.grace else due
        opens = back_from(self.body.already_within, day) if self.body.already_within else day
        if self.body.already_within and self.scope.standing.subject.previous_end:
            opens = max(opens, self.scope.standing.subject.previous_end)
        row = draft(self.scope, self.owed, Period(day, due + ONE), due, about=self.firing.entry)
        row = row.but(
            needed=self.needed, interruptions=interruptions(self.scope, self.requirement, Period(day, due + ONE))
        )
        held = held_in(found, Period(min(opens, day), max(grace, day) + ONE))
        row = self._status(row, held, [c for c in found if c.last >= opens], grace)
        return row.but(considered=looked_at(held, row.counted, refused))

    def _status(self, row: Obligation, held: Held, found: list[Candidate], grace: date) -> Obligation:
        if len(held.sure) >= self.needed:
            counted = tuple(c.entry.id for c in held.sure[: self.needed])
            return row.but(counted=counted).with_status(
                Status.MET, "; ".join(f"{c.entry.id} of {c.entry.occurred.text}" for c in held.sure[: self.needed])
            )
        excuse = self._excused(row)
        if excuse:
            return row.with_status(Status.EXCUSED, excuse)
        until = self._fact_ends()
        if until is not None and until.first <= row.due < until.last:
            return row.with_status(
                Status.INDETERMINATE,
                f"it ended at {until.text}, which may be before it was due",
                settles=f"the exact end of {self.firing.entry}",
            )
        if len(held.sure) + len(held.possible) >= self.needed:
            names = ", ".join(c.entry.id for c in held.possible)
            return row.with_status(
                Status.INDETERMINATE, f"it depends on when {names} happened", settles=f"the exact date of {names}"
            )
        if len(held.all) >= self.needed:
            return waiting_on_facts(row, held)
        return self._not_in_time(row, held, found, grace)

    def _not_in_time(self, row: Obligation, held: Held, found: list[Candidate], grace: date) -> Obligation:
        limit = self._limit(row.due)
        late = [c for c in found if c.truth is Truth.YES and grace < c.first <= limit]
        chosen = [*held.sure, *late][: self.needed]
        if len(chosen) == self.needed:
            days = (max(c.first for c in chosen) - row.due).days
            row = row.but(counted=tuple(c.entry.id for c in chosen), late_by_days=days)
            return row.with_status(
                Status.LATE, f"{chosen[-1].entry.id} of {chosen[-1].entry.occurred.text}, {after_due(days)}"
            )
        if self.scope.as_of <= grace and self.scope.as_of <= limit:
            return row.with_status(Status.PENDING, f"it can be done until {grace.isoformat()}")
        what = noun(self.scope, self._matcher())
        if self.scope.as_of < limit and not self._closed():
            unmet = row.but(earliest_unmet=grace + ONE)
            return unmet.with_status(
                Status.OVERDUE,
                f"the record shows no {what} after {self.firing.entry} of {self.firing.at.text}; it can still be done",
            )
        return row.with_status(
            Status.MISSED, f"the record shows no {what} after {self.firing.entry} of {self.firing.at.text}"
        )

    def _closed(self) -> bool:
        return self.scope.life.end <= self.scope.as_of and not self.firing.ends

    def _limit(self, due: date) -> date:
        """The last day on which it can still be done late."""
        calendar = self.scope.calendar(self.requirement)
        lengths = (self.body.closes_after, self.requirement.late_within)
        limits = [date.max, *(due_from(length, due, calendar) for length in lengths if length is not None)]
        until = self._fact_ends()
        if until is not None:
            limits.append(until.last - ONE)
        if self.scope.life.end < date(9999, 1, 1) and not self.firing.ends:
            limits.append(self.scope.life.end - ONE)
        return min(limits)

    def _fact_ends(self) -> When | None:
        until = self.firing.span.until if self.body.closes_with_fact and self.firing.span else None
        return until if until is not None and until.first <= self.scope.as_of else None

    def _excused(self, row: Obligation) -> str:
        """Why nothing was owed after all: cancelled, waived, stopped, or the state that set it off ended before it
        was due."""
        until = self._fact_ends()
        if until is not None and until.last <= row.due:
            return f"it ended on {until.text}, before it was due"
        for rule in row.interruptions:
            if (rule.effect == "waive" and rule.end > row.due) or (rule.effect == "stop" and rule.start <= row.due):
                return f"{rule.fact.replace('_', ' ')} from {rule.start.isoformat()}"
        cancelled = self._cancelled(row)
        if cancelled:
            return f"cancelled by {cancelled}"
        if self.scope.life.end <= row.due and self._closed():
            return "the term ended before it was due"
        return ""

    def _cancelled(self, row: Obligation) -> str:
        if self.body.cancelled_by is None:
            return ""
        period = Period(row.window_start, row.due + ONE)
        found = held_in(self.scope.candidates(self.body.cancelled_by)[0], period).sure
        return found[0].entry.id if found else ""
