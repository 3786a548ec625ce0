"""A backup of a kept record: its store as of one moment, its settings and whom it trusts, and never a key."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from caseward.interchange.kept import settings as kept_settings
from caseward.interchange.kept import witnessed as kept_witnessed
from caseward.interchange.kept.backup_beside import copy_beside
from caseward.interchange.kept.opening import signer_if_there, trust_of
from caseward.interchange.kept.settings import Settings
from caseward.interchange.kept.witnessed import witnessed
from caseward.ledger.backup.manifest import RECORD, Manifest, copied
from caseward.ledger.backup.pages import Still, Told, copy_pages
from caseward.ledger.backup.rows import copy_rows
from caseward.ledger.backup.signed import sign_manifest
from caseward.ledger.backup.whole import Whole, whole
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.durable import sync_file, write_durably
from caseward.ledger.note import Note
from caseward.ledger.store.continuing import check_continues
from caseward.ledger.store.database import Database, DatabaseFailed
from caseward.ledger.store.head import newest_note
from caseward.ledger.store.opening import connect
from caseward.ledger.store.refusals import StoreFailed
from caseward.ledger.store.schema import tables
from caseward.ledger.store.sqlite import SQLite
from caseward.ledger.store.sqlite_guards import guards

STORE: Final = "record.sqlite"
TRUST: Final = "trust.policy"


def _silent(_done: int, _of: int) -> None:
    return


@dataclass(frozen=True, slots=True)
class Heard:
    """Who is told of progress: of the copying, and of the checking."""

    copying: Told = _silent
    checking: Told = _silent


def size_of(settings: Settings) -> int:
    """How many entries the record has now, by its head; reads nothing else. StoreFailed."""
    with closing(_connected(settings)) as db:
        return newest_note(db)[0]


def backup_record(settings: Settings, folder: Path, at: datetime, heard: Heard | None = None) -> Manifest:
    """Copy the record into an empty folder while others write, check the copy, and write its manifest last; with it
    goes what lies beside it.

    StoreFailed, DamagedStore, RolledBack when the copy is not whole or lacks what a witness cosigned.
    """
    told = heard or Heard()
    path, seen = folder / STORE, witnessed(settings)
    try:
        if "://" in settings.where:
            _by_rows(settings, path, told.copying)
        else:
            _connected(settings).close()  # refuses what is no store
            copy_pages(Path(settings.where), path, told.copying)
    except DatabaseFailed as error:
        raise StoreFailed(str(error)) from error
    found = checked(path, settings, [seen] if seen else [], told.checking)
    names = [STORE, kept_settings.FILE, TRUST]
    write_durably(folder / kept_settings.FILE, settings.path(kept_settings.FILE).read_bytes())
    write_durably(folder / TRUST, settings.path(settings.trust).read_bytes())
    if seen is not None:
        write_durably(folder / kept_witnessed.FILE, str(seen).encode())
        names.append(kept_witnessed.FILE)
    # After the record, because a file is there before its entry: every entry of the copy finds its file. A file without
    # an entry does no harm.
    names += copy_beside(settings.folder, folder)
    manifest = Manifest(RECORD, settings.origin, at, found.head.size, found.root, copied(folder, names))
    written(manifest, folder, settings)
    return manifest


def written(manifest: Manifest, folder: Path, settings: Settings) -> None:
    """Write a manifest, and sign it where the log's key is at hand: who makes backups need not have it."""
    manifest.write(folder)
    if signer := signer_if_there(settings):
        sign_manifest(folder, settings.origin, signer)


def checked(path: Path, settings: Settings, seen: Sequence[Note], told: Told) -> Whole:
    """The head of a copied store that nobody writes: all of it hashed, and containing the heads that were seen."""
    with closing(Still(path)) as db:
        found = whole(db, trust_of(settings).logs, told)
        for note in seen:
            check_continues(db, found.head.size, Checkpoint.parse(note.text))
    return found


def _connected(settings: Settings) -> Database:
    try:
        return connect(settings.where, write=False)
    except DatabaseFailed as error:
        raise StoreFailed(str(error)) from error


def _by_rows(settings: Settings, path: Path, told: Told) -> None:
    """The rows of a database, as of one moment, in a file of SQLite: a backup is the same whatever it is of."""
    with closing(connect(settings.where, write=False)) as source:
        source.execute("BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        path.touch(0o600)
        with closing(SQLite(path, write=True, create=True)) as target:
            filled(target, source, guards(), told)
        source.rollback()
    sync_file(path)


def filled(target: Database, source: Database | Still, guarded: Sequence[str], told: Told) -> None:
    """Make the tables of a store in an empty database, with all rows of another store and its own guards. All or
    nothing.
    """
    target.begin()
    try:
        for statement in tables(target.dialect):
            target.execute(statement)
        copy_rows(source, target, told)
        for statement in guarded:
            target.execute(statement)
        target.commit()
    except BaseException:
        target.rollback()
        raise
