"""An output folder is whole or not there: built beside its place, then moved into it. A folder of somebody else's is
never replaced.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from caseward.cli.swap import BUILDING, claimed, clear_leftovers, swap
from caseward.errors import BadRequest

MARK = ".caseward"
_SAYS = "Made by caseward. A folder with this file in it may be replaced by caseward.\n"


def check_place(out: Path, *, force: bool, inputs: tuple[Path, ...] = ()) -> None:
    """BadRequest when the folder may not be made or replaced: not a folder, not ours, holding what is being read, or
    within the record, the first of ``inputs``: a stranger's folder in a record is a fault of it.
    """
    place = out.resolve()
    for order, given in enumerate(i.resolve() for i in inputs):
        if given == place:
            raise BadRequest(f"{out} is being read; name another folder for the output.")
        if place in given.parents:
            raise BadRequest(f"{out} holds {given.name}, which is being read; name another folder for the output.")
        if order == 0 and given in place.parents:
            raise BadRequest(f"{out} lies in {given.name}, which is being read; name a folder outside it.")
    if place == Path.cwd().resolve() or place in Path.cwd().resolve().parents:
        raise BadRequest(f"{out} is the folder you are in; name another folder for the output.")
    if out.exists() and not out.is_dir():
        raise BadRequest(f"{out} is a file; name a folder for the output.")
    if out.is_dir() and not force and not (out / MARK).is_file() and any(out.iterdir()):
        raise BadRequest(
            f"{out} holds files that caseward did not make; name another folder, or give --force to replace it."
        )


@contextmanager
def new_folder(out: Path, *, force: bool = False, marked: bool = True, inputs: tuple[Path, ...] = ()) -> Iterator[Path]:
    """A folder to write in, which becomes ``out`` when all went well and vanishes when anything did not.

    Whenever the process is killed, ``out`` is the old folder or the new one, whole; what a killed run left beside it is
    taken away by the next.
    """
    check_place(out, force=force, inputs=inputs)
    with scratch_beside(out) as building:
        building.chmod(0o777 & ~_umask())
        if marked:
            (building / MARK).write_text(_SAYS, encoding="utf-8")
        yield building
        swap(building, out.resolve())


@contextmanager
def scratch_beside(out: Path) -> Iterator[Path]:
    """A folder for what is in the way afterwards, on the disk where the output will lie."""
    place = out.resolve()
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        clear_leftovers(place)
        folder = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=BUILDING, dir=place.parent))
    except OSError as error:
        raise BadRequest(f"{out} cannot be made: {error.strerror}.") from None
    try:
        with claimed(folder):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


@contextmanager
def new_file(out: Path, *, force: bool = False) -> Iterator[Path]:
    """A file to write, which becomes ``out`` when all went well. BadRequest when it exists already and ``force`` is
    not given.
    """
    if out.is_dir():
        raise BadRequest(f"{out} is a folder; name a file.")
    if out.exists() and not force:
        raise BadRequest(f"{out} exists already; name another file, or give --force to replace it.")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{out.name}.", dir=out.parent) as folder:
            building = Path(folder) / out.name
            yield building
            building.replace(out)
    except OSError as error:
        raise BadRequest(f"{out} cannot be written: {error.strerror}.") from None
