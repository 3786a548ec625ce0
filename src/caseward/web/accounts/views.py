"""Where somebody who signs in arrives, and where they are signed in."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.accounts.operations import end_session
from caseward.web.accounts.queries import sessions_of
from caseward.web.moment import now


def home(request: HttpRequest) -> HttpResponse:
    """The first page of whoever asks, by their role; a page that says so when they have none."""
    held = {grant.role for grant in roles_of(request)}
    if Role.OFFICER in held:
        return redirect("today")
    if Role.SUPERVISOR in held:
        return redirect("unit")
    if held - {Role.ADMINISTRATOR}:
        return redirect("caseload")
    if held:
        return redirect("users")
    return render(request, "accounts/no_role.html", status=403)


@require_GET
def signed_in_again(request: HttpRequest) -> HttpResponse:
    """Where somebody arrives who signed in in a second tab: the page that they came from is still open."""
    return render(request, "accounts/signed_in.html")


@open_to(*Role)
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # ships no types
def sessions(request: HttpRequest) -> HttpResponse:
    """Where one is signed in, and to end that there."""
    user = user_of(request)
    if request.method == "POST":
        number = request.POST.get("end", "")
        end_session(user, int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0)
        messages.success(request, _("That sign-in is ended."))
        return redirect("sessions")
    page = {"found": sessions_of(user, now()), "here": request.session.session_key}
    return render(request, "accounts/sessions.html", page)
