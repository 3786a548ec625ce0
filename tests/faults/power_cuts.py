"""A loss of power, by the shutdown call of ext4 on a file mounted as a disk: nothing that was acknowledged is lost.

``python -m tests.faults.power_cuts --cuts 1000 --seed 1``, as root on Linux with loop devices and ext4. The process that
appends is frozen first (SIGSTOP, until the kernel says so), then the file system is shut down without writing anything
back, unmounted, and mounted again. The control runs with ``synchronous = NORMAL``, which does not sync each commit: it has
to lose entries, or the campaign is void. The key ring lies on the same disk.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import random
import signal
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import apsw

from caseward.ledger.store.sqlite import SQLite
from tests.faults.sqlite_kills import LIVES, Found, _live, checked, verified
from tests.unit.ledger_store.appending import shared

SHUTDOWN = 0x8004587D
NOTHING_WRITTEN_BACK = 2
DISK = 48 << 20
"""Bytes of the file that is mounted as a disk."""


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


def campaign(folder: Path, cuts: int, seed: int, *, control: bool = False) -> Found:
    """Cut the power that often."""
    chance, found, began = random.Random(seed), Found(), time.monotonic()
    while found.kills < cuts and not (control and found.wrong):
        disk = Disk(folder / f"disk-{found.kills}")
        try:
            place = disk.place / "kept"
            place.mkdir()
            made = shared(place)
            made.clock.move(days=-30)
            made.create().close()
            made.ring.close()
            os.sync()
            for life in range(min(LIVES, cuts - found.kills)):
                told = cut_off(disk, place, chance, f"{found.kills}-{life}", control=control)
                found.acknowledged += len(told)
                found.wrong += checked(place, told)
            found.kills += life + 1
            found.wrong += 0 if control else verified(place)
        finally:
            disk.unmount()
            disk.image.unlink()
        rate = found.kills / (time.monotonic() - began) * 60
        print(
            f"{found.kills:,} of {cuts:,} cuts, {found.acknowledged:,} acknowledged, {found.wrong} wrong, {rate:,.0f} a minute",
            flush=True,
        )
    return found


def cut_off(disk: Disk, place: Path, chance: random.Random, name: str, *, control: bool) -> list[tuple[int, str]]:
    """One life: what it had acknowledged when the power went."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with suppress(BaseException), _unsynced(control):
            _live(place, writing, name, control=False)
        os._exit(1)
    os.close(writing)
    said, end = b"", chance.randrange(20)
    while said.count(b"\n") <= end and (part := os.read(reading, 65536)):
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
    whole = said[: said.rfind(b"\n") + 1].decode()
    return [(int(index), digest) for index, digest in (line.split() for line in whole.splitlines())]


@contextmanager
def _unsynced(control: bool) -> Iterator[None]:
    """In the control: a database that does not sync each commit."""
    begin = SQLite.begin

    def unsynced(self: SQLite) -> None:
        self.execute("PRAGMA synchronous = NORMAL")
        begin(self)

    if control:
        SQLite.begin = unsynced  # in a process of its own that is about to die
    yield


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cuts", type=int, default=1_000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    print(
        f"SQLite {apsw.sqlite_lib_version()}, kernel {os.uname().release}, ext4, seed {chosen.seed}, {datetime.now(UTC):%Y-%m-%d}"
    )
    with tempfile.TemporaryDirectory() as place:
        control = campaign(Path(place) / "control", 100, chosen.seed, control=True)
        print(f"control: {control.wrong} entries lost in {control.kills} cuts")
        if not control.wrong:
            sys.exit("void: the control lost nothing")
        found = campaign(Path(place) / "real", chosen.cuts, chosen.seed)
        print(f"{found.kills:,} cuts, {found.acknowledged:,} entries acknowledged, {found.wrong} lost or wrong")
        sys.exit(1 if found.wrong else 0)


if __name__ == "__main__":
    main()
