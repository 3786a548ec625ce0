"""Lives in one folder, each ended in its own way, and what they leave looked at after every one."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from tests.faults.begetting import Begetter, End, Live
from tests.faults.folder import Folder
from tests.faults.looking import look
from tests.faults.marks import Tally
from tests.faults.telling import Known

LIVES = 30
"""Lives of one store before the next is made: it stays small, so that checking it takes milliseconds."""
WHOLE = 5
"""Every so many lives the next process's work is tried on the copy, too."""


def struck(live: Live, end: End, folder: Path, cycles: int, seed: str, most: int) -> Tally:
    """So many lives, each ended by ``end``; stops when so many things are found wrong."""
    with Begetter(live, end) as begetter:
        return _struck(begetter, folder, cycles, seed, most)


def _struck(begetter: Begetter, folder: Path, cycles: int, seed: str, most: int) -> Tally:
    found = Tally()
    while found.cycles < cycles and len(found.wrong) < most:
        place, known, chance = folder / "kept", Known(), random.Random(f"{seed} {found.cycles}")
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        for n in range(min(LIVES, cycles - found.cycles)):
            known.told(
                begetter.lived(
                    Folder(place, known.number), f"{n}.{chance.randrange(10**9)}", known.again, chance.random()
                )
            )
            found.cycles += 1
            known.wrong += look(place, known, folder / "copy", whole=n % WHOLE == 0)
            if known.wrong or not known.made:
                break
        found.add(Tally(0, len(known.leaves), [f"seed {seed}: {one}" for one in known.wrong], known.inside))
    return found
