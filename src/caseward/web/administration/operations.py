"""The one place that writes about access. Each change has a line of history, in the same transaction."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from hashlib import sha256

from allauth.mfa.models import Authenticator
from axes.utils import reset
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from caseward.interchange.kept.adding import Added
from caseward.web.accounts.models import Grant, Role, User
from caseward.web.accounts.operations import add_user, bind_identity, unbind_identity
from caseward.web.accounts.second_factor import end_wait, has_to_wait
from caseward.web.administration.models import AccessChange, AccessReview, Reviewed, SignUpLink
from caseward.web.administration.queries import grants_running, link_open
from caseward.web.api.operations import withdraw_tokens
from caseward.web.casework.operations import record
from caseward.web.keeping import Keeping
from caseward.web.saving import refused

GOOD_FOR = timedelta(days=3)
"""How long a link to sign up is good (assumed)."""
TOKEN_BYTES = 16
KEPT, ENDED = "kept", "ended"


@transaction.atomic
def new_user(name: str, staff: str, by: str, at: datetime) -> tuple[User, str]:
    """A user without a password or a role, and the secret of their link. BadRequest when the name or token is taken."""
    try:
        with transaction.atomic():
            user = add_user(name, staff, secrets.token_urlsafe(48), {}, at.date(), by)
    except IntegrityError:
        raise refused(_("Somebody has this user name or this staff token already.")) from None
    user.set_unusable_password()
    user.save()
    _note(user, "added", "", by, at)
    return user, new_link(user, by, at)


@transaction.atomic
def new_link(user: User, by: str, at: datetime, *, for_provider: bool = False) -> str:
    """The secret of a new one-time link for a user, to choose a password or to be bound to an identity of the provider;
    it is told once. Links made before are good no more.
    """
    SignUpLink.objects.filter(user=user, used=None, until__gt=at).update(until=at)
    secret = secrets.token_urlsafe(TOKEN_BYTES)
    said = {"made": at, "until": at + GOOD_FOR, "for_provider": for_provider}
    SignUpLink.objects.create(user=user, digest=digest_of(secret), **said)
    _note(user, f"link to {'be bound to an identity' if for_provider else 'choose a password'} made", "", by, at)
    return secret


def digest_of(secret: str) -> str:
    """What is kept of a link's secret."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def choose_password(secret: str, password: str, at: datetime) -> User:
    """Use a link: the password is set and the link is used up. BadRequest when it is not good (any more)."""
    link = link_open(digest_of(secret), at)
    if link is None or not SignUpLink.objects.filter(pk=link.pk, used=None).update(used=at):
        raise refused(_("This link is not good any more. Ask an administrator for a new one."))
    link.user.set_password(password)
    link.user.save()
    reset(username=link.user.username)
    _note(link.user, "password chosen by link", "", link.user.staff, at)
    return link.user


@transaction.atomic
def bind(digest: str, issuer: str, subject: str, at: datetime) -> User:
    """Use a link: the identity stands for its user. BadRequest when it is not good (any more), or the identity stands
    for somebody else.
    """
    link = link_open(digest, at, for_provider=True)
    if link is None or not SignUpLink.objects.filter(pk=link.pk, used=None).update(used=at):
        raise refused(_("This link is not good any more. Ask an administrator for a new one."))
    try:
        with transaction.atomic():
            bind_identity(link.user, issuer, subject, at)
    except IntegrityError:
        raise refused(_("This identity stands for somebody else.")) from None
    _note(link.user, f"bound to an identity of {issuer}"[:300], "", link.user.staff, at)
    return link.user


@transaction.atomic
def unbind(user: User, why: str, by: str, at: datetime) -> None:
    """Have no identity of the provider stand for a user any more; sessions that run go on until their end."""
    unbind_identity(user)
    _note(user, "unbound from the identity provider", why, by, at)


@transaction.atomic
def give_role(
    user: User, role: str, office: str, days: tuple[date, date | None], why: str, by: str, at: datetime
) -> None:
    """Give a role for an office ('' for all), from a day until another (exclusive; None: without end). BadRequest."""
    try:
        with transaction.atomic():
            Grant.objects.create(user=user, role=role, office=office, starts=days[0], ends=days[1], given_by=by)
    except IntegrityError:
        raise refused(_("They were given this role for this office from this day already.")) from None
    until = f" until {days[1]}" if days[1] else ""
    _note(user, f"given {_named(role, office)} from {days[0]}{until}", why, by, at)


@transaction.atomic
def end_role(grant: Grant, day: date, why: str, by: str, at: datetime) -> None:
    """End a role on a day, which is the first without it. The row stays."""
    grant.ends = max(day, grant.starts)
    grant.save()
    _note(grant.user, f"{_named(grant.role, grant.office)} ended on {grant.ends}", why, by, at)


@transaction.atomic
def end_access(user: User, day: date, why: str, by: str, at: datetime) -> None:
    """End all access of somebody who leaves: nothing opens at their next click, and no role is left."""
    user.is_active = False
    user.save()
    for grant in grants_running(user, day):
        end_role(grant, day, why, by, at)
    withdraw_tokens(user, at)
    SignUpLink.objects.filter(user=user, used=None, until__gt=at).update(until=at)
    _note(user, "all access ended", why, by, at)


@transaction.atomic
def open_access(user: User, why: str, by: str, at: datetime) -> None:
    """Let somebody sign in again. The roles that ended stay ended."""
    user.is_active = True
    user.save()
    _note(user, "may sign in again", why, by, at)


@transaction.atomic
def unlock(user: User, why: str, by: str, at: datetime) -> None:
    """End the lockout after wrong passwords, and the wait after wrong second factors."""
    waited = has_to_wait(user)
    reset(username=user.username)
    end_wait(user)
    _note(user, "lockout and wait after wrong second factors ended" if waited else "lockout ended", why, by, at)


@transaction.atomic
def take_factors(user: User, why: str, by: str, at: datetime) -> None:
    """Take away the second factors of somebody who lost them; they set one up at their next sign-in."""
    Authenticator.objects.filter(user=user).delete()
    _note(user, "second factors taken away", why, by, at)


@transaction.atomic
def start_review(due: date, by: str, day: date, at: datetime) -> AccessReview:
    """Begin a review of every role that is held on a day. BadRequest while another is open."""
    if AccessReview.objects.filter(finished=None).exists():
        raise refused(_("A review is open already; finish it first."))
    review = AccessReview.objects.create(started=at, started_by=by, due=due)
    Reviewed.objects.bulk_create(
        Reviewed(review=review, grant=grant, last_sign_in=grant.user.last_login) for grant in grants_running(None, day)
    )
    return review


@transaction.atomic
def decide(row: Reviewed, decision: str, why: str, by: str, day: date, at: datetime) -> None:
    """Confirm or end a role that is under review. BadRequest for one's own, and when it was decided on before."""
    if row.grant.user.staff == by:
        raise refused(_("Nobody reviews their own access. Another administrator does."))
    said = {"decision": decision, "by": by, "at": at, "why": why}
    if not Reviewed.objects.filter(pk=row.pk, decision="").update(**said):
        raise refused(_("That was decided on already."))
    if decision == ENDED:
        end_role(row.grant, day, why or "access review", by, at)
    else:
        _note(row.grant.user, f"{_named(row.grant.role, row.grant.office)} confirmed in a review", why, by, at)
    if not row.review.rows.filter(decision="").exists():
        AccessReview.objects.filter(pk=row.review_id).update(finished=at)


def adopt(line: Mapping[str, object], saving: str, keeping: Keeping) -> Added:
    """Record that a policy version was adopted. NotTaken with every fault."""
    return record([line], saving, keeping)


def _named(role: str, office: str) -> str:
    return f"{Role(role).in_english.lower()}, {office or 'all offices'}"


def _note(user: User, what: str, why: str, by: str, at: datetime) -> None:
    AccessChange.objects.create(user=user, what=what, why=why, by=by, at=at)
