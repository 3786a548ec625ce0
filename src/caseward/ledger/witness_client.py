"""The log's side of witnessing: what it asks for, and what it believes of the answer."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint, whole_number
from caseward.ledger.keys import COSIGNS, PublicKey
from caseward.ledger.note import BadNote, Note
from caseward.ledger.tree import Subtrees, consistency_proof, root_of
from caseward.ledger.witness import Answer, Request

#: Sends the bytes of a request to a witness and gives its answer.
Post = Callable[[bytes], Answer]


class NotWitnessed(ValueError):
    """A witness did not cosign, or its answer is not what it should be."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A checkpoint with the cosignatures of known witnesses, and how many requests it took."""

    note: Note
    requests: int


def request_for(head: Note, old: int, subtrees: Subtrees) -> Request:
    """The request for a signed head, with a proof from the size that the witness saw last."""
    return Request(old, consistency_proof(old, Checkpoint.parse(head.text).size, subtrees), head)


def ask(head: Note, subtrees: Subtrees, witnesses: Iterable[PublicKey], old: int, post: Post) -> Asked:
    """Have a head cosigned. NotWitnessed with the witness's own words when it does not.

    ``old``: what we think the witness saw last; when it says otherwise (409) it is asked once more from there.
    """
    answer, requests = post(bytes(request_for(head, old, subtrees))), 1
    if answer.status == 409:
        seen = _last_seen(head, answer, old)
        answer, requests = post(bytes(request_for(head, seen, subtrees))), 2
        if answer.status == 409:
            _last_seen(head, answer, seen)
    if answer.status != 200:
        raise NotWitnessed(f"the witness answered {answer.status}: {' '.join(answer.body.split())[:200]}")
    return Asked(cosigned(head, answer.body.encode(), witnesses), requests)


def _last_seen(head: Note, answer: Answer, asked: int) -> int:
    size = Checkpoint.parse(head.text).size
    try:
        seen = whole_number(answer.body.strip().split("\n")[0])
    except BadCheckpoint:
        raise NotWitnessed("the witness answered 409 without the size that it saw last") from None
    if seen > size:
        raise NotWitnessed(
            f"the witness has seen {seen} entries of this log, and there are {size}: this is an older copy of the "
            f"record, or a tail of it was taken away"
        )
    # It may have seen this very head: its answer was lost, or could not be kept here. Then it signs it once more.
    if seen == size == asked:
        raise NotWitnessed(f"the witness has seen another log of {size} entries under this name")
    return seen


def cosigned(head: Note, lines: bytes, witnesses: Iterable[PublicKey]) -> Note:
    """The head with those of the lines that are cosignatures of known witnesses. NotWitnessed when there is none."""
    known = [key for key in witnesses if key.type in COSIGNS]
    try:
        whole = Note.parse(f"{head.text}\n".encode() + lines)
        found = tuple(signature for _, signature in whole.verified(known))
    except BadNote as error:
        raise NotWitnessed(f"the answer of the witness: {error}") from None
    if not found:
        raise NotWitnessed("the answer holds no cosignature of a witness that is known here")
    return replace(head, signatures=(*head.signatures, *found))


def accepted(
    note: Note, log: Iterable[PublicKey], witnesses: Iterable[PublicKey], subtrees: Subtrees, size: int
) -> Note:
    """A cosigned checkpoint that came back in a file, once it is seen to be ours. NotWitnessed otherwise.

    ``size``: how many entries the log has now; the checkpoint may be of an earlier moment.
    """
    try:
        head = Checkpoint.parse(note.text)
        own = note.verified(list(log))
        seen = note.verified([key for key in witnesses if key.type in COSIGNS])
    except (BadNote, BadCheckpoint) as error:
        raise NotWitnessed(str(error)) from None
    if not own or head.origin not in {key.name for key, _ in own}:
        raise NotWitnessed("this log did not sign that checkpoint")
    if not seen:
        raise NotWitnessed("no witness that is known here cosigned it")
    if head.size > size:
        raise NotWitnessed(f"it is of {head.size} entries, and there are {size}: this is an older copy of the record")
    if root_of(head.size, subtrees) != head.root:
        raise NotWitnessed(f"its root is not that of the first {head.size} entries here")
    return replace(note, signatures=tuple(signature for _, signature in (*own, *seen)))
