"""Doors that hang on who somebody is, not on whom they ask about: which roles may go where."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeAlias

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from caseward.web.accounts.models import Grant, Role, User
from caseward.web.accounts.queries import grants_on
from caseward.web.keeping import keeping
from caseward.web.moment import today

P = ParamSpec("P")
View: TypeAlias = "Callable[Concatenate[HttpRequest, P], HttpResponse]"

#: By name of the address: who may go there. An address that is not here is closed (a test walks all of them).
DOORS: dict[str, frozenset[Role]] = {}


def user_of(request: HttpRequest) -> User:
    """Who asks. PermissionDenied for nobody."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def roles_of(request: HttpRequest) -> list[Grant]:
    """The roles that whoever asks holds today."""
    held: list[Grant] | None = getattr(request, "_grants", None)
    if held is None:
        held = grants_on(user_of(request), today(keeping().zone))
        request._grants = held  # type: ignore[attr-defined]  # asked for several times while a page is made
    return held


def come_to(request: HttpRequest, roles: frozenset[Role]) -> None:
    """Note which roles open the door at which a request stands."""
    request._door = roles  # type: ignore[attr-defined]


def opening(request: HttpRequest) -> list[Grant]:
    """The roles of whoever asks that open the door at which they stand; all of them where none was noted. Who holds two
    roles does not do with the one what only the other lets them see.
    """
    door: frozenset[Role] | None = getattr(request, "_door", None)
    return [grant for grant in roles_of(request) if door is None or grant.role in door]


def held_by(request: HttpRequest) -> str:
    """The roles of whoever asks in words, as a note of reading says why they might."""
    held = (f"{Role(grant.role).in_english.lower()}, {grant.office or 'all offices'}" for grant in roles_of(request))
    return "; ".join(held)[:200]


def open_to(*roles: Role) -> Callable[[View[P]], View[P]]:
    """Let only these roles through; 403 for everybody else."""

    def door(view: View[P]) -> View[P]:
        DOORS[view.__name__] = frozenset(roles)

        @wraps(view)
        def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not {grant.role for grant in roles_of(request)} & set(roles):
                raise PermissionDenied(_("Your role does not open this page."))
            come_to(request, frozenset(roles))
            return view(request, *args, **kwargs)

        return guarded

    return door
