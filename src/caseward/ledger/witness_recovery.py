"""The witness's side of a recovery: its head goes back, only for a text that two authorities it knows have signed, and
what it had sworn to is kept as evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.durable import sync_folder, write_durably
from caseward.ledger.keys import PublicKey, Signer
from caseward.ledger.note import Note, cosign
from caseward.ledger.recovery import NotRecovered, Recovery, check_two
from caseward.ledger.tree import Frontier, leaf_hash
from caseward.ledger.witness import Head
from caseward.ledger.witness_mirror import Mirror
from caseward.ledger.witness_store import FolderSlot, name_of


def go_back(
    slot: FolderSlot,
    evidence: Path,
    note: Note,
    authorities: Sequence[PublicKey],
    log: PublicKey,
    signer: Signer,
    mirror: Mirror | None,
    time: int,
) -> Recovery:
    """Move the head of a log back to the one that a recovery goes on from. Whoever calls holds the slot. NotRecovered
    unless two authorities signed it and it gives up what this witness has seen.

    ``evidence`` is the folder in which the old head, the recovery and the copies of the lost entries are kept.
    """
    recovery = Recovery.parse(note.text)
    check_two(note, authorities, [log, signer.public])
    head = slot.read()
    if (head.size, head.root) == (recovery.kept.size, recovery.kept.root):
        return recovery  # done before
    _check(recovery, head, mirror)
    evidence.mkdir(exist_ok=True)
    name = f"{name_of(recovery.origin)}.{head.size}"
    # Order matters: what is given up is on disk under another name before the head that swears to it goes.
    write_durably(evidence / f"{name}.head", head.note)
    write_durably(evidence / f"{name}.recovery.txt", str(note).encode())
    if mirror is not None:
        lost = islice(mirror.leaves(recovery.origin), recovery.kept.size, None)
        write_durably(evidence / f"{name}.leaves", b"".join(leaf + b"\n" for leaf in lost))
    sync_folder(evidence.parent)
    text = str(recovery.kept)
    slot.keep(Head(recovery.kept.size, recovery.kept.root, str(Note(text, (cosign(text, signer, time),))).encode()))
    return recovery


def _check(recovery: Recovery, head: Head, mirror: Mirror | None) -> None:
    if head.size <= recovery.kept.size:
        raise NotRecovered(
            f"This witness has seen {head.size} entries, and the record goes on from {recovery.kept.size}: nothing has "
            "to go back; if it refuses the record, the record has another past than the one it saw."
        )
    if head.size > recovery.lost.size or (head.size == recovery.lost.size and head.root != recovery.lost.root):
        raise NotRecovered(
            f"This witness has seen another head, of {head.size} entries, than the one of {recovery.lost.size} that is "
            "given up. The text has to name this one: caseward recover --seen, with the file in `heads`."
        )
    if mirror is not None and not _begins(mirror, recovery.kept):
        raise NotRecovered(
            f"The first {recovery.kept.size} entries that the record goes on from are not those copied here: they were "
            "changed, not only lost. Keep everything, and sign nothing."
        )


def _begins(mirror: Mirror, head: Checkpoint) -> bool:
    frontier, _ = Frontier().extended(map(leaf_hash, islice(mirror.leaves(head.origin), head.size)))
    return frontier.size == head.size and frontier.root() == head.root
