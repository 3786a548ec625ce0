"""Pages of the duty desk and of supervisors: warnings about somebody not identified, and attaching them to a person."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.interchange.kept.correcting import Change
from caseward.web.accounts.access import open_to, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.operations import catch_up, correct
from caseward.web.intake.access import unattached_warning
from caseward.web.intake.forms import AttachForm
from caseward.web.intake.unattached import all_unattached
from caseward.web.keeping import keeping
from caseward.web.moment import today
from caseward.web.saving import saved

ATTACH = (Role.SUPERVISOR, Role.DUTY)


@require_GET
@open_to(*ATTACH)
def unattached_list(request: HttpRequest) -> HttpResponse:
    """Warnings that are attached to nobody, without their words: opening one is a recorded reading."""
    return render(request, "intake/unattached.html", {"rows": all_unattached(keeping())})


@open_to(*ATTACH)
def attach_warning(request: HttpRequest, place: int) -> HttpResponse:
    """One of them, and whom it is about: a recorded decision. From then on it is theirs, with the policy's clock from
    the day on which it came."""
    catch_up(keeping())
    user, day = user_of(request), today(keeping().zone)
    form = AttachForm(request.POST or None, today=day, initial={"request": str(uuid4())})
    saving = f"attaching {user.pk} {request.POST.get('request', '')}"
    if request.method == "POST" and keeping().acknowledged(saving):
        return _attached(request)
    found = unattached_warning(request, place, keeping())
    if form.is_valid():
        why = f"Found to be about this person: {form.cleaned_data['reason']}"
        change = Change(found.id, {"term": form.cleaned_data["term"]}, why, by=user.staff)
        if saved(form, lambda: correct(change, saving, keeping())) is not None:
            return _attached(request)
    status = 422 if form.is_bound else 200
    return render(request, "intake/attach.html", {"row": found, "form": form}, status=status)


def _attached(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("The warning is attached. Whoever is responsible for the person has it now."))
    return redirect("warnings-unattached")
