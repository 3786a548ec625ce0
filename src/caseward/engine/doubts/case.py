"""One requirement over the subjects of which something is in doubt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from caseward.engine.arrays import Flags, Ints, day_number
from caseward.engine.columns import NONE, Columns
from caseward.engine.compiled import Compiled
from caseward.engine.doubts.entries import Entries
from caseward.engine.doubts.runs import Run, Wanted, run_all
from caseward.engine.layout import MISSED, OVERDUE, PENDING, R_DUE, R_EXTRA, R_SAID, S_MISSING, SAID_STATUS
from caseward.engine.packs import Bits


@dataclass(frozen=True, slots=True)
class Case:
    """What is asked of each of the judges: for each subject (its place in the part) the rows of the reference, or
    None."""

    compiled: Compiled
    part: Columns
    as_of: date
    subjects: Sequence[int]
    entries: Sequence[Entries]

    @property
    def today(self) -> int:
        """The day asked about, as a number."""
        return day_number(self.as_of)

    def run(self, wanted: Sequence[Wanted]) -> list[Run | None]:
        """Run the kernel."""
        return run_all(self.compiled, self.part, self.as_of, wanted)

    def missing(self, state: int) -> bool:
        """Whether a fact is missing on which what is asked depends."""
        return bool(self.compiled.states[state, S_MISSING])


def has(bits: Bits, place: int) -> Flags:
    """Which have the bit of a matcher, none of that of no matcher."""
    found: Flags = (bits >> place) & 1 == 1 if place >= 0 else np.zeros(len(bits), dtype=np.bool_)
    return found


def said(run: Run, row: int, status: int) -> None:
    """Give a row another status."""
    run.rows[row, R_SAID] = run.rows[row, R_SAID] & ~SAID_STATUS | status


def unmet_since(run: Run, rows: Sequence[int], before: Ints | Sequence[int]) -> bool:
    """Set again since when the last of some rows is unmet, where it is open after misses; ``before``: their statuses as
    the kernel gave them. Whether that can be said."""
    last = rows[-1] if rows else -1
    if last < 0 or run.rows[last, R_SAID] & SAID_STATUS not in (PENDING, OVERDUE):
        return True
    earliest = _misses(run, rows, [int(x) & SAID_STATUS for x in run.rows[rows, R_SAID]])
    if earliest == _misses(run, rows, before):
        return True
    run.rows[last, R_EXTRA] = earliest
    return bool(earliest != NONE or run.rows[last, R_SAID] & SAID_STATUS == PENDING)


def _misses(run: Run, rows: Sequence[int], statuses: Ints | Sequence[int]) -> int:
    found = int(NONE)
    for r, status in zip(reversed(rows[:-1]), reversed(list(statuses)[:-1]), strict=True):
        if status != MISSED:
            break
        due = int(run.rows[r, R_DUE]) + 1
        found = due if found == NONE else min(found, due)
    return found
