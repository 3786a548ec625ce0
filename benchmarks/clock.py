"""Runs a command several times and says how long it took and how much memory it held."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

CASEWARD = str(Path(sys.executable).parent / "caseward")


@dataclass(frozen=True, slots=True)
class Measured:
    """Seconds of wall clock, least seconds of processor (which other work changes little), largest memory in MiB."""

    what: str
    runs: int
    least: float
    median: float
    processor: float
    memory: float


def measure(what: str, arguments: list[str], *, runs: int, cwd: Path) -> Measured:
    """Run ``caseward`` with the arguments, once to warm the disk, then as often as asked; it has to succeed."""
    _once(arguments, cwd)
    found = [_once(arguments, cwd) for _ in range(runs)]
    wall, processor, memory = zip(*found, strict=True)
    return Measured(what, runs, min(wall), statistics.median(wall), min(processor), max(memory))


def _once(arguments: list[str], cwd: Path) -> tuple[float, float, float]:
    started = time.perf_counter()
    child = subprocess.Popen([CASEWARD, *arguments], cwd=cwd, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    _, status, used = os.wait4(child.pid, 0)
    seconds = time.perf_counter() - started
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"caseward {' '.join(arguments)} ended with {child.returncode}")
    return seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024
