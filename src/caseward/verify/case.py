"""Whose case a token stands for: an entry of the log that carries the token, with a part of its payload opened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from caseward.verify.envelope import opens, read
from caseward.verify.note import Verifier
from caseward.verify.receipt import check
from caseward.verify.trust import Trust
from caseward.verify.wire import Refused, hash_of, plain_bytes


@dataclass(frozen=True)
class Case:
    """The entry that says whose case it is (place, class), the name of the part that was opened, and its JSON."""

    index: int
    kind: str
    name: str
    part: bytes


def named_case(about: Any, token: str, trust: Trust, verifier: Verifier) -> Case:
    """The case that a token stands for, by a receipt and an opened part. Refused when they do not show it."""
    said = [about.get(key) if isinstance(about, dict) else None for key in ("receipt", "name", "opening", "part")]
    if not all(isinstance(text, str) for text in said):
        raise Refused("what shows whose case it is has a receipt, a name, an opening and a part")
    receipt, name, opening, part = map(str, said)
    proven = check(receipt.encode(), trust, verifier=verifier)
    envelope = read(proven.leaf)
    if envelope.case != token:
        raise Refused(f"entry {proven.index}, which is to show whose case it is, is of another case")
    commitment = envelope.parts.get(name)
    if commitment is None or not opens(name, hash_of(opening), plain_bytes(part), commitment):
        raise Refused(f"the part {name[:40]!r} of entry {proven.index} is not the one that was recorded")
    return Case(proven.index, envelope.kind, name, plain_bytes(part))
