"""What was written about synthetic contacts: one of 1,296 narratives, so that two alike are copied and not chance."""

from __future__ import annotations

from functools import cache
from itertools import product

import numpy as np

from caseward.interchange.synth.draws import Array, Draws, below
from caseward.interchange.synth.rates import rate
from caseward.interchange.synth.rows import Said

_PARTS = (
    (
        "Talked about work and the weekly plan.",
        "Went over the conditions of supervision.",
        "Spoke about the move and the lease.",
        "Discussed the course and its hours.",
        "Looked at pay slips and travel.",
        "Heard about family matters at length.",
    ),
    (
        "No change at home.",
        "A cousin now stays there too.",
        "Landlord wants the rent earlier.",
        "Kitchen under repair.",
        "Neighbours complained of noise.",
        "Moved to the back room.",
    ),
    (
        "Looks for evening shifts.",
        "Foreman is content.",
        "Shop closes in spring.",
        "Wants a driving licence.",
        "Asked for a bus pass.",
        "Hours cut to three days.",
    ),
    (
        "Next talk agreed.",
        "Reminded of the test.",
        "Fee paid in part.",
        "Letter for the court handed over.",
        "Will bring the papers.",
        "No concerns voiced today.",
    ),
)


def narratives(owner: Array, written: Array, copied: Array, draw: Draws) -> Said:
    """Which narrative each contact has; ``owner`` of rows in order, two draws of sixteen bits each."""
    found = np.full(len(owner), -1, dtype=np.int16)
    at = np.flatnonzero(written < below(rate("narrative")))
    own = draw.take(at).whole("narrative", 0, len(_texts()) - 1)
    again = (
        (copied[at] < below(rate("copied narrative"))) & (owner[at] == np.roll(owner[at], 1)) & (np.arange(len(at)) > 0)
    )
    found[at] = np.where(again, np.roll(own, 1), own)
    return Said(_texts(), found)


@cache
def _texts() -> tuple[str, ...]:
    return tuple(" ".join(parts) for parts in product(*_PARTS))
