"""Locking bytes under a key: AES-256-GCM, the nonce in front, and what it stands for bound to it."""

from __future__ import annotations

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_SIZE = 12
_TAG_SIZE = 16


class NotOpened(ValueError):
    """The bytes were not locked under that key for that purpose, or were altered since."""


def locked(key: bytes, nonce: bytes, content: bytes, purpose: bytes) -> bytes:
    """nonce || ciphertext || tag. Never the same nonce twice under one key."""
    if len(nonce) != NONCE_SIZE:
        raise ValueError(f"a nonce has {NONCE_SIZE} bytes")
    return nonce + AESGCM(key).encrypt(nonce, content, purpose)


def unlocked(key: bytes, box: bytes, purpose: bytes) -> bytes:
    """What was locked. NotOpened for another key, another purpose, or any bit changed."""
    if len(box) < NONCE_SIZE + _TAG_SIZE:
        raise NotOpened("too short to have been locked")
    try:
        return AESGCM(key).decrypt(box[:NONCE_SIZE], box[NONCE_SIZE:], purpose)
    except InvalidTag:
        raise NotOpened("locked under another key or for another purpose, or altered") from None
