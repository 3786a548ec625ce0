"""How much somebody without an account may send: by where they send from, which is kept as a digest for an hour."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from hmac import new
from typing import Final

from django.conf import settings
from django.http import HttpRequest

from caseward.web.public.operations import may_send

MOST_WARNINGS: Final = 20
"""In an hour from one address (assumed): a shelter, a jail or a telephone company shares one."""
MOST_FROM_A_PAGE: Final = 20
"""Disputes and proofs in an hour from one person's page (assumed)."""


def may_warn(request: HttpRequest, at: datetime) -> bool:
    """Whether one more warning is taken from where this request comes from."""
    return may_send(_digest("warning", address_of(request), at), MOST_WARNINGS, at)


def may_write(person: str, at: datetime) -> bool:
    """Whether one more dispute or proof is taken from a person's page."""
    return may_send(_digest("page", person, at), MOST_FROM_A_PAGE, at)


def address_of(request: HttpRequest) -> str:
    """Where it comes from; behind the agency's own proxy, what that proxy says: the last of the list."""
    said = request.headers.get("X-Forwarded-For", "") if settings.SECURE_PROXY_SSL_HEADER else ""
    return said.split(",")[-1].strip() or str(request.META.get("REMOTE_ADDR", ""))


def _digest(what: str, whose: str, at: datetime) -> str:
    """A name that tells nobody whose it is, and is another one tomorrow."""
    return new(str(settings.SECRET_KEY).encode(), f"{what} {whose} {at:%Y-%m-%d}".encode(), sha256).hexdigest()
