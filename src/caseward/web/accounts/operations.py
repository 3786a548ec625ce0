"""The one place that writes users, grants, openings and readings."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta

from django.contrib.sessions.models import Session
from django.db import transaction

from caseward.errors import BadRequest
from caseward.web.accounts.models import Grant, Opening, Reading, Role, User
from caseward.web.forgetting import FORGOTTEN, Gone
from caseward.web.moment import now

OPEN_FOR = timedelta(hours=4)
"""How long a door opened in need stays open (assumed)."""
SHORTEST_REASON = 15
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


def note_reading(user: User, person: str, what: str, because: str, at: datetime) -> None:
    """Record that a user read of a person."""
    Reading.objects.create(user=user, person=person, what=what, because=because, at=at)


def note_readings(user: User, people: Iterable[str], what: str, because: str, at: datetime) -> None:
    """Record that a user read of several people at once; '' stands for what is about nobody in particular."""
    Reading.objects.bulk_create(
        (Reading(user=user, person=person, what=what, because=because, at=at) for person in people), batch_size=500
    )


def forget(gone: Gone) -> None:
    """That somebody read stays; of whom, and what of them, does not. Of a warning that is gone its id does not either.
    Sessions that are over go with it: they may hold an address.
    """
    Session.objects.filter(expire_date__lt=now()).delete()
    for person in Reading.objects.values_list("person", flat=True).distinct():
        if gone.person(person):
            Reading.objects.filter(person=person).update(person=FORGOTTEN, what=FORGOTTEN)
    for person in Opening.objects.values_list("person", flat=True).distinct():
        if gone.person(person):
            Opening.objects.filter(person=person).update(person=FORGOTTEN, reason=FORGOTTEN)
    for what in Reading.objects.filter(what__startswith=OF_WARNING).values_list("what", flat=True).distinct():
        if gone.entry(what.removeprefix(OF_WARNING)):
            Reading.objects.filter(what=what).update(what=f"{OF_WARNING}{FORGOTTEN}")
