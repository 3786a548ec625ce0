"""What every page without an account is given."""

from __future__ import annotations

from django.conf import settings


def around() -> dict[str, object]:
    """How to reach the agency."""
    return {"reach": settings.AGENCY.reach}
