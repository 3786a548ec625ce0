"""The one place that writes links, visits and what a limit counts."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from caseward.ledger.backup.manifest import SENT
from caseward.ledger.store.refusals import MatterClosed
from caseward.web.accounts.models import User
from caseward.web.forgetting import Gone
from caseward.web.keeping import Keeping, keeping
from caseward.web.public.locked import Sent, destroy, keep, kept, place_of, plain_ones
from caseward.web.public.models import OwnLink, Sending, Unsent, Upload
from caseward.web.public.queries import digest_of, sent_in
from caseward.web.public.scanning import NoAnswer, found_in
from caseward.web.public.uploads import Proof

TOKEN_BYTES: Final = 16
LINK_FOR: Final = timedelta(days=7)
"""How long a link can be used (assumed)."""
VISIT_FOR: Final = timedelta(minutes=30)
"""How long the page stays open after the link was used (as a sign-in does)."""
WITHIN: Final = timedelta(hours=1)
UNSENT_FOR: Final = timedelta(days=7)
"""How long is kept what somebody typed as their page closed: a new link may take its time (assumed)."""
MOST_UNSENT: Final = 5
"""Forms of which it is kept, for a person in a browser (assumed)."""


def make_link(user: User, person: str, at: datetime) -> str:
    """The token of a new link to a person's own page; shown once, and never kept."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    OwnLink.objects.create(digest=digest_of(token), person=person, made_by=user, made=at, expires=at + LINK_FOR)
    return token


def withdraw_link(user: User, person: str, digest: str, at: datetime) -> bool:
    """Have a link to a person's page open nothing any more, nor the visit that it opened; False for no such link."""
    found = OwnLink.objects.filter(digest=digest, person=person, withdrawn=None)
    return bool(found.update(withdrawn=at, withdrawn_by=user))


def use_link(token: str, at: datetime) -> str | None:
    """Use a link up: the token of the visit that it opens. None for one that is unknown, used or too old."""
    visit = secrets.token_urlsafe(TOKEN_BYTES)
    unused = OwnLink.objects.filter(digest=digest_of(token), used=None, withdrawn=None, expires__gt=at)
    used = unused.update(used=at, visit=digest_of(visit), until=at + VISIT_FOR)  # one statement: of two, one finds it
    return visit if used else None


def end_visit(visit: str, at: datetime) -> None:
    """Close a visit before its time."""
    OwnLink.objects.filter(visit=digest_of(visit), until__gt=at).update(until=at)


@transaction.atomic
def keep_unsent(digest: str, browser: str, person: str, sealed: bytes, at: datetime) -> None:
    """Keep what somebody typed, for a while; what is over goes, and so does the oldest of too many."""
    Unsent.objects.filter(Q(until__lte=at) | Q(digest=digest)).delete()
    theirs = Unsent.objects.filter(browser=browser, person=person).order_by("-until")
    Unsent.objects.filter(pk__in=[row.pk for row in theirs[MOST_UNSENT - 1 :]]).delete()
    Unsent.objects.create(digest=digest, browser=browser, person=person, sealed=sealed, until=at + UNSENT_FOR)


def drop_unsent(digest: str) -> None:
    """Keep no longer what somebody typed."""
    Unsent.objects.filter(digest=digest).delete()


def keep_upload(proof: Proof, person: str, term: str, at: datetime) -> None:
    """Keep a file, and whose it is: said first, so that no file lies there of which nobody knows whose it is."""
    sent = Sent(proof.sha256, person, term)
    _row_of(sent, at)
    keep(proof.data, sent, keeping())


def look_at(proof: Proof, person: str, term: str, at: datetime) -> None:
    """Have the scanner look at a file that was just kept. When it does not answer, the file waits for the next time."""
    row = Upload.objects.filter(digest=proof.sha256, person=person, term=term).first()
    if row is not None and row.state == Upload.State.UNKNOWN:
        _looked_at(row, proof.data, at)


def look_again(keeping: Keeping, clock: Callable[[], datetime], more: Callable[[], bool]) -> int:
    """Have the scanner look at every file that it has not seen; how many it said something of."""
    count = 0
    for row in Upload.objects.filter(state=Upload.State.UNKNOWN).order_by("id") if settings.AGENCY.scanner else ():
        if not more():
            break
        sent = Sent(row.digest, row.person, row.term)
        data = opened(sent, keeping)
        if data is not None:
            count += _looked_at(row, data, clock())
        elif row.sent and row.sent <= clock() - WITHIN and not place_of(sent, keeping).exists():
            row.delete()  # said before the file was there, and then it never came: whoever sent it was told nothing
    return count


def doubt(number: int) -> bool:
    """Have the scanner look once more at a file that is kept apart; whether there is such a one."""
    apart = Upload.objects.filter(pk=number, state=Upload.State.APART)
    return bool(apart.update(state=Upload.State.UNKNOWN, signature=""))


def opened(sent: Sent, keeping: Keeping) -> bytes | None:
    """The bytes of a file; one that an earlier release left unlocked is locked first. None where there is none."""
    if (keeping.folder / SENT / sent.digest).exists():
        take_over(keeping)
    return kept(sent, keeping)


def take_over(keeping: Keeping) -> int:
    """Lock the files that an earlier release kept unlocked; how many had to be left, because nobody knows whose they
    are, or because their term is sealed. Stopped anywhere, it goes on the next time.
    """
    left, plain = 0, plain_ones(keeping.folder)
    owners = sent_in(keeping) if plain else []
    for place in plain:
        rows = Upload.objects.filter(digest=place.name)
        theirs = {one for one in owners if one.digest == place.name}
        theirs |= {Sent(row.digest, row.person, row.term) for row in rows}
        data, whole = place.read_bytes(), bool(theirs)
        for sent in sorted(theirs):
            _row_of(sent, None)
            try:
                keep(data, sent, keeping)
            except MatterClosed:
                whole = False
        if whole:
            destroy(place)
        left += not whole
    return left


def _row_of(sent: Sent, at: datetime | None) -> None:
    Upload.objects.get_or_create(digest=sent.digest, person=sent.person, term=sent.term, defaults={"sent": at})


def _looked_at(row: Upload, data: bytes, at: datetime) -> bool:
    """Say what the scanner says of a file; whether it said anything."""
    if not settings.AGENCY.scanner:
        return False
    try:
        row.signature = found_in(data, settings.AGENCY.scanner)[:200]
    except NoAnswer:
        return False
    row.state = Upload.State.APART if row.signature else Upload.State.CLEAN
    row.looked = at
    row.save(update_fields=["state", "signature", "looked"])
    return True


def forget(gone: Gone) -> None:
    """Links to the page of somebody who is gone, what they typed there, and files of terms that are gone."""
    for table in (OwnLink, Unsent):
        for person in table.objects.values_list("person", flat=True).distinct():
            if gone.person(person):
                table.objects.filter(person=person).delete()
    for row in Upload.objects.all():
        if gone.term(row.person, row.term):
            row.delete()
            destroy(place_of(Sent(row.digest, row.person, row.term), keeping()))
            if not Upload.objects.filter(digest=row.digest).exists():
                destroy(settings.AGENCY.folder / SENT / row.digest)  # as an earlier release kept it


@transaction.atomic
def may_send(key: str, most: int, at: datetime) -> bool:
    """Whether something more may be sent under a key within the hour; if so, it is counted."""
    Sending.objects.filter(at__lte=at - WITHIN).delete()
    if Sending.objects.filter(key=key).count() >= most:
        return False
    Sending.objects.create(key=key, at=at)
    return True
