"""Ids that entries bring with them: each is given once, and a correction names by them what it supersedes."""

from __future__ import annotations

from collections.abc import Sequence

from caseward.errors import Fault
from caseward.ledger.store.database import Asked
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.prepared import Prepared, fault, refuse
from caseward.ledger.store.together import IDS, find


def superseded_by(db: Asked, marks: Marks, drafts: Sequence[Prepared], size: int) -> list[tuple[int, ...]]:
    """For each draft, to be appended to a log of ``size``, the entries that it supersedes, by index. NotKept with every
    fault of ids and references.
    """
    faults: list[Fault] = []
    stored = _indices(db, [mark for _, _, mark in drafts if mark])
    correcting = False
    for row, (draft, _, mark) in enumerate(drafts, start=1):
        if mark in stored:
            faults.append(fault(row, "id", draft.id, "an entry with this id is in the store", "give it a new id"))
        if draft.refers and any(not 0 <= place < size for place in draft.refers):
            rule, hint = "an order refers to entries that came before", "name their places in the log"
            faults.append(fault(row, "refers", str(draft.refers), rule, hint))
        correcting = correcting or bool(draft.corrects)
    if not correcting:
        refuse(faults)
        return [()] * len(drafts)
    here = {ready.mark: size + n for n, ready in enumerate(drafts) if ready.mark}
    found: list[tuple[int, ...]] = []
    for row, ready in enumerate(drafts, start=1):
        targets = {marks.id(target): target for target in ready.draft.corrects}
        places = here | _indices(db, list(targets)) if targets else {}
        before = size + row - 1
        found.append(tuple(sorted(_target(db, row, t, places.get(m), before, faults) for m, t in targets.items())))
    refuse(faults)
    return found


def _target(db: Asked, row: int, target: str, index: int | None, before: int, faults: list[Fault]) -> int:
    if index is None or index >= before:
        rule, hint = "no entry with this id came before", "append the entry first, or correct the id"
        faults.append(fault(row, "corrects", target, rule, hint))
        return -1
    if rows := db.execute("SELECT by_idx FROM superseded WHERE idx = ?", (index,)):
        rule = f"entry {rows[0][0]} of the log supersedes it already"
        faults.append(fault(row, "corrects", target, rule, "correct that correction instead"))
    return index


def _indices(db: Asked, marks: Sequence[bytes]) -> dict[bytes, int]:
    """Where the entries with these ids (by their marks) are, of those that are in the store."""
    return {mark: row[0] for mark, row in find(db, IDS, marks).items() if isinstance(mark, bytes)}
