"""Putting a new folder in the place of an old one in a single step, and clearing up after runs that were killed.

A folder being built is claimed by a lock that the system lets go when its process ends, however it ends: what is there
and claimed by nobody is a leftover.
"""

from __future__ import annotations

import ctypes
import errno
import glob
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

if sys.platform != "win32":
    import fcntl

BUILDING = ".building"
_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
_DONE = ".done"
_NOT_HERE = (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP)


@contextmanager
def claimed(folder: Path) -> Iterator[None]:
    """Hold a folder as being built by this process, where the disk knows locks."""
    held = ExitStack()
    with suppress(OSError):
        held.enter_context(_locked(folder))
    with held:
        yield


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder. OSError when another process holds it, or the disk has no locks."""
    if sys.platform == "win32":  # folders cannot be locked: leftovers stay until somebody takes them away
        raise OSError(errno.ENOTSUP, "no locks")
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def clear_leftovers(place: Path) -> None:
    """Take away the folders that killed runs left beside a place. A killed run that had moved the old folder away
    without putting the new one there (where the two cannot be exchanged in one step) has its new one put there now."""
    for found in sorted(place.parent.glob(f".{glob.escape(place.name)}.*{BUILDING}")):
        with suppress(OSError), _locked(found):
            if not place.exists() and (found / _DONE).exists():
                (found / _DONE).unlink()
                found.rename(place)
            else:
                shutil.rmtree(found, ignore_errors=True)


def swap(building: Path, place: Path) -> None:
    """Put the folder that was built in its place; the one that was there, if any, is taken away."""
    if not place.exists():
        building.rename(place)
    elif not _exchanged(building, place):
        _moved(building, place)


def _exchanged(building: Path, place: Path) -> bool:
    """Exchange the two in one step, where the system can; what was there is then where the new one was built."""
    if not sys.platform.startswith("linux"):
        return False
    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return False
    if library.renameat2(_HERE, os.fsencode(building), _HERE, os.fsencode(place), _EXCHANGE) == 0:
        return True
    number = ctypes.get_errno()
    if number in _NOT_HERE:
        return False
    raise OSError(number, os.strerror(number), str(place))


def _moved(building: Path, place: Path) -> None:
    """Two steps, between which nothing is in the place: the new folder says first that it is whole."""
    (building / _DONE).touch()
    old = building.with_name(building.name + ".old" + BUILDING)
    place.rename(old)
    try:
        building.rename(place)
    except OSError:
        old.rename(place)
        raise
    with suppress(OSError):
        (place / _DONE).unlink()
    shutil.rmtree(old, ignore_errors=True)
