"""Files that people send: checked for size and for what they really are, kept under their digest, never opened here.

They lie in the agency's folder without a name and without the right to be run; they leave it as a download alone.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import puremagic
from django.core.files.uploadedfile import UploadedFile
from django.forms import ValidationError
from django.utils.translation import gettext as _

from caseward.ledger.durable import write_durably

FOLDER: Final = "uploads"
LARGEST: Final = 10 * 1024 * 1024
ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
"""What is taken, by what the bytes say it is, with the ending under which it is handed out."""
BEGINNINGS: Final = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""With which bytes one of these begins: nothing may stand before them."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that was checked: its bytes and their SHA-256."""

    data: bytes
    sha256: str

    @property
    def location(self) -> str:
        """Where it is kept, from the agency's folder."""
        return f"{FOLDER}/{self.sha256}"


def checked(upload: UploadedFile[Any]) -> Proof:
    """A file that may be kept. ValidationError, in plain words, for any other."""
    if upload.size is None or upload.size > LARGEST:
        raise ValidationError(_("The file is too large. It may have 10 MB at most."))
    data = upload.read()
    if not ending_of(data):
        raise ValidationError(_("This file cannot be taken. Send a PDF, or a picture as JPEG or PNG."))
    return Proof(data, sha256(data).hexdigest())


def ending_of(data: bytes) -> str:
    """The ending of a file by what its bytes say it is; '' for what is not taken."""
    try:
        found = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError):
        return ""
    return ENDINGS.get(found[0].mime_type, "") if found and data.startswith(BEGINNINGS) else ""


def keep(proof: Proof, folder: Path) -> None:
    """Keep a file in the agency's folder, on disk when this returns; the same one is kept once."""
    place = folder / proof.location
    place.parent.mkdir(mode=0o700, exist_ok=True)
    if not place.exists():
        write_durably(place, proof.data, mode=0o600)


def destroy(digest: str, folder: Path) -> None:
    """Overwrite a file and take it away, as far as the disk lets anybody overwrite."""
    place = folder / FOLDER / digest
    if place.exists():
        with place.open("r+b") as data:
            data.write(bytes(place.stat().st_size))
            data.flush()
            os.fsync(data.fileno())
        place.unlink()


def kept(location: str, digest: str, folder: Path) -> bytes | None:
    """A file that was kept; None when it is not there, or is not what was sent."""
    if location != f"{FOLDER}/{digest}":
        return None
    try:
        data = (folder / location).read_bytes()
    except OSError:
        return None
    return data if sha256(data).hexdigest() == digest else None
