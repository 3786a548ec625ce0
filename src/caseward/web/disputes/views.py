"""Pages of disputes for staff: the list, one dispute and its answer, files that were sent, and the one-time link."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.web.accounts.access import DOORS, open_to, roles_of, user_of
from caseward.web.casework.access import decides_not, person_for, visible
from caseward.web.casework.operations import catch_up
from caseward.web.casework.queries import day_drawn
from caseward.web.disputes import queries
from caseward.web.disputes.access import MAY_ANSWER, MAY_LINK, MAY_SEE, why_not
from caseward.web.disputes.forms import AnswerForm
from caseward.web.disputes.operations import answer
from caseward.web.keeping import keeping
from caseward.web.moment import now
from caseward.web.public.operations import LINK_FOR, make_link, opened, withdraw_link
from caseward.web.public.queries import files_of, links_of
from caseward.web.public.uploads import ending_of
from caseward.web.saving import saved, tell_recorded


@require_GET
@open_to(*MAY_SEE)
def dispute_list(request: HttpRequest) -> HttpResponse:
    """Disputes of the people whom the user may see, with their age: those that wait, or those answered."""
    catch_up(keeping())
    answered = request.GET.get("show") == "answered"
    terms, days = visible(user_of(request), roles_of(request)), settings.AGENCY.dispute_days
    found = queries.disputes_about(terms, day_drawn(), days, answered=answered)
    return render(request, "disputes/list.html", {"found": found, "answered": answered, "days": days})


@require_GET
@open_to(*MAY_SEE)
def of_person(request: HttpRequest, id_: str) -> HttpResponse:
    """A person's disputes with their answers, and the files that they sent."""
    catch_up(keeping())
    seen = person_for(request, id_, "disputes")
    page = {
        "seen": seen,
        "rows": queries.disputes_of_person(id_, keeping()),
        "proofs": files_of(id_, keeping()),
        "may_link": seen.decides and any(grant.role in MAY_LINK for grant in roles_of(request)),
    }
    return render(request, "disputes/person.html", page)


@open_to(*MAY_SEE)
def one_dispute(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """One dispute, what it disputes, and its answer, by somebody who did not write that."""
    catch_up(keeping())
    seen, user = person_for(request, id_, f"dispute at entry {place}"), user_of(request)
    row = queries.dispute_at(id_, place, keeping())
    if row is None:
        raise Http404
    may = [grant.role for grant in roles_of(request) if grant.role in MAY_ANSWER & seen.roles]
    refusal = why_not(user, seen, row) if may else _("Your role does not answer disputes.")
    if not seen.decides:
        refusal = decides_not()
    form = AnswerForm(request.POST or None, initial={"request": str(uuid4())})
    if request.method == "POST":
        saving = f"answer {user.pk} {request.POST.get('request', '')}"
        repeated = keeping().acknowledged(saving)
        if form.is_valid() and not repeated and (refusal or row.answer is not None):
            form.add_error(None, refusal or _("This dispute has been answered already."))
        if form.is_valid():
            line = form.line(user.staff, may[0], row.entry.text("term"), row.entry.id, now())
            added = saved(form, lambda: answer(line, saving, keeping()))
            if added is not None:
                tell_recorded(request, _("Answer recorded"), added.places[0], of=id_)
                return redirect("dispute", id_, place)
    corrects = any(grant.role in DOORS["correct_one"] for grant in roles_of(request))
    sent = next((one for one in files_of(id_, keeping()) if one.place == row.proof), None)
    page = {"seen": seen, "row": row, "form": form, "refusal": refusal, "corrects": corrects, "one": sent}
    return render(request, "disputes/one.html", page, status=422 if form.is_bound else 200)


@require_GET
@open_to(*MAY_SEE)
def proof(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """A file that the person sent, as a download that no browser opens by itself."""
    person_for(request, id_, f"file of entry {place}")
    found = next((one for one in files_of(id_, keeping()) if one.place == place), None)
    data = opened(found.sent, keeping()) if found is not None and found.state == "open" else None
    if data is None:
        raise Http404
    response = HttpResponse(data, content_type="application/octet-stream")
    response["Content-Disposition"] = f'attachment; filename="entry-{place}.{ending_of(data)}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@open_to(*MAY_LINK)
def own_link(request: HttpRequest, id_: str) -> HttpResponse:
    """Make a one-time link to the person's own page: it is shown once, to be handed or sent to them."""
    catch_up(keeping())
    seen = person_for(request, id_, "one-time link", deciding=True)
    page: dict[str, object] = {"seen": seen, "days": LINK_FOR.days, "reach": settings.AGENCY.reach}
    if "withdraw" in request.POST:
        if withdraw_link(user_of(request), id_, request.POST["withdraw"], now()):
            messages.success(request, _("The link is withdrawn."))
        return redirect("own-link", id_)
    if request.method == "POST":
        token = make_link(user_of(request), id_, now())
        page["link"] = request.build_absolute_uri(reverse("public-link", args=[token]))
    page["links"] = list(links_of(id_, now()))
    return render(request, "disputes/link.html", page)
