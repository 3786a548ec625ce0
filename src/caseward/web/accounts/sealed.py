"""Text that only whoever holds a secret can have opened: the database has a digest of the secret and a sealed box."""

from __future__ import annotations

import hmac
import secrets
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

_NONCE: Final = 12


def new_secret() -> str:
    """192 random bits, as an address or a cookie has them."""
    return secrets.token_urlsafe(24)


def digest(*parts: str) -> str:
    """By what a box is found again, in hex; it opens nothing."""
    return sha256(" ".join(parts).encode()).hexdigest()


def seal(text: str, secret: str, whose: str) -> bytes:
    """A box that opens with the secret, for whom it is alone."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(_key(secret)).encrypt(nonce, text.encode(), whose.encode())


def unseal(box: bytes, secret: str, whose: str) -> str | None:
    """What is in a box; None where this does not open it."""
    try:
        return AESGCM(_key(secret)).decrypt(box[:_NONCE], box[_NONCE:], whose.encode()).decode()
    except InvalidTag:
        return None


def _key(secret: str) -> bytes:
    return hmac.new(str(settings.SECRET_KEY).encode(), f"caseward/typed/v1 {secret}".encode(), sha256).digest()
