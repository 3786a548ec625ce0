"""Whose page a visit opens, and which links were made for somebody."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from caseward.web.casework.queries import is_known, kept_of
from caseward.web.keeping import Keeping
from caseward.web.public.models import OwnLink
from caseward.web.public.operations import digest_of


def visitor(visit: str, at: datetime) -> str | None:
    """The person whose own page a visit opens; None when there is none, its time is over, or nothing can be
    read of them any more."""
    found = OwnLink.objects.filter(visit=digest_of(visit), until__gt=at).first() if visit else None
    return found.person if found and is_known(found.person) else None


def is_unused(token: str, at: datetime) -> bool:
    """Whether a link can still be used."""
    return OwnLink.objects.filter(digest=digest_of(token), used=None, expires__gt=at).exists()


def links_of(person: str) -> QuerySet[OwnLink]:
    """The links that were made for a person, newest first."""
    return OwnLink.objects.filter(person=person).select_related("made_by").order_by("-made")


def term_of_entry(person: str, place: int | None, about: str, keeping: Keeping) -> tuple[str, str]:
    """The id of a person's entry at a place of the log and its term; of a duty '' and the term that its key names."""
    taken = kept_of(person, keeping)
    if place is not None:
        entry = next(one.entry for one in taken if one.index == place and one.entry is not None)
        return entry.id, entry.text("term")
    terms = [one.entry.id for one in taken if one.kind == "term" and one.entry is not None]
    return "", next(term for term in terms if f", {term}, due " in about)
