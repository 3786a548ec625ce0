"""A certificate of what a kept record holds of one class for a case, made from the store and checked before it is
handed out.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from caseward.errors import BadRequest, NotFound
from caseward.verify.absence import Absence, check_absence

if TYPE_CHECKING:
    from caseward.interchange.kept.opening import KeptRecord
    from caseward.ledger.bundle import Run, Shown
    from caseward.ledger.store.draft import Stored
    from caseward.ledger.store.store import Store


def certified(folder: Path, case: str, kind: str, since: str | None, until: str | None, out: Path) -> Absence:
    """Write a certificate and give what it proves. BadRequest for a class or time that is none, NotFound for a case
    that the record does not have, NotProven when the certificate would not hold.
    """
    from caseward.cli.kept_options import opened
    from caseward.cli.verify_keys import by_library
    from caseward.cli.verifying import proving, trust_in
    from caseward.ledger.bundle import Question, bundle_lines
    from caseward.ledger.durable import write_durably

    _known(kind)
    first, last = _instant(since, "--recorded-from"), _instant(until, "--recorded-until")
    with opened(folder, writing=False) as kept:
        entry, shown = _named(kept, case)
        edges = _text(first), _text(last)
        question = Question(entry.envelope.case, kind, *edges, kept.store.receipt(entry.index), shown)
        data = b"".join(bundle_lines(_run(kept.store, first, last), question))
        trust = trust_in(kept.settings.path(kept.settings.trust))
    with proving(out):
        answer = check_absence(data.splitlines(keepends=True), trust, by_library)
    write_durably(out, data)
    return answer


def _known(kind: str) -> None:
    from caseward.record.kinds import BY_NAME
    from caseward.record.nearest import did_you_mean

    if kind not in BY_NAME:
        raise BadRequest(f"--kind {kind!r}: there is no such class of entry; {did_you_mean(kind, sorted(BY_NAME))}.")


def _instant(text: str | None, option: str) -> datetime | None:
    from caseward.cli.options import instant

    if text is not None and len(text.strip()) == 10:
        text = f"{text.strip()}T00:00Z"
    return instant(text, option)


def _text(at: datetime | None) -> str:
    from caseward.ledger.envelope import time_text

    return time_text(at) if at else ""


def _named(kept: KeptRecord, case: str) -> tuple[Stored, Shown]:
    """The entry that says whose case it is: the one that has the case's own id, with the part that says so."""
    from caseward.interchange.kept.drafts import name_of
    from caseward.ledger.bundle import Shown
    from caseward.ledger.store.draft import Opened

    index = kept.store.reader.index_of(name_of(case))
    if index is None:
        raise NotFound(f"{case}: no entry of this record has that id.")
    entry = next(kept.store.stored(index, index + 1))
    part = entry.parts.get("identity")
    if not isinstance(part, Opened):
        raise BadRequest(f"{case}: what says whose case it is cannot be read; it may be sealed or destroyed.")
    return entry, Shown("identity", part.opening, part.part)


def _run(store: Store, since: datetime | None, until: datetime | None) -> Run:
    """Every entry of the window and one neighbour on either side, up to the newest head that covers them.

    That is the newest cosigned head, unless the window reaches beyond it.
    """
    from caseward.ledger.bundle import Run
    from caseward.ledger.checkpoint import Checkpoint

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
    from datetime import timedelta

    return store.size_at(at - timedelta(microseconds=1))
