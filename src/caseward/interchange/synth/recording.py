"""When what happened was put into the record: mostly the same day, some days later, now and then much later."""

from __future__ import annotations

from functools import cache

import numpy as np

from caseward.interchange.synth.draws import Array, Draws, below, pick
from caseward.interchange.synth.rates import SHARES, rate

LATE = (6, 40)  # days, both included


def recorded(draw: Draws, day: Array, minute: Array) -> tuple[Array, Array]:
    """The day and the minute of it on which each row was recorded, by the last day and the minute of the event."""
    delayed, after, at, _ = draw.quarters("recorded")
    delay = _delays().take(delayed)
    soon = np.minimum(minute + 2 + (after.astype(np.int32) * 239 >> 16), 1439)
    working = 480 + (at.astype(np.int32) * 600 >> 16)
    return day + delay, pick((delay == 0) & (minute >= 0), soon, working)


@cache
def _delays() -> Array:
    """By a draw of sixteen bits: days from the event to the record."""
    late = below(rate("recorded late"))
    first, last = LATE
    many = first + np.arange(late) * (last - first + 1) // late
    weights = SHARES["delay"].weights
    edges = np.round(np.cumsum(list(weights.values())) / sum(weights.values()) * (65_536 - late)).astype(np.int64)
    return np.concatenate([many, np.repeat([int(d) for d in weights], np.diff(edges, prepend=0))]).astype(np.int64)
