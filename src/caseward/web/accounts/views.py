"""Where somebody who signs in arrives, and whether the application is well."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from caseward.web.accounts.access import roles_of
from caseward.web.accounts.models import Role
from caseward.web.keeping import keeping


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


def health(_: HttpRequest) -> HttpResponse:
    """Whether the record and the application's tables answer. Nothing of a person is in it."""
    return JsonResponse({"entries": keeping().reading().store.size})
