"""The k-th of a kind and k in a row: which entries surely set a clock off, and which only may, because a fact or a date
is missing.

Two readings bound what may have happened. The strict one counts only entries that surely match and lets everything that
may break a row break it; the wide one counts entries that may match and lets a row be broken only by what surely came
between. What both find is sure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from caseward.obligations.candidates import Candidate
from caseward.obligations.lengths import due_from
from caseward.obligations.scope import Scope
from caseward.obligations.truth import Truth
from caseward.policy.requirement import Trigger
from caseward.record.entry import Entry

Broken = Callable[[Candidate, Candidate], bool]


@dataclass(frozen=True, slots=True)
class Run:
    """The entry that completes a run; when that is not sure, why, what would settle it, and whether it is a date."""

    entry: Entry
    doubt: str = ""
    settles: str = ""
    by_date: bool = False


def runs_of(scope: Scope, trigger: Trigger) -> list[Run]:
    """Every run up to ``as_of``, in order of the entry that completes it."""
    assert trigger.entry is not None
    found = scope.candidates(trigger.entry)[0]
    breaks = scope.candidates(trigger.broken_by)[0] if trigger.in_a_row and trigger.broken_by else []
    firm = [b for b in breaks if b.truth is Truth.YES]
    sure = _counted(trigger, [c for c in found if c.truth is Truth.YES], lambda a, b: _between(breaks, a, b))
    wide = _counted(trigger, found, lambda a, b: _between(firm, a, b, surely=True))
    done = {run[-1].entry.id: Run(run[-1].entry) for run in sure}
    for run in wide:
        done.setdefault(run[-1].entry.id, _doubtful(run, found, breaks))
    return sorted(done.values(), key=lambda r: r.entry.sort_key)


def _counted(trigger: Trigger, hits: Sequence[Candidate], broken: Broken) -> list[list[Candidate]]:
    """Runs of k that share no entry. Where they need be neither in a row nor within a time, only the first."""
    runs: list[list[Candidate]] = []
    run: list[Candidate] = []
    for hit in hits:
        run = [*(c for c in run if _recent(trigger, c, hit) and not broken(c, hit)), hit]
        if len(run) == trigger.nth:
            runs.append(run)
            run = []
            if not trigger.in_a_row and trigger.run_within is None:
                break
    return runs


def _recent(trigger: Trigger, earlier: Candidate, later: Candidate) -> bool:
    return trigger.run_within is None or later.first <= due_from(trigger.run_within, earlier.first, None)


def _between(breaks: Sequence[Candidate], a: Candidate, b: Candidate, *, surely: bool = False) -> bool:
    """Whether something came, or may have come, between two entries."""
    others = (x for x in breaks if x.entry.id not in (a.entry.id, b.entry.id))
    return any(_came_between(x, a, b, surely) for x in others)


def _came_between(x: Candidate, a: Candidate, b: Candidate, surely: bool) -> bool:
    if all(c.entry.occurred.precise for c in (x, a, b)):
        return a.entry.sort_key < x.entry.sort_key < b.entry.sort_key
    if surely:
        return a.last <= x.first and x.last <= b.first
    return x.last >= a.first and x.first <= b.last


def _doubtful(run: Sequence[Candidate], found: Sequence[Candidate], breaks: Sequence[Candidate]) -> Run:
    """Why a run is not sure: an entry in it, an entry that may break it, or the order in which they came."""
    last = run[-1].entry
    lacking = [c for c in run if c.truth is Truth.UNKNOWN]
    lacking += [b for b in breaks if b.truth is Truth.UNKNOWN and _came_between(b, run[0], run[-1], False)]
    between = [b for b in breaks if b.truth is Truth.YES and _came_between(b, run[0], run[-1], False)]
    if not lacking and between:
        names = ", ".join(c.entry.id for c in (*run, *between) if not c.entry.occurred.precise)
        return Run(last, f"it depends on when {names} happened", f"the exact dates of {names}", by_date=True)
    lacking = lacking or [c for c in found if c.truth is Truth.UNKNOWN]
    names = ", ".join(sorted({c.entry.id for c in lacking}))
    return Run(last, "; ".join(sorted({f"{c.entry.id}: {c.reason}" for c in lacking})), f"what is missing in {names}")
