"""Where files that people sent lie: in the agency's folder, each locked under a key of its own, which is locked under
the key of the term that it belongs to. When the term is destroyed, nothing opens them any more, wherever a copy is.

A file's name is a blind mark of whose it is and of its SHA-256: it says nothing without the key ring, and nothing but
the record is needed to find it.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Final

from caseward.interchange.kept.drafts import name_of
from caseward.ledger.backup.manifest import SENT
from caseward.ledger.durable import held, write_durably
from caseward.ledger.keyring.locked_file import is_locked, lock_file, unlock_file
from caseward.ledger.keyring.wrap import NotOpened
from caseward.ledger.store.draft import Withheld
from caseward.ledger.store.refusals import MatterClosed
from caseward.web.keeping import Keeping

LOCK: Final = ".lock"


@dataclass(frozen=True, slots=True, order=True)
class Sent:
    """A file as the record knows it: its SHA-256 in hex, whose it is, and of which term of theirs."""

    digest: str
    person: str
    term: str


def place_of(sent: Sent, keeping: Keeping) -> Path:
    """Where a file lies, or would lie."""
    marks = keeping.reading().store.reader.marks
    assert marks is not None  # the application opens the record with its keys
    name = marks.file(name_of(sent.person), name_of(sent.term), sent.digest)
    return keeping.folder / SENT / name


def keep(data: bytes, sent: Sent, keeping: Keeping) -> None:
    """Lock a file into the agency's folder, on disk when this returns. MatterClosed: its term is sealed or gone."""
    place = place_of(sent, keeping)
    key = keeping.reading().store.reader.matter_key(name_of(sent.person), name_of(sent.term))
    if isinstance(key, Withheld):
        raise MatterClosed
    place.parent.mkdir(mode=0o700, exist_ok=True)
    with held(place.parent / LOCK):  # two that write one file at once would mix two keys
        if not place.exists():
            box = BytesIO()
            lock_file(BytesIO(data), box, key, sent.digest.encode(), secrets.token_bytes)
            write_durably(place, box.getvalue(), mode=0o600)


def kept(sent: Sent, keeping: Keeping) -> bytes | None:
    """A file that was kept; None when it is not there, cannot be opened, or is not what was sent."""
    key = keeping.reading().store.reader.matter_key(name_of(sent.person), name_of(sent.term))
    if isinstance(key, Withheld):
        return None
    try:
        with place_of(sent, keeping).open("rb") as box:
            data = b"".join(unlock_file(box, key, sent.digest.encode()))
    except (OSError, NotOpened):
        return None
    return data if sha256(data).hexdigest() == sent.digest else None


def plain_ones(folder: Path) -> list[Path]:
    """The files of an agency's folder that an earlier release left there unlocked; each is named by its SHA-256."""
    named = (place for place in sorted((folder / SENT).glob("?" * 64)) if place.is_file())
    return [place for place in named if not is_locked(place)]


def destroy(place: Path) -> None:
    """Overwrite a file and take it away, as far as the disk lets anybody overwrite."""
    try:
        with place.open("r+b") as data:
            data.write(bytes(place.stat().st_size))
            data.flush()
            os.fsync(data.fileno())
        place.unlink()
    except FileNotFoundError:
        return  # somebody else was there first
