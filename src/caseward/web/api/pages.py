"""The pages on which keys to the programming interface are made: everybody's own tokens, and machines."""

from __future__ import annotations

from allauth.idp.oidc.views import token
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from caseward.web.accounts.access import open_to, user_of
from caseward.web.accounts.models import Role
from caseward.web.api import queries
from caseward.web.api.access import MINUTE, may_ask_for_access
from caseward.web.api.forms import MachineForm, TokenForm
from caseward.web.api.models import Scope
from caseward.web.api.operations import let_in, make_token, shut_out, withdraw_token
from caseward.web.api.problems import problem
from caseward.web.keeping import keeping
from caseward.web.moment import now, today


@open_to(*Role)
def tokens(request: HttpRequest) -> HttpResponse:
    """One's own tokens, and a new one: it is shown on the page that answers, and never again. Withdrawing one, too."""
    user, day = user_of(request), today(keeping().zone)
    if "withdraw" in request.POST:
        withdraw_token(user, number(request.POST["withdraw"]), now())
        return redirect("tokens")
    form = TokenForm(request.POST or None, today=day)
    page: dict[str, object] = {"day": day}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            said = form.cleaned_data
            page["secret"] = make_token(user, said["name"], Scope(said["scope"]), said["ends"], now())
            form = TokenForm(today=day)
        else:
            status = 422
    return render(request, "api/tokens.html", page | {"form": form, "found": queries.tokens_of(user)}, status=status)


@open_to(Role.ADMINISTRATOR)
def machines(request: HttpRequest) -> HttpResponse:
    """The programs that have roles of their own, and a new one: its secret is shown once. Shutting one out, too."""
    user, day = user_of(request), today(keeping().zone)
    if "shut_out" in request.POST:
        shut_out(number(request.POST["shut_out"]), now())
        return redirect("machines")
    form = MachineForm(request.POST or None, today=day)
    page: dict[str, object] = {"day": day}
    status = 200
    if request.method == "POST":
        if form.is_valid():
            said = form.cleaned_data
            role, scope = Role(said["role"]), Scope(said["scope"])
            page["made"] = let_in(said["name"], scope, role, said["office"], (day, said["ends"]), user.staff)
            form = MachineForm(today=day)
        else:
            status = 422
    return render(request, "api/machines.html", page | {"form": form, "found": queries.machines()}, status=status)


@csrf_exempt
def access_token(request: HttpRequest) -> HttpResponse:
    """Access for a machine, by its client and secret; 429 for one that asks too often."""
    if not may_ask_for_access(request):
        answer = problem(429)
        answer["Retry-After"] = str(MINUTE)
        return answer
    given: HttpResponse = token(request)
    return given


def number(text: str) -> int:
    """The number that a button carries; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
