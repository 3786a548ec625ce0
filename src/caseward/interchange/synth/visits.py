"""Appointments and drug tests of a synthetic term."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from caseward.interchange.synth.caseload import Caseload
from caseward.interchange.synth.draws import Array, below, lookup
from caseward.interchange.synth.rates import DAYS_PER_TEST, SHARES, rate
from caseward.interchange.synth.recording import recorded
from caseward.interchange.synth.rows import Column, Rows, Said
from caseward.record.kinds_supervision import APPOINTMENT_OUTCOMES

MONTH = 30  # days
EXCUSED = APPOINTMENT_OUTCOMES.index("acceptable_absence")
UNACCEPTABLE = APPOINTMENT_OUTCOMES.index("unacceptable_absence")
_SUBSTANCES = ("thc", "cocaine", "methamphetamine", "other")
#: Every set of substances, by a number with a bit for each.
_FOUND = tuple(tuple(s for bit, s in enumerate(_SUBSTANCES) if n >> bit & 1) for n in range(16))
_RESULTS = ("negative", "positive", "refused", "not_given", "diluted")


def visits(c: Caseload) -> Iterator[Rows]:
    """Everything of this module."""
    yield _appointments(c)
    yield _tests(c)


def _appointments(c: Caseload) -> Rows:
    """A chance of one in each thirty days."""
    slots = -(-c.days // MONTH)
    owner = np.repeat(c.every, slots)
    slot = np.arange(len(owner)) - np.repeat(np.cumsum(slots) - slots, slots)
    draw = c.draw.rows("appointment", owner, slot)
    use, where, what, _ = draw.quarters("slot")
    width = np.minimum(c.days[owner] - slot * MONTH, MONTH)
    day = c.start[owner] + slot * MONTH + (where.astype(np.int64) * width >> 16)
    kept = np.flatnonzero(use < rate("appointments a month") * 65_536 * width / MONTH)
    kept = kept[~c.away(owner[kept], day[kept])]
    owner, slot, day, draw = owner[kept], slot[kept], day[kept], draw.take(kept)
    outcome = lookup(APPOINTMENT_OUTCOMES, tuple(SHARES["appointment outcome"].weights.items())).take(what[kept])
    officer, excused = c.officer_on(owner, day), outcome == EXCUSED
    judged = excused | ((outcome == UNACCEPTABLE) & draw.chance("absence judged"))
    columns: dict[str, Column] = {
        "mode": "in_person",
        "place": "office",
        "outcome": Said(APPOINTMENT_OUTCOMES, outcome),
        "officer": officer,
        "acceptable": np.where(judged, excused, -1),
        "judged_by": Said(c.officers, np.where(judged, officer.places, -1)),
        "reason": Said(("illness",), np.where(excused, 0, -1)),
    }
    told = recorded(draw, day, np.full(len(day), -1))
    return Rows("appointment", owner, slot + 1, day, columns, recorded=told, by=officer)


def _tests(c: Caseload) -> Rows:
    """One about every so many days, the number of days drawn once for each person tested at all."""
    band = c.draw.whole("test band", 0, len(DAYS_PER_TEST) - 2)
    steps = np.array(DAYS_PER_TEST)
    apart = c.draw.whole("days apart", 0, steps[band + 1] - steps[band]) + steps[band]
    first = c.draw.whole("first test", 1, apart)
    count = np.where(c.draw.chance("never tested"), 0, np.maximum(0, -(-(c.days - first) // apart)))
    owner = np.repeat(c.every, count)
    number = np.arange(len(owner)) - np.repeat(np.cumsum(count) - count, count)
    draw = c.draw.rows("drug test", owner, number)
    moved, result, _, _ = draw.quarters("test")
    step = apart[owner]
    day = c.start[owner] + first[owner] + number * step + ((moved.astype(np.int64) - 32_768) * step >> 17)
    day = np.maximum(day, c.start[owner])
    kept = np.flatnonzero((day < c.until[owner]) & ~c.away(owner, day))
    owner, number, day, draw = owner[kept], number[kept], day[kept], draw.take(kept)
    found = _substances(draw.quarters("substances"))
    other = lookup(_RESULTS, tuple(SHARES["test result"].weights.items())).take(result[kept])
    columns: dict[str, Column] = {
        "result": Said(_RESULTS, np.where(found > 0, 1, other)),
        "substances": Said(_FOUND[1:], found - 1),
    }
    officer, told = c.officer_on(owner, day), recorded(draw, day, np.full(len(day), -1))
    return Rows("drug_test", owner, number + 1, day, columns, recorded=told, by=officer)


def _substances(drawn: list[Array]) -> Array:
    """A number with a bit for each substance found."""
    hits = [d < below(rate(f"positive {s}")) for d, s in zip(drawn, _SUBSTANCES, strict=True)]
    return np.asarray(sum(hit.astype(np.int64) << bit for bit, hit in enumerate(hits)))
