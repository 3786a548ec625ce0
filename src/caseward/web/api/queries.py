"""Whose a token is, and what the interface shows, as plain data."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from allauth.idp.oidc.models import Token as AccessToken
from django.db.models import Q, QuerySet

from caseward.errors import BadRequest
from caseward.web.accounts.models import User
from caseward.web.api.models import Machine, Scope, Token
from caseward.web.casework.models import Term
from caseward.web.intake.models import ThirdPartyWarning


@dataclass(frozen=True, slots=True)
class Caller:
    """A program that asks, and for whom: what its token opens."""

    user: User
    scope: str


def digest_of(secret: str) -> str:
    """What is kept of a token. It has 256 bits of chance, so that a plain hash cannot be turned round."""
    return sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def caller_of(secret: str, at: datetime, day: date) -> Caller | None:
    """Whose a token is: one that somebody made, or an access token of a machine. None when it opens nothing now."""
    own = Token.objects.filter(digest=digest_of(secret), withdrawn=None, ends__gt=day).select_related("user").first()
    if own is not None:
        return Caller(own.user, own.scope) if own.user.is_active else None
    return _machine(secret, at, day)


def _machine(secret: str, at: datetime, day: date) -> Caller | None:
    """A machine by its access token. One that stands for a person who signed in somewhere else opens nothing here."""
    kept = Q(type=AccessToken.Type.ACCESS_TOKEN, hash=digest_of(secret), user=None, expires_at__gt=at)
    found = AccessToken.objects.filter(kept).first()
    if found is None:
        return None
    machine = Machine.objects.filter(client=found.client_id, withdrawn=None, ends__gt=day).select_related("user")
    running = machine.filter(user__is_active=True).first()
    scopes = found.get_scopes()
    if running is None or not scopes:
        return None
    return Caller(running.user, Scope.RECORD if Scope.RECORD in scopes else Scope.READ)


def tokens_of(user: User) -> list[Token]:
    """The tokens of a user, newest first."""
    return list(user.tokens.order_by("-made", "-pk"))


def machines() -> list[Machine]:
    """Every machine that was let in, newest first."""
    return list(Machine.objects.select_related("user").prefetch_related("user__grants").order_by("-made", "-pk"))


def people_after(terms: QuerySet[Term], cursor: str, limit: int) -> tuple[list[list[Term]], str]:
    """People by their id, each with their terms among those given, from behind a cursor; and the next cursor."""
    ids = terms.filter(person__gt=text_of(cursor)) if cursor else terms
    people = list(ids.values_list("person", flat=True).distinct().order_by("person")[: limit + 1])
    more, people = len(people) > limit, people[:limit]
    held: dict[str, list[Term]] = {person: [] for person in people}
    for term in terms.filter(person__in=people).order_by("person", "starts", "id"):
        held[term.person].append(term)
    return list(held.values()), cursor_of(people[-1]) if more else ""


def warnings_after(
    terms: QuerySet[Term], cursor: str, limit: int, *, closed: bool
) -> tuple[list[ThirdPartyWarning], str]:
    """Warnings about terms by id, open ones or closed ones, from behind a cursor; and the next cursor."""
    found = ThirdPartyWarning.objects.filter(term__in=terms, closed=closed).select_related("term")
    found = found.filter(pk__gt=text_of(cursor)) if cursor else found
    rows = list(found.order_by("pk")[: limit + 1])
    return rows[:limit], cursor_of(rows[limit - 1].pk) if len(rows) > limit else ""


def cursor_of(text: str) -> str:
    """Where a list goes on, as an address carries it."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


def text_of(cursor: str) -> str:
    """What a cursor says. BadRequest for one that was not given out."""
    try:
        data = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        text = data.decode()
    except ValueError:
        text = ""
    if not text or "\0" in text or cursor_of(text) != cursor:
        raise BadRequest("That cursor was not given out; start again without one.")
    return text


def number_of(cursor: str) -> int:
    """The number that a cursor says; -1 without one. BadRequest for one that was not given out."""
    if not cursor:
        return -1
    text = text_of(cursor)
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise BadRequest("That cursor was not given out; start again without one.")
    return int(text)
