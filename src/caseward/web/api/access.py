"""The door of the programming interface: a token, what it opens, and the roles of its user. Nothing hangs on a cookie.

Whose record is open to them is for ``casework.access.person_for`` to say, as on every page.
"""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import BaseThrottle

from caseward.web.accounts.access import come_to, roles_of
from caseward.web.accounts.models import Role
from caseward.web.api.models import Scope
from caseward.web.api.operations import counted
from caseward.web.api.queries import Caller, caller_of, digest_of
from caseward.web.keeping import keeping
from caseward.web.moment import now, today
from caseward.web.public.limits import address_of

MINUTE = 60


class Shut(PermissionDenied):
    """A token that does not open this, or a user whose role does not."""


class Door(HttpBearer):
    """Lets a token through that has the scope, of a user who holds one of the roles today."""

    openapi_description = "A token made on the page *Tokens*, or an access token by OAuth client credentials."

    def __init__(self, scope: Scope, *roles: Role) -> None:
        super().__init__()
        self.scope, self.roles = scope, frozenset(roles)

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """Who asks; None (401) for a token that opens nothing; Shut (403) for one that does not open this."""
        caller = caller_of(token, now(), today(keeping().zone))
        if caller is None:
            return None
        request.user = caller.user
        if self.scope == Scope.RECORD and caller.scope != Scope.RECORD:
            raise Shut("This token reads; recording takes one that was made for it.")
        if not {grant.role for grant in roles_of(request)} & self.roles:
            raise Shut("Your role does not open this.")
        come_to(request, self.roles)
        if self.scope == Scope.RECORD and request.content_type != "application/json":
            raise HttpError(415, "The body must be JSON.")
        return caller


READS = Door(Scope.READ, Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
RECORDS = Door(Scope.RECORD, Role.OFFICER, Role.SUPERVISOR, Role.DUTY)
OVERSEES = Door(Scope.READ, Role.SUPERVISOR, Role.INSPECTOR)
ANYBODY = Door(Scope.READ, *Role)


class Pace(BaseThrottle):
    """How many requests a user may make in a minute, by whichever token: ``API_RATE`` of the settings."""

    def allow_request(self, request: HttpRequest) -> bool:
        """Whether this one is still within it."""
        return within(f"api-pace-{request.user.pk}", int(settings.API_RATE))

    def wait(self) -> float:
        """Seconds until the minute is surely over."""
        return MINUTE


def within(whose: str, most: int) -> bool:
    """Count one more in this minute; whether that is still within what may be."""
    return counted(whose, most, int(now().timestamp()) // MINUTE)


def may_ask_for_access(request: HttpRequest) -> bool:
    """Whether a program may ask for an access token once more in this minute, from where it is and as who it says."""
    client = request.POST.get("client_id", "") or request.headers.get("Authorization", "")
    counted = [within(f"token-{digest_of(one)[:32]}", settings.API_TOKEN_RATE) for one in (address_of(request), client)]
    return all(counted)


def caller(request: HttpRequest) -> Caller:
    """Who asks, once they are through the door."""
    found: Caller = request.auth  # type: ignore[attr-defined]  # put there by the door
    return found
