"""A loss of power, by the shutdown call of ext4 on a file mounted as a disk: nothing that was acknowledged is lost.

``python -m tests.faults.power_cuts --cuts 1000 --seed 1``, as root on Linux with loop devices and ext4. The process that
does all that is done with a store (``lives``) is frozen first (SIGSTOP, until the kernel says so), then the file system
is shut down without writing anything back, unmounted, and mounted again; ``looking`` checks what is left. The key ring,
the exports and the witness's heads lie on the same disk. The control runs with ``synchronous = NORMAL``, which does not
sync each commit: it has to lose entries, or the campaign is void.
"""

from __future__ import annotations

import argparse
import ctypes
import fcntl
import gc
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
from pathlib import Path

from caseward.ledger.store.sqlite import SQLite
from tests.faults.begetting import Begetter, Live
from tests.faults.folder import Folder
from tests.faults.lives import Life, lived
from tests.faults.looking import look
from tests.faults.marks import Tally, go_on
from tests.faults.telling import Known

LIBC = ctypes.CDLL(None, use_errno=True)
SHUTDOWN = 0x8004587D
NOTHING_WRITTEN_BACK, DETACHED, PARENT_DIED = 2, 2, 1
DISK = 48 << 20
"""Bytes of the file that is mounted as a disk."""
LIVES, WHOLE = 50, 5
"""Cuts of one disk before the next is made; every so many cuts the next process's work is tried on a copy."""


class Disk:
    """A file with an ext4 file system in it, mounted, cut off, and mounted again. The file may lie in memory: what is
    lost is what the file system had not handed to its disk.
    """

    def __init__(self, folder: Path) -> None:
        self.image, self.place = folder / "disk.img", folder / "disk"
        folder.mkdir(parents=True)
        self.place.mkdir()
        with self.image.open("wb") as image:
            image.truncate(DISK)
        subprocess.run(["mkfs.ext4", "-q", "-F", str(self.image)], check=True)
        found = subprocess.run(["losetup", "--find", "--show", str(self.image)], check=True, stdout=subprocess.PIPE)
        self.device = found.stdout.strip()
        self.mount()

    def mount(self) -> None:
        """Mount it; ext4 replays its journal."""
        _called(LIBC.mount(self.device, bytes(self.place), b"ext4", 0, None))

    def cut(self) -> None:
        """Take the power away: what is not on the disk never will be."""
        handle = os.open(self.place, os.O_RDONLY)
        fcntl.ioctl(handle, SHUTDOWN, struct.pack("I", NOTHING_WRITTEN_BACK))
        os.close(handle)

    def unmount(self) -> None:
        """Unmount it, once nobody has a file of it open."""
        _called(LIBC.umount2(bytes(self.place), 0))

    def end(self) -> None:
        """Give it up, whoever still has a file of it open."""
        _called(LIBC.umount2(bytes(self.place), DETACHED))
        subprocess.run(["losetup", "--detach", self.device], check=True)
        self.image.unlink()


def _called(failed: int) -> None:
    if failed:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def campaign(folder: Path, cuts: int, seed: str, *, live: Live = lived, each: int = LIVES, most: int = 10**9) -> Tally:
    """Cut the power that often, ``each`` times on one disk; stops when so many things are found wrong."""
    with Begetter(live, cut_off) as begetter:
        return _campaign(begetter, folder, cuts, seed, each, most)


def _campaign(begetter: Begetter, folder: Path, cuts: int, seed: str, each: int, most: int) -> Tally:
    found, disks = Tally(), 0
    while found.cycles < cuts and len(found.wrong) < most:
        disk, known, chance = Disk(folder / f"{seed} {found.cycles}"), Known(), random.Random(f"{seed} {disks}")
        disks += 1
        place = disk.place / "kept"
        place.mkdir()
        os.sync()
        try:
            for n in range(min(each, cuts - found.cycles)):
                life = Folder(place, known.number), f"{n}.{chance.randrange(10**9)}", known.again, chance.random()
                known.told(begetter.lived(*life, disk))
                found.cycles += 1
                known.wrong += look(place, known, folder / "copy", whole=n % WHOLE == 0)
                if known.wrong or not known.made:
                    break
        finally:
            disk.end()
        found.add(Tally(0, len(known.leaves), [f"seed {seed}: {one}" for one in known.wrong], known.inside))
    return found


def cut_off(live: Live, chance: random.Random, disk: Disk) -> bytes:
    """One life: all that it said until the power went."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        LIBC.prctl(PARENT_DIED, signal.SIGKILL)  # nobody is left frozen when the campaign is ended
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
    options.add_argument("--jobs", type=int, default=1, help="so many at once; each is told apart by its seed")
    chosen = options.parse_args()
    gc.freeze()
    if os.geteuid() != 0:
        sys.exit("Mounting a disk takes root.")
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        folder = Path(place)

        def some(before: int, cuts: int) -> Tally:
            return campaign(folder / f"{before}", cuts, f"{chosen.seed} {before}")

        def control() -> Tally:
            return campaign(folder / "control", 100, "control", live=unsynced, most=1)

        go_on("power_cuts", chosen.cuts, some, control, batch=LIVES, jobs=chosen.jobs)


if __name__ == "__main__":
    main()
