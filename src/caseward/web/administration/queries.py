"""Users and their access as pages show them: what they hold, when they last signed in, and what a review found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from allauth.mfa.models import Authenticator
from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Q, QuerySet

from caseward.web.accounts.models import Grant, Role, User
from caseward.web.administration.models import AccessChange, AccessReview, Reviewed, SignUpLink
from caseward.web.casework.models import Term

UNUSED = timedelta(days=90)
"""After how long without a sign-in access counts as unused (assumed)."""


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user: the roles held and to come, second factors, whether locked out, and until when a link is open."""

    user: User
    grants: tuple[Grant, ...]
    factors: int
    locked: bool
    link_until: datetime | None
    unused: bool


@dataclass(frozen=True, slots=True)
class OfficeRow:
    """An office: how many terms run in it, how many officers have them, and how many users hold which role there."""

    office: str
    terms: int
    officers: int
    roles: tuple[tuple[str, int], ...]


def grants_running(user: User | None, day: date) -> list[Grant]:
    """Roles held on a day or to come, of a user (None: of everybody), by user, role and office."""
    found = Grant.objects.filter(Q(ends=None) | Q(ends__gt=day)).select_related("user")
    if user is not None:
        found = found.filter(user=user)
    return list(found.order_by("user__staff", "role", "office", "starts"))


def link_open(digest: str, at: datetime, *, for_provider: bool = False) -> SignUpLink | None:
    """The link of a digest that is still good, and whose user may sign in."""
    found = SignUpLink.objects.filter(digest=digest, used=None, until__gt=at, for_provider=for_provider)
    found = found.filter(user__is_active=True)
    return found.select_related("user").first()


def users(day: date, at: datetime, wanted: str = "") -> list[UserRow]:
    """Every user whose name or staff token has a text in it, by staff token."""
    grants: dict[int, list[Grant]] = {}
    for grant in grants_running(None, day):
        grants.setdefault(grant.user_id, []).append(grant)
    factors = Counter(Authenticator.objects.exclude(type="recovery_codes").values_list("user", flat=True))
    locked = _locked(at)
    links = dict(SignUpLink.objects.filter(used=None, until__gt=at).values_list("user", "until"))
    found = User.objects.filter(Q(username__icontains=wanted) | Q(staff__icontains=wanted)).order_by("staff")
    return [
        UserRow(
            user, tuple(grants.get(user.pk, ())), factors[user.pk], user.username in locked, links.get(user.pk),
            is_unused(user, user.last_login, at),
        )
        for user in found
    ]  # fmt: skip


def is_unused(user: User, last_sign_in: datetime | None, at: datetime) -> bool:
    """Whether a user that is older than the limit did not sign in since then."""
    return (last_sign_in or user.date_joined) < at - UNUSED


def _locked(at: datetime) -> set[str]:
    since = at - timedelta(hours=settings.AXES_COOLOFF_TIME)
    found = AccessAttempt.objects.filter(failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since)
    return set(found.values_list("username", flat=True))


def changes(user: User | None = None) -> QuerySet[AccessChange]:
    """The history of a user's access, or of everybody's; newest first."""
    found = AccessChange.objects.select_related("user").order_by("-at", "-pk")
    return found if user is None else found.filter(user=user)


def past_grants(user: User, day: date) -> list[Grant]:
    """Roles that ended."""
    return list(user.grants.filter(ends__lte=day).order_by("-ends", "role", "office"))


def open_review() -> AccessReview | None:
    """The review that is not finished."""
    return AccessReview.objects.filter(finished=None).first()


def rows_of(review: AccessReview | None) -> list[tuple[Reviewed, bool]]:
    """The roles under review by user, each with whether the access was unused when it began."""
    if review is None:
        return []
    found = review.rows.select_related("grant__user", "review").order_by("grant__user__staff", "pk")
    return [(row, is_unused(row.grant.user, row.last_sign_in, review.started)) for row in found]


def reviews_done() -> list[AccessReview]:
    """Reviews that are finished, newest first."""
    return list(AccessReview.objects.exclude(finished=None).order_by("-finished"))


def offices(day: date) -> list[OfficeRow]:
    """Every office that the record or a role names. Numbers alone: nobody in it is shown."""
    running = Term.objects.exclude(ends__lte=day).exclude(office="").values("office")
    counted = running.annotate(n=Count("pk"), who=Count("officer", distinct=True)).values_list("office", "n", "who")
    found = {office: (terms, officers) for office, terms, officers in counted}
    roles: dict[str, Counter[str]] = {}
    for grant in grants_running(None, day):
        if grant.office:
            roles.setdefault(grant.office, Counter())[str(Role(grant.role).label)] += 1
    return [OfficeRow(name, *found.get(name, (0, 0)), _sorted(roles.get(name))) for name in sorted({*found, *roles})]


def _sorted(counted: Counter[str] | None) -> tuple[tuple[str, int], ...]:
    return tuple(sorted((counted or Counter()).items()))
