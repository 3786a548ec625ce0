"""How many windows were met, as a range over every placement of doubtful entries at once.

Each window taken alone may be met by a doubtful entry; all of them together may not, because one entry falls in one
window. The most that
can be met is a maximum matching of doubtful entries to undecided windows; the least is the fewest windows that
entries of certain worth
but uncertain date must touch (stabbing of intervals). Both are exact where one entry is needed in a window; otherwise
they are bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby

from caseward.dates import Period, When
from caseward.obligations.model import Bearing, Obligation, Status, Tally
from caseward.record.subjects import Subject

UNDECIDED = frozenset({Status.INDETERMINATE, Status.NOT_ASSESSABLE})
JUDGED = frozenset({Status.MET, Status.LATE, Status.MISSED, *UNDECIDED})


def tallies_of(rows: Iterable[Obligation], subject: Subject) -> list[Tally]:
    """One tally for each reading and requirement of a subject, in order."""
    found = sorted(rows, key=lambda r: (r.reading, r.policy, r.requirement, r.ordinal))
    grouped = groupby(found, key=lambda r: (r.reading, r.policy, r.requirement))
    return [tally for _, group in grouped if (tally := _tally(list(group), subject)) is not None]


def _tally(rows: list[Obligation], subject: Subject) -> Tally | None:
    judged = [r for r in rows if r.scored and r.status in JUDGED]
    if not judged:
        return None
    met = [r for r in judged if r.status is Status.MET]
    undecided = [r for r in judged if r.status in UNDECIDED]
    dates = {e.id: e.occurred for e in subject.entries}
    single = judged[0].kind == "every" and all(r.needed == 1 for r in judged)
    extra_most = _matching(undecided) if single else len(undecided)
    extra_least = _forced(judged, met, undecided, dates) if single else 0
    least, most = len(met) + extra_least, len(met) + extra_most
    missed = sum(r.status is Status.MISSED for r in judged)
    first = judged[0]
    return Tally(
        first.reading,
        first.policy,
        first.requirement,
        first.title,
        subject.id,
        len(judged),
        least,
        most,
        missed,
        _explained(judged, least, most, undecided),
    )


def _doubtful(row: Obligation) -> list[str]:
    return [c.entry for c in row.considered if c.bearing in (Bearing.POSSIBLE, Bearing.UNKNOWN)]


def _matching(undecided: Sequence[Obligation]) -> int:
    """The most undecided windows that doubtful entries can meet at once, one entry to a window (augmenting paths)."""
    taken: dict[str, int] = {}
    return sum(_augment(i, undecided, taken, set()) for i in range(len(undecided)))


def _augment(window: int, undecided: Sequence[Obligation], taken: dict[str, int], seen: set[str]) -> bool:
    for entry in _doubtful(undecided[window]):
        if entry in seen:
            continue
        seen.add(entry)
        if entry not in taken or _augment(taken[entry], undecided, taken, seen):
            taken[entry] = window
            return True
    return False


def _forced(
    judged: Sequence[Obligation], met: Sequence[Obligation], undecided: Sequence[Obligation], dates: dict[str, When]
) -> int:
    """The fewest undecided windows that must be met: entries of certain worth that fit nowhere else have to fall in
    one of them."""
    windows = [Period(r.window_start, r.window_end) for r in judged]
    free = [Period(r.window_start, r.window_end) for r in met]
    names = sorted({c.entry for r in undecided for c in r.considered if c.bearing is Bearing.POSSIBLE})
    bound = [dates[n] for n in names if _inside(dates[n], windows) and not any(dates[n].may_be_in(p) for p in free)]
    open_windows = sorted(Period(r.window_start, r.window_end) for r in undecided)
    touched = 0
    waiting = sorted(bound, key=lambda w: (w.last, w.first, w.text))
    while waiting:
        latest = [p for p in open_windows if waiting[0].may_be_in(p)][-1]
        touched += 1
        waiting = [w for w in waiting if not w.may_be_in(latest)]
    return touched


def _inside(at: When, windows: Iterable[Period]) -> bool:
    """Whether every possible day of an entry lies in one of the windows, so that it cannot escape them."""
    days = (at.last - at.first).days + 1
    covered = sum(
        (min(p.end.toordinal(), at.last.toordinal() + 1) - max(p.start.toordinal(), at.first.toordinal()))
        for p in windows
        if at.may_be_in(p)
    )
    return covered >= days


def _explained(judged: Sequence[Obligation], least: int, most: int, undecided: Sequence[Obligation]) -> str:
    total = len(judged)
    late = sum(r.status is Status.LATE for r in judged)
    also = f", {late} late" if late else ""
    if not undecided:
        return f"{least} of {total} met{also}"
    names = sorted({n for r in undecided for n in _doubtful(r)})
    doubt = _doubt(names, len(undecided))
    if least == most:
        return f"{least} of {total} met in every reading of the record{also}; {doubt}"
    return f"between {least} and {most} of {total} met{also}: {doubt}"


def _doubt(names: Sequence[str], undecided: int) -> str:
    """What leaves windows undecided, in words that fit one as well as many."""
    if not names:
        return (
            "one cannot be decided from the record"
            if undecided == 1
            else f"{undecided} cannot be decided from the record"
        )
    could = "could" if len(names) == 1 else "each could"
    which = "meet the one undecided" if undecided == 1 else f"meet one of the {undecided} undecided"
    said = f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else names[0]
    return f"{said} {could if undecided > 1 else 'could'} {which}"
