"""On each of several days (such as the month ends of two years): when what is open then falls due, in one pass.

Evaluating as of every one of those days gives the same days and whole obligations with them; this reads each entry once
for all. It stands for requirements whose open obligation follows from the entries and facts up to the day alone:
rolling clocks that stay open until done, and what is owed once after the start.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from caseward.engine.columns import Columns, Ints, Longs, day_of
from caseward.engine.compiled import Compiled
from caseward.engine.evaluator import Evaluator, Place
from caseward.engine.kernel_due import once_due, rolling_due
from caseward.engine.layout import (
    G_ON,
    ON_START,
    RETROACTIVE,
    S_BASE,
    S_COUNT,
    S_MISSING,
    T_AFTER,
    T_ALREADY,
    T_ANSWERS,
    T_CANCELLED,
    T_CHANGE,
    T_CLOSES,
    T_LATE,
    T_PAUSE,
    T_RESTART,
    T_RESTART_AT_DUE,
    T_STOP,
    T_WAIVE,
)
from caseward.errors import BadRequest
from caseward.policy.model import PolicyDocument

#: By requirement: the due days by subject and day (NONE: nothing is open), and the subjects left to the reference.
Due = dict[Place, tuple[Ints, Any]]


def next_due(document: PolicyDocument, columns: Columns, days: Ints, threads: int = 1) -> Due:
    """For every requirement with a kernel, in every reading, when what is open on each of the days (sorted) falls due.

    BadRequest where a requirement has no such pass: what is open then has to be evaluated as of each day.
    """
    evaluator = Evaluator(document, day_of(int(days[-1])))
    found: Due = {}
    for planned in evaluator.plan:
        out = np.empty((len(columns), len(days)), dtype=np.int32)
        found[planned.reading, planned.id, planned.kind] = out, np.ones(len(columns), dtype=np.uint8)

    def work(place: Place, compiled: Compiled, part: Columns, first: int) -> None:
        if why := cannot(compiled):
            raise BadRequest(f"{place[1]} has to be evaluated as of each day: {why}.")
        out, slow = found[place]
        _call(compiled, part, days, out[first : first + len(part)])
        slow[first : first + len(part)] = compiled.slow

    evaluator.each_part(columns, work, threads)
    return found


def _call(compiled: Compiled, part: Columns, days: Ints, out: Ints) -> None:
    r, s, found = compiled.regime, compiled.regime.segments, compiled.candidates
    segments = (s.offset, s.start, s.signature, r.force, r.state)
    tables: tuple[Any, ...] = (compiled.templates, compiled.states, compiled.lengths, *compiled.calendars)
    rest = (compiled.slow, *segments, *tables, found.offset, found.day, found.bits, days, out)
    if r.key[1] == "when":
        once: tuple[Any, ...] = (0, len(part), part.opened, part.closed, *rest)
        once_due(*once)
    else:
        counts = _bases(compiled.states)
        rolling: tuple[Any, ...] = (0, len(part), counts[0] if counts else 0, part.opened, part.closed)
        rolling_due(*(*rolling, part.previous_end, *rest))


def _bases(states: Longs) -> list[int]:
    """What counts, by place of its matcher, wherever no fact is missing."""
    return sorted(set(states[states[:, S_MISSING] == 0, S_BASE].tolist()))


def cannot(c: Compiled) -> str:
    """Why a requirement has no pass over several days, or an empty string."""
    t, s = c.templates, c.states
    if c.regime.key[1] == "apart":
        kept = bool((t[:, T_RESTART_AT_DUE] == 0).all() and (t[:, T_CHANGE] == RETROACTIVE).all())
        plain = bool((t[:, [T_PAUSE, T_RESTART, T_WAIVE, T_STOP]] < 0).all()) and len(_bases(s)) <= 1
        return "" if kept and plain else "its clock pauses, restarts or begins anew with a level"
    if c.regime.key[1] == "when":
        start = bool(len(c.triggers) == len(t) and (c.triggers[:, G_ON] == ON_START).all())
        none = (T_PAUSE, T_WAIVE, T_STOP, T_LATE, T_AFTER, T_ALREADY, T_CANCELLED)
        alone = bool((t[:, none] < 0).all() and not t[:, [T_ANSWERS, T_CLOSES]].any())
        plain = alone and bool((s[:, S_COUNT] <= 1).all())
        return "" if start and plain else "it is not owed once after the start"
    return f"there is none for the kind {c.regime.key[1]}"
