"""Pages of the administrator: users, history, offices, policies, what is kept how long; and the link to sign up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.web.accounts.access import open_to, user_of
from caseward.web.accounts.models import Role
from caseward.web.accounts.operations import TYPED_FOR
from caseward.web.accounts.queries import refusals
from caseward.web.administration import adopted, queries
from caseward.web.administration.forms import AdoptForm, UserForm
from caseward.web.administration.operations import GOOD_FOR, adopt, choose_password, digest_of, new_user
from caseward.web.casework.operations import catch_up
from caseward.web.csv_files import csv_file
from caseward.web.keeping import keeping
from caseward.web.moment import now, today
from caseward.web.saving import saved

SHOWN = 200


@require_GET
@open_to(Role.ADMINISTRATOR)
def users(request: HttpRequest) -> HttpResponse:
    """Every user with what they hold, their last sign-in and second factors."""
    wanted = request.GET.get("q", "").strip()
    rows = queries.users(today(keeping().zone), now(), wanted)
    return render(request, "administration/users.html", {"rows": rows, "wanted": wanted})


@open_to(Role.ADMINISTRATOR)
def user_new(request: HttpRequest) -> HttpResponse:
    """Add a user: the link with which they choose a password is shown once."""
    form = UserForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "administration/user_new.html", {"form": form}, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    made, secret = new_user(said["username"], said["staff"], user_of(request).staff, now())
    return render(request, "administration/link.html", link_page(request, made, secret))


def link_page(request: HttpRequest, user: object, secret: str, opens: str = "welcome") -> dict[str, object]:
    """What the page of a new link shows, this once."""
    where = request.build_absolute_uri(reverse(opens, args=[secret]))
    return {"made": user, "where": where, "days": GOOD_FOR.days, "binds": opens != "welcome"}


def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Choose a password by a link, once. Whoever has the link needs no sign-in; whose it is, is not said."""
    link = queries.link_open(digest_of(secret), now())
    if link is None:
        return render(request, "administration/link_gone.html", status=404)
    form: SetPasswordForm[Any] = SetPasswordForm(link.user, request.POST if request.method == "POST" else None)
    for field in form.fields.values():
        field.widget.attrs["class"] = "usa-input"
    if not form.is_valid():
        return render(request, "administration/welcome.html", {"form": form}, status=422 if form.is_bound else 200)
    choose_password(secret, form.cleaned_data["new_password1"], now())
    messages.success(request, _("Your password is set. Sign in with it now."))
    return redirect("account_login")


@require_GET
@open_to(Role.ADMINISTRATOR)
def changes(request: HttpRequest) -> HttpResponse:
    """The history of everybody's access, newest first; as a page or as CSV."""
    found = queries.changes()
    if request.GET.get("format") == "csv":
        rows = ((at.isoformat(), *rest) for at, *rest in found.values_list("at", "by", "user__staff", "what", "why"))
        return csv_file("access-changes.csv", ("at", "by", "whose", "what", "why"), rows)
    page = {"changes": list(found[:SHOWN]), "count": found.count()}
    return render(request, "administration/changes.html", page)


@require_GET
@open_to(Role.ADMINISTRATOR)
def refused(request: HttpRequest) -> HttpResponse:
    """Who was not let in, newest first: at which page, not of whom; as a page or as CSV."""
    found = refusals()
    if request.GET.get("format") == "csv":
        said = found.values_list("at", "what", "user__staff", "where", "why")
        rows = ((at.isoformat(), what, who or "", where, why) for at, what, who, where, why in said)
        return csv_file("refused.csv", ("at", "what", "who", "page", "why"), rows)
    page = {"rows": list(found[:SHOWN]), "count": found.count()}
    return render(request, "administration/refused.html", page)


@require_GET
@open_to(Role.ADMINISTRATOR)
def offices(request: HttpRequest) -> HttpResponse:
    """The offices that the record or a role names, with numbers."""
    catch_up(keeping())
    return render(request, "administration/offices.html", {"rows": queries.offices(today(keeping().zone))})


@open_to(Role.ADMINISTRATOR)
def policies(request: HttpRequest) -> HttpResponse:
    """The policies of the settings, whether they were adopted, their calendars; and to record an adoption."""
    rows, day = adopted.versions(keeping()), today(keeping().zone)
    choices = [(row.key, f"{row.title}, {row.version}") for row in rows]
    fresh = {"request": str(uuid4()), "day": day}
    posted = request.POST if request.method == "POST" else None
    form = AdoptForm(posted, versions=choices, today=day, initial=fresh)
    if request.method == "POST" and form.is_valid():
        row = next(row for row in rows if row.key == form.cleaned_data["version"])
        saving = f"adoption {user_of(request).pk} {form.cleaned_data['request']}"
        added = saved(form, lambda: adopt(_line(form, row, user_of(request).staff), saving, keeping()))
        if added is not None:
            messages.success(request, _("Recorded: entry {place} of the log.").format(place=added.places[0]))
            return redirect("policies")
    page = {"rows": rows, "form": form, "calendars": adopted.calendars()}
    return render(request, "administration/policies.html", page, status=422 if form.is_bound else 200)


@require_GET
@open_to(Role.ADMINISTRATOR)
def retention(request: HttpRequest) -> HttpResponse:
    """What is kept how long, and what may still be out."""
    page = {
        "kept": keeping().reading().settings,
        "exports": adopted.exports_still_out(keeping(), today(keeping().zone)),
        "minutes": settings.SESSION_COOKIE_AGE // 60,
        "typed_minutes": TYPED_FOR // timedelta(minutes=1),
    }
    return render(request, "administration/retention.html", page)


def _line(form: AdoptForm, row: adopted.VersionRow, staff: str) -> dict[str, object]:
    said = form.cleaned_data
    line = {"kind": adopted.ADOPTED, "occurred": said["day"].isoformat(), "recorded_by": staff, "policy": row.policy}
    line |= {"version": row.version, "sha256": row.sha256, "adopted_by": said["adopted_by"], "note": said["note"]}
    return {name: value for name, value in line.items() if value}
