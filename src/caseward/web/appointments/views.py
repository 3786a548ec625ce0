"""Pages of appointments: each takes the request apart, makes one call, and shows what came of it."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import uuid4

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.interchange.kept.adding import Added
from caseward.web.accounts.access import open_to, user_of
from caseward.web.appointments import queries
from caseward.web.appointments.access import MAY_RECORD, MAY_SEE
from caseward.web.appointments.calendar_file import calendar_file
from caseward.web.appointments.cautions import cautions
from caseward.web.appointments.forms import ATTENDED, RESCHEDULED, BookForm, JudgementForm, OutcomeForm
from caseward.web.appointments.operations import book, call_off, judge_absence, say_outcome
from caseward.web.casework.access import ATTENDS, Seen, person_for
from caseward.web.casework.operations import catch_up
from caseward.web.keeping import keeping, policies
from caseward.web.moment import now
from caseward.web.saving import saved, tell_recorded, tell_recorded_already
from caseward.web.transfers.sharing import absences_of, said_of


@require_GET
@open_to(*MAY_SEE)
def appointments(request: HttpRequest, id_: str) -> HttpResponse:
    """A person's appointments as they stand, with what is to be done next about each."""
    catch_up(keeping())
    seen = person_for(request, id_, "appointments")
    rows = queries.of_person(id_, keeping(), now())
    return render(request, "appointments/appointments.html", {"seen": seen, "rows": rows})


@open_to(*MAY_RECORD)
def book_one(request: HttpRequest, id_: str) -> HttpResponse:
    """Book an appointment: what speaks against the time is said first, and does not keep anybody from booking it."""
    catch_up(keeping())
    seen = person_for(request, id_, "appointment form")
    page: dict[str, object] = {"seen": seen, "officers": queries.officers_near(seen.terms)}
    if request.method != "POST":
        fresh: dict[str, object] = {
            "request": str(uuid4()),
            "officer": seen.terms[-1].officer or user_of(request).staff,
        }
        return render(request, "appointments/book.html", page | {"form": _book_form(seen, None, fresh)})
    form = _book_form(seen, request.POST)
    page["form"] = form
    if not form.is_valid():
        return render(request, "appointments/book.html", page, status=422)
    saving = _saving(request, form)
    told = request.POST.get("told", "").splitlines()
    found = _cautions(seen, form)
    if set(found) - set(told) and not keeping().acknowledged(saving):
        return render(request, "appointments/book.html", page | {"cautions": found, "told": "\n".join(found)})
    added = saved(form, lambda: book(form.line(user_of(request).staff), saving, keeping()))
    if added is None:
        return render(request, "appointments/book.html", page, status=422)
    tell_recorded(request, _("Appointment booked"), added.places[0], of=id_)
    return redirect("appointments", id_)


@require_GET
@open_to(*MAY_SEE)
def calendar(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """An appointment as a file for a calendar."""
    person_for(request, id_, f"calendar file of entry {place}")
    found = next((row for row in queries.of_person(id_, keeping(), now()) if row.place == place), None)
    if found is None:
        raise Http404
    origin, event = keeping().reading().settings.origin, found.event
    method = f"method={event.method}; " if event.method else ""
    response = HttpResponse(
        calendar_file(found.entry, id_, origin, event), content_type=f"text/calendar; {method}charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="appointment-{place}.ics"'
    return response


@open_to(*MAY_RECORD)
def outcome(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Say what came of an appointment, or move it or call it off before its time."""
    catch_up(keeping())
    seen, row = person_for(request, id_, f"outcome of entry {place}"), _written(id_, place, "outcome")
    page: dict[str, object] = {"seen": seen, "row": row}
    if request.method != "POST" and not _stands(id_, place):
        return _done_already(request, id_)
    fresh = {"request": str(uuid4())}
    form = OutcomeForm(request.POST if request.method == "POST" else None, begun=row.begun, initial=fresh)
    if request.method != "POST":
        return render(request, "appointments/outcome.html", page | {"form": form})
    added = saved(form, lambda: _said(request, form, row.entry.id)) if form.is_valid() else None
    if added is None:
        return render(request, "appointments/outcome.html", page | {"form": form}, status=422)
    what = _("Outcome recorded") if row.begun else _("Appointment withdrawn")
    tell_recorded(request, what, added.places[0], of=id_)
    came = form.cleaned_data["outcome"] in ATTENDED
    if seen.because == ATTENDS:  # it is said what came of it, and the person is no longer theirs to see
        if came:
            messages.info(request, _("That they came is no contact by itself. The officer responsible records one."))
        return redirect("today")
    if came:  # whoever met them has yet to say so: no outcome of an appointment says whether anybody spoke
        return redirect(f"{reverse('contact', args=[id_])}?{urlencode({'appointment': place})}")
    again = form.cleaned_data["outcome"] in RESCHEDULED
    return redirect("appointment-new" if again else "appointments", id_)


@open_to(*MAY_RECORD)
def judgement(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Judge an absence that was recorded before: a step of its own, signed by whoever makes it."""
    catch_up(keeping())
    seen = person_for(request, id_, f"judgement of entry {place}", deciding=True)
    row = _written(id_, place, "judgement")
    page: dict[str, object] = {"seen": seen, "row": row}
    if request.method != "POST" and not _stands(id_, place):
        return _done_already(request, id_)
    form = JudgementForm(request.POST if request.method == "POST" else None, initial={"request": str(uuid4())})
    if request.method != "POST":
        return render(request, "appointments/judgement.html", page | {"form": form})
    added = saved(form, lambda: _judged(request, form, row.entry.id)) if form.is_valid() else None
    if added is None:
        return render(request, "appointments/judgement.html", page | {"form": form}, status=422)
    tell_recorded(request, _("Judgement recorded"), added.places[0], of=id_)
    return redirect("appointments", id_)


def _said(request: HttpRequest, form: OutcomeForm, entry: str) -> Added:
    by, saving = user_of(request).staff, _saving(request, form)
    if form.begun:  # before its time the record takes no outcome: nothing can have come of it
        return say_outcome(entry, form.said(), by, saving, keeping())
    return call_off(entry, form.why(), by, saving, keeping())


def _judged(request: HttpRequest, form: JudgementForm, entry: str) -> Added:
    said, by = form.cleaned_data, user_of(request).staff
    yes = said["acceptable"] == "yes"
    saving = _saving(request, form)
    return judge_absence(entry, acceptable=yes, why=said["reason"], by=by, saving=saving, keeping=keeping())


def _saving(request: HttpRequest, form: Form) -> str:
    return f"appointment {user_of(request).pk} {form.cleaned_data['request']}"


def _done_already(request: HttpRequest, id_: str) -> HttpResponse:
    tell_recorded_already(request)
    return redirect("appointments", id_)


def _written(id_: str, place: int, todo: str = "") -> queries.Shown:
    """An appointment of the person as the log has it at a place, with that still to be done when it was written.

    Http404. Whether somebody has done it since is for the record to say: the same form sent again is acknowledged.
    """
    found = queries.at_place(id_, place, keeping(), now())
    if found is None or (todo and found.todo != todo):
        raise Http404
    return found


def _stands(id_: str, place: int) -> bool:
    return any(s.place == place and s.todo for s in queries.of_person(id_, keeping(), now()))


def _cautions(seen: Seen, form: BookForm) -> list[str]:
    said = form.cleaned_data
    term = next(term for term in seen.terms if term.id == said["term"])
    others = queries.at_about(form.at(), form.until(), said["officer"], seen.person)
    out = [said_of(cover) for cover in absences_of(said["officer"], said["day"])]
    return cautions(form.at(), said["officer"], term, others, policies(), keeping().zone, out)


def _book_form(seen: Seen, data: object, initial: dict[str, object] | None = None) -> BookForm:
    return BookForm(data, initial=initial, terms=seen.terms, now=now(), zone=keeping().zone)
