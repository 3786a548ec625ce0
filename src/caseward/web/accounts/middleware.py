"""What every request passes: signed in with a second factor, or sent to do so; and no page stays in a browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from caseward.errors import CasewardError
from caseward.web.accounts import typed
from caseward.web.accounts.access import held_by
from caseward.web.accounts.again import in_the_forms
from caseward.web.accounts.models import Refusal, User
from caseward.web.accounts.operations import note_readings, note_refusal
from caseward.web.accounts.signing_in import BY_PROVIDER, began
from caseward.web.moment import now

Next = Callable[[HttpRequest], HttpResponse]

SIGNING_IN = ("login", "second-factor", "logout", "reauthenticate", "provider")
OPEN = (
    *(f"/account/{name}/" for name in SIGNING_IN),
    *("/static/", "/health", "/metrics", "/welcome/", "/public/", "/api/"),
)
"""Where one may go without being signed in (or, signed in, without a second factor yet). The programming interface has
a door of its own, which opens to tokens alone."""


WITHOUT_SESSION = ("/static/", "/health", "/metrics", "/public/", "/api/")


def signed_in_only(following: Next) -> Next:
    """Default deny: without a sign-in only the pages for it; without a second factor only those to set one up."""

    def passed(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(WITHOUT_SESSION):
            _end_in_time(request)
        if request.path.startswith(OPEN):
            return following(request)
        if not request.user.is_authenticated:
            return _signed_out(request)
        if settings.SECOND_FACTOR_REQUIRED and not _has_second_factor(request):
            return redirect("mfa_index")
        with in_the_forms(typed.kept_before(request)) as request.typed_again:  # type: ignore[attr-defined]  # told there
            response = following(request)
        if request.user.is_authenticated:
            typed.drop(request, response)
            typed.say_whose(request, response)
        return response

    return passed


def _end_in_time(request: HttpRequest) -> None:
    """No sign-in lasts longer than the agency says, however much it is used."""
    longest = timedelta(hours=settings.AGENCY.session_hours)
    if request.user.is_authenticated and now() - began(request.session) >= longest:
        logout(request)


def _has_second_factor(request: HttpRequest) -> bool:
    return bool(is_mfa_enabled(request.user) or request.session.get(BY_PROVIDER))


def _signed_out(request: HttpRequest) -> HttpResponse:
    """The page to sign in; what was typed waits behind it. Within a page, a few words: the page stays as it is."""
    if "HX-Request" in request.headers or request.headers.get("Sec-Fetch-Dest") == "empty":
        return render(request, "accounts/_signed_out.html", status=401)
    where = typed.kept_for_later(request) if request.method == "POST" else ""
    return redirect_to_login(where or request.get_full_path())


def never_kept_by_browsers(following: Next) -> Next:
    """No page about people stays in a cache, so going back after signing out shows nothing."""

    def passed(request: HttpRequest) -> HttpResponse:
        response = following(request)
        if not request.path.startswith("/static/"):
            response["Cache-Control"] = "no-store"
        return response

    return passed


def exports_recorded(following: Next) -> Next:
    """No file leaves without a note of who took it, and about whom it is as far as it says so.

    What is about one person is noted at that person's door.
    """

    def passed(request: HttpRequest) -> HttpResponse:
        response = following(request)
        is_file = (
            response.get("Content-Disposition", "").startswith("attachment") and response.status_code == HTTPStatus.OK
        )
        if is_file and isinstance(request.user, User):
            people = getattr(response, "people", ())
            if people or not _at_the_door_of_somebody(request):
                name = response["Content-Disposition"].partition("filename=")[2].strip('"')
                note_readings(request.user, people or [""], f"file {name}", held_by(request), now())
        return response

    return passed


def _at_the_door_of_somebody(request: HttpRequest) -> bool:
    return request.resolver_match is not None and "id_" in request.resolver_match.kwargs


class ToldPlainly:
    """What the record refuses is a page that says so, with the status of its class; never a traceback."""

    def __init__(self, following: Next) -> None:
        self._following = following

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer to a request."""
        return self._following(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for a refusal of ours; None leaves any other failure to Django."""
        if not isinstance(error, CasewardError):
            return None
        return render(request, "refused.html", {"error": error}, status=error.http_status)


def not_open(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a door that is closed; how it may be opened in need, where it may. It is recorded."""
    person = getattr(exception, "person", "")
    note_closed_door(request, person)
    return render(request, "403.html", {"exception": exception, "closed_door": person}, status=403)


def note_closed_door(request: HttpRequest, person: str = "") -> None:
    """Record that a door stayed closed: by the name of the page, and of whom it is where that is known."""
    if isinstance(request.user, User):
        where = request.resolver_match.view_name if request.resolver_match else ""
        note_refusal(Refusal.What.DOOR, request.user, where, held_by(request) or "no role", now(), person=person)


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001  # as Django calls it
    """A form that is not of this sign-in, or not of this site: nothing is done with it."""
    return render(request, "accounts/stale.html", status=403)
