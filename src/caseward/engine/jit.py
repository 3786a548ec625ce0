"""The one door to numba: every kernel is compiled alike, cached on disk, and lets other threads run meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """A function over arrays, compiled. With NUMBA_DISABLE_JIT=1 it runs as written."""
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled  # type: ignore[no-any-return]


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """A small function that is written out where a kernel calls it: a call that passes arrays costs more than its
    work."""
    compiled: Any = numba.njit(inline="always", error_model="numpy")(function)
    return compiled  # type: ignore[no-any-return]
