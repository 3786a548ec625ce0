"""The key ring backed up apart from the record, for a short time: as long as a copy of it lives, nothing that was
destroyed is gone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from caseward.errors import BadRequest, NotFound
from caseward.interchange.kept.backup import written
from caseward.interchange.kept.backup_tables import BEGINNING
from caseward.interchange.kept.opening import master_key, ring_of, trust_of
from caseward.interchange.kept.settings import Settings
from caseward.ledger.backup.errors import BadBackup
from caseward.ledger.backup.manifest import FILE, KEYS, TABLES, Manifest, check_files, copied, read_manifest
from caseward.ledger.backup.pages import Told, copy_pages
from caseward.ledger.backup.signed import NOTE, is_signed
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.durable import sync_folder
from caseward.ledger.envelope import Envelope
from caseward.ledger.keyring import FileRing, open_ring
from caseward.ledger.orders.order import ACTIONS
from caseward.ledger.orders.sealing import finish_sealing
from caseward.ledger.store.database import DatabaseFailed
from caseward.ledger.store.opening import open_store
from caseward.ledger.store.refusals import StoreFailed
from caseward.ledger.store.store import Store

RING: Final = "ring.sqlite"
#: What a ring's file says it is, at this place in it (SQLite's application id).
_MARK, _AT = b"CWRG", 68
#: Of what a copy has to be gone.
_FOR_A_TIME = (KEYS, TABLES)


def backup_ring(settings: Settings, folder: Path, at: datetime, told: Told = lambda _done, _of: None) -> Manifest:
    """Copy the key ring into an empty folder, see that the copy opens with the master key, and write when it has to
    be gone. BadRing, NoKey.
    """
    ring_of(settings).close()
    try:
        copy_pages(settings.path(settings.keys_ring), folder / RING, told)
    except DatabaseFailed as error:
        raise StoreFailed(str(error)) from error
    open_ring(folder / RING, master_key(settings), entropy=_nothing).close()
    with closing(open_store(settings.where, None, None)) as store:
        head = Checkpoint.parse(store.head().text)
    until = at + timedelta(days=settings.backup_window_days)
    root = str(head).splitlines()[2]
    manifest = Manifest(KEYS, settings.origin, at, head.size, root, copied(folder, [RING]), until)
    written(manifest, folder, settings)
    return manifest


def checked_ring(folder: Path, settings: Settings, at: datetime) -> Manifest:
    """A ring's backup that may still be used for this record. BadBackup, BadRing; BadRequest where there is a ring."""
    manifest = read_manifest(folder)
    if manifest.holds != KEYS or manifest.origin != settings.origin:
        raise BadBackup(f"{folder} holds the {manifest.holds} of {manifest.origin}, not the keys of {settings.origin}.")
    check_files(folder, manifest)
    is_signed(folder, settings.origin, trust_of(settings).logs)
    if manifest.expires is not None and manifest.expires <= at:
        raise BadBackup(
            f"{folder} had to be gone by {manifest.expires:%Y-%m-%d}: it may hold keys that were destroyed."
        )
    open_ring(folder / RING, master_key(settings), entropy=_nothing).close()
    if settings.path(settings.keys_ring).exists():
        raise BadRequest(f"There is a ring at {settings.path(settings.keys_ring)}; move it away before it is replaced.")
    return manifest


def restore_ring(folder: Path, settings: Settings, entropy: Callable[[int], bytes]) -> tuple[int, int]:
    """Put a checked backup of the ring in its place, and let it say of every matter what the log says: how many keys
    were destroyed and sealed in it that were open when it was copied.
    """
    place = settings.path(settings.keys_ring)
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    beside = place.with_name(f".{place.name}.restoring")
    beside.unlink(missing_ok=True)
    copy_pages(folder / RING, beside)
    ring = open_ring(beside, master_key(settings), entropy=entropy)
    with closing(ring), closing(open_store(settings.where, None, ring)) as store:
        gone, sealed = _destroyed_again(store, ring), len(finish_sealing(store))
    beside.replace(place)
    sync_folder(place.parent)
    return gone, sealed


def _destroyed_again(store: Store, ring: FileRing) -> int:
    """Destroy the keys of what was destroyed since the copy: an older ring must bring nothing back."""
    rows = store.reader.rows
    found = rows("SELECT token, key_id FROM matters WHERE state = 'destroyed' ORDER BY token")
    keys: dict[str, str] = dict(found)
    wanted: dict[str, int] = {}
    for index, leaf in rows("SELECT idx, leaf FROM entries WHERE kind = ? ORDER BY idx", (ACTIONS["destroy"],)):
        for first in Envelope.parse(bytes(leaf)).refers:
            token = rows("SELECT case_token FROM entries WHERE idx = ?", (first,))[0][0]
            if token in keys:
                wanted.setdefault(keys[token], index)
    gone = ring.destroyed()
    left = {key_id: index for key_id, index in wanted.items() if key_id not in gone}
    if left:
        ring.destroy(left)
    return len(left)


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
            return first[_AT:] == _MARK or first.startswith(BEGINNING)
    except OSError:
        return True


def _expired(place: Path, at: datetime, *, dry_run: bool) -> Remaining:
    try:
        manifest = read_manifest(place.parent)
        known = manifest.holds in _FOR_A_TIME and place.name in {f.name for f in manifest.files}
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


def _nothing(_size: int) -> bytes:
    raise AssertionError("looking at a ring needs nothing random")
