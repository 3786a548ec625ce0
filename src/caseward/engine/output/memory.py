"""Memory that a process let go of stays with it, for the next slice.

A slice takes some hundred megabytes in large pieces and lets go of them all. Given back to the system each time, the
same pages are asked for, and cleared, again and again: on virtual machines that takes as long as the work itself.
"""

from __future__ import annotations

import ctypes
import gc
import sys

import pyarrow as pa

_TRIM_AT, _AHEAD, _MAPPED, _ARENAS = -1, -2, -4, -8  # M_TRIM_THRESHOLD, M_TOP_PAD, M_MMAP_MAX, M_ARENA_MAX of malloc.h
_SETTINGS = ((_MAPPED, 0), (_TRIM_AT, 2**31 - 1), (_AHEAD, 64 << 20), (_ARENAS, 1))


def keep_memory() -> None:
    """Let this process keep what it frees, for numpy's arrays and Arrow's alike. It is for processes of our own: what a
    program that calls us does with its memory is its own affair. Where the C library has no such settings (macOS,
    Windows, musl), nothing is changed."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        for setting, value in _SETTINGS:
            libc.mallopt(setting, value)
        pa.set_memory_pool(pa.system_memory_pool())
    gc.freeze()  # what was loaded stays: no need to look through it again and again while entries are made
