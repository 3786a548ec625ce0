"""A certificate of what a kept record holds of one class for a case, made from the store."""

from __future__ import annotations

from datetime import datetime, timedelta

from caseward.errors import BadRequest, NotFound
from caseward.interchange.kept.drafts import name_of
from caseward.ledger.bundle import Question, Run, Shown, bundle_lines
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.envelope import time_text
from caseward.ledger.store.draft import Opened, Stored
from caseward.ledger.store.store import Store
from caseward.record.kinds import BY_NAME
from caseward.record.nearest import did_you_mean


def certificate(store: Store, case: str, kind: str, since: datetime | None, until: datetime | None) -> bytes:
    """The certificate, recorded ``since`` until before ``until`` (None: without bound). BadRequest for a class that is
    none, NotFound for a case that the record does not have. Whoever hands it out checks it first.
    """
    if kind not in BY_NAME:
        raise BadRequest(f"{kind!r}: there is no such class of entry; {did_you_mean(kind, sorted(BY_NAME))}.")
    entry, shown = _named(store, case)
    edges = _text(since), _text(until)
    question = Question(entry.envelope.case, kind, *edges, store.receipt(entry.index), shown)
    return b"".join(bundle_lines(_run(store, since, until), question))


def _text(at: datetime | None) -> str:
    return time_text(at) if at else ""


def _named(store: Store, case: str) -> tuple[Stored, Shown]:
    """The entry that says whose case it is: the one that has the case's own id, with the part that says so."""
    index = store.reader.index_of(name_of(case))
    if index is None:
        raise NotFound(f"{case}: no entry of this record has that id.")
    entry = next(store.stored(index, index + 1))
    part = entry.parts.get("identity")
    if not isinstance(part, Opened):
        raise BadRequest(f"{case}: what says whose case it is cannot be read; it may be sealed or destroyed.")
    return entry, Shown("identity", part.opening, part.part)


def _run(store: Store, since: datetime | None, until: datetime | None) -> Run:
    """Every entry of the window and one neighbour on either side, up to the newest head that covers them.

    That is the newest cosigned head, unless the window reaches beyond it.
    """
    first = max(_place(store, since) - 1, 0) if since else 0
    end = _place(store, until) + 1 if until else store.size
    seen = store.cosigned()
    heads = [store.head()]
    if seen and (until is None or Checkpoint.parse(seen.text).size >= min(end, store.size)):
        heads = [seen]
    size = Checkpoint.parse(heads[-1].text).size
    end = min(end, size)
    return Run(first, end, store.leaves(first, end), store.subtrees, heads)


def _place(store: Store, at: datetime) -> int:
    """How many entries were recorded before an instant (``size_at`` counts those at the instant itself too)."""
    return store.size_at(at - timedelta(microseconds=1))
