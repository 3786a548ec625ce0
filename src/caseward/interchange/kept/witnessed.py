"""The newest head that a witness cosigned, kept beside the settings and not in the store: so that a store that was put
back from an older copy, or lost its tail, is known for what it is."""

from __future__ import annotations

from typing import Final

from caseward.errors import CasewardError
from caseward.interchange.kept.settings import Settings
from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint
from caseward.ledger.durable import write_durably
from caseward.ledger.note import BadNote, Note

FILE: Final = "witnessed.note"


class BadWitnessed(CasewardError):
    """The file of the newest cosigned head cannot be read."""

    code = "CW532"
    sentence = "The newest cosigned checkpoint, kept beside the record, cannot be read."
    hint = "ask the witness for the last checkpoint it cosigned, and put it back; without it a rollback could go unseen"
    exit_code = 1
    http_status = 503


def witnessed(settings: Settings) -> Note | None:
    """The newest head that was cosigned; None when none ever was. BadWitnessed when the file is damaged."""
    place = settings.path(FILE)
    try:
        note = Note.parse(place.read_bytes())
        Checkpoint.parse(note.text)
    except FileNotFoundError:
        return None
    except (OSError, BadNote, BadCheckpoint) as error:
        raise BadWitnessed(f"{place}: {error}.") from None
    return note


def remember(settings: Settings, note: Note) -> None:
    """Keep a cosigned head, unless a later one is kept already. It is on disk when this returns."""
    before = witnessed(settings)
    if before is None or Checkpoint.parse(before.text).size <= Checkpoint.parse(note.text).size:
        write_durably(settings.path(FILE), str(note).encode())
