"""A clock that is set: ten years on and back, an hour in spring and autumn, a second that comes twice.

``python -m tests.faults.clock_steps --steps 3000 --seed 1``, on Linux with libfaketime, which gives a process of its own
the time that a file says. The process appends, opens the store anew, and tells what it was told: the time of recording,
or that the clock went back. What must come is worked out beside it: now, or the newest entry's time when the clock is
up to five seconds behind, or a refusal that writes nothing. ``recorded`` never decreases; the zone of the machine
changes nothing. The control writes down whatever the clock says.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from caseward.ledger.store.append import TOLERANCE, Writing
from caseward.ledger.store.head import micros
from caseward.ledger.store.refusals import ClockWentBack
from caseward.testing.stores import visit
from tests.faults.folder import Folder
from tests.faults.looking import look
from tests.faults.marks import Tally, go_on
from tests.faults.telling import Known

TEN_YEARS = timedelta(days=3653)
START = datetime(2026, 3, 8, 9, 59, 50, tzinfo=UTC)
"""Ten seconds before clocks in Los Angeles are set an hour on."""
AUTUMN, LEAP = datetime(2026, 11, 1, 8, 59, 55, tzinfo=UTC), datetime(2026, 12, 31, 23, 59, 57, tzinfo=UTC)
ZONES = ("UTC", "America/Los_Angeles", "Asia/Kolkata", "Pacific/Apia")


def library() -> Path | None:
    """Where libfaketime is."""
    return next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)


class Process:
    """A process with a clock of its own, in a zone; it answers one line for each line it is told."""

    def __init__(self, folder: Path, zone: str, *, control: bool) -> None:
        self.clock = folder / "clock"
        found = library()
        assert found is not None
        own = {"LD_PRELOAD": str(found), "FAKETIME_TIMESTAMP_FILE": str(self.clock), "FAKETIME_NO_CACHE": "1",
               "FAKETIME_DONT_FAKE_MONOTONIC": "1", "TZ": zone}  # fmt: skip
        self.zone = zone
        command = [sys.executable, "-m", "tests.faults.clock_steps", "--inside", str(folder / "kept")]
        self.process = subprocess.Popen(command + ["--control"] * control, env={**os.environ, **own}, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # fmt: skip

    def told(self, at: datetime, what: str) -> tuple[str, ...]:
        """Set the clock, say something, and hear the answer."""
        set_clock(self.clock, at, self.zone)
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{what}\n")
        self.process.stdin.flush()
        return tuple(self.process.stdout.readline().split())

    def end(self) -> None:
        """Let it end."""
        self.process.communicate()


def set_clock(place: Path, at: datetime, zone: str) -> None:
    """The library reads the time as one of the process's own zone."""
    from zoneinfo import ZoneInfo

    local = at.astimezone(ZoneInfo(zone))
    beside = place.with_suffix(".new")
    beside.write_text(f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond:06d}\n", encoding="ascii")
    beside.replace(place)


def steps(chance: random.Random, now: datetime) -> datetime:
    """The next time that the clock shows."""
    small = timedelta(seconds=chance.choice((0, 0.2, 1, 3)))
    return chance.choice((
        now + small, now + small, now + small, now - timedelta(seconds=1),  # the second that comes twice
        now - small, now - timedelta(seconds=6), now + timedelta(hours=1), now - timedelta(hours=1),
        now + TEN_YEARS if now.year < 2100 else now, now - TEN_YEARS if now.year > 1990 else now,
        AUTUMN if now < AUTUMN else now, LEAP if now < LEAP else now,
    ))  # fmt: skip


def campaign(folder: Path, count: int, seed: str, *, control: bool = False) -> Tally:
    """So many settings of the clock of one store."""
    folder.mkdir(parents=True)
    chance, found = random.Random(seed), Tally(count)
    process = Process(folder, chance.choice(ZONES), control=control)
    at, newest, recorded = START, micros(START), list[int]()
    try:
        for _ in range(count):
            what = chance.choice(("append", "append", "append", "open"))
            expected = "back" if timedelta(microseconds=newest - micros(at)) > TOLERANCE else "kept"
            said, *shown = process.told(at, what)
            if said != expected:
                found.wrong.append(f"seed {seed}: at {at} after {newest} it was {said} {shown}, not {expected}")
                break
            if what == "append" and said == "kept":
                newest = max(newest, micros(at))
                recorded.append(int(shown[0]))
                # The library counts in fractions that are not exact, and its clock runs on while the process works.
                if not -100 <= recorded[-1] - newest < 60_000_000:
                    found.wrong.append(f"seed {seed}: at {at} it recorded {recorded[-1]}, not {newest}")
                newest = recorded[-1]
            found.inside[f"{what} {said}"] += 1
            # While it is behind, mostly set right again: else nothing more would be tried.
            back = said == "back" and chance.random() < 0.7
            at = START + timedelta(microseconds=newest - micros(START)) if back else steps(chance, at)
    finally:
        process.end()
    found.acknowledged = len(recorded)
    found.wrong += [f"seed {seed}: {b} was recorded after {a}" for a, b in pairwise(recorded) if b < a]
    found.wrong += look(folder / "kept", Known(made=True), folder / "copy", whole=False) if not control else []
    return found


def inside(path: Path, *, control: bool) -> None:
    """The process whose clock is set."""
    folder = Folder(path)
    path.mkdir()
    first = sys.stdin.readline()
    folder.make()
    ring = folder.ring()
    if control:
        Writing.__post_init__ = as_it_is  # type: ignore[method-assign]
    store = folder.open(ring)
    line, turn = first, 0
    while line:
        turn += 1
        try:
            if line == "open\n":
                store.close()
                store = folder.open(ring)
                answer = "kept"
            else:
                (kept,) = store.append([visit(turn)])
                ((recorded,),) = store.reader.rows("SELECT recorded FROM entries WHERE idx = ?", (kept.index,))
                answer = f"kept {recorded}"
        except ClockWentBack:
            answer = "back"
        print(answer, flush=True)
        line = sys.stdin.readline()


def as_it_is(writing: Writing) -> None:
    """The control: the time of recording is what the clock says."""
    writing.recorded = micros(writing.pen.now())


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--steps", type=int, default=3_000)
    options.add_argument("--seed", default="1")
    options.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--control", action="store_true", help=argparse.SUPPRESS)
    options.add_argument("--jobs", type=int, default=1, help="so many at once; each is told apart by its seed")
    chosen = options.parse_args()
    if chosen.inside:
        inside(chosen.inside, control=chosen.control)
        return
    if library() is None:
        sys.exit("There is no libfaketime here: make need-faults.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)

        def some(before: int, steps: int) -> Tally:
            return campaign(folder / f"{before}", steps, f"{chosen.seed} {before}")

        def control() -> Tally:
            return campaign(folder / "control", 200, "control", control=True)

        go_on("clock_steps", chosen.steps, some, control, batch=200, jobs=chosen.jobs)


if __name__ == "__main__":
    main()
