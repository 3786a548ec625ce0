"""What the interface writes: tokens and machines, what was sent under a key, how often something was asked for, and
entries through the kept record.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from allauth.idp.oidc.models import Client
from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac

from caseward.errors import BadRequest, CasewardError
from caseward.interchange.kept.adding import Added
from caseward.interchange.kept.correcting import Change
from caseward.web.accounts.models import Grant, Role, User
from caseward.web.api.models import Asked, Machine, Scope, Sent, Token
from caseward.web.api.queries import digest_of
from caseward.web.casework.operations import correct, record
from caseward.web.keeping import Keeping
from caseward.web.moment import now

SECRET_BYTES = 32
BEGINNING = "cwd_"
"""How every token begins, so that a scanner of secrets can find one that was left somewhere."""


@dataclass(frozen=True, slots=True)
class LetIn:
    """A machine that was let in, and the secret with which it asks for access: shown once, kept as a hash alone."""

    client: str
    secret: str


def make_token(user: User, name: str, scope: Scope, ends: date, at: datetime) -> str:
    """A token for oneself. It is shown once: only its hash is kept."""
    secret = BEGINNING + secrets.token_urlsafe(SECRET_BYTES)
    Token.objects.create(user=user, name=name, digest=digest_of(secret), scope=scope, made=at, ends=ends)
    return secret


def withdraw_token(user: User, pk: int, at: datetime) -> None:
    """Have a token of one's own open nothing any more."""
    user.tokens.filter(pk=pk, withdrawn=None).update(withdrawn=at)


def withdraw_tokens(user: User, at: datetime) -> None:
    """Have every token of somebody open nothing any more."""
    user.tokens.filter(withdrawn=None).update(withdrawn=at)


@transaction.atomic
def let_in(name: str, scope: Scope, role: Role, office: str, days: tuple[date, date], by: str) -> LetIn:
    """A machine with a role of its own, for an office ('' for all), from a day until another. Nobody signs in as it."""
    day, ends = days
    user = User.objects.create_user(name, password=None, staff=name)
    Grant.objects.create(user=user, role=role, office=office, starts=day, ends=ends, given_by=by)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    client = Client(name=name, owner=user, type=Client.Type.CONFIDENTIAL)
    client.grant_types = Client.GrantType.CLIENT_CREDENTIALS
    client.set_scopes([Scope.READ.value, *([Scope.RECORD.value] if scope == Scope.RECORD else [])])
    client.default_scopes = client.scopes
    client.set_secret(secret)
    client.save()
    Machine.objects.create(user=user, client=client.pk, made=now(), made_by=by, ends=ends)
    return LetIn(client.pk, secret)


@transaction.atomic
def shut_out(pk: int, at: datetime) -> None:
    """Have a machine open nothing any more."""
    found = Machine.objects.filter(pk=pk, withdrawn=None)
    Client.objects.filter(pk__in=found.values("client")).delete()
    found.update(withdrawn=at)


def counted(whose: str, most: int, minute: int) -> bool:
    """Count one more in a minute; whether that is still within what may be: of any number at once just ``most`` are."""
    if _one_more(whose, most, minute):
        return True
    if not Asked.objects.filter(whose=whose, minute=minute).exists():
        Asked.objects.filter(minute__lt=minute - 1).delete()
        Asked.objects.bulk_create([Asked(whose=whose, minute=minute)], ignore_conflicts=True)
    return _one_more(whose, most, minute)  # the row is there by now, whoever made it


def _one_more(whose: str, most: int, minute: int) -> bool:
    # One statement that looks and counts: of two at once the database has one wait, and look again, for the other.
    return bool(Asked.objects.filter(whose=whose, minute=minute, times__lt=most).update(times=F("times") + 1))


def send(user: User, lines: Sequence[Mapping[str, object]], key: str, keeping: Keeping) -> Added:
    """Record entries under a key. NotTaken with every fault; BadRequest for a key that was used for something else."""
    with _under(user, key, json.dumps([*lines], sort_keys=True), keeping):
        return record(lines, saving_of(user, key), keeping)


def put_right(user: User, change: Change, key: str, keeping: Keeping) -> Added:
    """Record a correction under a key. NotFound, BadRequest, NotTaken."""
    what = json.dumps([change.id, change.sets and dict(change.sets), change.reason, change.sort], sort_keys=True)
    with _under(user, key, what, keeping):
        return correct(change, saving_of(user, key), keeping)


def saving_of(user: User, key: str) -> str:
    """By which name the kept record knows what a user sends under a key."""
    return f"api {user.pk} {key}"


def _mark_of(what: str) -> str:
    """By which it is told whether the same was sent again. Without the agency's secret nobody can try guesses at it."""
    return str(salted_hmac("caseward.web.api.sent", what, algorithm="sha256").hexdigest())


@contextmanager
def _under(user: User, key: str, what: str, keeping: Keeping) -> Iterator[None]:
    """That a key stands for one thing: noted before it is recorded, forgotten when it is refused."""
    said = {"digest": _mark_of(what), "at": now()}
    sent, _ = Sent.objects.get_or_create(user=user, key=key, defaults=said)
    if sent.digest != said["digest"]:
        raise BadRequest("That idempotency key was used for something else; make another for each thing you send.")
    try:
        yield
    except CasewardError:
        if not keeping.acknowledged(saving_of(user, key)):
            sent.delete()
        raise
