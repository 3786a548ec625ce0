"""A disk that is full, again and again: nothing acknowledged is lost, reading goes on, writing heals when space returns.

``python -m tests.faults.disk_full --episodes 1000 --seed 1``, as root on Linux. The folder lies in a memory disk of a
few megabytes; a file takes all but some of what is free, and a process does all that is done with a store (``lives``)
until it is refused. A write that crosses the end of the space is cut short by the kernel: these are real short writes.
While the disk is full, every acknowledged entry has to be readable, by who had the store open and by who opens it then.
Then the file goes, the same process asks again what was not answered, and all is checked (``looking``). The control
takes a refusal for an acknowledgement.
"""

from __future__ import annotations

import argparse
import errno
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path

from caseward.errors import CasewardError
from caseward.ledger.store.opening import open_store
from caseward.ledger.store.refusals import StoreFailed
from caseward.ledger.store.store import Store
from tests.faults.folder import Folder
from tests.faults.lives import DEEDS, Life, drafts_of
from tests.faults.looking import look
from tests.faults.marks import Tally, go_on
from tests.faults.telling import BEGINNING, NO_NOTE, Known

DISK = 12 << 20
"""Bytes of the memory disk."""
EPISODES, STEPS = 25, 400
"""Episodes of one store before the next is made; deeds tried in one before it is given up as not full."""


@contextmanager
def small_disk(folder: Path) -> Iterator[Path]:
    """A memory disk of that size, mounted."""
    place = folder / "disk"
    place.mkdir(parents=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(place)], check=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


class Told(Life):
    """A life in this process, whose lines are kept for the check. ``lies``: it takes refusals for acknowledgements."""

    def __init__(self, folder: Folder, name: str, *, lies: bool = False) -> None:
        super().__init__(folder, -1, name, [], DEEDS)
        self.lines: list[str] = []
        self.lies, self.open = lies, False

    def say(self, line: str) -> None:
        self.lines.append(line)

    def said(self) -> bytes:
        """What was said since it was last asked."""
        lines, self.lines = self.lines, []
        return "".join(f"{line}\n" for line in lines).encode()

    def _open(self) -> None:
        self.open = False
        super()._open()
        self.open = True

    def end(self) -> None:
        """Let the files go."""
        if self.open:
            self._shut()

    def _shut(self) -> None:
        self.open = False
        super()._shut()

    def refused(self) -> bool:
        """One more deed: whether the disk was too full for it."""
        try:
            if not self.open:
                self._open()
            self.one()
        except StoreFailed:
            if self.lies:
                self._lie()
            return True
        except OSError as error:
            if error.errno != errno.ENOSPC:
                raise
            return True
        return False

    def _lie(self) -> None:
        asked = [line.split(" ")[1] for line in self.lines if line.startswith("ask ")]
        if asked:
            size = self.store.size
            found = " ".join(f"{size + k}:unknown" for k in range(len(drafts_of(asked[-1]))))
            self.say(f"kept {asked[-1]} {NO_NOTE} {found}")


def campaign(folder: Path, episodes: int, seed: str, *, lies: bool = False, most: int = 10**9) -> Tally:
    """So many episodes; stops when so many things are found wrong."""
    found = Tally()
    with small_disk(folder) as disk:
        while found.cycles < episodes and len(found.wrong) < most:
            chance, known = random.Random(f"{seed} {found.cycles}"), Known()
            place = disk / f"kept-{found.cycles}"
            place.mkdir()
            life = Told(Folder(place), f"{chance.randrange(10**9)}", lies=lies)
            try:
                for _ in range(min(EPISODES, episodes - found.cycles)):
                    known.wrong += episode(life, known, disk / "ballast", chance)
                    found.cycles += 1
                    known.wrong += look(place, known, folder / "copy")
                    if known.wrong:
                        break
            except (CasewardError, OSError, ValueError) as error:
                known.wrong.append(f"while in {known.doing}: {type(error).__name__}: {error}")
            finally:
                life.end()
            del known.inside[BEGINNING]  # what healed says nothing of where the disk was full
            found.add(Tally(0, len(known.leaves), [f"seed {seed}: {one}" for one in known.wrong], known.inside))
            shutil.rmtree(place)
    return found


def episode(life: Told, known: Known, ballast: Path, chance: random.Random) -> list[str]:
    """Fill the disk, go on until something is refused, look whether reading goes on, make room, and go on."""
    if not known.made:
        life.begin()
    try:
        filled(ballast, leave=chance.randrange(250_000))
        full = any(life.refused() for _ in range(STEPS))
        known.told(life.said())
        wrong = [*unread(life.store, known)] if full and life.open else []
        wrong += [*unread(open_store(life.folder.where, None, None), known, close=True)] if full else []
    finally:
        ballast.unlink(missing_ok=True)
    if not life.open:
        life._open()
    for name in known.again:
        life.ask(name)
    life.ask(f"{life.name}-healed-{life.done}")
    known.told(life.said())
    return wrong if full else [*wrong, "the disk was never full: nothing was tried"]


def filled(ballast: Path, *, leave: int) -> None:
    """A file that leaves only so many bytes of the disk."""
    free = os.statvfs(ballast.parent)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(free.f_bavail * free.f_bsize - leave, 1))


def unread(store: Store, known: Known, *, close: bool = False) -> Iterator[str]:
    """Acknowledged entries that cannot be read."""
    stored = {n: sha256(leaf).hexdigest() for n, leaf in enumerate(store.leaves(0, 2**62))}
    for index, digest in known.leaves.items():
        if stored.get(index) != digest and digest != "unknown":
            yield f"entry {index} cannot be read while the disk is full"
    if close:
        store.close()


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--episodes", type=int, default=1_000)
    options.add_argument("--seed", default="1")
    options.add_argument("--jobs", type=int, default=1, help="so many at once; each is told apart by its seed")
    chosen = options.parse_args()
    if os.geteuid() != 0:
        sys.exit("Mounting a small disk takes root.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)

        def some(before: int, episodes: int) -> Tally:
            return campaign(folder / f"{before}", episodes, f"{chosen.seed} {before}")

        def control() -> Tally:
            return campaign(folder / "control", 50, "control", lies=True, most=1)

        go_on("disk_full", chosen.episodes, some, control, batch=50, jobs=chosen.jobs)


if __name__ == "__main__":
    main()
