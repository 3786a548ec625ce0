"""What opens payloads for the independent check: the key ring, put behind what ``caseward.verify`` asks for."""

from __future__ import annotations

import json
from typing import Any

from caseward.ledger.keyring import BadRing, KeyGone, KeyRing, KeySealed, KeyUnknown
from caseward.ledger.keys import PublicKey
from caseward.ledger.payload import BrokenBox, opened
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.tokens import open_name
from caseward.verify.note import Key


def by_library(key: Key, message: bytes, signature: bytes) -> bool:
    """A signature checked by the cryptographic library: a hundredth of the time, and ML-DSA too."""
    return PublicKey(key.name, key.type, key.raw).verifies(message, signature)


class RingKeys:
    """The keys of a ring, as a check of a store asks for them."""

    def __init__(self, ring: KeyRing) -> None:
        self._ring, self._marks = ring, Marks(ring.index_key())

    def opened(self, key_id: str, name: str, box: bytes, commitment: bytes, /) -> tuple[bytes, bytes] | str:
        """The opening and the bytes of a part, or why they cannot be read."""
        key = self._key(key_id)
        if isinstance(key, str):
            return key
        try:
            return opened(key, name, box, commitment)
        except BrokenBox:
            return "broken"

    def id_mark(self, id_: str, /) -> bytes:
        """The blind mark of an entry's own id."""
        return self._marks.id(id_)

    def matter_fault(self, row: tuple[Any, ...], /) -> str:
        """What is wrong with a row of ``matters``: its key against its state, its marks against its name."""
        _, key_id, subject, matter, box, due = row
        state = self._state(key_id)
        if state != due:
            return f"it is {due}, and its key is {state}"
        key = self._key(key_id)
        if isinstance(key, str):
            return "its key does not open" if key == "broken" else ""
        named = _name(key, box)
        if named is None:
            return "its name does not open"
        marks = self._marks.subject(named["subject"]), self._marks.matter(named["subject"], named["matter"])
        return "" if marks == (bytes(subject), bytes(matter)) else "it stands under another name than its own"

    def actor_fault(self, row: tuple[Any, ...], /) -> str:
        """What is wrong with a row of ``actors``."""
        _, mark, box = row
        named = _name(self._marks.actors_key(), box)
        if named is None:
            return "the name does not open"
        return "" if self._marks.actor(named["actor"]) == bytes(mark) else "it stands under another name than its own"

    def _state(self, key_id: str) -> str:
        try:
            return self._ring.state(key_id)
        except KeyUnknown:
            return "not in the ring"

    def _key(self, key_id: str) -> bytes | str:
        try:
            return self._ring.key(key_id)
        except KeySealed:
            return "sealed"
        except KeyGone:
            return "destroyed"
        except KeyUnknown:
            return "no_key"
        except BadRing:
            return "broken"


def _name(key: bytes, box: bytes | None) -> dict[str, str] | None:
    try:
        found: dict[str, str] = json.loads(open_name(key, bytes(box or b"")))
    except (BrokenBox, ValueError):
        return None
    return found
