"""Bundles (``.caseward-log``): a log, or a run of its entries, written into one file that anybody can check.

The format is described in ``docs/log-format.md``; what reads it is ``caseward.verify.bundle``. With a question the
bundle is a certificate of what the log holds of one class for one case, and of what it does not hold.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.note import Note
from caseward.ledger.proof import Receipt
from caseward.ledger.tree import Subtrees

FORMAT = "caseward-log/v1"


@dataclass(frozen=True, slots=True)
class Shown:
    """A part of a payload laid open: its name, its 32 random bytes, its canonical bytes."""

    name: str
    opening: bytes
    part: bytes


@dataclass(frozen=True, slots=True)
class Question:
    """What a certificate answers: entries of the class ``kind`` for the case token, recorded from ``since`` until
    before ``until`` (as envelopes write times; empty: without bound). ``receipt`` (with the envelope as ``extra``) and
    ``shown`` say whose case the token stands for.
    """

    case: str
    kind: str
    since: str
    until: str
    receipt: Receipt
    shown: Shown


@dataclass(frozen=True, slots=True)
class Run:
    """Entries ``first`` up to ``end`` of a log: their leaves in order, the log's subtrees, and signed heads from
    small to large, the last of which covers the run.
    """

    first: int
    end: int
    leaves: Iterable[bytes]
    subtrees: Subtrees
    heads: Sequence[Note]


def bundle_lines(
    run: Run, question: Question | None = None, shown: Callable[[int], Iterable[Shown]] = lambda _: ()
) -> Iterator[bytes]:
    """The lines of a bundle, each with its newline. ``shown`` gives the parts to lay open under an entry.

    Heads that end before the run, or between it and the last one, are left out: nothing in the bundle could check them.
    """
    head = Checkpoint.parse(run.heads[-1].text)
    header = {
        "format": FORMAT,
        "origin": head.origin,
        "first": run.first,
        "end": run.end,
        "left": [_text(run.subtrees(*at)) for at in _covering(0, run.first)],
        "right": [_text(run.subtrees(*at)) for at in _covering(run.end, head.size)],
    }
    yield _line(header | ({"question": _asked(question)} if question else {}))
    for note in run.heads:
        if note is run.heads[-1] or run.first < Checkpoint.parse(note.text).size <= run.end:
            yield _line({"checkpoint": str(note)})
    if question:
        yield _line({"case": {"receipt": str(question.receipt), **_shown(question.shown)}})
    for index, leaf in enumerate(run.leaves, start=run.first):
        yield _line({"leaf": _text(leaf)})
        for part in shown(index):
            yield _line({"opened": _shown(part)})


def _covering(first: int, end: int) -> Iterator[tuple[int, int]]:
    """The perfect subtrees that make up the leaves from ``first`` up to ``end``, in order: level, place."""
    while first < end:
        level = (end - first).bit_length() - 1
        if first:
            level = min(level, (first & -first).bit_length() - 1)
        yield level, first >> level
        first += 1 << level


def _asked(question: Question) -> dict[str, str]:
    return {"case": question.case, "kind": question.kind, "from": question.since, "until": question.until}


def _shown(part: Shown) -> dict[str, str]:
    return {"name": part.name, "opening": _text(part.opening), "part": _text(part.part)}


def _text(data: bytes) -> str:
    return b64encode(data).decode()


def _line(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
