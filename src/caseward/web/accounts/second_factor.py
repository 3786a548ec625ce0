"""What second factors are checked with (the secret of an authenticator app, the seed of recovery codes) lies in the
database under a key that does not.

The key is a file of the agency's folder. What was altered in the database, or written there without the key, does not
open.
"""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Final

from allauth.core import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.http import HttpRequest

from caseward.web.accounts.models import User
from caseward.web.settings.web_toml import BadWebSettings

_NONCE: Final = 12
_FOR: Final = b"caseward/second-factor/v1"


def has_to_wait(user: User) -> bool:
    """Whether no second factor of a user is taken for now, after too many wrong ones."""
    asked = HttpRequest()
    asked.method = "POST"  # nothing is counted of what is only looked at
    return not ratelimit.consume(asked, action="login_failed", key=_counted_as(user), dry_run=True)


def end_wait(user: User) -> None:
    """Have the next second factor of a user taken, whatever went before."""
    ratelimit.clear(HttpRequest(), action="login_failed", key=_counted_as(user))


def _counted_as(user: User) -> str:
    return f"mfa-auth-user-{user.pk}"  # as allauth.mfa counts wrong ones


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
