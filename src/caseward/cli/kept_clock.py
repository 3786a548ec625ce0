"""The clock and the chance that a kept record is given: the one place of the commands on it that knows the machine."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

entropy = secrets.token_bytes


def now() -> datetime:
    """This instant, in universal time."""
    return datetime.now(UTC)
