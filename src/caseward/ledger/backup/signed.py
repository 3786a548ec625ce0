"""``manifest.note`` of a backup: the log's key over the bytes of its manifest, so that neither day nor list nor hash in
it can be changed by whoever carries the backup.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from typing import Final

from caseward.ledger.backup.errors import BadBackup
from caseward.ledger.backup.manifest import FILE
from caseward.ledger.durable import write_durably
from caseward.ledger.keys import PublicKey, Signer
from caseward.ledger.note import BadNote, Note, sign

NOTE: Final = "manifest.note"


def _text(folder: Path, origin: str) -> str:
    """What is signed. Its first line is no name of a log, so it can pass for no checkpoint."""
    return f"caseward/backup/v1\n{origin}\nmanifest {sha256((folder / FILE).read_bytes()).hexdigest()}\n"


def sign_manifest(folder: Path, origin: str, signer: Signer) -> None:
    """Write the note beside a manifest, on disk when this returns."""
    write_durably(folder / NOTE, str(sign(_text(folder, origin), [signer])).encode())


def is_signed(folder: Path, origin: str, logs: Iterable[PublicKey]) -> bool:
    """Whether a key of the log signed the manifest; False where nobody did. BadBackup for a note that does not hold."""
    place = folder / NOTE
    if not place.is_file():
        return False
    try:
        note = Note.parse(place.read_bytes())
        signed = note.verified([key for key in logs if key.name == origin])
    except (OSError, BadNote) as error:
        raise BadBackup(f"{place}: {error}.") from None
    if not signed or note.text != _text(folder, origin):
        raise BadBackup(f"{FILE} is not the one that {NOTE} signs, or no key that is trusted here signed it.")
    return True
