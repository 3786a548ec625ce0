"""Receipts as files: for each entry ``ID.tlog-proof``, and beside it ``ID.said.json``, with which whoever holds both
can prove what the entry says, and not only that there is one.

The first file tells nothing of the entry. The second tells all of it, and is as private as the entry is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Final
from urllib.parse import quote

from caseward.ledger.durable import write_durably
from caseward.ledger.proof import Receipt
from caseward.ledger.store.draft import Opened, Withheld

PROOF: Final = ".tlog-proof"
SAID: Final = ".said.json"
_LONGEST = 120


def file_name(id_: str) -> str:
    """The name of an entry's files, without the ending: its id, with what a file's name cannot have written as %XX. A
    long one is cut, and the beginning of its hash put behind it.
    """
    safe = quote(id_, safe="")
    if len(safe) > _LONGEST:
        safe = f"{safe[:_LONGEST]}~{sha256(id_.encode()).hexdigest()[:16]}"
    return "%2E" + safe[1:] if safe.startswith(".") else safe


def write_receipt(folder: Path, id_: str, receipt: Receipt) -> Path:
    """Write an entry's receipt into a folder, made when it is not there; on disk, whole."""
    return _written(folder, file_name(id_) + PROOF, str(receipt).encode())


def write_said(folder: Path, id_: str, index: int, parts: Mapping[str, Opened | Withheld]) -> Path:
    """Write what opens the commitments of an entry's envelope: for each part its opening (hex) and canonical text."""
    text = json.dumps({"index": index, "parts": said_of(parts)}, ensure_ascii=False, indent=1) + "\n"
    return _written(folder, file_name(id_) + SAID, text.encode(), mode=0o600)


def said_of(parts: Mapping[str, Opened | Withheld]) -> dict[str, dict[str, str]]:
    """What opens the commitments of an envelope's parts, as far as they are open: opening (hex) and canonical text."""
    return {
        name: {"opening": part.opening.hex(), "part": part.part.decode()}
        for name, part in sorted(parts.items())
        if isinstance(part, Opened)
    }


def _written(folder: Path, name: str, data: bytes, mode: int = 0o644) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_durably(folder / name, data, mode=mode)
    return folder / name
