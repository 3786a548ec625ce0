"""A loss of power by the worst disk there could be: of what was not synced, any part is there and any part is not.

``python -m tests.faults.torn_writes --cuts 10000 --seed 1``. Beneath the database lies a file layer that knows what was
synced. After a number of operations left to chance, in the middle of whatever is done, each file becomes what it was
when it was last synced, with any of the later writes, in any order, each sector of 512 bytes for itself; a file that was
created or deleted without syncing may be there or not. The process ends in that moment, the next one opens what is left,
and ``looking`` checks it. An ext4 disk (``power_cuts``) loses what was not synced and keeps the order; this one does not.
What is written beside the databases (exports, the witness's heads) is not its business. The control runs with
``synchronous = NORMAL``.
"""

from __future__ import annotations

import argparse
import gc
import os
import random
import signal
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import apsw

from tests.faults.begetting import Live
from tests.faults.lives import lived
from tests.faults.marks import Tally, go_on
from tests.faults.power_cuts import unsynced
from tests.faults.striking import LIVES, struck

SECTOR = 512
JOURNALS = apsw.SQLITE_OPEN_MAIN_JOURNAL | apsw.SQLITE_OPEN_WAL


@dataclass
class Held:
    """A file: what is on the disk for certain (None: not even its name), what programs see (None: deleted), and what
    was done since. ``fresh``: it was made and never synced, so that there may be what had its name before.
    """

    synced: bytes | None
    seen: bytearray | None
    since: list[tuple[int, bytes | None]] = field(default_factory=list)
    fresh: bool = False

    def make(self) -> None:
        """Empty, in the place of what was deleted or never there."""
        self.seen, self.since, self.fresh = bytearray(), [], True

    def write(self, data: bytes, at: int) -> None:
        """Bytes at an offset."""
        self.since.append((at, data))
        if self.seen is not None:
            put(self.seen, data, at)

    def cut(self, size: int) -> None:
        """A new length."""
        self.since.append((size, None))
        if self.seen is not None:
            del self.seen[size:]

    def sync(self) -> None:
        """All of it is on the disk."""
        self.synced, self.since, self.fresh = None if self.seen is None else bytes(self.seen), [], False

    def left(self, chance: random.Random) -> bytes | None:
        """What is on the disk when the power goes."""
        if self.seen is None:
            return chance.choice((None, self.synced))
        if self.fresh and chance.random() < 0.3:
            return self.synced
        found, share = bytearray(b"" if self.fresh else self.synced or b""), chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))
        for at, data in chance.sample(self.since, len(self.since)) if chance.random() < 0.3 else self.since:
            if data is None:
                if chance.random() < share:
                    del found[at:]
                continue
            for start in range(0, len(data), SECTOR):
                if chance.random() < share:
                    put(found, data[start : start + SECTOR], at + start)
        return bytes(found)


def put(into: bytearray, data: bytes, at: int) -> None:
    """Write into bytes that may be too short for it."""
    into.extend(b"\0" * (at - len(into)))
    into[at : at + len(data)] = data


class Layer(apsw.VFS):
    """The file layer. ``operations``: how many come before the power goes."""

    def __init__(self, operations: int, chance: random.Random) -> None:
        self.held: dict[str, Held] = {}
        self.operations, self.chance = operations, chance
        super().__init__("torn", "unix", makedefault=True)

    def xOpen(self, name, flags):  # noqa: N802
        """A file, with what is known of it."""
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path is not None and path not in self.held:
            there = Path(path)
            data = there.read_bytes() if there.exists() else None
            self.held[path] = Held(data, None if data is None else bytearray(data))
        if path is not None and self.held[path].seen is None:
            self.held[path].make()
        return TornFile(self, name, path, flags)

    def xDelete(self, name, syncdir):  # noqa: N802
        """A name goes: for good when its folder is synced, too."""
        self.tick()
        super().xDelete(name, syncdir)
        if name in self.held:
            self.held[name].seen = None
        if syncdir:
            self.sync_folder()

    def sync_folder(self) -> None:
        """Names that are gone are gone for good: there is one folder."""
        for held in self.held.values():
            if held.seen is None:
                held.sync()

    def tick(self) -> None:
        """One operation more; the power goes when there have been enough."""
        self.operations -= 1
        if self.operations <= 0:
            for path, held in self.held.items():
                left = held.left(self.chance)
                Path(path).unlink(missing_ok=True)
                Path(f"{path}-shm").unlink(missing_ok=True)
                if left is not None:
                    Path(path).write_bytes(left)
            os.kill(os.getpid(), signal.SIGKILL)


class TornFile(apsw.VFSFile):
    """A file of the layer."""

    def __init__(self, layer, name, path, flags) -> None:
        self.layer, self.held = layer, layer.held.get(path) or Held(None, bytearray())
        self.journal = flags[0] & JOURNALS
        super().__init__("unix", name, flags)

    def xWrite(self, data, offset):  # noqa: N802
        """Seen by everybody at once, on the disk some day."""
        self.layer.tick()
        self.held.write(bytes(data), offset)
        super().xWrite(data, offset)

    def xTruncate(self, newsize):  # noqa: N802
        """The same for a length."""
        self.layer.tick()
        self.held.cut(newsize)
        super().xTruncate(newsize)

    def xSync(self, flags):  # noqa: N802
        """On the disk from here on; the power may go before, never within."""
        self.layer.tick()
        if self.held.fresh and self.journal:  # SQLite syncs the folder with a journal that it has made
            self.layer.sync_folder()
        self.held.sync()


def campaign(folder: Path, cuts: int, seed: str, *, live: Live = lived, most: int = 10**9) -> Tally:
    """So many losses of power; stops when so many things are found wrong."""
    return struck(live, torn, folder, cuts, seed, most)


def torn(live: Live, chance: random.Random) -> bytes:
    """One life: all that it said until the power went."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        layer = Layer(chance.randrange(1, chance.choice((20, 100, 400))), chance)
        live(pipe=writing)
        del layer
    os.close(writing)
    said = b""
    while part := os.read(reading, 65536):
        said += part
    os.waitpid(child, 0)
    os.close(reading)
    return said


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cuts", type=int, default=10_000)
    options.add_argument("--seed", default="1")
    options.add_argument("--jobs", type=int, default=1, help="so many at once; each is told apart by its seed")
    chosen = options.parse_args()
    gc.freeze()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        folder = Path(place)

        def some(before: int, cuts: int) -> Tally:
            return campaign(folder / f"{before}", cuts, f"{chosen.seed} {before}")

        def control() -> Tally:
            return campaign(folder / "control", 100, "control", live=unsynced, most=1)

        go_on("torn_writes", chosen.cuts, some, control, batch=2 * LIVES, jobs=chosen.jobs)


if __name__ == "__main__":
    main()
