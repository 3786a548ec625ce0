"""A process that does nothing but beget lives and end them.

Whoever checks what they leave is another process: memory that is shared with the next life is dear to write to.
"""

from __future__ import annotations

import multiprocessing
import os
import random
from collections.abc import Callable
from functools import partial
from multiprocessing.connection import Connection
from typing import Any

from tests.faults.folder import Folder

#: What a child does with a folder, and never comes back: told the pipe to speak into, its name, what to ask again.
Live = Callable[..., None]
#: Begets a child that lives, ends it, and gives back all that it said.
End = Callable[..., bytes]


class Begetter:
    """Lives of one sort that end in one way, each in a process of its own."""

    def __init__(self, live: Live, end: End) -> None:
        here, there = multiprocessing.Pipe()
        self._line, self._child = here, os.fork()
        if self._child == 0:
            here.close()
            _serve(live, end, there)
        there.close()

    def lived(self, folder: Folder, name: str, again: list[str], seed: float, *more: Any) -> bytes:
        """One life, and all that it said. ``more`` is for what ends it."""
        self._line.send((folder, name, again, seed, more))
        return self._line.recv_bytes()

    def __enter__(self) -> Begetter:
        return self

    def __exit__(self, *_: object) -> None:
        self._line.close()
        os.waitpid(self._child, 0)


def _serve(live: Live, end: End, line: Connection) -> None:
    try:
        while True:
            folder, name, again, seed, more = line.recv()
            line.send_bytes(end(partial(live, folder, name=name, again=again), random.Random(seed), *more))
    except EOFError:
        pass  # the campaign is over
    finally:
        os._exit(0)
