"""Long content locked under a key of its own, which is locked under another: what lies in files beside a store.

``CWLOCK1`` newline || the content's key in its box (60 bytes) || pieces of at most 1 MiB, each AES-256-GCM under that
key. A piece is bound to its place and to whether it is the last one (the STREAM construction of Hoang, Reyhanitabar,
Rogaway and Vizár, 2015), so pieces can be neither moved, nor left out, nor cut off at the end without being noticed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from caseward.ledger.keyring.ring import KEY_SIZE
from caseward.ledger.keyring.wrap import NONCE_SIZE, Key, NotOpened, locked, unlocked

BEGINNING: Final = b"CWLOCK1\n"
"""The first bytes of such a file; whatever begins otherwise is not locked."""
PIECE: Final = 1 << 20
_TAG: Final = 16
_BOX: Final = NONCE_SIZE + KEY_SIZE + _TAG


def is_locked(place: Path) -> bool:
    """Whether a file is locked, by how it begins. OSError."""
    with place.open("rb") as data:
        return data.read(len(BEGINNING)) == BEGINNING


def lock_file(
    source: IO[bytes], target: IO[bytes], under: Key, purpose: bytes, entropy: Callable[[int], bytes]
) -> None:
    """Read all of ``source`` and write it to ``target``, under a fresh key that is in its front, locked ``under``."""
    key = entropy(KEY_SIZE)
    target.write(BEGINNING + locked(under, entropy(NONCE_SIZE), key, _of_key(purpose)))
    cipher = AESGCM(key)
    for nonce, piece in _numbered(source, PIECE):
        target.write(cipher.encrypt(nonce, piece, purpose))  # the key is used for this alone: numbers do as nonces


def unlock_file(source: IO[bytes], under: Key, purpose: bytes) -> Iterator[bytes]:
    """The content in pieces. NotOpened for another key, another purpose, or any bit changed: what came before the
    piece that does not open is not to be used either.
    """
    if source.read(len(BEGINNING)) != BEGINNING:
        raise NotOpened("it does not begin as a locked file")
    cipher = AESGCM(unlocked(under, source.read(_BOX), _of_key(purpose)))
    for nonce, piece in _numbered(source, PIECE + _TAG):
        try:
            yield cipher.decrypt(nonce, piece, purpose)
        except (InvalidTag, ValueError):  # ValueError: shorter than its tag
            raise NotOpened("a piece was altered, moved or cut off") from None


def _numbered(source: IO[bytes], length: int) -> Iterator[tuple[bytes, bytes]]:
    """Pieces, each with its nonce: its number, and whether it is the last."""
    number, piece = 0, source.read(length)
    while True:
        after = source.read(length)
        yield number.to_bytes(NONCE_SIZE - 1, "big") + (b"\0" if after else b"\1"), piece
        if not after:
            return
        number, piece = number + 1, after


def _of_key(purpose: bytes) -> bytes:
    return b"caseward/key of a file/v1\0" + purpose
