"""Files as people send them: taken in memory, checked for size and for what they really are, never opened here."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from typing import Any, Final

import puremagic
from django.core.files.uploadedfile import InMemoryUploadedFile, UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.forms import ValidationError
from django.utils.translation import gettext as _

from caseward.ledger.backup.manifest import SENT

LARGEST: Final = 10 * 1024 * 1024
ENDINGS: Final = {"application/pdf": "pdf", "image/jpeg": "jpg", "image/png": "png"}
"""What is taken, by what the bytes say it is, with the ending under which it is handed out."""
BEGINNINGS: Final = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""With which bytes one of these begins: nothing may stand before them."""


class InMemory(FileUploadHandler):
    """Takes what is sent into memory, never onto a disk, and of all files of a request no more than one may have."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._room, self._held = LARGEST, BytesIO()

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Another file begins."""
        super().new_file(*args, **kwargs)
        self._held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:  # noqa: ARG002  # Django gives it
        """Keep what there is room for; that a file was larger is told by its size."""
        self._held.write(raw_data[: self._room])
        self._room -= min(self._room, len(raw_data))

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """The file with the size that it had."""
        self._held.seek(0)
        return InMemoryUploadedFile(
            self._held, self.field_name, self.file_name or "", self.content_type, file_size, self.charset
        )


@dataclass(frozen=True, slots=True)
class Proof:
    """A file that was checked: its bytes and their SHA-256."""

    data: bytes
    sha256: str

    @property
    def location(self) -> str:
        """What the record says of where it is kept."""
        return f"{SENT}/{self.sha256}"


def checked(upload: UploadedFile[Any]) -> Proof:
    """A file that may be kept. ValidationError, in plain words, for any other."""
    data = b"" if upload.size is None or upload.size > LARGEST else upload.read()
    if upload.size != len(data):
        raise ValidationError(_("The file is too large. It may have 10 MB at most."))
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
