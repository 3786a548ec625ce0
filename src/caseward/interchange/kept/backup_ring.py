"""The key ring backed up apart from the record, for a short time: as long as a copy of it lives, nothing that was
destroyed is gone.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from caseward.errors import BadRequest
from caseward.interchange.kept.backup_for_a_time import checked_for_a_time, head_now, written_for_a_time
from caseward.interchange.kept.opening import master_key, ring_of
from caseward.interchange.kept.settings import Settings
from caseward.ledger.backup.manifest import KEYS, Manifest
from caseward.ledger.backup.pages import Told, copy_pages
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
    return written_for_a_time(KEYS, settings, folder, head_now(settings), at)


def checked_ring(folder: Path, settings: Settings, at: datetime) -> Manifest:
    """A ring's backup that may still be used for this record. BadBackup, BadRing; BadRequest where there is a ring."""
    manifest = checked_for_a_time(KEYS, settings, folder, at)
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


def _nothing(_size: int) -> bytes:
    raise AssertionError("looking at a ring needs nothing random")
