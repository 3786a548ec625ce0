"""``manifest.json`` of a backup: what it holds, of which log and from when, and the SHA-256 of each of its files.

That the entries are the log's own is for the signed head in the store to prove; the manifest shows that nothing was
cut off or damaged since the copy was made. ``signed`` is about the note that signs it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from typing import Any, Final

from caseward.errors import Fault
from caseward.ledger.backup.errors import BadBackup
from caseward.ledger.durable import write_durably

FILE: Final = "manifest.json"
FORMAT: Final = 1
RECORD: Final = "record"
KEYS: Final = "keys"
TABLES: Final = "tables"
SENT: Final = "uploads"
"""The folder, within the record's and within a backup of it, of files that people sent."""


@dataclass(frozen=True, slots=True)
class Copied:
    """One file of a backup: its name in the folder, its length in bytes, its SHA-256 in hex."""

    name: str
    bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. ``holds`` is ``record``, ``keys`` or ``tables``; ``size`` and ``root`` are those of
    the log (of a ring and of tables: of the log they go with, when they were copied). ``expires``: when a copy of a
    ring or of tables has to be gone.
    """

    holds: str
    origin: str
    made: datetime
    size: int
    root: str
    files: tuple[Copied, ...]
    expires: datetime | None = None

    def write(self, folder: Path) -> None:
        """Write it into the backup's folder, on disk when this returns."""
        data: dict[str, Any] = {
            "format": FORMAT,
            "holds": self.holds,
            "origin": self.origin,
            "made": self.made.isoformat(),
            "size": self.size,
            "root": self.root,
        }
        if self.expires is not None:
            data["expires"] = self.expires.isoformat()
        data["files"] = [{"name": f.name, "bytes": f.bytes, "sha256": f.sha256} for f in self.files]
        write_durably(folder / FILE, (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode())


def copied(folder: Path, names: Iterable[str]) -> tuple[Copied, ...]:
    """The files of a new backup as they lie on the disk."""
    return tuple(Copied(name, (folder / name).stat().st_size, digest(folder / name)) for name in names)


def digest(path: Path) -> str:
    """The SHA-256 of a file in hex."""
    with path.open("rb") as data:
        return file_digest(data, "sha256").hexdigest()


def read_manifest(folder: Path) -> Manifest:
    """What the backup in a folder says of itself. BadBackup when there is none, or it cannot be read."""
    place = folder / FILE
    if not place.is_file():
        raise BadBackup(f"{folder} has no {FILE}: it is no backup, or one that was never finished.")
    try:
        data = json.loads(place.read_bytes())
        if data["format"] != FORMAT:
            raise BadBackup(f"{place}: a later version of Caseward wrote it.")
        files = tuple(Copied(_plain(f["name"]), int(f["bytes"]), str(f["sha256"])) for f in data["files"])
        expires = datetime.fromisoformat(data["expires"]) if "expires" in data else None
        made, size = datetime.fromisoformat(data["made"]), int(data["size"])
        return Manifest(_known(data["holds"]), str(data["origin"]), made, size, str(data["root"]), files, expires)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadBackup(f"{place} cannot be read: {type(error).__name__}: {error}.") from None


def check_files(folder: Path, manifest: Manifest) -> None:
    """BadBackup with every file that is not as it was written."""
    faults = [fault for found in manifest.files for fault in _wrong(folder, found)]
    if faults:
        raise BadBackup(faults=faults)


def _wrong(folder: Path, found: Copied) -> list[Fault]:
    path = folder / found.name
    if not path.is_file():
        return [_fault(found, "", "the file is not there")]
    length = path.stat().st_size
    if length != found.bytes:
        how = "cut off" if length < found.bytes else "made longer"
        return [_fault(found, f"{length} bytes", f"it had {found.bytes} bytes when it was written: it was {how}")]
    if digest(path) != found.sha256:
        return [_fault(found, "", "its bytes are not those that were written (SHA-256)")]
    return []


def _fault(found: Copied, value: str, rule: str) -> Fault:
    return Fault(found.name, 0, 0, BadBackup.code, "", value, rule)


def _plain(name: str) -> str:
    """A file's name, and not a way out of the folder: one of its own, or of a file that was sent."""
    own = name.removeprefix(f"{SENT}/")
    if not own or Path(own).name != own or own in (".", ".."):
        raise ValueError(f"{name!r} is no name of a file in it")
    return name


def _known(holds: str) -> str:
    if holds not in (RECORD, KEYS, TABLES):
        raise ValueError(f"it holds {holds!r}, which is none of {RECORD}, {KEYS} and {TABLES}")
    return holds
