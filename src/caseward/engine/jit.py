"""The one door to numba: every kernel is compiled alike, cached on disk, and lets other threads run meanwhile."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np

U: Any = np.uintp  # an index known not to be negative: a kernel need not ask whether it counts from the end

P = ParamSpec("P")
R = TypeVar("R")


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """A function over arrays, compiled. With NUMBA_DISABLE_JIT=1 it runs as written."""
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy")(function)
    return compiled  # type: ignore[no-any-return]
