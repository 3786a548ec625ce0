"""64 writers in 4 processes on one SQLite file, processes killed at random: a million appends, each once and in order.

``python -m tests.faults.writers --appends 1000000 --seed 1``. Each process has one connection to write with, behind a
queue that 16 writers share. A writer asks for its entries one after the other; when its process is killed, the next one
asks again, by the same request key, for what was not answered. At the end the log has one entry for each append and no
other (so none is lost and none is there twice), no place was given to two, each writer's entries stand in the order in
which it asked, nobody was told to try again, and the whole store is verified. The control asks again without a request
key: it has to leave doubles.
"""

from __future__ import annotations

import argparse
import os
import random
import selectors
import signal
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from threading import Lock, Thread
from typing import Protocol

import apsw

from caseward.interchange.kept.opened_for_checking import by_library
from caseward.ledger.store.draft import Draft, Kept
from caseward.ledger.store.writer import WriterQueue
from caseward.verify.report import Report
from caseward.verify.store import Brought, verify_store
from tests.faults.folder import Folder, trust
from tests.faults.marks import Tally, go_on

WRITERS, PROCESSES = 64, 4
EACH = WRITERS // PROCESSES
APPENDS_A_KILL = 400


class Queue(Protocol):
    """Where writers ask."""

    def append(self, drafts: Sequence[Draft], *, request: str = "") -> tuple[Kept, ...]:
        """Ask, and wait for the answer."""


@dataclass
class Campaign:
    """What the writers were told: the place of each append, in the order in which they asked."""

    folder: Folder
    appends: int
    keyed: bool = True
    places: list[array[int]] = field(default_factory=lambda: [array("q") for _ in range(WRITERS)])
    wrong: list[str] = field(default_factory=list)
    kills: int = 0
    appends_a_kill: int = APPENDS_A_KILL

    @property
    def each(self) -> int:
        """How many appends each writer has to do."""
        return self.appends // WRITERS

    def run(self, chance: random.Random) -> None:
        """Keep the processes going, and kill one now and then, until everything is answered."""
        watched, alive = selectors.DefaultSelector(), {}
        for n in range(PROCESSES):
            self._start(n, watched, alive)
        next_kill = 0.0  # counted in answers, so that a slow machine gets on, too
        while alive and not self.wrong:
            for ready, _ in watched.select(0.01):
                self._hear(ready, watched, alive)
            if alive and (answered := sum(map(len, self.places))) > next_kill:
                next_kill = answered + chance.expovariate(1 / self.appends_a_kill)
                os.kill(chance.choice(sorted(alive.values())), signal.SIGKILL)
                self.kills += 1
        for process in alive.values():
            os.kill(process, signal.SIGKILL)

    def _start(self, n: int, watched: selectors.BaseSelector, alive: dict[int, int]) -> None:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            self.process(n, writing)
        os.close(writing)
        alive[n] = child
        watched.register(reading, selectors.EVENT_READ, [n, b""])

    def process(self, n: int, pipe: int) -> None:
        """What a process does. It never comes back."""
        _write(self, n, pipe)

    def judged(self) -> tuple[int, Report]:
        """How many entries there are, and what the independent check says of them."""
        db = apsw.Connection(self.folder.where)
        ((size,),) = db.execute("SELECT count(*) FROM entries")
        report = verify_store(db, Brought(trust(0), (), (), by_library))
        db.close()
        return size, report

    def _hear(self, ready: selectors.SelectorKey, watched: selectors.BaseSelector, alive: dict[int, int]) -> None:
        n, begun = ready.data
        said = os.read(ready.fd, 1 << 20)
        lines = (begun + said).split(b"\n")
        ready.data[1] = lines.pop()
        for line in lines:
            self._told(line.decode())
        if said:
            return
        watched.unregister(ready.fd)
        os.close(ready.fd)
        os.waitpid(alive.pop(n), 0)
        if any(len(self.places[w]) < self.each for w in writers_of(n)):
            self._start(n, watched, alive)

    def _told(self, line: str) -> None:
        who, *rest = line.split(" ")
        if not who.isdigit():
            self.wrong.append(line)
            return
        writer, turn, place = int(who), int(rest[0]), int(rest[1])
        if turn != len(self.places[writer]):
            self.wrong.append(f"writer {writer} was answered {turn} when {len(self.places[writer])} was due")
        self.places[writer].append(place)

    def found(self) -> Iterator[str]:
        """Everything that is not as it should be, once all is answered."""
        yield from self.wrong
        given = sorted(place for places in self.places for place in places)
        if any(b <= a for a, b in pairwise(given)):
            yield "a place was given to two appends"
        for writer, places in enumerate(self.places):
            if any(b <= a for a, b in pairwise(places)):
                yield f"entries of writer {writer} do not stand in the order in which they were asked for"
        size, report = self.judged()
        if given != list(range(1, size)):
            yield f"{len(given)} appends were answered, and the log has {size - 1} entries of theirs"
        if not self.keyed:
            return
        yield from [] if report.sound else [*report.tables, *map(str, report.bad())]


def writers_of(process: int) -> range:
    """The writers that share a process."""
    return range(process * EACH, (process + 1) * EACH)


def _write(campaign: Campaign, process: int, pipe: int) -> None:
    """One process: its writers go on where the last one's were answered; ends when they are done."""
    try:
        ring = campaign.folder.ring()
        lock = Lock()
        with WriterQueue(campaign.folder.open(ring)) as queue:
            threads = [Thread(target=keep_asking, args=(campaign, w, queue, pipe, lock)) for w in writers_of(process)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
    except BaseException as error:
        os.write(pipe, f"process {process}: {type(error).__name__} {' '.join(str(error).split())}\n".encode())
    finally:
        os._exit(0)


def keep_asking(campaign: Campaign, writer: int, queue: Queue, pipe: int, lock: Lock) -> None:
    """A writer: goes on where its answers end, one append after the other."""
    try:
        for turn in range(len(campaign.places[writer]), campaign.each):
            name = f"{writer}-{turn}"
            draft = Draft("contact", f"P-{writer}", "T-1", f"officer {writer}", {"facts": {"turn": turn}})
            (kept,) = queue.append([draft], request=name if campaign.keyed else "")
            with lock:
                os.write(pipe, f"{writer} {turn} {kept.index}\n".encode())
    except BaseException as error:
        os.write(pipe, f"writer {writer}: {type(error).__name__} {' '.join(str(error).split())}\n".encode())
        os._exit(0)


def campaign(place: Path, appends: int, seed: str, *, keyed: bool = True) -> Tally:
    """That many appends, in a folder of their own."""
    place.mkdir(parents=True)
    folder = Folder(place)
    folder.make()
    return ran(Campaign(folder, appends, keyed), seed)


def ran(told: Campaign, seed: str) -> Tally:
    """Run a campaign, and say what it came to."""
    told.run(random.Random(seed))
    wrong: Sequence[str] = [*told.found()]
    done = sum(map(len, told.places))
    print(f"{done:,} appends by {WRITERS} writers in {PROCESSES} processes, {told.kills:,} kills", flush=True)
    found = Tally(done, done, [f"seed {seed}: {one}" for one in wrong])
    found.inside["kills"] = told.kills
    return found


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--appends", type=int, default=1_000_000)
    options.add_argument("--seed", default="1")
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)

        def some(before: int, appends: int) -> Tally:
            return campaign(folder / f"{before}", appends, f"{chosen.seed} {before}")

        def control() -> Tally:
            return campaign(folder / "control", 20_000, "control", keyed=False)

        whole = chosen.appends // WRITERS * WRITERS
        go_on("writers", whole, some, control, batch=whole)


if __name__ == "__main__":
    main()
