"""Kind 6, *keep … at most / at least*: a quantity against a bound, over time (invariant)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from caseward.dates import Period
from caseward.obligations.drafts import draft, not_assessable
from caseward.obligations.model import Bearing, Considered, Obligation, Status
from caseward.obligations.scope import Missing, Owed, Scope
from caseward.policy.requirement import Keep, Quantity
from caseward.record.entry import Entry

ONE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class _Point:
    """The quantity and its bound at one moment; None: not recorded. ``entry`` is the entry that states it, when one
    does."""

    day: date
    quantity: int | None
    bound: int | None
    entry: str
    uncertain: bool = False


def evaluate_keep(scope: Scope) -> Iterator[Obligation]:
    """One obligation for each run of moments that are alike: kept, broken, or not assessable."""
    for owed, points in _by_rule(scope):
        if isinstance(owed, Missing):
            first, last = points[0].day, points[-1].day
            yield not_assessable(draft(scope, owed, Period(first, last + ONE), last), owed)
            continue
        keep = owed.requirement.keep
        assert keep is not None
        runs = _runs(points, keep)
        for i, (status, run) in enumerate(runs):
            end = runs[i + 1][1][0].day if i + 1 < len(runs) else min(scope.horizon, scope.life.end)
            yield _row(scope, owed, status, run, run[-1].day + ONE if run[-1].entry else end)


def _runs(points: list[_Point], keep: Keep) -> list[tuple[Status, list[_Point]]]:
    """Runs of moments of one status. A count holds for the day on which it was made and no longer: a day without one
    ends the run, because nobody knows what it would have shown."""
    runs: list[tuple[Status, list[_Point]]] = []
    for point in points:
        status = _status(point, keep)
        last = runs[-1] if runs else None
        stale = last is not None and point.entry and (point.day - last[1][-1].day).days > 1
        if last is None or last[0] is not status or stale:
            runs.append((status, [point]))
        else:
            last[1].append(point)
    return runs


def _by_rule(scope: Scope) -> Iterator[tuple[Owed | Missing, list[_Point]]]:
    found = []
    for ruling in scope.regime.rulings:
        assert ruling.requirement.keep is not None
        own = [(scope.owed_on(p.day), p) for p in _points(scope, ruling.requirement.keep)]
        found += [(owed, p) for owed, p in own if owed is not None and owed.ruling == ruling]
    for owed, group in groupby(found, key=lambda f: f[0]):
        yield owed, [p for _, p in group]


def _points(scope: Scope, keep: Keep) -> list[_Point]:
    """The moments to judge: each entry that states a quantity or bound, and each day a fact they read changes."""
    quantities = [keep.quantity, _bound(keep)]
    kinds = {q.kind for q in quantities if q.kind}
    life = Period(scope.life.start, max(scope.life.start, min(scope.life.end, scope.horizon)))
    if kinds:
        entries = [e for e in scope.standing.subject.entries if e.kind in kinds and e.occurred.may_be_in(life)]
        return [_at_entry(scope, keep, e) for e in entries if _selected(e, keep)]
    facts = [q.fact or q.number_of for q in quantities if q.fact or q.number_of]
    days = [life.start, *scope.standing.facts.edges(facts, life)] if not life.is_empty else []
    return [_Point(d, _on_day(scope, keep.quantity, d), _on_day(scope, _bound(keep), d), "") for d in days]


def _bound(keep: Keep) -> Quantity:
    bound = keep.at_most if keep.at_most is not None else keep.at_least
    assert bound is not None
    return bound


def _selected(entry: Entry, keep: Keep) -> bool:
    """Whether an entry is one of those the quantity is taken from; an empty value selects a blank field."""
    return all(entry.values.get(name, "") == value for name, value in keep.quantity.where.items())


def _at_entry(scope: Scope, keep: Keep, entry: Entry) -> _Point:
    day = entry.occurred.first
    both = [_of_entry(scope, q, entry, day) for q in (keep.quantity, _bound(keep))]
    return _Point(day, both[0], both[1], entry.id, not entry.occurred.precise)


def _of_entry(scope: Scope, quantity: Quantity, entry: Entry, day: date) -> int | None:
    if not quantity.kind:
        return _on_day(scope, quantity, day)
    source: Entry | None = entry
    if entry.kind != quantity.kind:
        earlier = [
            e for e in scope.standing.subject.entries if e.kind == quantity.kind and e.sort_key <= entry.sort_key
        ]
        source = earlier[-1] if earlier else None
    value = source.number(quantity.field) if source else None
    return None if value is None else value * quantity.times.value


def _on_day(scope: Scope, quantity: Quantity, day: date) -> int | None:
    times = quantity.times.value
    if quantity.number is not None:
        return quantity.number.value * times
    if quantity.number_of:
        return len(scope.standing.facts.values(quantity.number_of, day)) * times
    value = scope.standing.facts.value(quantity.fact, day)
    return value * times if isinstance(value, int) and not isinstance(value, bool) else None


def _status(point: _Point, keep: Keep) -> Status:
    if point.quantity is None or point.bound is None:
        return Status.NOT_ASSESSABLE
    kept = point.quantity <= point.bound if keep.at_most is not None else point.quantity >= point.bound
    return Status.MET if kept else Status.MISSED


def _row(scope: Scope, owed: Owed, status: Status, run: list[_Point], end: date) -> Obligation:
    start = run[0].day
    row = draft(scope, owed, Period(start, max(end, start + ONE)), max(end, start + ONE) - ONE, about=run[0].entry)
    entries = tuple(sorted({p.entry for p in run if p.entry}))
    row = row.but(
        counted=entries,
        considered=tuple(Considered(e, Bearing.COUNTED, "it states the quantity") for e in entries),
    )
    if status is Status.NOT_ASSESSABLE:
        return row.with_status(
            status, "the quantity or its bound is not recorded", settles="a record of the quantity and its bound"
        )
    worst = _worst(owed, run)
    said = f"{worst.quantity} against {'at most' if _ceiling(owed) else 'at least'} {worst.bound}"
    if status is Status.MISSED and any(p.uncertain for p in run):
        return row.with_status(
            Status.INDETERMINATE, f"{said}, but its date is not exact", settles="the exact dates of these entries"
        )
    return row.with_status(status, said + (f", on {worst.day.isoformat()}" if len(run) > 1 else ""))


def _ceiling(owed: Owed) -> bool:
    assert owed.requirement.keep is not None
    return owed.requirement.keep.at_most is not None


def _worst(owed: Owed, run: list[_Point]) -> _Point:
    sign = 1 if _ceiling(owed) else -1
    return max(run, key=lambda p: (sign * ((p.quantity or 0) - (p.bound or 0)), -p.day.toordinal()))
