"""Whose page a visit opens, and which links were made for somebody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.db.models import Q, QuerySet

from caseward.interchange.kept.drafts import text_of
from caseward.interchange.kept.reading import taken
from caseward.ledger.backup.manifest import SENT
from caseward.ledger.store.draft import Withheld
from caseward.record.entry import Entry
from caseward.web.casework.queries import is_known, kept_of
from caseward.web.keeping import Keeping
from caseward.web.public.locked import Sent
from caseward.web.public.models import OwnLink, Unsent, Upload


def digest_of(token: str) -> str:
    """What is kept of a token: 128 random bits need no salt."""
    return sha256(token.encode()).hexdigest()


def visitor(visit: str, at: datetime) -> str | None:
    """The person whose own page a visit opens; None when there is none, its time is over, or nothing can be
    read of them any more."""
    still = OwnLink.objects.filter(visit=digest_of(visit), until__gt=at, withdrawn=None)
    found = still.first() if visit else None
    return found.person if found and is_known(found.person) else None


def visitor_lately(visit: str, since: datetime) -> str | None:
    """The person whose own page a visit opened, which may be over: not before an instant. None as for ``visitor``."""
    found = OwnLink.objects.filter(visit=digest_of(visit), until__gt=since).first() if visit else None
    return found.person if found and is_known(found.person) else None


def unsent_of(browser: str, person: str, at: datetime) -> list[Unsent]:
    """What a person typed in a browser as their page closed, while it is kept, newest first."""
    return list(Unsent.objects.filter(browser=browser, person=person, until__gt=at).order_by("-until"))


def is_unused(token: str, at: datetime) -> bool:
    """Whether a link can still be used."""
    return OwnLink.objects.filter(digest=digest_of(token), used=None, withdrawn=None, expires__gt=at).exists()


def links_of(person: str, at: datetime) -> QuerySet[OwnLink]:
    """The links that were made for a person, newest first; ``opens``: whether a link, or its visit, still does."""
    still = Q(withdrawn=None) & (Q(used=None, expires__gt=at) | Q(until__gt=at))
    found = OwnLink.objects.filter(person=person).annotate(opens=still)
    return found.select_related("made_by", "withdrawn_by").order_by("-made")


def term_of_entry(person: str, place: int | None, about: str, keeping: Keeping) -> tuple[str, str]:
    """The id of a person's entry at a place of the log and its term; of a duty '' and the term that its key names."""
    kept = kept_of(person, keeping)
    if place is not None:
        entry = next(one.entry for one in kept if one.index == place and one.entry is not None)
        return entry.id, entry.text("term")
    terms = [one.entry.id for one in kept if one.kind == "term" and one.entry is not None]
    return "", next(term for term in terms if f", {term}, due " in about)


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that somebody sent: the entry that says so, and whether it is handed out: ``open``, ``held`` until the
    scanner has looked at it, or ``apart`` because it found something, whose name is ``signature``.
    """

    place: int
    entry: Entry
    sent: Sent
    state: str
    signature: str = ""


def is_sent(entry: Entry) -> bool:
    """Whether an entry is of a file that the person sent."""
    return entry.kind == "document" and entry.text("location").startswith(f"{SENT}/")


def files_of(person: str, keeping: Keeping) -> list[SentFile]:
    """The files that a person sent, newest first."""
    rows = {(row.digest, row.term): row for row in Upload.objects.filter(person=person)}
    found = []
    for one in reversed(kept_of(person, keeping)):
        if one.entry is not None and is_sent(one.entry):
            sent = Sent(one.entry.text("sha256"), person, one.entry.text("term"))
            row = rows.get((sent.digest, sent.term), Upload())
            found.append(SentFile(one.index, one.entry, sent, _standing(row), row.signature))
    return found


def file_with(person: str, place: int, keeping: Keeping) -> SentFile | None:
    """The file that an entry of a person is of, or that came with a dispute."""
    entry = next((one.entry for one in kept_of(person, keeping) if one.index == place), None)
    proof = "" if entry is None else entry.text("proof")
    return next((one for one in files_of(person, keeping) if one.place == place or one.entry.id == proof), None)


def _standing(row: Upload) -> str:
    """With a scanner, nothing is handed out that it did not find clean; nor is what it is to look at once more."""
    if row.state == Upload.State.APART:
        return "apart"
    awaited = bool(settings.AGENCY.scanner) or row.looked is not None
    return "held" if awaited and row.state != Upload.State.CLEAN else "open"


def sent_in(keeping: Keeping) -> list[Sent]:
    """Every file that somebody sent, as the whole record says; those of which it can no longer be read are left out."""
    reader, found = keeping.reading().store.reader, []
    for stored in reader.of_kind("document"):
        one, whose = taken(stored), reader.matter_of(stored.envelope.case)
        if one is not None and one.entry is not None and is_sent(one.entry) and not isinstance(whose, Withheld):
            found.append(Sent(one.entry.text("sha256"), text_of(whose[0]), text_of(whose[1])))
    return found


def count_held() -> int:
    """How many files wait for the scanner."""
    return Upload.objects.filter(state=Upload.State.UNKNOWN).count() if settings.AGENCY.scanner else 0


def uploads_apart() -> QuerySet[Upload]:
    """Files in which the scanner found something, newest first."""
    return Upload.objects.filter(state=Upload.State.APART).order_by("-looked", "-id")
