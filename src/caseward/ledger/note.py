"""Signed notes (C2SP signed-note v1.0.0): a text and the signatures of those who stand for it.

A signature of a key that is not known is passed over; one of a known key that does not verify spoils the note.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caseward.ledger.base64_text import decoded
from caseward.ledger.keys import COSIGNS, PublicKey, Signer

MOST_SIGNATURES = 64
MOST_BYTES = 1 << 20
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DASH = "\u2014 "


class BadNote(ValueError):
    """A note is not written as one, or a signature on it does not verify."""


@dataclass(frozen=True, slots=True)
class Signature:
    """One line: who signed, the id of the key, and the bytes after it (a cosignature's begin with eight of time)."""

    name: str
    key_id: bytes
    data: bytes

    def __str__(self) -> str:
        return f"{_DASH}{self.name} {base64.b64encode(self.key_id + self.data).decode()}\n"

    @property
    def time(self) -> int:
        """Of a cosignature: seconds since 1970 when it was made."""
        return int.from_bytes(self.data[:8], "big")


@dataclass(frozen=True, slots=True)
class Note:
    """A text that ends in a newline, and its signatures in order."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    @classmethod
    def parse(cls, data: bytes) -> Note:
        """The note that the bytes state. BadNote when they are no note."""
        if len(data) > MOST_BYTES:
            raise BadNote(f"a note of more than {MOST_BYTES:,} bytes")
        try:
            whole = data.decode("utf-8")
        except UnicodeDecodeError:
            raise BadNote("the note is not UTF-8") from None
        if _CONTROL.search(whole):
            raise BadNote("the note has a control character")
        text, gap, lines = whole.rpartition("\n\n")
        if not gap or not lines.endswith("\n"):
            raise BadNote("the note has no signatures under an empty line, or does not end in a newline")
        found = tuple(_signature(line) for line in lines[:-1].split("\n"))
        if len(found) > MOST_SIGNATURES:
            raise BadNote(f"more than {MOST_SIGNATURES} signatures")
        return cls(text + "\n", found)

    def signed(self, signature: Signature) -> Note:
        """The note with one more signature."""
        return Note(self.text, (*self.signatures, signature))

    def verified(self, keys: Iterable[PublicKey]) -> tuple[tuple[PublicKey, Signature], ...]:
        """Which of the known keys signed, in order of the lines, each once. BadNote when one of theirs does not
        verify.
        """
        known = {(key.name, key.id): key for key in keys}
        found: dict[tuple[str, bytes], tuple[PublicKey, Signature]] = {}
        for signature in self.signatures:
            place = signature.name, signature.key_id
            key = known.get(place)
            if key is None:
                continue
            if not _verifies(key, self.text, signature):
                raise BadNote(f"the signature of {signature.name} does not verify")
            found.setdefault(place, (key, signature))
        return tuple(found.values())


def _signature(line: str) -> Signature:
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not name or "+" in name or any(c.isspace() for c in name):
        raise BadNote(f"{line[:40]!r} is no line of a signature")
    try:
        data = decoded(encoded)
    except ValueError:
        raise BadNote(f"the signature of {name} is not base64") from None
    if len(data) < 5:
        raise BadNote(f"the signature of {name} is too short")
    return Signature(name, data[:4], data[4:])


def _verifies(key: PublicKey, text: str, signature: Signature) -> bool:
    if key.type not in COSIGNS:
        return key.verifies(text.encode(), signature.data)
    if len(signature.data) <= 8:
        return False
    return key.verifies(cosigned(key, text, signature.time), signature.data[8:])


def sign(text: str, signers: Sequence[Signer]) -> Note:
    """The note of a text, signed by each in turn. ValueError for a text that no note can hold."""
    if not text.endswith("\n") or _CONTROL.search(text):
        raise ValueError("the text of a note ends in a newline and has no control characters")
    data = text.encode()
    return Note(text, tuple([Signature(s.public.name, s.public.id, s.sign(data)) for s in signers]))


def cosign(text: str, signer: Signer, time: int) -> Signature:
    """A witness's cosignature of a checkpoint's text at a time (seconds since 1970)."""
    data = signer.sign(cosigned(signer.public, text, time))
    return Signature(signer.public.name, signer.public.id, time.to_bytes(8, "big") + data)


def cosigned(key: PublicKey, text: str, time: int) -> bytes:
    """What a cosignature is made over (C2SP tlog-cosignature): for Ed25519 the text under a dated heading."""
    from caseward.ledger.checkpoint import Checkpoint
    from caseward.ledger.keys import COSIGN_MLDSA44

    if key.type != COSIGN_MLDSA44:
        return f"cosignature/v1\ntime {time}\n{text}".encode()
    head, name = Checkpoint.parse(text), key.name.encode()
    origin = head.origin.encode()
    parts = (
        b"subtree/v1\n\0", bytes([len(name)]), name, time.to_bytes(8, "big"), bytes([len(origin)]), origin,
        (0).to_bytes(8, "big"), head.size.to_bytes(8, "big"), head.root,
    )  # fmt: skip
    return b"".join(parts)
