"""Where somebody who signs in arrives."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from caseward.web.accounts.access import roles_of
from caseward.web.accounts.models import Role


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
