"""What users may be asked about: their roles on a day, where they are signed in, doors they opened, what they read."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from caseward.web.accounts.models import Grant, Identity, Opening, Reading, Refusal, Role, SignedIn, Typed, User

FIRST_PAGES = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR, Role.ADMINISTRATOR)


def grants_on(user: User, day: date) -> list[Grant]:
    """The roles that a user holds on a day, in the order in which their pages come first."""
    held = user.grants.filter(Q(ends=None) | Q(ends__gt=day), starts__lte=day)
    return sorted(held, key=lambda grant: (FIRST_PAGES.index(Role(grant.role)), grant.office))


def users_of_staff(staff: Iterable[str]) -> list[User]:
    """The users by whose staff tokens entries name them."""
    return list(User.objects.filter(staff__in=list(staff), is_active=True).order_by("staff"))


def is_open_in_need(user: User, person: str, at: datetime) -> bool:
    """Whether the user opened this person's record in need, and the time has not run out."""
    return user.openings.filter(person=person, opened__lte=at, until__gt=at).exists()


def readings_of(person: str) -> QuerySet[Reading]:
    """Who read a person's record, newest first."""
    return Reading.objects.filter(person=person).select_related("user").order_by("-at", "-pk")


def openings_of(person: str) -> QuerySet[Opening]:
    """Doors opened in need to a person's record, newest first."""
    return Opening.objects.filter(person=person).select_related("user").order_by("-opened", "-pk")


def openings_since(people: QuerySet[Any], at: datetime) -> QuerySet[Opening]:
    """Doors opened in need since an instant to the records of people, whose ids a query gives; newest first."""
    return Opening.objects.filter(person__in=people, opened__gte=at).select_related("user").order_by("-opened", "-pk")


def sessions_of(user: User, at: datetime) -> list[SignedIn]:
    """Where a user is signed in, newest first."""
    running = Session.objects.filter(expire_date__gt=at).values("session_key")
    return list(user.signed_in.filter(session__in=running).order_by("-since", "-pk"))


def typed_of(user: User, digest: str, at: datetime) -> Typed | None:
    """What a user typed as their sign-in ended, while it is kept."""
    return user.typed.filter(digest=digest, until__gt=at).first()


def user_of_identity(issuer: str, subject: str) -> User | None:
    """The user who is bound to an identity of a provider."""
    found = Identity.objects.filter(issuer=issuer, subject=subject).select_related("user").first()
    return found.user if found else None


def identity_of(user: User) -> Identity | None:
    """The identity to which a user is bound."""
    return Identity.objects.filter(user=user).first()


def refusals() -> QuerySet[Refusal]:
    """Who was not let in, newest first."""
    return Refusal.objects.select_related("user").order_by("-at", "-pk")
