"""The one place that writes links, visits and what a limit counts."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Final

from django.conf import settings
from django.db import transaction

from caseward.web.accounts.models import User
from caseward.web.forgetting import Gone
from caseward.web.public.models import OwnLink, Sending, Upload
from caseward.web.public.uploads import Proof, destroy, keep

TOKEN_BYTES: Final = 16
LINK_FOR: Final = timedelta(days=7)
"""How long a link can be used (assumed)."""
VISIT_FOR: Final = timedelta(minutes=30)
"""How long the page stays open after the link was used (as a sign-in does)."""
WITHIN: Final = timedelta(hours=1)


def digest_of(token: str) -> str:
    """What is kept of a token: 128 random bits need no salt."""
    return sha256(token.encode()).hexdigest()


def make_link(user: User, person: str, at: datetime) -> str:
    """The token of a new link to a person's own page; shown once, and never kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    OwnLink.objects.create(digest=digest_of(token), person=person, made_by=user, made=at, expires=at + LINK_FOR)
    return token


def use_link(token: str, at: datetime) -> str | None:
    """Use a link up: the token of the visit that it opens. None for one that is unknown, used or too old."""
    visit = secrets.token_urlsafe(TOKEN_BYTES)
    unused = OwnLink.objects.filter(digest=digest_of(token), used=None, expires__gt=at)
    used = unused.update(used=at, visit=digest_of(visit), until=at + VISIT_FOR)  # one statement: of two, one finds it
    return visit if used else None


def end_visit(visit: str, at: datetime) -> None:
    """Close a visit before its time."""
    OwnLink.objects.filter(visit=digest_of(visit), until__gt=at).update(until=at)


def keep_upload(proof: Proof, person: str, term: str) -> None:
    """Keep a file, and whose it is: said first, so that no file lies there of which nobody knows whose it is."""
    Upload.objects.get_or_create(digest=proof.sha256, person=person, term=term)
    keep(proof, settings.AGENCY.folder)


def forget(gone: Gone) -> None:
    """Links to the page of somebody of whom nothing is left, and files of terms that are gone."""
    for person in OwnLink.objects.values_list("person", flat=True).distinct():
        if gone.person(person):
            OwnLink.objects.filter(person=person).delete()
    for row in Upload.objects.all():
        if gone.term(row.person, row.term):
            row.delete()
            if not Upload.objects.filter(digest=row.digest).exists():
                destroy(row.digest, settings.AGENCY.folder)


@transaction.atomic
def may_send(key: str, most: int, at: datetime) -> bool:
    """Whether something more may be sent under a key within the hour; if so, it is counted."""
    Sending.objects.filter(at__lte=at - WITHIN).delete()
    if Sending.objects.filter(key=key).count() >= most:
        return False
    Sending.objects.create(key=key, at=at)
    return True
