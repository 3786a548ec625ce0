"""Pages that are open to everybody: what can be done here, a warning by anybody, and the receipt of what was sent."""

from __future__ import annotations

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from caseward.web.casework.operations import record
from caseward.web.keeping import keeping
from caseward.web.moment import now
from caseward.web.public.access import let_in, place_signed, signed_place
from caseward.web.public.context import around
from caseward.web.public.forms import PublicWarningForm
from caseward.web.public.limits import may_warn
from caseward.web.public.operations import use_link
from caseward.web.public.queries import is_unused
from caseward.web.saving import receipt_file, saved


@require_GET
def front(request: HttpRequest) -> HttpResponse:
    """What somebody without an account can do here."""
    return render(request, "public/front.html", around())


def warn(request: HttpRequest) -> HttpResponse:
    """A warning by anybody: kept at once, about somebody whom staff then find in the record."""
    if request.method != "POST":
        form = PublicWarningForm(initial={"request": str(uuid4())})
        return render(request, "public/warning.html", around() | {"form": form})
    form, at = PublicWarningForm(request.POST), now()
    if not form.is_valid():
        return render(request, "public/warning.html", around() | {"form": form}, status=422)
    saving = form.saving("public warning")
    if not keeping().acknowledged(saving) and not may_warn(request, at):
        return render(request, "public/too_many.html", around(), status=429)
    added = saved(form, lambda: record([form.line(at, keeping().zone)], saving, keeping()))
    if added is None:
        return render(request, "public/warning.html", around() | {"form": form}, status=422)
    return redirect("public-thanks", signed_place(added.places[0]))


@require_GET
def thanks(request: HttpRequest, signed: str) -> HttpResponse:
    """That it was kept, what happens with it, and the receipt."""
    page = around() | {"place": place_signed(signed), "signed": signed}
    return render(request, "public/thanks.html", page)


@require_GET
def receipt(_: HttpRequest, signed: str) -> HttpResponse:
    """The receipt of what somebody sent, by the address that they were given for it."""
    return receipt_file(place_signed(signed))


def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """A one-time link: opened by a button, since programs that look at messages open links by themselves."""
    if not is_unused(token, now()):
        return render(request, "public/closed.html", around(), status=403)
    if request.method != "POST":
        return render(request, "public/open.html", around())
    visit = use_link(token, now())
    if visit is None:
        return render(request, "public/closed.html", around(), status=403)
    response = redirect("mine")
    let_in(response, visit)
    return response
