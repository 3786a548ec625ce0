"""What second factors are checked with (the secret of an authenticator app, the seed of recovery codes) lies in the
database under a key that does not.

The key is a file of the agency's folder. What was altered in the database, or written there without the key, does not
open.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from caseward.web.settings.web_toml import BadWebSettings

_NONCE: Final = 12
_FOR: Final = b"caseward/second-factor/v1"


class Encrypted(DefaultMFAAdapter):  # type: ignore[misc]  # ships no types
    """Keeps what second factors are checked with encrypted (AES-256-GCM)."""

    def encrypt(self, text: str) -> str:
        """The text as the database keeps it."""
        nonce = secrets.token_bytes(_NONCE)
        return urlsafe_b64encode(
            nonce + AESGCM(settings.SECOND_FACTOR_KEY).encrypt(nonce, text.encode(), _FOR)
        ).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again. BadWebSettings when the key does not open it."""
        try:
            box = urlsafe_b64decode(encrypted_text)
            return AESGCM(settings.SECOND_FACTOR_KEY).decrypt(box[:_NONCE], box[_NONCE:], _FOR).decode()
        except (InvalidTag, ValueError):
            raise BadWebSettings("The key of second factors does not open what the database keeps of one.") from None
