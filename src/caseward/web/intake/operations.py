"""The one place that writes the table of warnings; the entries themselves go through ``casework.operations.record``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from hashlib import sha256
from hmac import new

from django.conf import settings

from caseward.web.casework.drawing import Drawn
from caseward.web.intake.models import ThirdPartyWarning

TOGETHER = 500
"""Rows that go to the database in one statement."""


def keep_warnings(found: Iterable[Drawn]) -> None:
    """Keep the warnings of terms that were drawn. They go with their term when it is drawn anew."""
    rows = [
        ThirdPartyWarning(
            term_id=term.id, **asdict(one) | {"facets": list(one.facets), "caller": digest_of_caller(one.caller)}
        )
        for term in found
        for one in term.warnings
    ]
    ThirdPartyWarning.objects.bulk_create(rows, batch_size=TOGETHER)


def digest_of_caller(caller: str) -> str:
    """What is kept of how a caller is reached: without the application's own secret nobody can try numbers with it."""
    return new(str(settings.SECRET_KEY).encode(), f"caller {caller}".encode(), sha256).hexdigest() if caller else ""
