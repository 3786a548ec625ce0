"""Pages of the duty desk and of supervisors: warnings about somebody not identified, attached to a person or closed."""

from __future__ import annotations

from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.interchange.kept.correcting import Change
from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.casework.operations import catch_up, correct, record
from caseward.web.intake.access import MAY_ATTACH, unattached_warning
from caseward.web.intake.callers import called_before
from caseward.web.intake.drawing import caller_of
from caseward.web.intake.forms import UNATTACHED_ACTIONS, AttachForm, ClosingForm
from caseward.web.intake.operations import digest_of_caller
from caseward.web.intake.pages import decisions_of, why_not_taken
from caseward.web.intake.unattached import Unattached, all_unattached
from caseward.web.keeping import keeping
from caseward.web.moment import now, today
from caseward.web.saving import saved, tell_recorded

OWN_IDS = "closing_%s"
"""Of the fields of the second form of a page."""


@require_GET
@open_to(*MAY_ATTACH)
def unattached_list(request: HttpRequest) -> HttpResponse:
    """Warnings that are attached to nobody, without their words: opening one is a recorded reading."""
    closed = request.GET.get("show") == "closed"
    page = {"rows": all_unattached(keeping(), closed=closed), "closed": closed}
    return render(request, "intake/unattached.html", page)


@open_to(*MAY_ATTACH)
def attach_warning(request: HttpRequest, place: int) -> HttpResponse:
    """One of them, and whom it is about: a recorded decision. From then on it is theirs, with the policy's clock from
    the day on which it came."""
    catch_up(keeping())
    user = user_of(request)
    form = AttachForm(request.POST or None, today=today(keeping().zone), initial={"request": str(uuid4())})
    saving = f"attaching {user.pk} {request.POST.get('request', '')}"
    if request.method == "POST" and keeping().acknowledged(saving):
        return _attached(request)
    found = unattached_warning(request, place, keeping())
    if form.is_valid():
        why = f"Found to be about this person: {form.cleaned_data['reason']}"
        change = Change(found.id, {"term": form.cleaned_data["term"]}, why, by=user.staff)
        if saved(form, lambda: correct(change, saving, keeping())) is not None:
            return _attached(request)
    return _shown(request, found, form, _fresh())


@open_to(*MAY_ATTACH)
def close_warning(request: HttpRequest, place: int) -> HttpResponse:
    """A decision about one of them, where nobody can be identified. The same one by a second person closes it."""
    catch_up(keeping())
    user, found = user_of(request), unattached_warning(request, place, keeping())
    attaching = AttachForm(None, today=today(keeping().zone), initial={"request": str(uuid4())})
    if request.method != "POST":  # after signing in again, say
        return _shown(request, found, attaching, _fresh())
    form = ClosingForm(request.POST, auto_id=OWN_IDS)
    if form.is_valid():
        saving = f"closing {user.pk} {form.cleaned_data['request']}"
        decisions, repeated = decisions_of(found.responses, UNATTACHED_ACTIONS), keeping().acknowledged(saving)
        refusal = why_not_taken(decisions, user.staff, form.cleaned_data["action"], closed=found.closed)
        if refusal and not repeated:
            form.add_error(None, refusal)
        else:
            role = next(grant.role for grant in roles_of(request) if grant.role in MAY_ATTACH)
            line = form.line(user.staff, role, found.id, now())
            added = saved(form, lambda: record([line], saving, keeping()))
            if added is not None:
                receipt = reverse("warning-receipt", args=[added.places[0]])
                tell_recorded(request, _("Decision recorded"), added.places[0], receipt=receipt)
                return redirect("warning-attach", place)
    return _shown(request, found, attaching, form)


def _fresh() -> ClosingForm:
    return ClosingForm(initial={"request": str(uuid4())}, auto_id=OWN_IDS)


def _shown(request: HttpRequest, found: Unattached, form: AttachForm, closing: ClosingForm) -> HttpResponse:
    caller = digest_of_caller(caller_of(found.entry))
    page = {
        "row": found,
        "form": form,
        "closing": closing,
        "faulty": closing if closing.is_bound else form,
        "decisions": decisions_of(found.responses, UNATTACHED_ACTIONS),
        "called": called_before(caller, None, user_of(request), roles_of(request), keeping()),
    }
    return render(request, "intake/attach.html", page, status=422 if form.is_bound or closing.is_bound else 200)


def _attached(request: HttpRequest) -> HttpResponse:
    messages.success(request, _("The warning is attached. Whoever is responsible for the person has it now."))
    return redirect("warnings-unattached")
