"""A record that was put back from an older copy goes on: what two authorities have to sign, and what is then done.

In this order, so that a crash between any two steps leaves a record that still refuses, and the same command run again
goes on:

1. the lost head and the signed text are on disk under ``lost/``
2. the entry ``recovery`` is in the log, with the signed text beside it
3. the head that is given up no longer stands as the newest one that was seen
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from caseward.errors import BadRequest
from caseward.interchange.kept import witnessed as kept_witnessed
from caseward.interchange.kept.backup_restore import believed
from caseward.interchange.kept.opening import log_signer, ring_of, trust_of
from caseward.interchange.kept.settings import BadSettings, Settings
from caseward.interchange.kept.witnessed import witnessed
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.durable import sync_folder, write_durably
from caseward.ledger.keys import BadKey, PublicKey
from caseward.ledger.note import Note
from caseward.ledger.recovery import KIND, NotRecovered, Recovery, check_two, reason_fault
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.opening import open_store
from caseward.ledger.store.store import Store
from caseward.ledger.tree import root_of

LOST: Final = "lost"
"""The folder, within the record's, where a head that was given up is kept with the recovery that gave it up."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A record that goes on: what was recovered, the index of its entry, who signed."""

    recovery: Recovery
    index: int
    signed_by: tuple[str, ...]


def wanted(settings: Settings, seen: Sequence[Note], because: str) -> Recovery:
    """The recovery that a record needs: from its head as it is, giving up the newest head that was seen.

    BadRequest when it needs none, or the reason is none.
    """
    if fault := reason_fault(because):
        raise BadRequest(f"--because: {fault}.")
    known = [*seen, *([own] if (own := witnessed(settings)) else ())]
    trust = trust_of(settings)
    heads = [Checkpoint.parse(believed(note, settings.origin, trust).text) for note in known]
    with closing(open_store(settings.where, None, None)) as store:
        strange = [head for head in heads if not _contains(store, head)]
        if not strange:
            raise BadRequest("The record contains every head that is known of it: there is nothing to recover from.")
        return Recovery(_head(store), max(strange, key=lambda head: head.size), because)


def recover(settings: Settings, note: Note, now: Callable[[], datetime], entropy: Callable[[int], bytes]) -> Recovered:
    """Let the record go on as a text says that two authorities signed. NotRecovered unless it is about this record as
    it is now, and gives up the head that stands in the way.
    """
    recovery = Recovery.parse(note.text)
    if recovery.origin != settings.origin:
        raise NotRecovered(f"It is about {recovery.origin}; this is {settings.origin}.")
    trust, stands = trust_of(settings), witnessed(settings)
    signed_by = check_two(note, authorities(settings), [*trust.logs, *trust.witnesses.values()])
    ring = ring_of(settings, entropy=entropy)
    try:
        # Opened without the head that it is not: that is what has been signed for.
        with closing(open_store(settings.where, log_signer(settings), ring, now, entropy=entropy)) as store:
            index = _index(store, recovery, note)
            if index < 0:
                _check(store, recovery, stands)
                _keep_lost(settings, recovery, note, stands)
                index = _recorded(store, recovery, note)
            _give_up(settings, store)
    finally:
        ring.close()
    return Recovered(recovery, index, signed_by)


def check_record(settings: Settings, recovery: Recovery) -> None:
    """NotRecovered unless a recovery is about a record as it is now."""
    if recovery.origin != settings.origin:
        raise NotRecovered(f"It is about {recovery.origin}; this is {settings.origin}.")
    with closing(open_store(settings.where, None, None)) as store:
        _check(store, recovery, witnessed(settings))


def authorities(settings: Settings) -> list[PublicKey]:
    """The keys that ``backup.authorities`` names. BadSettings when one is none."""
    try:
        return [PublicKey.parse(vkey) for vkey in settings.backup_authorities]
    except BadKey as error:
        raise BadSettings(f"backup.authorities: {error}.") from None


def _index(store: Store, recovery: Recovery, note: Note) -> int:
    """Where the entry of this recovery stands already, after a run that was stopped; -1 when it does not."""
    rows = store.reader.rows("SELECT note FROM countersigned WHERE idx = ?", (recovery.kept.size,))
    same = bool(rows) and Note.parse(bytes(rows[0][0])).text == note.text
    return recovery.kept.size if same else -1


def _check(store: Store, recovery: Recovery, stands: Note | None) -> None:
    if _head(store) != recovery.kept:
        raise NotRecovered(
            f"It goes on from {recovery.kept.size} entries with a root of their own; the record has {store.size}, or "
            "others. What was signed is about another moment: a new text has to be written and signed."
        )
    if _contains(store, recovery.lost):
        raise NotRecovered("The record contains the head that is to be given up: nothing is lost.")
    seen = Checkpoint.parse(stands.text) if stands else None
    if seen and not _contains(store, seen) and seen != recovery.lost and seen.size >= recovery.lost.size:
        raise NotRecovered(f"It gives up a head of {recovery.lost.size} entries; one of {seen.size} was seen.")


def _keep_lost(settings: Settings, recovery: Recovery, note: Note, stands: Note | None) -> None:
    folder = settings.path(LOST)
    folder.mkdir(exist_ok=True)
    sync_folder(settings.folder)
    write_durably(folder / f"{recovery.lost.size}.recovery.txt", str(note).encode())
    if stands is not None:
        write_durably(folder / f"{Checkpoint.parse(stands.text).size}.note", str(stands).encode())


def _recorded(store: Store, recovery: Recovery, note: Note) -> int:
    draft = Draft(KIND, "", "", "", {KIND: {"because": recovery.because, "note": str(note)}})
    with store.transaction() as writing:
        if writing.size != recovery.kept.size:
            raise NotRecovered("Something was recorded meanwhile; a new text has to be written and signed.")
        (kept,) = writing.append([draft])
        writing.db.execute("INSERT INTO countersigned (idx, note) VALUES (?, ?)", (kept.index, str(note).encode()))
    return kept.index


def _give_up(settings: Settings, store: Store) -> None:
    """Only a head that the log contains stands beside it from now on."""
    stands, place = witnessed(settings), settings.path(kept_witnessed.FILE)
    if stands is None or _contains(store, Checkpoint.parse(stands.text)):
        return
    left = store.cosigned()
    if left is not None:
        write_durably(place, str(left).encode())
    else:
        place.unlink()
        sync_folder(place.parent)


def _head(store: Store) -> Checkpoint:
    return Checkpoint.parse(store.head().text)


def _contains(store: Store, head: Checkpoint) -> bool:
    return head.size <= store.size and root_of(head.size, store.subtrees) == head.root


def merged(notes: Sequence[Note]) -> Note:
    """One note of several with the same text: authorities may sign apart. NotRecovered when the texts differ."""
    first = notes[0]
    if any(note.text != first.text for note in notes):
        raise NotRecovered("The files that were given are about different recoveries.")
    return Note(first.text, tuple(dict.fromkeys(s for note in notes for s in note.signatures)))


def read_note(path: Path) -> Note:
    """A signed recovery from a file. NotRecovered when it is none."""
    from caseward.ledger.note import BadNote

    try:
        return Note.parse(path.read_bytes())
    except (OSError, BadNote) as error:
        raise NotRecovered(f"{path}: {error}.") from None
