"""Every system call of a full cycle fails once: append, seal, witness, export, rotate, destroy, open, migrate.

``python -m tests.faults.syscalls``, on Linux with strace. The cycle runs once to be counted, then once for each call and
each way in which it can fail: EIO, ENOSPC, EINTR, a write or read of no byte, and being killed at it. The process may
say that something failed; it may not acknowledge what is not so. It goes on in the same process: what was not answered
is asked again, and one more entry has to be kept. Then the folder is checked (``looking``). Writes that are cut short
within their bytes come with ``disk_full``. The control takes failures for acknowledgements.

One thing may happen beside: where the system refuses to let a lock on a file go (Linux never does on a disk of its own),
SQLite goes on as if it had, and whoever writes next waits for a lock that nobody holds until the process is started
again. These are counted as waiting, not as wrong; EIO stands for every error there.
"""

from __future__ import annotations

import argparse
import gc
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from caseward.ledger.store.refusals import StoreFailed
from tests.faults.folder import Folder
from tests.faults.lives import Life, drafts_of
from tests.faults.looking import look
from tests.faults.marks import Tally, go_on
from tests.faults.telling import NO_NOTE, Known

CYCLE = ("append", "correct", "append", "seal", "witness", "export", "rotate", "append", "destroy", "receipt", "reopen",
         "unseal", "migrate", "append")  # fmt: skip
ERRORS = ("EIO", "ENOSPC", "EINTR")
MAY_END = ("brk", "mmap", "munmap", "write", "exit_group")
"""Calls whose failure the process need not survive (it has no memory), or cannot speak of (it writes what it says)."""
UNLOCK = "F_UNLCK"
SHORT = ("read", "pread64", "write", "pwrite64")
PATIENCE, UNLOCKING = 90.0, 10.0
"""Seconds without a word after which a process is taken to wait for ever; the second when letting a lock go failed."""


class Cycle(Life):
    """A life whose deeds are told beforehand, and that goes on after a failure. ``lies``: see the control."""

    def __init__(self, folder: Folder, pipe: int, *, lies: bool = False) -> None:
        super().__init__(folder, pipe, "cycle", [], {})
        self.lies, self.open, self.unanswered = lies, False, list[str]()

    def go(self) -> None:
        """The whole cycle; what fails is left for the next step to do without."""
        for name in CYCLE:
            self.done += 1
            try:
                self._opened()
                with self.deed(name):
                    getattr(self, f"_{name}")()
            except (StoreFailed, OSError):
                continue
        try:
            self._heal()
        except (StoreFailed, OSError):
            self._heal()  # the one failure came only now

    def _heal(self) -> None:
        self._opened()
        for name in dict.fromkeys(self.unanswered):
            self.ask(name)
        self.ask("healed")
        self.say("end all")

    def _opened(self) -> None:
        if not self.open:
            self.begin()
            self.open = True

    def _shut(self) -> None:
        self.open = False
        super()._shut()

    def _reopen(self) -> None:
        self._shut()
        self._opened()

    def _open(self) -> None:
        super()._open()
        self.open = True

    def ask(self, name: str, *_: object) -> None:
        """As any life asks; what fails is asked again at the end."""
        try:
            super().ask(name)
        except (StoreFailed, OSError):
            if self.lies:
                found = " ".join(f"{self.store.size + k}:unknown" for k in range(len(drafts_of(name))))
                self.say(f"kept {name} {NO_NOTE} {found}")
            else:
                self.unanswered.append(name)
            raise


def started(folder: Folder, *, lies: bool = False) -> tuple[int, int]:
    """A process that stands still before the cycle, and where what it says can be read."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        life = Cycle(folder, writing, lies=lies)
        os.kill(os.getpid(), signal.SIGSTOP)
        try:
            life.go()
        except BaseException as error:
            life.say(f"fault {type(error).__name__} {' '.join(str(error).split())[:500]}")
        finally:
            os._exit(0)
    os.close(writing)
    os.waitpid(child, os.WUNTRACED)
    return child, reading


def traced(folder: Folder, how: list[str], log: Path, *, lies: bool = False) -> tuple[bytes, bool]:
    """What a cycle said under strace, and whether it ended by itself."""
    child, reading = started(folder, lies=lies)
    tracer = subprocess.Popen(["strace", "-qq", "-o", str(log), *how, "-p", str(child)])
    status = Path(f"/proc/{child}/status")
    while "TracerPid:\t0" in status.read_text() and tracer.poll() is None:
        os.sched_yield()
    os.kill(child, signal.SIGCONT)
    said = b""
    quiet, part = 0.0, b"something"
    while part and quiet < patience(log):
        if not select.select([reading], [], [], UNLOCKING)[0]:
            quiet += UNLOCKING
            continue
        part, quiet = os.read(reading, 65536), 0.0
        said += part
    ended = not part
    with suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    tracer.wait()
    os.close(reading)
    return said, ended


def patience(log: Path) -> float:
    """How long to wait for a word."""
    return UNLOCKING if re.search(f"{UNLOCK}.*INJECTED", log.read_text(errors="replace")) else PATIENCE


def counted(folder: Path, template: Path) -> dict[str, list[str]]:
    """Each call that the cycle makes, as strace shows it, by its name."""
    shutil.copytree(template, folder / "counted")
    said, _ = traced(Folder(folder / "counted"), [], folder / "log")
    if b"end all" not in said:
        sys.exit(f"The cycle does not come to its end by itself: {said[-500:].decode()}")
    found = dict[str, list[str]]()
    for line in (folder / "log").read_text(errors="replace").splitlines():
        if name := re.match(r"\w+(?=\()", line):
            found.setdefault(name[0], []).append(line)
    return found


def cases(calls: dict[str, list[str]]) -> Iterator[tuple[str, str, int]]:
    """Each call, each way to fail, each time it is made."""
    for call, lines in sorted(calls.items()):
        for n, line in enumerate(lines, start=1):
            errors = ERRORS[:1] if UNLOCK in line else ERRORS
            ways = [f"error={error}" for error in errors] + (["retval=0"] if call in SHORT else []) + ["signal=KILL"]
            yield from ((call, way, n) for way in ways)


def tried(folder: Path, template: Path, case: tuple[str, str, int], *, lies: bool = False) -> Tally:
    """One cycle in which one call fails."""
    call, way, n = case
    place, log, known = folder / "kept", folder / "log", Known(made=True)
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(template, place)  # makes the folder, too
    how = ["-e", f"trace={call}", "-e", f"inject={call}:{way}:when={n}"]
    said, ended = traced(Folder(place), how, log, lies=lies)
    known.told(said)
    hit = re.findall(".*INJECTED.*", log.read_text(errors="replace"))
    waits = not ended and any(UNLOCK in line for line in hit)
    known.wrong += [] if ended or waits else ["it hangs"]
    if ended and way != "signal=KILL" and call not in MAY_END and known.doing != "after all":
        known.wrong.append(f"the process ended in {known.doing} and did not go on")
    known.wrong += look(place, known, folder / "copy")
    found = Tally(1, len(known.leaves), [f"{call} {n} {way}: {one}" for one in known.wrong])
    how_said = "short" if way == "retval=0" else way.partition("=")[2]
    found.inside["waiting" if waits else f"{call} {how_said}" if hit or way == "signal=KILL" else "not reached"] += 1
    return found


def added(tallies: Iterator[Tally]) -> Tally:
    """All of them together."""
    found = Tally()
    for each in tallies:
        found.add(each)
    return found


def made(folder: Path) -> Path:
    """The folder that every cycle begins with: a store with some entries."""
    folder.mkdir(parents=True)
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        Life(Folder(folder), writing, "before", [], {"append": 1}).live(6)
        os._exit(0)
    os.waitpid(child, 0)
    os.close(reading)
    os.close(writing)
    return folder


def main() -> None:
    """The campaign by its command."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--only", help="one case, as it was told: 'pwrite64 17 error=EIO'")
    options.add_argument("--every", type=int, default=1, help="only each so manieth case, for a first look")
    options.add_argument("--jobs", type=int, default=1, help="so many at once; each is told apart by its seed")
    chosen = options.parse_args()
    if shutil.which("strace") is None:
        sys.exit("There is no strace here: make need-faults.")
    gc.freeze()
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as place:
        folder = Path(place)
        template = made(folder / "template")
        calls = counted(folder, template)
        print(f"{sum(map(len, calls.values()))} calls: {', '.join(f'{c} {len(n)}' for c, n in sorted(calls.items()))}")
        every = [*cases(calls)][:: chosen.every]
        if chosen.only:
            call, n, way = chosen.only.split(" ")
            sys.exit("\n".join(tried(folder, template, (call, way, int(n))).wrong) or 0)

        def some(before: int, number: int) -> Tally:
            return added(tried(folder / f"{before}", template, case) for case in every[before : before + number])

        def control() -> Tally:
            wrong = (("pwrite64", "error=EIO", n) for n in range(1, len(calls["pwrite64"]), 7))
            return added(tried(folder / "control", template, case, lies=True) for case in wrong)

        go_on("syscalls", len(every), some, control, batch=50, jobs=chosen.jobs)


if __name__ == "__main__":
    main()
