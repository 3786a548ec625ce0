"""Drafts made ready outside the transaction: canonical bytes, openings, commitments, and every fault that shows
without the store.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from caseward.errors import Fault
from caseward.ledger.canonical import NotCanonical, Plain, canonical
from caseward.ledger.commitment import OPENING_SIZE, commitment
from caseward.ledger.envelope import is_name
from caseward.ledger.store.draft import CORRECTION, SYSTEM_KINDS, Draft
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.refusals import NotKept

#: Faults that one error carries; more are counted.
MOST_FAULTS = 100

Part = tuple[str, bytes, bytes, bytes]  # name, opening, canonical bytes, commitment


class Prepared(NamedTuple):
    """A draft, its parts by name, the blind mark of its id, and nothing that needs the store."""

    draft: Draft
    parts: tuple[Part, ...]
    mark: bytes

    def contents(self) -> bytes:
        """Everything that the draft says, as bytes: what makes two requests the same."""
        d = self.draft
        head = [
            d.kind,
            d.subject,
            d.matter,
            d.actor,
            d.id,
            *d.corrects,
            *map(str, d.refers),
            *(p[0] for p in self.parts),
        ]
        pieces = [json.dumps(head).encode(), *(part for _, _, part, _ in self.parts)]
        return b"".join(len(piece).to_bytes(8, "big") + piece for piece in pieces)


def prepared(drafts: Sequence[Draft], entropy: Callable[[int], bytes], marks: Marks) -> tuple[Prepared, ...]:
    """The drafts made ready. NotKept with every fault."""
    faults: list[Fault] = []
    openings = pieces(entropy, OPENING_SIZE, sum([len(draft.parts) for draft in drafts]))
    parts = [_checked(row, draft, openings, faults) for row, draft in enumerate(drafts, start=1)]
    if len(drafts) > 1 or drafts[0].corrects:
        _ids_once(drafts, faults)
    refuse(faults)
    made = [marks.id(draft.id) if draft.id else b"" for draft in drafts]
    return tuple(map(Prepared, drafts, parts, made))


def pieces(entropy: Callable[[int], bytes], size: int, count: int) -> Iterator[bytes]:
    """That many times that many random bytes, drawn together."""
    drawn = entropy(size * count) if count else b""
    return (drawn[at : at + size] for at in range(0, size * count, size))


def refuse(faults: Sequence[Fault]) -> None:
    """NotKept when there are faults: the first hundred, and how many more."""
    if faults:
        more = len(faults) - MOST_FAULTS
        raise NotKept(f"{more:,} more faults are not shown." if more > 0 else "", faults=faults[:MOST_FAULTS])


def fault(row: int, field: str, value: str, rule: str, hint: str) -> Fault:
    """A fault of the draft at a row (counted from 1) of the request."""
    return Fault("request", row, 0, NotKept.code, field, value, rule, hint)


def _checked(row: int, draft: Draft, openings: Iterator[bytes], faults: list[Fault]) -> tuple[Part, ...]:
    if not is_name(draft.kind):
        faults.append(fault(row, "kind", draft.kind, "a kind is small letters, digits and _", "name a kind of entry"))
    if draft.corrects and draft.kind != CORRECTION:
        faults.append(fault(row, "corrects", draft.corrects[0], "only a correction supersedes", "append a correction"))
    if draft.refers and draft.kind not in SYSTEM_KINDS:
        faults.append(
            fault(row, "refers", str(draft.refers[0]), "only the record's own keeping refers by index", "use corrects")
        )
    if not (draft.subject + draft.matter + draft.actor + draft.id).isascii():
        for field in ("subject", "matter", "actor", "id"):
            _check_text(row, field, getattr(draft, field), faults)
    parts: list[Part] = []
    for name, value in sorted(draft.parts.items()):
        opening = next(openings)
        data = _data(row, name, value, faults)
        if data is not None:
            parts.append((name, opening, data, commitment(name, opening, data)))
    return tuple(parts)


def _check_text(row: int, field: str, text: str, faults: list[Fault]) -> None:
    try:
        canonical(text)
    except NotCanonical as error:
        faults.append(fault(row, field, text, str(error), "write text in NFC form"))


def _data(row: int, name: str, value: Plain, faults: list[Fault]) -> bytes | None:
    if not is_name(name):
        faults.append(fault(row, "parts", name, "a part's name is small letters, digits and _", "rename the part"))
        return None
    try:
        return canonical(value)
    except NotCanonical as error:
        hint = "write text in NFC form, whole numbers within 2**53-1, keys in ASCII"
        faults.append(fault(row, f"parts.{name}", "", str(error), hint))
        return None


def _ids_once(drafts: Sequence[Draft], faults: list[Fault]) -> None:
    seen: dict[str, int] = {}
    corrected: dict[str, int] = {}
    for row, draft in enumerate(drafts, start=1):
        if draft.id and (first := seen.setdefault(draft.id, row)) != row:
            faults.append(fault(row, "id", draft.id, f"the same id is at row {first}", "give each entry its own id"))
        for target in draft.corrects:
            if target in corrected:
                rule = f"the correction at row {corrected[target]} supersedes the same entry"
                faults.append(fault(row, "corrects", target, rule, "correct that correction instead"))
            corrected[target] = row
