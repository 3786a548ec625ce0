"""The one door to numba: every kernel is compiled alike, cached on disk, and lets other threads run meanwhile."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

import numba
import numpy as np

U: Any = np.uintp  # an index known not to be negative: a kernel need not ask whether it counts from the end

P = ParamSpec("P")
R = TypeVar("R")
_HERE = Path(__file__).parent
_IMPORT = re.compile(rb"^from caseward\.engine\.(\w+) import ", re.MULTILINE)


def kernel(function: Callable[P, R], *, within: bool = False) -> Callable[P, R]:
    """A function over arrays, compiled; ``within``: into what calls it, where a call of its own for each subject would
    cost more than what it does. With NUMBA_DISABLE_JIT=1 it runs as written."""
    compiled: Any = numba.njit(cache=True, nogil=True, error_model="numpy", forceinline=within)(function)
    kept = getattr(getattr(compiled, "_cache", None), "_cache_file", None)
    if kept is not None:
        # By itself numba compares the date of the function's own module, and would keep what another module's
        # constants and functions were compiled into.
        kept._source_stamp = sources(Path(function.__code__.co_filename))
    return compiled  # type: ignore[no-any-return]


def part_of_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """A function that is compiled into the kernels that call it."""
    return kernel(function, within=True)


def sources(path: Path, here: Path = _HERE) -> str:
    """A digest of a module and of every module of the engine (in ``here``) that it imports, directly or not."""
    found, left = {path}, [path]
    while left:
        new = set(_read(left.pop(), here)[1]) - found
        found |= new
        left += sorted(new)
    return sha256(b"".join(_read(p, here)[0] for p in sorted(found))).hexdigest()


@cache
def _read(path: Path, here: Path) -> tuple[bytes, tuple[Path, ...]]:
    """The digest of one module, and what it imports."""
    text = path.read_bytes() if path.is_file() else b""
    named = (here / f"{name.decode()}.py" for name in _IMPORT.findall(text))
    return sha256(text).digest(), tuple(p for p in named if p.is_file())
