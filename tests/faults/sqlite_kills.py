"""A process that does all that is done with a store in a SQLite file, killed at random moments.

``python -m tests.faults.sqlite_kills --kills 1000 --seed 1``. Everything is imported once; each life is a fork that
opens the folder as the last one left it. After each kill a copy of it is checked (``looking``): the independent check
of the whole store, and every entry ever acknowledged in that folder by its bytes. A process that is killed takes nothing
with it that it has written, so that the folder may lie in memory. The control is a process that acknowledges before it
appends (it runs first, and the campaign is void unless it is caught).
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import select
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from caseward.errors import CasewardError
from tests.faults.begetting import Live
from tests.faults.folder import Folder
from tests.faults.lives import Life, drafts_of, lived
from tests.faults.marks import Tally, go_on
from tests.faults.striking import LIVES, struck
from tests.faults.telling import NO_NOTE


def campaign(folder: Path, kills: int, seed: str, *, live: Live = lived, most: int = 10**9) -> Tally:
    """Kill that many processes; stops when so many things are found wrong."""
    return struck(live, killed, folder, kills, seed, most)


def killed(live: Callable[..., None], chance: random.Random) -> bytes:
    """One life: all that it said until it was killed."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        live(pipe=writing)
    os.close(writing)
    # A third die while they open what the last one left, the others between or within what they do then.
    said, lines = b"", chance.choice((1, chance.randrange(1, 20), chance.randrange(1, 20)))
    while said.count(b"\n") < lines and (part := os.read(reading, 65536)):
        said += part
    select.select([], [], [], chance.random() * chance.choice((0.0005, 0.002, 0.008)))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(reading, 65536):
        said += part
    os.close(reading)
    return said


def too_early(folder: Folder, pipe: int, name: str, again: list[str]) -> None:
    """The control's life: it says that entries are kept before they are."""
    life = Life(folder, pipe, name, again, {"append": 1})

    def first_said(asked: str) -> None:
        size, drafts = life.store.size, drafts_of(asked)
        life.say(f"ask {asked}")
        life.say(f"kept {asked} {NO_NOTE} {' '.join(f'{size + k}:unknown' for k in range(len(drafts)))}")
        life.store.append(drafts, request=asked)

    life.ask = first_said  # type: ignore[method-assign]
    try:
        life.live()
    except CasewardError:
        pass
    finally:
        os._exit(1)


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--kills", type=int, default=1_000)
    options.add_argument("--seed", default="1")
    options.add_argument("--jobs", type=int, default=1, help="so many at once; each is told apart by its seed")
    chosen = options.parse_args()
    gc.freeze()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        folder = Path(place)

        def some(before: int, kills: int) -> Tally:
            return campaign(folder / f"{before}", kills, f"{chosen.seed} {before}")

        def control() -> Tally:
            return campaign(folder / "control", 300, "control", live=too_early, most=1)

        go_on("sqlite_kills", chosen.kills, some, control, batch=2 * LIVES, jobs=chosen.jobs)
    sys.exit()


if __name__ == "__main__":
    main()
