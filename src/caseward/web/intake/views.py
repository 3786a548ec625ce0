"""Pages of warnings: recording what a caller says, the list, one warning, and a decision about it."""

from __future__ import annotations

from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import Seen, overseen, visible
from caseward.web.casework.operations import catch_up, record
from caseward.web.csv_files import csv_file
from caseward.web.intake import queries
from caseward.web.intake.access import own_warning, warning_for
from caseward.web.intake.callers import may_attach
from caseward.web.intake.forms import DecisionForm, WarningForm
from caseward.web.intake.pages import WarningPage, is_repeated, whole_page
from caseward.web.intake.unattached import how_many_unattached
from caseward.web.keeping import keeping
from caseward.web.moment import now
from caseward.web.saving import receipt_file, saved, tell_recorded

UNIT = "unit"
"""Said in an address: only about the people of the units that one oversees."""
ANYONE = (Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
EVERYBODY = (*ANYONE, Role.ADMINISTRATOR)
"""Who may record what a caller says: anyone in the agency, also who sees nobody."""


@require_GET
@open_to(*ANYONE)
def warning_list(request: HttpRequest) -> HttpResponse:
    """Warnings about the people whom the user may see, or oversees: open ones, or closed ones; as a page or as CSV.
    No caller and no words are in it.
    """
    catch_up(keeping())
    closed, of, office = (request.GET.get(name, "") for name in ("show", "of", "office"))
    terms = (overseen if of == UNIT else visible)(user_of(request), roles_of(request))
    found = queries.warnings_about(terms.filter(office=office) if office else terms, closed=closed == "closed")
    if request.GET.get("format") == "csv":
        return csv_file("warnings.csv", queries.COLUMNS, [queries.as_row(one) for one in found])
    waiting = how_many_unattached(keeping())
    page = {"found": found, "closed": closed == "closed", "waiting": waiting, "of": of, "office": office}
    page["attaches"] = may_attach(roles_of(request))
    return render(request, "intake/list.html", page)


@open_to(*EVERYBODY)
def new_warning(request: HttpRequest) -> HttpResponse:
    """What a caller says, about anybody in the record, and its saving. The receipt goes to whoever records it."""
    catch_up(keeping())
    user, at, zone = user_of(request), now(), keeping().zone
    seen = visible(user, roles_of(request))
    if request.method != "POST":
        form = WarningForm(now=at, zone=zone, seen=seen)
        fresh = {"request": str(uuid4()), "day": form.now.date(), "time": form.now.time()}
        form.initial = fresh | {"about": request.GET.get("about", "")}
        return render(request, "intake/new.html", {"form": form})
    form = WarningForm(request.POST, now=at, zone=zone, seen=seen)
    if form.is_valid():
        saving = f"warning {user.pk} {form.cleaned_data['request']}"
        added = saved(form, lambda: record([form.line(user.staff)], saving, keeping()))
        if added is not None:
            place = added.places[0]
            tell_recorded(request, _("Warning recorded"), place, receipt=reverse("warning-receipt", args=[place]))
            lists = any(grant.role in ANYONE for grant in roles_of(request))
            return redirect("warnings" if lists else "warning-new")
    return render(request, "intake/new.html", {"form": form}, status=422)


@require_GET
@open_to(*ANYONE)
def one_warning(request: HttpRequest, id_: str) -> HttpResponse:
    """One warning: what was said, who has it, what was decided, and what else was said about the person."""
    catch_up(keeping())
    seen, row = warning_for(request, id_)
    page = whole_page(seen, row, user_of(request), roles_of(request), keeping())
    return _shown(request, seen, page, DecisionForm(initial={"request": str(uuid4())}))


@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY)
def decide_warning(request: HttpRequest, id_: str) -> HttpResponse:
    """A decision about a warning. The same one by a second person closes it."""
    catch_up(keeping())
    seen, row = warning_for(request, id_)
    page = whole_page(seen, row, user_of(request), roles_of(request), keeping())
    if request.method != "POST":  # after signing in again, say
        return _shown(request, seen, page, DecisionForm(initial={"request": str(uuid4())}))
    user, form = user_of(request), DecisionForm(request.POST)
    if form.is_valid():
        saving = f"decision {user.pk} {form.cleaned_data['request']}"
        repeated = is_repeated(saving, keeping())
        if not repeated and not row.closed and not page.may_decide:
            raise PermissionDenied(_("You may not decide about this warning."))
        refusal = "" if repeated else page.refusal(user.staff, form.cleaned_data["action"])
        if refusal:
            form.add_error(None, refusal)
        else:
            role = seen.hears.get(row.term_id, roles_of(request)[0].role)  # the second: acknowledged before, as it was
            line = form.line(user.staff, role, row.term_id, row.id, now())
            added = saved(form, lambda: record([line], saving, keeping()))
            if added is not None:
                tell_recorded(request, _("Decision recorded"), added.places[0], of=seen.person)
                return redirect("warning", id_)
    return _shown(request, seen, page, form, status=422)


@require_GET
@open_to(*EVERYBODY)
def warning_receipt(request: HttpRequest, place: int) -> HttpResponse:
    """The receipt of a warning, for whoever recorded it, whether they may see the person or not."""
    own_warning(request, place, keeping())
    return receipt_file(place)


def _shown(request: HttpRequest, seen: Seen, page: WarningPage, form: Form, status: int = 200) -> HttpResponse:
    return render(request, "intake/warning.html", {"seen": seen, "page": page, "form": form}, status=status)
