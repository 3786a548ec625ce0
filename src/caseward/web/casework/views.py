"""Pages of officers: each takes the request apart, makes one call, and shows what came of it."""

from __future__ import annotations

import json
from hashlib import sha256
from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.accounts.again import again
from caseward.web.accounts.models import Role, User
from caseward.web.accounts.operations import open_in_need
from caseward.web.appointments.queries import appointments_on
from caseward.web.casework import queries, visits
from caseward.web.casework.access import ClosedDoor, Seen, person_for, visible
from caseward.web.casework.drawing import LATELY
from caseward.web.casework.flags import row_of
from caseward.web.casework.forms import ASKED_FOR, AddForm, NeedForm, ViewForm
from caseward.web.casework.lists import MISSED, OWN, missed_cells, terms_of
from caseward.web.casework.operations import catch_up, drop_draft, drop_view, record, save_draft, save_view
from caseward.web.casework.pages import person_page
from caseward.web.csv_files import csv_file
from caseward.web.disputes.arrived import arrived
from caseward.web.intake.queries import first_open
from caseward.web.keeping import keeping
from caseward.web.moment import now, today
from caseward.web.proceedings.proposed import rows_about, rows_of
from caseward.web.proceedings.queries import at_large
from caseward.web.reporting import queries as reporting
from caseward.web.saving import receipt_file, saved, tell_recorded
from caseward.web.tasks.queries import to_keep
from caseward.web.transfers.sharing import covers_by, who_else

CONTACT = "contact"
ON_A_PAGE = 500
"""Terms of a caseload: all that one officer has, and not all of an agency."""
COLUMNS = (
    "person", "id", "officer", "office", "level", "starts", "last_in_person", "last_spoke", "next_due", "overdue",
    "missed", "unknown", "in_custody", "flags",
)  # fmt: skip


@require_GET
@open_to(Role.OFFICER)
def officers_day(request: HttpRequest) -> HttpResponse:
    """What is due today, overdue, and due this week, of the people the officer is responsible for."""
    catch_up(keeping())
    terms = terms_of(request, OWN)
    found = queries.today_of(terms)
    booked = appointments_on(terms, now(), found.day, user_of(request).staff)
    page: dict[str, object] = {
        "found": found,
        "lately": LATELY.days,
        "own": OWN,
        "booked": booked,
        "zone": keeping().zone,
        "staff": user_of(request).staff,
    }
    page["filed"] = at_large(terms)
    page |= first_open(terms)
    page["arrived"] = arrived(terms, now())
    page["asked"] = rows_of(terms)
    page["promised"] = to_keep(visible(user_of(request), roles_of(request)), terms, user_of(request).staff)
    page["covering"] = covers_by(user_of(request).staff, found.day)
    page["returned"] = reporting.in_state(terms, "returned")
    page["drafts"] = reporting.unfinished(user_of(request), terms.values_list("person", flat=True))
    return render(request, "casework/today.html", page)


@require_GET
@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
def caseload(request: HttpRequest) -> HttpResponse:
    """The people whom the user may see, in an order, narrowed as asked; as a page or as CSV."""
    catch_up(keeping())
    said = {name: request.GET.get(name, "").strip() for name in ASKED_FOR}
    open_to_them = terms_of(request, said["of"])
    narrow = (said[name] for name in ("order", "show", "officer", "office", "q", "level", "case_type"))
    asked = queries.Asked(*narrow)
    terms = queries.caseload(open_to_them, asked)
    if request.GET.get("format") == "csv":
        return csv_file("caseload.csv", COLUMNS, (row_of(term, COLUMNS) for term in terms.iterator()))
    shown = Paginator(terms, ON_A_PAGE).get_page(request.GET.get("page"))
    address = urlencode({name: value for name, value in said.items() if value})
    page = {
        "shown": shown,
        "address": address,
        "asked": asked,
        "of": said["of"],
        "orders": [(name, said) for name, (said, _columns) in queries.ORDERS.items()],
        "filters": queries.FILTERS.items(),
        "officers": queries.officers_of(open_to_them),
        "offices": queries.offices_of(open_to_them),
        "levels": queries.levels_of(open_to_them),
        "case_types": queries.case_types_of(open_to_them),
        "nobody": queries.NOBODY,
        "day": queries.day_drawn(),
        "views": queries.saved_views(user_of(request)),
        "view": ViewForm(initial={"asked": address}),
    }
    return render(request, "casework/caseload.html", page)


@require_GET
@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
def missed(request: HttpRequest) -> HttpResponse:
    """What was missed lately, or nobody can say, of the people whom the user may see; as a page or as CSV."""
    catch_up(keeping())
    said = {name: request.GET.get(name, "").strip() for name in ("of", "officer", "office")}
    rows = queries.past_of(queries.of_officer(terms_of(request, said["of"]), said["officer"], said["office"]))
    if request.GET.get("format") == "csv":
        return csv_file("missed.csv", MISSED, map(missed_cells, rows.iterator()))
    shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    address = urlencode({name: value for name, value in said.items() if value})
    page = {"shown": shown, "said": said, "address": address, "day": queries.day_drawn(), "lately": LATELY.days}
    return render(request, "casework/missed.html", page)


@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
def saved_views(request: HttpRequest) -> HttpResponse:
    """The user's own views of the caseload: keep one by a name, open one, forget one."""
    user = user_of(request)
    if request.method == "POST" and "forget" in request.POST:
        drop_view(user, request.POST["forget"])
        return redirect("saved-views")
    form = ViewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        save_view(user, form.cleaned_data["name"], form.cleaned_data["asked"])
        return redirect(f"{reverse('caseload')}?{form.cleaned_data['asked']}")
    page = {"views": queries.saved_views(user), "form": form}
    return render(request, "casework/views.html", page, status=422 if form.is_bound else 200)


@require_GET
@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
def person(request: HttpRequest, id_: str) -> HttpResponse:
    """Who, where, under what terms, what is owed and why, and everything the record says, as known at an instant."""
    catch_up(keeping())
    seen = person_for(request, id_, "person page")
    page = person_page(seen, request.GET.get("known_at", ""), request.GET.get("kind", ""), keeping())
    shown: dict[str, object] = {"seen": seen, "page": page, "zone": keeping().zone}
    if page.known_at is None:  # these are drawn as of now, and would say what was not known then
        shown |= {"reports": reporting.of_person(id_), "beside": who_else(seen.terms, today(keeping().zone))}
        shown["asked"] = rows_about(id_)
    return render(request, "casework/person.html", shown)


@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY)
def record_contact(request: HttpRequest, id_: str) -> HttpResponse:
    """The form for a contact, and its saving: what it counts for is said before, and the receipt is given after."""
    catch_up(keeping())
    seen = person_for(request, id_, visits.FORM)
    if request.method != "POST":
        fresh: dict[str, object] = {"request": str(uuid4()), "day": today(keeping().zone)}
        return _contact_page(request, visits.asked(request, seen, fresh | _begun(request, seen)))
    said, who, user = visits.typed(request.POST), request.POST.get("add", "").strip(), user_of(request)
    if who or "step" in request.POST:
        return _one_more(request, seen, said, who)
    visit = visits.answered(request, seen, said)
    if not visit.is_valid():
        return _contact_page(request, visit, status=422)
    lines = visit.lines(user.staff, keeping().zone)
    forms = [one.form for one in visit.others]
    added = saved(visit.form, lambda: record(lines, _saving(user, visit, lines), keeping()), *forms)
    if added is None:
        return _contact_page(request, visit, status=422)
    drop_draft(user, id_, CONTACT)
    if visit.others:
        messages.success(request, _("Contacts recorded: %(number)d, all at once.") % {"number": len(lines)})
        return redirect("visit", id_, lines[0]["visit"])
    tell_recorded(request, _("Contact recorded"), added.places[0], of=id_)
    return redirect("person", id_)


@require_POST
@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY)
def preview_contact(request: HttpRequest, id_: str) -> HttpResponse:
    """What the contact would satisfy, while it is typed; what is typed is kept as a draft."""
    seen = person_for(request, id_, visits.FORM, typing=True)
    said = visits.typed(request.POST)
    save_draft(user_of(request), id_, CONTACT, said)
    visit = visits.answered(request, seen, said, typing=True)
    shown = visits.previews(visit, user_of(request).staff, keeping())
    return render(request, "casework/_preview.html", {"previews": shown})


@require_GET
@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
def visit(request: HttpRequest, id_: str, visit: str) -> HttpResponse:
    """Everybody who was met in one visit, each with an entry and a receipt, as far as whoever asks may see them."""
    catch_up(keeping())
    seen = person_for(request, id_, "visit")
    rows, hidden = visits.met_in(request, seen, visit, keeping())
    return render(request, "casework/visit.html", {"seen": seen, "rows": rows, "hidden": hidden})


@require_GET
@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
def receipt(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """The receipt of one of the person's entries, as the file that anyone can check offline."""
    person_for(request, id_, f"receipt of entry {place}")
    if place not in {taken.index for taken in queries.kept_of(id_, keeping())}:
        raise Http404
    return receipt_file(place)


@open_to(Role.OFFICER, Role.SUPERVISOR, Role.DUTY, Role.RECORDS, Role.INSPECTOR)
def need(request: HttpRequest, id_: str) -> HttpResponse:
    """Open the record of a person for whom one is not responsible, saying why; it is recorded and shown."""
    catch_up(keeping())
    if not queries.is_known(id_):
        raise Http404
    form = NeedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        open_in_need(user_of(request), id_, form.cleaned_data["reason"], now())
        return redirect("person", id_)
    status = 422 if form.is_bound else 200
    return render(request, "casework/need.html", {"form": form, "person": id_}, status=status)


def _contact_page(request: HttpRequest, visit: visits.Visit, *, status: int = 200, **more: object) -> HttpResponse:
    page = {"seen": visit.seen, "form": visit.form, "others": visit.others}
    page |= {"adding": AddForm(), "people": visits.on_offer(request, visit.seen)}
    return render(request, "casework/contact.html", page | more, status=status)


def _one_more(request: HttpRequest, seen: Seen, said: dict[str, str], who: str) -> HttpResponse:
    """The form again with somebody added, or what it counts for by now. Nothing is recorded by that."""
    fault = ""
    if who or request.POST.get("step") == "add":
        said, fault = visits.with_one_more(request, seen, said, who)
    save_draft(user_of(request), seen.person, CONTACT, said)
    adding = AddForm({"add": who if fault else ""})
    if fault:
        adding.add_error("add", fault)
    shown = visits.previews(visits.answered(request, seen, said), user_of(request).staff, keeping())
    more: dict[str, object] = {"adding": adding, "previews": shown, "again": True}
    return _contact_page(request, visits.asked(request, seen, said), status=422 if fault else 200, **more)


def _saving(user: User, visit: visits.Visit, lines: list[dict[str, object]]) -> str:
    """The name of a saving: the same form with the same words is one. With other words, typed in another window say,
    it is another: what was typed there must not pass for recorded.
    """
    words = sha256(json.dumps(lines, sort_keys=True).encode()).hexdigest()
    return f"contact {user.pk} {visit.form.cleaned_data['request']} {words}"


def _begun(request: HttpRequest, seen: Seen) -> dict[str, object]:
    """What was typed and not saved; from an appointment that was kept, what is known of it, and the note alone of what
    was typed about anything else.
    """
    unsaved, place = _unsaved(request, seen), request.GET.get("appointment", "")
    if not place or unsaved.get("appointment") == place:
        return unsaved
    known = visits.filled_in(seen.person, place, keeping())
    return {"note": unsaved.get("note", "")} | known if known else unsaved


def _unsaved(request: HttpRequest, seen: Seen) -> dict[str, object]:
    """What was typed and not saved. What was kept as a draft while it was being saved is no draft any more. What was
    typed as a sign-in ended goes before a draft: with whoever is on it, and nobody else.
    """
    user, sent = user_of(request), again()
    if sent is not None:
        return dict(visits.typed(sent.said))
    draft = queries.draft_of(user, seen.person, CONTACT)
    if not draft:
        return {}
    try:
        visit = visits.answered(request, seen, {name: str(value) for name, value in draft.items()})
    except (ClosedDoor, Http404):
        return draft  # somebody in it may not be seen any more: the form leaves them out
    if visit.is_valid() and keeping().acknowledged(_saving(user, visit, visit.lines(user.staff, keeping().zone))):
        drop_draft(user, seen.person, CONTACT)
        return {}
    return draft
