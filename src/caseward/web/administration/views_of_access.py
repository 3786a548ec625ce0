"""Pages on which an administrator changes somebody's access, or reviews everybody's."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from caseward.web.accounts.access import open_to, user_of
from caseward.web.accounts.models import Role, User
from caseward.web.accounts.queries import identity_of
from caseward.web.accounts.second_factor import has_to_wait
from caseward.web.administration import operations, queries
from caseward.web.administration.access import user_for
from caseward.web.administration.forms import ReasonForm, ReviewForm, RoleForm
from caseward.web.administration.models import Reviewed
from caseward.web.administration.views import link_page
from caseward.web.keeping import keeping
from caseward.web.moment import now, today

FIRST_REVIEW = timedelta(days=30)


@open_to(Role.ADMINISTRATOR)
def user(request: HttpRequest, number: int) -> HttpResponse:
    """A user's access, and to change it: each change with its reason. Nobody changes their own."""
    found = user_for(request, number)
    if request.method != "POST":
        return _shown(request, found)
    asked = request.POST.get("do", "")
    if asked == "link":
        secret = operations.new_link(found, user_of(request).staff, now())
        return render(request, "administration/link.html", link_page(request, found, secret))
    if asked == "bind" and settings.AGENCY.oidc_issuer:
        secret = operations.new_link(found, user_of(request).staff, now(), for_provider=True)
        return render(request, "administration/link.html", link_page(request, found, secret, "provider-bind"))
    if asked == "role":
        return _role_given(request, found)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, reason=form)
    _done(request, found, asked, form.cleaned_data["why"])
    messages.success(request, gettext("Done, and written into the history."))
    return redirect("user", number)


@open_to(Role.ADMINISTRATOR)
def review(request: HttpRequest) -> HttpResponse:
    """Everybody's access, role by role: confirm or end each, by a day."""
    day, open_one = today(keeping().zone), queries.open_review()
    rows = queries.rows_of(open_one)
    starting = request.POST if request.method == "POST" and open_one is None else None
    form = ReviewForm(starting, today=day, initial={"due": day + FIRST_REVIEW})
    if starting is not None and form.is_valid():
        operations.start_review(form.cleaned_data["due"], user_of(request).staff, day, now())
        return redirect("access-review")
    if request.method == "POST" and open_one is not None:
        return _decided(request, [row for row, _ in rows], day)
    page = {
        "form": form,
        "review": open_one,
        "rows": rows,
        "left": sum(not row.decision for row, _ in rows),
        "overdue": open_one is not None and open_one.due < day,
        "own": user_of(request).staff,
        "done": queries.reviews_done(),
    }
    return render(request, "administration/review.html", page, status=422 if form.errors else 200)


def _decided(request: HttpRequest, rows: list[Reviewed], day: date) -> HttpResponse:
    said = request.POST
    row = next((row for row in rows if str(row.pk) == said.get("row")), None)
    if row is None or said.get("decision") not in (operations.KEPT, operations.ENDED):
        raise Http404
    why = said.get("why", "").strip()[:500]
    operations.decide(row, said["decision"], why, user_of(request).staff, day, now())
    messages.success(request, gettext("Recorded."))
    return redirect("access-review")


def _done(request: HttpRequest, found: User, asked: str, why: str) -> None:
    by, day, at = user_of(request).staff, today(keeping().zone), now()
    simple: dict[str, Callable[[], None]] = {
        "end": lambda: operations.end_access(found, day, why, by, at),
        "open": lambda: operations.open_access(found, why, by, at),
        "unlock": lambda: operations.unlock(found, why, by, at),
        "unbind": lambda: operations.unbind(found, why, by, at),
        "factors": lambda: operations.take_factors(found, why, by, at),
    }
    if asked in simple:
        simple[asked]()
        return
    grant = next((g for g in queries.grants_running(found, day) if asked == f"end-{g.pk}"), None)
    if grant is None:
        raise Http404
    operations.end_role(grant, day, why, by, at)


def _role_given(request: HttpRequest, found: User) -> HttpResponse:
    form = RoleForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, role=form)
    said = form.cleaned_data
    days = said["starts"], said["ends"]
    operations.give_role(found, said["role"], said["office"].strip(), days, said["why"], user_of(request).staff, now())
    messages.success(request, gettext("Done, and written into the history."))
    return redirect("user", found.pk)


def _shown(
    request: HttpRequest, found: User, role: RoleForm | None = None, reason: ReasonForm | None = None
) -> HttpResponse:
    day = today(keeping().zone)
    row = next(row for row in queries.users(day, now(), found.staff) if row.user == found)
    page = {
        "row": row,
        "own": found == user_of(request),
        "waits": has_to_wait(found),
        "identity": identity_of(found),
        "past": queries.past_grants(found, day),
        "changes": queries.changes(found),
        "form": role or RoleForm(initial={"starts": day}),
        "reason": reason or ReasonForm(),
        "offices": [one.office for one in queries.offices(day)],
    }
    return render(request, "administration/user.html", page, status=422 if role or reason else 200)
