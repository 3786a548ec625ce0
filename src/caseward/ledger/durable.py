"""Writing a file so that it survives a power cut: whole or not at all, and on disk when the call returns."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

if os.name == "posix":
    import fcntl


def write_durably(place: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Put ``data`` at ``place``, over what is there. OSError when it cannot be done; then the old content stands."""
    beside = place.with_name(f".{place.name}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        _write_all(handle, data)
        # Order matters: the bytes are on disk before the name points at them, and the name is on disk before we return.
        os.fsync(handle)
    finally:
        os.close(handle)
    beside.replace(place)
    sync_folder(place.parent)


def append_durably(place: Path, data: bytes, *, at: int) -> None:
    """Write ``data`` at an offset of a file and drop what stood after it; on disk when this returns."""
    new = not place.exists()
    handle = os.open(place, os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        os.ftruncate(handle, at)
        os.lseek(handle, at, os.SEEK_SET)
        _write_all(handle, data)
        os.fsync(handle)
    finally:
        os.close(handle)
    if new:
        sync_folder(place.parent)


def sync_file(path: Path) -> None:
    """Bring a file's bytes to disk, whoever wrote them."""
    _sync(path, os.O_RDONLY)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to disk: a new one is durable only then."""
    _sync(folder, os.O_RDONLY | os.O_DIRECTORY)


def _sync(place: Path, flags: int) -> None:
    handle = os.open(place, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def held(place: Path) -> Iterator[None]:
    """Hold a lock file alone, among threads and processes of one machine; others wait. It is let go when the process
    ends, however it ends."""
    handle = os.open(place, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _write_all(handle: int, data: bytes) -> None:
    left = memoryview(data)
    while left:
        left = left[os.write(handle, left) :]
