"""Custody and absence of a synthetic term, made first: what else happens hangs on them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from caseward.interchange.synth.caseload import REVOKED, Caseload
from caseward.interchange.synth.draws import Array
from caseward.interchange.synth.rates import rate
from caseward.interchange.synth.rows import BLANK, Rows, Said
from caseward.record.kinds_supervision import ABSENCES


def interruptions(c: Caseload) -> Iterator[Rows]:
    """Everything of this module; sets when each person is held and away."""
    yield from _arrests(c)
    number = np.ones(len(c), dtype=np.int64)
    last = c.until - 1
    revoked = c.fate == REVOKED
    c.held.append((np.where(revoked, last, BLANK), np.where(revoked, c.until, BLANK)))
    taken = Rows("custody_in", c.every, number + 1, last, {"place": "jail", "reason": "revocation hearing"})
    yield taken.where(revoked)
    c.gone.extend(c.held)
    lost = Said(ABSENCES, np.full(len(c), ABSENCES.index("whereabouts_unknown")))
    other = Said(ABSENCES, c.draw.by("other absence", ABSENCES))
    hospital = Said(ABSENCES, np.full(len(c), ABSENCES.index("hospital")))
    yield _away(c, 1, "hospital", hospital, (3, 40))
    yield _away(c, 2, "absconded", lost, (20, 150))
    yield _away(c, 3, "other absence", other, (10, 90))


def lost(c: Caseload) -> tuple[Array, Array]:
    """The stretch during which each person could not be located: its first day, the day after; BLANK where none."""
    return c.gone[-2]


def _arrests(c: Caseload) -> Iterator[Rows]:
    day = c.draw.day("arrest", c.start + 7, c.until)
    share = 1 - (1 - rate("arrest in three years")) ** (c.days / 1096)
    taken = (c.draw.share("arrested") < share) & (day < c.until - 1)
    out = day + c.draw.whole("days held", 1, 45)
    number = np.ones(len(c), dtype=np.int64)
    arrest = Rows("arrest", c.every, number, day, {"by": "police", "for": "new offence", "with_warrant": False})
    yield arrest.where(taken)
    yield Rows("custody_in", c.every, number, day, {"place": "jail", "reason": "arrest"}).where(taken)
    freed = {"reason": "released pending hearing", "release_type": "own recognisance"}
    yield Rows("custody_out", c.every, number, out, freed).where(taken & (out < c.until - 1))
    c.held.append((np.where(taken, day, BLANK), np.where(taken, np.minimum(out, c.until), BLANK)))


def _away(c: Caseload, n: int, name: str, reason: Said, length: tuple[int, int]) -> Rows:
    """A stretch away, left out where it would touch a stay in custody or another stretch."""
    begun = c.draw.day(f"away {n}", c.start + 30, c.until)
    until = np.minimum(begun + c.draw.whole(f"days away {n}", *length), c.until)
    there = c.draw.chance(name) & (begun < until)
    for first, over in c.gone:
        there &= ~((first <= until) & (begun <= over) & (first != BLANK))
    c.gone.append((np.where(there, begun, BLANK), np.where(there, until, BLANK)))
    found = until < c.until
    how = Said(("reported in",), np.where(found & (name == "absconded"), 0, -1))
    columns = {"reason": reason, "until": np.where(found, until, BLANK), "found_by": how}
    row = Rows("absence", c.every, np.full(len(c), n), begun, columns)  # type: ignore[arg-type]
    return row.where(there)
