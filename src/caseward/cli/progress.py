"""Word of how far a long piece of work is: done, rate and time left, on standard error.

To a terminal one line that is written over; elsewhere (a log) a line every half minute.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from caseward.cli.screen import PATIENCE

if TYPE_CHECKING:
    from caseward.engine.output.evaluation import Progress

SELDOM = 30.0
"""Seconds between two lines where the line before cannot be written over."""

COMPILING = "Compiling the kernels, once on this machine"


@dataclass(slots=True)
class Line:
    """What was last said, and when."""

    live: bool
    began: float = field(default_factory=time.monotonic)
    said: float = 0.0
    shown: int = 0

    def say(self, words_after: Callable[[float], str]) -> None:
        """Say how far it is, by the seconds since it began, unless that was said a moment ago or the wait is short."""
        now = time.monotonic()
        since = now - (self.said or self.began)
        if since < (PATIENCE / 4 if self.live and self.said else PATIENCE if self.live else SELDOM):
            return
        self.said = now
        self.write(words_after(now - self.began))

    def write(self, line: str) -> None:
        """Say it now."""
        if self.live:
            print("\r" + line.ljust(self.shown), end="", file=sys.stderr, flush=True)
            self.shown = len(line)
        else:
            print(line, file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Leave an empty line where the live one was."""
        if self.live and self.shown:
            print("\r" + " " * self.shown + "\r", end="", file=sys.stderr, flush=True)


def words(at: Progress, seconds: float) -> str:
    """``1,048,576 of 4,000,000 subjects, 31,200 a second; 56,000,000 obligations, 1,600,000 a second; 1:34 left``."""
    rate, rows = at.subjects / seconds, at.obligations / seconds
    left = clock((at.of_subjects - at.subjects) / rate) if rate else "unknown"
    return (
        f"{at.subjects:,} of {at.of_subjects:,} subjects, {rate:,.0f} a second; "
        f"{at.obligations:,} obligations, {rows:,.0f} a second; {left} left"
    )


def clock(seconds: float) -> str:
    """``1:34``, or with hours ``2:01:34``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@contextmanager
def saying(*, quiet: bool = False) -> Iterator[Callable[[Callable[[float], str]], None]]:
    """What is given the words for how far any work is, by the seconds since it began, while it goes on."""
    with _line() as line:
        yield (lambda _: None) if quiet else line.say


@contextmanager
def telling() -> Iterator[Telling]:
    """What is told of the progress of an evaluation, and of kernels being compiled, while the work goes on."""
    with _line() as line:
        yield Telling(line)


@dataclass(slots=True)
class Telling:
    """Puts into words what an evaluation tells of itself."""

    line: Line
    kernels: int = 0

    def progress(self, at: Progress) -> None:
        """How far it is."""
        self.line.say(lambda seconds: words(at, seconds))

    def compiling(self, kernel: str) -> None:
        """That a kernel is being compiled: at once, since nothing else is said meanwhile; to a log only once."""
        self.kernels += 1
        if self.line.live:
            self.line.write(f"{COMPILING}: {kernel} ({self.kernels} so far)")
        elif self.kernels == 1:
            self.line.write(f"{COMPILING}; up to a minute")


@contextmanager
def _line() -> Iterator[Line]:
    line = Line(live=sys.stderr.isatty())
    try:
        yield line
    finally:
        line.clear()
