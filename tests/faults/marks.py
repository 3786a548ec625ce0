"""How far a campaign has come, kept in ``build/faults``: counted apart for each state of the code it ran on.

A campaign that is started again goes on where it was ended. What counts as one state of the code is every byte of
``src/caseward/ledger``, so that nothing is claimed of code that was changed since.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from itertools import chain
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

import apsw

import caseward

TOP = Path(__file__).resolve().parents[2]
MARKS = TOP / "build" / "faults"


@dataclass
class Tally:
    """What some cycles of a campaign came to. ``inside``: how many faults fell into what."""

    cycles: int = 0
    acknowledged: int = 0
    wrong: list[str] = field(default_factory=list)
    inside: Counter[str] = field(default_factory=Counter)

    def add(self, other: Tally) -> None:
        """Count another's cycles too."""
        self.cycles += other.cycles
        self.acknowledged += other.acknowledged
        self.wrong += other.wrong
        self.inside += other.inside

    def __str__(self) -> str:
        return f"{self.cycles:,} cycles, {self.acknowledged:,} entries acknowledged, {len(self.wrong)} lost or wrong"


def code() -> str:
    """The first 12 hex digits of the SHA-256 over the ledger's files."""
    found, room = sha256(), Path(caseward.__file__).parent / "ledger"
    for path in sorted(room.rglob("*.py")):
        found.update(path.relative_to(room).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:12]


def versions() -> str:
    """What it ran on."""
    return f"SQLite {apsw.sqlite_lib_version()}, Linux {os.uname().release}, Python {sys.version.split()[0]}"


class Mark:
    """The mark of one campaign with this state of the code."""

    def __init__(self, campaign: str, folder: Path = MARKS) -> None:
        self.place, self.code, self.tally = folder / f"{campaign}.json", code(), Tally()
        self._all = json.loads(self.place.read_text(encoding="utf-8")) if self.place.exists() else {}
        if here := self._all.get(self.code):
            self.tally = Tally(here["cycles"], here["acknowledged"], here["wrong"], Counter(here["inside"]))

    def others(self) -> Tally:
        """What it came to with other states of the code."""
        found = Tally()
        for code_, here in self._all.items():
            if code_ != self.code:
                found.add(Tally(here["cycles"], here["acknowledged"], here["wrong"]))
        return found

    def add(self, tally: Tally) -> None:
        """Count more, and write it down."""
        self.tally.add(tally)
        mine = {**vars(self.tally), "inside": dict(sorted(self.tally.inside.items())), "on": versions(),
                "last": datetime.now(UTC).isoformat(timespec="seconds")}  # fmt: skip
        self._all[self.code] = mine
        self.place.parent.mkdir(parents=True, exist_ok=True)
        beside = self.place.with_suffix(".new")
        beside.write_text(json.dumps(self._all, indent=1) + "\n", encoding="utf-8")
        beside.replace(self.place)


#: Runs so many cycles of a campaign, which come after so many others, and says what they came to.
Some = Callable[[int, int], Tally]


def go_on(campaign: str, cycles: int, some: Some, control: Callable[[], Tally], *, batch: int, jobs: int = 1) -> None:
    """Run the control, then the campaign until it has had so many cycles with this code, ``batch`` of them at a time and
    ``jobs`` batches at once. Ends the process.
    """
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # whoever ends it leaves no disk mounted
    mark = Mark(campaign)
    print(f"{campaign}: {versions()}, code {mark.code}; {datetime.now(UTC):%Y-%m-%d %H:%M}", flush=True)
    lost = control()
    print(f"control: {len(lost.wrong)} lost or wrong in {lost.cycles} cycles", flush=True)
    if not lost.wrong:
        sys.exit("void: the control lost nothing")
    began, before = time.monotonic(), mark.tally.cycles
    batches = ((done, min(batch, cycles - done)) for done in range(before, cycles, batch))
    for found in _together(jobs, (partial(some, *each) for each in batches)):
        mark.add(found)
        rate = (mark.tally.cycles - before) / (time.monotonic() - began) * 60
        print(f"{mark.tally}; {rate:,.0f} cycles a minute", flush=True)
        if mark.tally.wrong:
            break
    print(f"inside what: {', '.join(f'{name} {n:,}' for name, n in sorted(mark.tally.inside.items()))}")
    print(f"with this code: {mark.tally}; with other states of it: {mark.others()}")
    sys.exit("\n".join(mark.tally.wrong[:20]) or 0)


def _together(jobs: int, work: Iterator[Callable[[], Tally]]) -> Iterator[Tally]:
    """What each piece of work comes to, so many at a time, each in a process of its own when there are several."""
    if jobs == 1:
        yield from (each() for each in work)
        return
    context, running = multiprocessing.get_context("fork"), dict[Connection, BaseProcess]()
    try:
        for each in chain(work, [None]):
            while len(running) == jobs or (each is None and running):
                for line in wait(list(running)):
                    assert isinstance(line, Connection)
                    yield line.recv()
                    running.pop(line).join()
            if each is not None:
                here, there = context.Pipe(duplex=False)
                process = context.Process(target=_told, args=(each, there))
                process.start()
                there.close()
                running[here] = process
    finally:
        for process in running.values():
            process.terminate()
        for process in running.values():
            process.join()


def _told(work: Callable[[], Tally], line: Connection) -> None:
    line.send(work())
