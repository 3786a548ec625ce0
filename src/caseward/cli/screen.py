"""What a person sees: a console that knows about pipes and colours, JSON when asked, and word of what takes long."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import fill
from threading import Timer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

WIDTH = 100
PATIENCE = 2.0
"""Seconds after which a person is told what is going on."""


def print_json(data: object) -> None:
    """Print plain data as JSON, the only thing on standard output."""
    print(json.dumps(data, ensure_ascii=False, indent=2))


def console(*, no_color: bool = False, stderr: bool = False) -> Console:
    """A console at most 100 columns wide, that invents no markup in what it is given."""
    from rich.console import Console

    found = Console(stderr=stderr, no_color=no_color or None, highlight=False, markup=False, emoji=False)
    if not found.is_terminal or found.width > WIDTH:
        found.width = WIDTH
    return found


def table(*heads: str, title: str = "", right: tuple[int, ...] = (), whole: tuple[int, ...] = ()) -> Table:
    """An empty table in the house style; ``right`` are the columns of numbers, ``whole`` those never broken."""
    from rich import box
    from rich.table import Table

    made = Table(
        title=title or None,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
    )
    for i, head in enumerate(heads):
        made.add_column(head, justify="right" if i in right else "left", overflow="fold", no_wrap=i in (*right, *whole))
    made.padding = (0, 1, 0, 0)
    return made


def say(screen: Console, words: str, *, lead: str = "", style: str = "") -> None:
    """Print a line, wrapped at the width of the screen; what follows the lead (``- ``) hangs under itself."""
    width, hang = screen.width, " " * len(lead)
    screen.print(
        fill(words, width, initial_indent=lead, subsequent_indent=hang, break_long_words=False, break_on_hyphens=False),
        soft_wrap=True,
        style=style or None,
    )


@contextmanager
def step(words: str, *, quiet: bool = False) -> Iterator[None]:
    """Say what is going on if it takes more than two seconds, on standard error and only to a terminal."""
    if quiet or not sys.stderr.isatty():
        yield
        return
    from rich.console import Console

    status = Console(stderr=True).status(words)
    timer = Timer(PATIENCE, status.start)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()
