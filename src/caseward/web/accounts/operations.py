"""The one place that writes users, grants, openings, readings, refusals, and where somebody is signed in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from caseward.errors import BadRequest
from caseward.web.accounts.models import Grant, Identity, Opening, Reading, Refusal, Role, SignedIn, Typed, User
from caseward.web.forgetting import FORGOTTEN, Gone
from caseward.web.moment import now

OPEN_FOR = timedelta(hours=4)
"""How long a door opened in need stays open (assumed)."""
SHORTEST_REASON = 15
TYPED_FOR = timedelta(hours=1)
"""How long is kept what somebody typed as their sign-in ended (assumed)."""
MOST_TYPED = 10
STILL_TYPING = timedelta(minutes=5)
"""How long one reading stands for a form that is open and asks again at every change (assumed)."""
OF_WARNING = "warning "
"""How the reading of a warning begins; its id follows."""

ALSO_TOLD: list[Callable[[Opening], None]] = []
"""What other apps do about a door that is opened in need, in the same transaction."""


@transaction.atomic
def add_user(name: str, staff: str, password: str, roles: dict[Role, str], day: date, by: str) -> User:
    """A user with roles, each for an office ('' for all), from a day on."""
    user = User.objects.create_user(name, password=password, staff=staff)
    Grant.objects.bulk_create(
        Grant(user=user, role=role, office=office, starts=day, given_by=by) for role, office in roles.items()
    )
    return user


@transaction.atomic
def open_in_need(user: User, person: str, reason: str, at: datetime) -> Opening:
    """Open a person's record for a short time and a stated reason. BadRequest when the reason says too little."""
    said = reason.strip()
    if len(said) < SHORTEST_REASON:
        raise BadRequest(f"Say why you need to see this record, in {SHORTEST_REASON} letters or more.")
    opening = Opening.objects.create(user=user, person=person, reason=said, opened=at, until=at + OPEN_FOR)
    for tell in ALSO_TOLD:
        tell(opening)
    return opening


def note_reading(user: User, person: str, what: str, because: str, at: datetime, *, typing: bool = False) -> None:
    """Record that a user read of a person. While they are ``typing`` into a form, that is once every few minutes."""
    # A form asks at every change what it would count for. A hundred rows a minute say no more than one, and bury those
    # that do. No reading is lost by that: whoever had the form open has a row of a few minutes before at most, and by
    # another user, of another person, by another page or for another reason it is recorded all the same.
    own = Reading.objects.filter(user=user, person=person, what=what, because=because, at__gt=at - STILL_TYPING)
    if typing and own.exists():
        return
    Reading.objects.create(user=user, person=person, what=what, because=because, at=at)


def note_readings(user: User, people: Iterable[str], what: str, because: str, at: datetime) -> None:
    """Record that a user read of several people at once; '' stands for what is about nobody in particular."""
    Reading.objects.bulk_create(
        (Reading(user=user, person=person, what=what, because=because, at=at) for person in people), batch_size=500
    )


def note_sign_in(user: User, session: str, browser: str, at: datetime) -> None:
    """Record in which browser somebody is signed in."""
    running = Session.objects.filter(expire_date__gt=at).values("session_key")
    SignedIn.objects.filter(user=user).exclude(session__in=running).delete()
    SignedIn.objects.update_or_create(session=session, defaults={"user": user, "since": at, "browser": browser})


def end_session(user: User, number: int) -> None:
    """End one of somebody's own sessions: at its next click that browser is asked to sign in."""
    row = SignedIn.objects.filter(user=user, pk=number).first()
    if row is not None:
        Session.objects.filter(session_key=row.session).delete()
        row.delete()


def bind_identity(user: User, issuer: str, subject: str, at: datetime) -> None:
    """Have an identity of a provider stand for a user. IntegrityError: it does for somebody else."""
    Identity.objects.filter(user=user).delete()
    Identity.objects.create(user=user, issuer=issuer, subject=subject, bound=at)


def unbind_identity(user: User) -> None:
    """Have no identity stand for a user."""
    Identity.objects.filter(user=user).delete()


def note_refusal(
    what: Refusal.What, user: User | None, where: str, why: str, at: datetime, *, person: str = ""
) -> None:
    """Record that somebody was not let in."""
    Refusal.objects.create(what=what, user=user, where=where[:100], person=person[:200], why=why[:200], at=at)


@transaction.atomic
def keep_typed(user: User, digest: str, sealed: bytes, at: datetime) -> None:
    """Keep what a user typed, for a while; what is over goes, and so does the oldest of too many."""
    Typed.objects.filter(until__lte=at).delete()
    newest = user.typed.order_by("-until").values("pk")[: MOST_TYPED - 1]
    user.typed.exclude(pk__in=[row["pk"] for row in newest]).delete()
    Typed.objects.create(digest=digest, user=user, sealed=sealed, until=at + TYPED_FOR)


def drop_typed(user: User, digest: str) -> None:
    """Keep no longer what a user typed."""
    user.typed.filter(digest=digest).delete()


def forget(gone: Gone) -> None:
    """That somebody read stays; of whom, and what of them, does not. Of a warning that is gone its id does not either.
    Sessions that are over go with it: they may hold an address.
    """
    Session.objects.filter(expire_date__lt=now()).delete()
    Typed.objects.all().delete()  # sealed, and of whom it is nobody can say
    for person in Refusal.objects.values_list("person", flat=True).distinct():
        if gone.person(person):
            Refusal.objects.filter(person=person).update(person=FORGOTTEN)
    for person in Reading.objects.values_list("person", flat=True).distinct():
        if gone.person(person):
            Reading.objects.filter(person=person).update(person=FORGOTTEN, what=FORGOTTEN)
    for person in Opening.objects.values_list("person", flat=True).distinct():
        if gone.person(person):
            Opening.objects.filter(person=person).update(person=FORGOTTEN, reason=FORGOTTEN)
    for what in Reading.objects.filter(what__startswith=OF_WARNING).values_list("what", flat=True).distinct():
        if gone.entry(what.removeprefix(OF_WARNING)):
            Reading.objects.filter(what=what).update(what=f"{OF_WARNING}{FORGOTTEN}")
