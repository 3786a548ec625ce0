"""The tables of the web application backed up and put back: users, drafts, messages, readings, and what is drawn.

They hold in plain words what pages showed. So their copy is locked under the master key, and it has to be gone when
that of the key ring has: until then, what was destroyed since can be read in it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO, Final

from caseward.errors import BadRequest
from caseward.interchange.kept.backup_for_a_time import (
    TABLES_BEGIN,
    checked_for_a_time,
    head_now,
    written_for_a_time,
)
from caseward.interchange.kept.opening import master_key
from caseward.interchange.kept.settings import Settings
from caseward.ledger.backup.errors import BadBackup
from caseward.ledger.backup.manifest import TABLES, Manifest
from caseward.ledger.backup.pages import Still, Told, copy_pages
from caseward.ledger.durable import sync_file, sync_folder
from caseward.ledger.keyring.locked_file import lock_file, unlock_file
from caseward.ledger.keyring.wrap import NotOpened
from caseward.ledger.store.database import DatabaseFailed
from caseward.ledger.store.refusals import StoreFailed

FOLDER: Final = "tables"
"""Their folder within the backup of the record that they go with: a backup of its own, which goes before it."""
SQLITE: Final = "tables.sqlite.locked"
POSTGRESQL: Final = "tables.dump.locked"


def backup_tables(
    settings: Settings, source: IO[bytes], name: str, folder: Path, at: datetime, entropy: Callable[[int], bytes]
) -> Manifest:
    """Lock what is read of tables as of one moment (``paged``, or a dump) into an empty folder, as ``name``. NoKey."""
    key = master_key(settings)
    head = head_now(settings)
    with _new(folder / name) as target:
        target.write(TABLES_BEGIN)
        lock_file(source, target, key, _purpose(settings, name), entropy)
    sync_file(folder / name)
    return written_for_a_time(TABLES, settings, folder, head, at)


def checked_tables(folder: Path, settings: Settings, at: datetime) -> Manifest:
    """A copy of tables that may still be used for this record, and that its master key opens. BadBackup, NoKey."""
    manifest = checked_for_a_time(TABLES, settings, folder, at)
    for _ in pieces_of(folder, manifest, settings):
        pass  # all of it is opened once before any of it is used
    return manifest


def restore_file(place: Path, pieces: Iterator[bytes]) -> None:
    """Put the tables of a file of SQLite where there is none. BadRequest where there is one."""
    if place.exists():
        raise BadRequest(f"There are tables at {place}; move them away, with what begins with their name.")
    beside = place.with_name(f".{place.name}.restoring")
    with _new(beside) as target:
        for piece in pieces:
            target.write(piece)
    sync_file(beside)
    Still(beside).close()
    beside.replace(place)
    sync_folder(place.parent)


def pieces_of(folder: Path, manifest: Manifest, settings: Settings) -> Iterator[bytes]:
    """What a copy of tables holds, in pieces. BadBackup for one that is not whole, or not of this record; NoKey."""
    name = manifest.files[0].name
    with (folder / name).open("rb") as source:
        if source.read(len(TABLES_BEGIN)) != TABLES_BEGIN:
            raise BadBackup(f"{folder / name} is no copy of tables.")
        try:
            yield from unlock_file(source, master_key(settings), _purpose(settings, name))
        except NotOpened as error:
            raise BadBackup(f"{folder / name} does not open with the master key: {error}.") from None


@contextmanager
def paged(settings: Settings, database: Path, told: Told) -> Iterator[IO[bytes]]:
    """The pages of a file of SQLite, through a copy that lies beside it for a moment, where they are in plain anyway.
    BadRequest when there is no such file, StoreFailed.

    Other processes have it open through another SQLite library; in this one it is opened by one alone.
    """
    if not database.is_file():
        raise BadRequest(f"There are no tables at {database} yet: caseward serve {settings.folder} --prepare")
    beside = database.with_name(f".{database.name}.copying")
    beside.unlink(missing_ok=True)
    try:
        copy_pages(database, beside, told)
        Still(beside).close()
        with beside.open("rb") as source:
            yield source
    except DatabaseFailed as error:
        raise StoreFailed(str(error)) from error
    finally:
        beside.unlink(missing_ok=True)


@contextmanager
def _new(place: Path) -> Iterator[IO[bytes]]:
    place.unlink(missing_ok=True)
    handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as target:
        yield target


def _purpose(settings: Settings, name: str) -> bytes:
    return f"caseward/tables/v1\0{settings.origin}\0{name}".encode()
