"""Cosigning by files: the same bytes as over HTTP, carried by hand."""

from __future__ import annotations

import time
from pathlib import Path

from caseward.cli.witness_folder import WitnessFolder
from caseward.errors import BadRequest, NotFound
from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint
from caseward.ledger.note import BadNote, Note
from caseward.ledger.witness import Request
from caseward.ledger.witness_client import cosigned
from caseward.ledger.witness_mirror import BadHandover

_WHY = {
    403: "the log's key that is known here did not sign it",
    404: "this witness does not know the log: caseward witness add-log DIR VKEY",
    409: "it does not begin where this witness saw the log last; it has seen so many entries:",
    422: "it does not continue what this witness saw. Keep the file: it may be proof that the past was changed.",
}


class NotCosigned(BadRequest):
    """A checkpoint is not cosigned."""

    code = "CW531"
    sentence = "The checkpoint is not cosigned."
    hint = "keep the request as it came; docs/how-to/be-a-witness.md says what each refusal means"
    exit_code = 1
    http_status = 422


def cosigned_file(folder: WitnessFolder, request: Path, entries: Path | None) -> tuple[Note, Checkpoint]:
    """The checkpoint of a request file with this witness's cosignature. NotCosigned with the reason otherwise."""
    data = read_file(request)
    try:
        asked = Request.parse(data)
        head = Checkpoint.parse(asked.note.text)
    except (BadNote, BadCheckpoint) as error:
        raise NotCosigned(f"{request}: {error}.") from None
    if entries is not None:
        _hand_over(folder, head, entries)
    answer = folder.witness().answer(data, int(time.time()))
    if answer.status != 200:
        said = " ".join(answer.body.split())
        raise NotCosigned(f"{request}: {_WHY.get(answer.status, 'it cannot be read')} ({answer.status}: {said})")
    return cosigned(asked.note, answer.body.encode(), [folder.signer.public]), head


def _hand_over(folder: WitnessFolder, head: Checkpoint, entries: Path) -> None:
    """Take the envelopes of a file into the copy: its first line says the index of the first."""
    if folder.mirror is None:
        raise BadRequest("--entries: this witness keeps no copies; it was made without --copies.")
    if head.origin not in folder.logs:
        raise NotCosigned(f"{entries}: {_WHY[404]}")
    first, _, rest = read_file(entries).partition(b"\n")
    if not first.startswith(b"first ") or not first[6:].isdigit():
        raise NotCosigned(f"{entries}: its first line is not `first INDEX`.")
    with folder.store(head.origin) as slot:
        try:
            folder.mirror.take(head.origin, int(first[6:]), rest.splitlines(), slot.read().size)
        except BadHandover as error:
            raise NotCosigned(f"{entries}: {error}.") from None


def read_file(place: Path) -> bytes:
    """The bytes of a file that somebody named. NotFound, BadRequest."""
    try:
        return place.read_bytes()
    except FileNotFoundError:
        raise NotFound(str(place)) from None
    except OSError as error:
        raise BadRequest(f"{place}: {error.strerror}.") from None
