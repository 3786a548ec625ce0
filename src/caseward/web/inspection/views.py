"""Pages of the inspector: each takes the request apart, makes one call, and shows what came of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.verify.wire import Refused
from caseward.web.accounts.access import open_to, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import person_for
from caseward.web.casework.operations import catch_up
from caseward.web.casework.queries import offices_of
from caseward.web.csv_files import csv_file
from caseward.web.inspection import queries
from caseward.web.inspection.access import case_for, is_of_all_offices, mandate
from caseward.web.inspection.forms import AbsenceForm, ReadingsForm, UnitForm
from caseward.web.inspection.known import UnitKnown, unit_known
from caseward.web.inspection.operations import MOST, check_log
from caseward.web.keeping import keeping
from caseward.web.moment import now, today
from caseward.web.saving import in_english, refused

COLUMNS = ("person", "term", "officer", "office", "level", "last_in_person", "last_spoke", "overdue", "entries")


@require_GET
@open_to(Role.INSPECTOR)
def bench(request: HttpRequest) -> HttpResponse:
    """Where an inspector begins: a unit as known at an instant, and the ways to everything else."""
    catch_up(keeping())
    form = UnitForm(offices=offices_of(mandate(request)), today=today(keeping().zone))
    return render(request, "inspection/bench.html", {"form": form, "state": queries.log_state(keeping(), now())})


@require_GET
@open_to(Role.INSPECTOR)
def unit_as_known(request: HttpRequest) -> HttpResponse:
    """A unit as it was known at an instant, officer by officer, with what was overdue; as a page or as CSV."""
    catch_up(keeping())
    terms = mandate(request)
    form = UnitForm(request.GET or None, offices=offices_of(terms), today=today(keeping().zone))
    if not form.is_valid():
        return render(request, "inspection/unit.html", {"form": form}, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    found = unit_known(terms, form.at(keeping().zone), said["office"], said["officer"].strip(), keeping())
    if request.GET.get("format") == "csv":
        return csv_file("unit-as-known.csv", COLUMNS, _rows(found))
    return render(request, "inspection/unit.html", {"form": form, "found": found, "zone": keeping().zone})


@open_to(Role.INSPECTOR)
def log(request: HttpRequest) -> HttpResponse:
    """The log: its checkpoints with cosignatures, what no witness saw yet, and what checks of it found.

    Posted to, it is checked now, every entry of it.
    """
    if request.method == "POST":
        return _checked(request)
    state = queries.log_state(keeping(), now())
    return render(request, "inspection/log.html", {"state": state, "too_long": state.size > MOST})


@require_GET
@open_to(Role.INSPECTOR)
def checkpoint(_request: HttpRequest) -> HttpResponse:
    """The newest signed checkpoint as a file, to be kept elsewhere."""
    head = keeping().reading().store.head()
    response = HttpResponse(str(head), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="checkpoint.txt"'
    return response


@require_GET
@open_to(Role.INSPECTOR)
def access_log(request: HttpRequest) -> HttpResponse:
    """Who read what within the mandate, and which doors were opened in need; as a page or as CSV."""
    catch_up(keeping())
    form = ReadingsForm(request.GET)
    if not form.is_valid():
        return render(request, "inspection/access.html", {"form": form}, status=422)
    asked = form.asked(keeping().zone)
    if asked.person:
        person_for(request, asked.person, "access log")
    people = None if is_of_all_offices(request) else mandate(request).values_list("person", flat=True)
    found = queries.readings(people, asked)
    if request.GET.get("format") == "csv":
        columns = ("at", "user__staff", "person", "what", "because")
        rows = ((at.isoformat(), *rest) for at, *rest in found.values_list(*columns))
        return csv_file("access-log.csv", ("at", "who", "person", "what", "because"), rows)
    page = {"form": form, "count": found.count(), "readings": found[: queries.SHOWN]}
    page |= {"openings": queries.openings(people, asked), "refused": queries.closed_doors(people, asked)}
    return render(request, "inspection/access.html", page)


@require_GET
@open_to(Role.INSPECTOR)
def absence(request: HttpRequest) -> HttpResponse:
    """Prove which entries of a kind the record holds for a case, and that it holds no others; as a file too."""
    catch_up(keeping())
    form = AbsenceForm(request.GET or None, initial={"kind": "report"})
    if not form.is_valid():
        return render(request, "inspection/absence.html", {"form": form}, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    seen = case_for(request, said["case"], f"certificate about {said['kind']} entries")
    try:
        data, answer = queries.certified(said["case"], said["kind"], *form.edges(keeping().zone), keeping())
    except Refused as error:
        raise refused(format_html(_("The certificate would not hold: {why}."), why=in_english(str(error)))) from None
    if request.GET.get("format") == "file":
        response = HttpResponse(data, content_type="application/octet-stream")
        response["Content-Disposition"] = 'attachment; filename="absence.caseward-log"'
        return response
    page = {"form": form, "seen": seen, "answer": answer, "claims": queries.claims_of(seen.person, keeping())}
    return render(request, "inspection/absence.html", page)


def _checked(request: HttpRequest) -> HttpResponse:
    found = check_log(user_of(request), now(), keeping())
    if found is None:
        raise refused(_("This log is too long to be checked while you wait; run `caseward verify` on its folder."))
    said = _("Checked: all is as it was signed.") if found.sound else _("Checked: something is missing or altered.")
    (messages.success if found.sound else messages.error)(request, said)
    return redirect("log")


def _rows(found: UnitKnown) -> list[tuple[object, ...]]:
    return [
        (
            row.term.person, row.term.id, row.term.officer, row.term.office, row.term.level,
            row.term.last_in_person_written or row.term.last_in_person,
            row.term.last_spoke_written or row.term.last_spoke, len(row.overdue), row.entries,
        )
        for row in found.rows
    ]  # fmt: skip
