"""Word of kernels that are being compiled: once on a machine, when they are first asked for. That takes up to a minute,
in which nothing else is to be seen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from numba.core import event

#: Hears the name of a kernel, or of a part of one, when its compiling begins.
Heard: TypeAlias = Callable[[str], None]


class _Listener(event.Listener):
    def __init__(self, heard: Heard) -> None:
        self._heard = heard

    def on_start(self, event: Any) -> None:
        self._heard(event.data["dispatcher"].py_func.__name__)

    def on_end(self, event: Any) -> None:
        """Nothing is said of the end: the next begins, or the work does."""


@contextmanager
def compiling_told(heard: Heard) -> Iterator[None]:
    """Tell of every kernel that this process compiles meanwhile; what the machine has already is not compiled."""
    with event.install_listener("numba:compile", _Listener(heard)):
        yield
