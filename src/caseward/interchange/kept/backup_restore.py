"""A backup made into a record again: in a new place, or in the place of the record that it was made of."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from caseward.errors import BadRequest, CasewardError
from caseward.interchange.kept import settings as kept_settings
from caseward.interchange.kept import witnessed as kept_witnessed
from caseward.interchange.kept.backup import STORE, TRUST, Heard, checked, filled
from caseward.interchange.kept.backup_beside import copy_sent, put_beside
from caseward.interchange.kept.opening import trust_of
from caseward.interchange.kept.settings import Settings, read_settings
from caseward.interchange.kept.witnessed import witnessed
from caseward.ledger.backup.errors import BadBackup
from caseward.ledger.backup.manifest import FILE, RECORD, Manifest, check_files, digest, read_manifest
from caseward.ledger.backup.pages import Still
from caseward.ledger.backup.signed import is_signed
from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint
from caseward.ledger.durable import sync_file, sync_folder, write_durably
from caseward.ledger.keys import COSIGNS
from caseward.ledger.note import BadNote, Note
from caseward.ledger.store.continuing import check_continues
from caseward.ledger.store.database import DatabaseFailed
from caseward.ledger.store.opening import connect, open_store
from caseward.ledger.store.refusals import StoreFailed
from caseward.ledger.trust import Trust

REPLACED: Final = "replaced"
"""The folder, within the record's, into which a store goes that a backup took the place of."""
_FILES = ("", "-wal", "-shm")


@dataclass(frozen=True, slots=True)
class Loss:
    """The backup has ``size`` entries; the newest head known of the record has ``seen`` (None: none is known)."""

    size: int
    seen: int | None
    note: Note | None = None

    @property
    def entries(self) -> int:
        """How many entries the record had that the backup does not have."""
        return max((self.seen or 0) - self.size, 0)


@dataclass(frozen=True, slots=True)
class Checked:
    """A backup that may be used: its folder, its manifest, its settings, what is lost with it, and whether the log's
    key signed its manifest.
    """

    folder: Path
    manifest: Manifest
    settings: Settings
    loss: Loss
    signed: bool


def checked_backup(
    folder: Path, seen: Sequence[Note], heard: Heard, *, record: Settings | None = None, trust: Path | None = None
) -> Checked:
    """A backup of a record whose files are as they were written, whose entries lead to a head signed by a trusted key,
    and that has no other past than the heads that were ``seen``. BadBackup, DamagedStore.

    Trusted is what the ``trust`` file names, else ``record`` (in whose place it is to come), else the backup's own.
    """
    manifest = read_manifest(folder)
    if manifest.holds != RECORD:
        raise BadBackup(f"{folder} holds {manifest.holds}, not a record.")
    check_files(folder, manifest)
    by = trust or (record.path(record.trust) if record else folder / TRUST)
    settings = replace(read_settings(folder), folder=folder, trust=str(by.absolute()))
    if record is not None and record.origin != manifest.origin:
        raise BadBackup(f"It is of {manifest.origin}; the record there is {record.origin}.")
    known = _known(settings, seen, record)
    with _failing():
        found = checked(folder / STORE, settings, (), heard.checking)
    if (found.head.origin, found.head.size, found.root) != (manifest.origin, manifest.size, manifest.root):
        raise BadBackup(f"{FILE} is not about the store that lies beside it.")
    signed = is_signed(folder, manifest.origin, trust_of(settings).logs)
    loss = _loss(folder, found.head, known, list(_own(record)) if record else [])
    return Checked(folder, manifest, settings, loss, signed)


def _known(settings: Settings, seen: Sequence[Note], record: Settings | None) -> list[Note]:
    """Every head that is known of the record: given, kept beside the backup, kept beside the record."""
    kept = [witnessed(settings), witnessed(record) if record else None]
    trusted = trust_of(settings)
    return [believed(note, settings.origin, trusted) for note in (*seen, *(note for note in kept if note))]


def _own(record: Settings) -> Iterator[Note]:
    try:
        store = open_store(record.where, None, None)
    except CasewardError:
        return  # that is why a backup is wanted
    with closing(store):
        yield store.head()


def believed(note: Note, origin: str, trust: Trust) -> Note:
    """A head of this log that its key signed or a witness cosigned. BadRequest for any other."""
    try:
        head = Checkpoint.parse(note.text)
        witnesses = [key for key in trust.witnesses.values() if key.type in COSIGNS]
        signed = note.verified([*trust.logs, *witnesses])
    except (BadNote, BadCheckpoint) as error:
        raise BadRequest(f"The head that was seen: {error}.") from None
    if head.origin != origin or not signed:
        raise BadRequest(f"The head that was seen is of {head.origin!r}, or signed by nobody whom the record trusts.")
    return note


def _loss(folder: Path, head: Checkpoint, known: Sequence[Note], own: Sequence[Note]) -> Loss:
    """``own`` is the head of the record in place: what it has beyond the backup was acknowledged, so it is lost too."""
    with _failing(), closing(Still(folder / STORE)) as db:
        for note in known:
            found = Checkpoint.parse(note.text)
            if found.size <= head.size:
                check_continues(db, head.size, found)
    ahead = [note for note in own if Checkpoint.parse(note.text).size > head.size]
    newest = max((*known, *ahead), key=lambda note: Checkpoint.parse(note.text).size, default=None)
    return Loss(head.size, Checkpoint.parse(newest.text).size if newest else None, newest)


def restore_new(backup: Checked, building: Path, postgres: str, heard: Heard) -> Settings:
    """Make the record in an empty folder, or in an empty database with its settings in the folder. Its keys are not
    in a backup: they are put where the settings say. What was made is read once more and checked.
    """
    store = postgres or STORE
    settings = replace(backup.settings, folder=building, store=store, trust=TRUST)
    _copied(backup.folder / STORE, building / STORE)
    write_durably(building / TRUST, backup.settings.path(backup.settings.trust).read_bytes())
    write_durably(building / kept_settings.FILE, settings.toml().encode())
    if backup.loss.note is not None:
        write_durably(building / kept_witnessed.FILE, str(backup.loss.note).encode())
    put_beside(backup.folder, building)
    _again(building / STORE, backup, heard)
    if postgres:
        _into_database(building / STORE, postgres, heard)
        (building / STORE).unlink()
    sync_folder(building)
    return settings


def restore_over(backup: Checked, record: Settings, heard: Heard) -> Path:
    """Put the backup's store in the place of the record's, which goes into a folder of its own, whole; that folder.

    Nobody may have the record open. A run that was stopped is run again. BadRequest for a record in a database.
    """
    if "://" in record.where:
        raise BadRequest("A record in a database is restored into another database, or by point in time; see the docs.")
    place = Path(record.where)
    beside = place.with_name(f".{place.name}.restoring")
    beside.unlink(missing_ok=True)
    _copied(backup.folder / STORE, beside)
    _again(beside, backup, heard)
    copy_sent(backup.folder, record.folder)  # before the store: its entries find their files from the first moment
    if backup.loss.note is not None:
        # Before the store is moved: from the first moment the older copy stands there, it is known for what it is.
        kept_witnessed.remember(record, backup.loss.note)
    aside = _aside(record, digest(backup.folder / FILE)[:16], place)
    aside.mkdir(parents=True, exist_ok=True)
    for end in _FILES:
        # The log beside the old file must not stand beside the new one: it would be taken for its own.
        old = place.with_name(place.name + end)
        if old.exists():
            old.replace(aside / old.name)
    sync_folder(aside)
    beside.replace(place)
    sync_folder(place.parent)
    return aside


def _aside(record: Settings, name: str, place: Path) -> Path:
    """A folder that holds none of the files that are to go there; after a run that was stopped, the one it began."""
    there = [place.name + end for end in _FILES if place.with_name(place.name + end).exists()]
    number, found = 1, record.path(REPLACED) / name
    while any((found / one).exists() for one in there):
        number += 1
        found = record.path(REPLACED) / f"{name}-{number}"
    return found


def _copied(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)
    target.chmod(0o600)
    sync_file(target)


def _again(path: Path, backup: Checked, heard: Heard) -> None:
    wanted = next(file for file in backup.manifest.files if file.name == STORE)
    if digest(path) != wanted.sha256:
        raise BadBackup(f"{path.name}: what was written is not what was read; is the disk sound?")
    with _failing():
        checked(path, backup.settings, (), heard.checking)


def _into_database(path: Path, url: str, heard: Heard) -> None:
    from caseward.ledger.store import postgres_guards

    guarded = (*postgres_guards.guards(), *postgres_guards.grants())
    with _failing(), closing(connect(url, write=True, create=True)) as target, closing(Still(path)) as source:
        filled(target, source, guarded, heard.copying)


@contextmanager
def _failing() -> Iterator[None]:
    try:
        yield
    except DatabaseFailed as error:
        raise StoreFailed(str(error)) from error
