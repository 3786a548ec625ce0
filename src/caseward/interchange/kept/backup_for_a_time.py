"""Copies that are kept for a short time only, of the key ring and of the application's tables: each says when it has to
be gone, is used until then and never after, and is found and deleted wherever it lies.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from caseward.errors import NotFound
from caseward.interchange.kept.backup import written
from caseward.interchange.kept.opening import trust_of
from caseward.interchange.kept.settings import Settings
from caseward.ledger.backup.errors import BadBackup
from caseward.ledger.backup.manifest import FILE, KEYS, TABLES, Manifest, check_files, copied, read_manifest
from caseward.ledger.backup.signed import NOTE, is_signed
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.durable import sync_folder
from caseward.ledger.store.opening import open_store

TABLES_BEGIN: Final = b"CWTABLES\n"
"""The first bytes of a copy of tables, before those of a locked file: by them it is found wherever it lies."""
#: What a ring's file says it is, at this place in it (SQLite's application id).
_MARK, _AT = b"CWRG", 68
#: What each may still hold of what was destroyed since.
_MAY_HOLD: Final = {KEYS: "hold keys that were destroyed", TABLES: "say what was destroyed"}


def head_now(settings: Settings) -> Checkpoint:
    """The record's head as such a copy says it."""
    with closing(open_store(settings.where, None, None)) as store:
        return Checkpoint.parse(store.head().text)


def written_for_a_time(holds: str, settings: Settings, folder: Path, head: Checkpoint, at: datetime) -> Manifest:
    """Write what a folder with such a copy in it says (``holds``: keys or tables): made now, gone after the window."""
    until = at + timedelta(days=settings.backup_window_days)
    root = str(head).splitlines()[2]
    files = copied(folder, sorted(place.name for place in folder.iterdir()))
    manifest = Manifest(holds, settings.origin, at, head.size, root, files, until)
    written(manifest, folder, settings)
    return manifest


def checked_for_a_time(holds: str, settings: Settings, folder: Path, at: datetime) -> Manifest:
    """The manifest of a copy of this record's that is whole, signed, and may still be used. BadBackup."""
    manifest = read_manifest(folder)
    if manifest.holds != holds or manifest.origin != settings.origin:
        found = f"the {manifest.holds} of {manifest.origin}"
        raise BadBackup(f"{folder} holds {found}, not the {holds} of {settings.origin}.")
    check_files(folder, manifest)
    is_signed(folder, settings.origin, trust_of(settings).logs)
    if manifest.expires is not None and manifest.expires <= at:
        raise BadBackup(f"{folder} had to be gone by {manifest.expires:%Y-%m-%d}: it may {_MAY_HOLD[holds]}.")
    return manifest


@dataclass(frozen=True, slots=True)
class Remaining:
    """A copy of a ring or of tables that was found: its place, until when it may be kept (None: nobody knows), whether
    it is gone now.
    """

    place: Path
    expires: datetime | None
    gone: bool
    why: str = ""


def expired(folder: Path, at: datetime, *, dry_run: bool) -> list[Remaining]:
    """Look through a folder for copies of key rings and of tables, in order of place; delete those whose time is over.

    What has no manifest, or one that cannot be read, is told and left: nobody knows what it is.
    """
    if not folder.is_dir():
        raise NotFound(str(folder))
    return [_expired(place, at, dry_run=dry_run) for place in _for_a_time(folder)]


def _for_a_time(folder: Path) -> Iterator[Path]:
    """The files that say of themselves that they are a key ring or tables; and those that cannot be read, for nobody
    knows.
    """
    for place in sorted(folder.rglob("*")):
        if place.is_file() and not place.is_symlink() and _says_so(place):
            yield place


def _says_so(place: Path) -> bool:
    try:
        with place.open("rb") as data:
            first = data.read(_AT + len(_MARK))
            return first[_AT:] == _MARK or first.startswith(TABLES_BEGIN)
    except OSError:
        return True


def _expired(place: Path, at: datetime, *, dry_run: bool) -> Remaining:
    try:
        manifest = read_manifest(place.parent)
        known = manifest.holds in _MAY_HOLD and place.name in {f.name for f in manifest.files}
        until = manifest.expires if known else None
    except BadBackup as error:
        return Remaining(place, None, gone=False, why=error.detail)
    if until is None:
        return Remaining(place, None, gone=False, why="it is no backup that says when it has to be gone")
    if until > at or dry_run:
        return Remaining(place, until, gone=False)
    try:
        place.unlink()
        (place.parent / FILE).unlink()
        (place.parent / NOTE).unlink(missing_ok=True)
        sync_folder(place.parent)
    except OSError as error:
        return Remaining(place, until, gone=not place.exists(), why=f"{error.strerror}")
    return Remaining(place, until, gone=True)
