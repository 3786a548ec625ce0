"""Locking bytes under a key: AES-256-GCM, the nonce in front, and what it stands for bound to it."""

from __future__ import annotations

from typing import TypeAlias

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_SIZE = 12
_TAG_SIZE = 16


#: A key's bytes, or what ``cipher`` made of them for those who use it often.
Key: TypeAlias = bytes | AESGCM


class NotOpened(ValueError):
    """The bytes were not locked under that key for that purpose, or were altered since."""


def cipher(key: bytes) -> AESGCM:
    """A key made ready to lock and unlock; making it takes as long as locking a small part."""
    return AESGCM(key)


def locked(key: Key, nonce: bytes, content: bytes, purpose: bytes) -> bytes:
    """nonce || ciphertext || tag. Never the same nonce twice under one key."""
    if len(nonce) != NONCE_SIZE:
        raise ValueError(f"a nonce has {NONCE_SIZE} bytes")
    ready = AESGCM(key) if isinstance(key, bytes) else key
    return nonce + ready.encrypt(nonce, content, purpose)


def unlocked(key: Key, box: bytes, purpose: bytes) -> bytes:
    """What was locked. NotOpened for another key, another purpose, or any bit changed."""
    if len(box) < NONCE_SIZE + _TAG_SIZE:
        raise NotOpened("too short to have been locked")
    ready = AESGCM(key) if isinstance(key, bytes) else key
    try:
        return ready.decrypt(box[:NONCE_SIZE], box[NONCE_SIZE:], purpose)
    except InvalidTag:
        raise NotOpened("locked under another key or for another purpose, or altered") from None
