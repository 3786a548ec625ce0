"""Pages of promises: each takes the request apart, makes one call, and shows what came of it."""

from __future__ import annotations

from uuid import uuid4

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.interchange.kept.adding import Added
from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.casework.access import overseen, person_for, visible
from caseward.web.casework.operations import catch_up
from caseward.web.casework.queries import day_drawn, officers_of
from caseward.web.csv_files import csv_file
from caseward.web.keeping import keeping
from caseward.web.moment import today
from caseward.web.saving import saved, tell_recorded, tell_recorded_already
from caseward.web.tasks import queries
from caseward.web.tasks.access import MAY_RECORD, MAY_SEE, let_withdraw, may_withdraw
from caseward.web.tasks.forms import PromiseForm, ProofForm, WithdrawForm
from caseward.web.tasks.operations import note_promise, withdraw_promise

UNIT = "unit"
"""Said in an address: only about the people of the units that one oversees."""


@require_GET
@open_to(*MAY_SEE)
def promise_list(request: HttpRequest) -> HttpResponse:
    """Promises without proof about the people whom the user may see, by age; as a page or as CSV."""
    catch_up(keeping())
    of = request.GET.get("of", "")
    terms = (overseen if of == UNIT else visible)(user_of(request), roles_of(request))
    asked = queries.Asked(*(request.GET.get(name, "").strip() for name in ("age", "owner", "officer")))
    found = queries.promises(terms, asked)
    if request.GET.get("format") == "csv":
        columns = ("due", "days_past_due", "owner", "person", "term", "officer", "what", "promised", "claimed")
        return csv_file("promises.csv", columns, [_cells(one) for one in found])
    page = {
        "found": found,
        "asked": asked,
        "of": of,
        "ages": queries.ages(terms, asked),
        "owners": queries.owners(terms),
        "officers": officers_of(terms),
        "day": day_drawn(),
        "staff": user_of(request).staff,
    }
    return render(request, "tasks/list.html", page)


@require_GET
@open_to(*MAY_SEE)
def promises_about(request: HttpRequest, id_: str) -> HttpResponse:
    """Every promise about a person, with what became of it."""
    catch_up(keeping())
    seen = person_for(request, id_, "promises")
    rows = queries.of_person(id_, keeping())
    withdraws = {
        row.place for row in rows if seen.may_record and seen.decides and may_withdraw(request, id_, row.entry)
    }
    return render(request, "tasks/person.html", {"seen": seen, "rows": rows, "withdraws": withdraws})


@open_to(*MAY_RECORD)
def make_promise(request: HttpRequest, id_: str) -> HttpResponse:
    """Promise something, or say what somebody else promised."""
    catch_up(keeping())
    seen, day = person_for(request, id_, "promise form"), today(keeping().zone)
    fresh: dict[str, object] = {"request": str(uuid4()), "owner": user_of(request).staff, "day": day}
    data = request.POST if request.method == "POST" else None
    form = PromiseForm(data, initial=fresh, terms=seen.terms, today=day)
    if form.is_valid():
        line = form.line(user_of(request).staff)
        added = saved(form, lambda: note_promise(line, _saving(request, form), keeping()))
        if added is not None:
            return _told(request, id_, _("Promise recorded"), added)
    page = {"seen": seen, "form": form}
    return render(request, "tasks/new.html", page, status=422 if form.is_bound else 200)


@open_to(*MAY_RECORD)
def prove_promise(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Say that a promise was kept, with what shows it: nothing else closes it."""
    catch_up(keeping())
    seen, row = person_for(request, id_, f"proof of entry {place}"), _of_person(id_, place)
    if request.method != "POST" and row.state not in ("open", "claimed"):
        return _done_already(request, id_)
    day = today(keeping().zone)
    data = request.POST if request.method == "POST" else None
    fresh = {"request": str(uuid4()), "day": day}
    form = ProofForm(data, initial=fresh, made=row.entry.occurred.first, today=day)
    if form.is_valid() and not _repeated_or_open(request, form, row):
        return _done_already(request, id_)
    if form.is_valid():
        line = form.line(user_of(request).staff, row.entry.text("term"), row.entry.id)
        added = saved(form, lambda: note_promise(line, _saving(request, form), keeping()))
        if added is not None:
            return _told(request, id_, _("Proof recorded"), added)
    page = {"seen": seen, "row": row, "form": form}
    return render(request, "tasks/done.html", page, status=422 if form.is_bound else 200)


@open_to(*MAY_RECORD)
def drop_promise(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Withdraw a promise, with a reason; it stays visible."""
    catch_up(keeping())
    seen, row = person_for(request, id_, f"withdrawal of entry {place}", deciding=True), _of_person(id_, place)
    let_withdraw(request, id_, row.entry)
    if request.method != "POST" and row.state != "open":
        return _done_already(request, id_)
    form = WithdrawForm(request.POST if request.method == "POST" else None, initial={"request": str(uuid4())})
    if form.is_valid() and not _repeated_or_open(request, form, row):
        return _done_already(request, id_)
    if form.is_valid():
        why, by = form.cleaned_data["reason"], user_of(request).staff
        added = saved(form, lambda: withdraw_promise(row.entry.id, why, by, _saving(request, form), keeping()))
        if added is not None:
            return _told(request, id_, _("Promise withdrawn"), added)
    page = {"seen": seen, "row": row, "form": form}
    return render(request, "tasks/withdraw.html", page, status=422 if form.is_bound else 200)


def _repeated_or_open(request: HttpRequest, form: Form, row: queries.Shown) -> bool:
    """Whether a saving may go on: the same one again is acknowledged again; another one needs an open promise."""
    return row.state in ("open", "claimed") or keeping().acknowledged(_saving(request, form))


def _of_person(id_: str, place: int) -> queries.Shown:
    found = queries.at_place(id_, place, keeping())
    if found is None:
        raise Http404
    return found


def _saving(request: HttpRequest, form: Form) -> str:
    return f"promise {user_of(request).pk} {form.cleaned_data['request']}"


def _told(request: HttpRequest, id_: str, what: str, added: Added) -> HttpResponse:
    tell_recorded(request, what, added.places[0], of=id_)
    return redirect("person-promises", id_)


def _done_already(request: HttpRequest, id_: str) -> HttpResponse:
    tell_recorded_already(request)
    return redirect("person-promises", id_)


def _cells(one: queries.Open) -> tuple[object, ...]:
    row = one.row
    return (
        row.due, one.late, row.owner, row.term.person, row.term_id, row.term.officer, row.what, row.made,
        "yes" if row.claimed else "no",
    )  # fmt: skip
