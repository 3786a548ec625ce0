"""A loss of power, by the shutdown call of ext4 on a file mounted as a disk: nothing that was acknowledged is lost.

``python -m tests.faults.power_cuts --cuts 1000 --seed 1``, as root on Linux with loop devices and ext4. The process that
does all that is done with a store (``lives``) is frozen first (SIGSTOP, until the kernel says so), then the file system
is shut down without writing anything back, unmounted, and mounted again; ``looking`` checks what is left. The key ring,
the exports and the witness's heads lie on the same disk. The control runs with ``synchronous = NORMAL``, which does not
sync each commit: it has to lose entries, or the campaign is void.
"""

from __future__ import annotations

import argparse
import fcntl
import gc
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from caseward.ledger.store.sqlite import SQLite
from tests.faults.folder import Folder
from tests.faults.lives import Life, lived
from tests.faults.looking import look
from tests.faults.marks import Tally, go_on
from tests.faults.telling import Known

SHUTDOWN = 0x8004587D
NOTHING_WRITTEN_BACK = 2
DISK = 48 << 20
"""Bytes of the file that is mounted as a disk."""
LIVES, WHOLE = 100, 5
"""Cuts of one disk before the next is made; every so many cuts the next process's work is tried on a copy."""


class Disk:
    """A file with an ext4 file system in it, mounted, cut off, and mounted again."""

    def __init__(self, folder: Path) -> None:
        self.image, self.place = folder / "disk.img", folder / "disk"
        folder.mkdir(parents=True)
        self.place.mkdir()
        with self.image.open("wb") as image:
            image.truncate(DISK)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self.image)], check=True)
        self.mount()

    def mount(self) -> None:
        """Mount it; ext4 replays its journal."""
        subprocess.run(["mount", "-o", "loop", str(self.image), str(self.place)], check=True)

    def cut(self) -> None:
        """Take the power away: what is not on the disk never will be."""
        handle = os.open(self.place, os.O_RDONLY)
        fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", NOTHING_WRITTEN_BACK))
        os.close(handle)

    def unmount(self) -> None:
        """Unmount it, once nobody has a file of it open."""
        subprocess.run(["umount", str(self.place)], check=True)


def campaign(
    folder: Path, cuts: int, seed: str, *, live: Callable[..., None] = lived, each: int = LIVES, most: int = 10**9
) -> Tally:
    """Cut the power that often, ``each`` times on one disk; stops when so many things are found wrong."""
    found, disks = Tally(), 0
    while found.cycles < cuts and len(found.wrong) < most:
        disk, known, chance = Disk(folder / f"{seed} {found.cycles}"), Known(), random.Random(f"{seed} {disks}")
        disks += 1
        place = disk.place / "kept"
        place.mkdir()
        os.sync()
        try:
            for n in range(min(each, cuts - found.cycles)):
                life = partial(live, Folder(place, known.number), name=f"{n}", again=known.again)
                known.told(cut_off(disk, life, chance))
                found.cycles += 1
                known.wrong += look(place, known, folder / "copy", whole=n % WHOLE == 0)
                if known.wrong or not known.made:
                    break
        finally:
            disk.unmount()
            disk.image.unlink()
        found.add(Tally(0, len(known.leaves), [f"seed {seed}: {one}" for one in known.wrong], known.inside))
    return found


def cut_off(disk: Disk, live: Callable[..., None], chance: random.Random) -> bytes:
    """One life: all that it said until the power went."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        live(pipe=writing)
    os.close(writing)
    said, lines = b"", chance.choice((1, chance.randrange(1, 30), chance.randrange(1, 30)))
    while said.count(b"\n") < lines and (part := os.read(reading, 65536)):
        said += part
    os.kill(child, signal.SIGSTOP)
    os.waitpid(child, os.WUNTRACED)  # frozen: no acknowledgement is on its way out while the disk goes
    disk.cut()
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while part := os.read(reading, 65536):
        said += part
    os.close(reading)
    disk.unmount()
    disk.mount()
    return said


def unsynced(folder: Folder, pipe: int, name: str, again: list[str]) -> None:
    """The control's life: a database that does not sync each commit."""
    begin = SQLite.begin

    def normal(self: SQLite) -> None:
        self.execute("PRAGMA synchronous = NORMAL")
        begin(self)

    SQLite.begin = normal  # type: ignore[method-assign]  # in a process that is about to die
    life = Life(folder, pipe, name, again, {"append": 1})
    try:
        life.live()
    finally:
        os._exit(1)


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cuts", type=int, default=1_000)
    options.add_argument("--seed", default="1")
    chosen = options.parse_args()
    gc.freeze()
    if os.geteuid() != 0:
        sys.exit("Mounting a disk takes root.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)

        def some(before: int) -> Tally:
            return campaign(folder, min(LIVES, chosen.cuts - before), f"{chosen.seed} {before}")

        go_on("power_cuts", chosen.cuts, some, lambda: campaign(folder, 100, "control", live=unsynced, most=1))


if __name__ == "__main__":
    main()
