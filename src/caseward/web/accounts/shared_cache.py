"""The cache that all processes share: a table. A code of an authenticator app stays used for as long as it is good."""

from __future__ import annotations

from typing import Any, Final

from allauth.mfa import app_settings
from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import DatabaseCache

USED_CODE: Final = "allauth.mfa.totp.used"


class SharedCache(DatabaseCache):
    """Django's cache in a table, with one difference.

    A code is taken from clocks that are some steps off, so it is good for longer than the one step for which it would
    be noted as used; in between it would open the door twice (RFC 6238, 5.2).
    """

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """As Django's, and used codes for every step in which they are good."""
        if str(key).startswith(USED_CODE):
            timeout = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)
        return super().add(key, value, timeout, version)
