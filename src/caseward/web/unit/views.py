"""Pages of supervisors and inspectors: how a unit stands, and who read a person's record."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.appointments.queries import missing_of
from caseward.web.casework.drawing import LATELY
from caseward.web.casework.operations import catch_up
from caseward.web.casework.queries import NOBODY, day_drawn, offices_of
from caseward.web.csv_files import csv_file
from caseward.web.disputes.arrived import arrived
from caseward.web.intake.queries import first_open
from caseward.web.keeping import keeping
from caseward.web.moment import now
from caseward.web.proceedings.proposed import rows_of
from caseward.web.reporting import queries as reporting
from caseward.web.unit import queries
from caseward.web.unit import workload as loads
from caseward.web.unit.access import overseen_person, unit_of


@require_GET
@open_to(Role.SUPERVISOR, Role.INSPECTOR)
def board(request: HttpRequest) -> HttpResponse:
    """How the units stand that whoever asks oversees, officer by officer; as a page or as CSV."""
    catch_up(keeping())
    office, order = request.GET.get("office", ""), request.GET.get("order", "")
    terms = unit_of(request, office)
    found = queries.board(terms, office, order)
    if request.GET.get("format") == "csv":
        head = ("officer", *(name for _, _, name in queries.COLUMNS))
        return csv_file("unit.csv", head, [(row.officer, *(c.count for c in row.cells)) for row in found.rows])
    missing = missing_of(terms, now(), found.day)
    page = {
        "board": found,
        "lately": LATELY.days,
        "missing": missing if request.GET.get("missing") == "all" else missing[: reporting.SHOWN],
        "missing_count": missing.count(),
        "zone": keeping().zone,
        "says_outcomes": any(grant.role == Role.SUPERVISOR for grant in roles_of(request)),
        **first_open(terms),
        "arrived": arrived(terms, now()),
        "unit": True,
        "office": office,
        "offices": offices_of(unit_of(request, "")),
        "order": order,
        "orders": queries.ORDERS.items(),
        "openings": queries.opened_lately(terms, now()),
        "asked": rows_of(terms, roles_of(request), user_of(request).staff),
        "waiting": reporting.in_state(terms, "submitted", of="unit", office=office),
    }
    return render(request, "unit/board.html", page)


@require_GET
@open_to(Role.SUPERVISOR, Role.INSPECTOR)
def workload(request: HttpRequest) -> HttpResponse:
    """What each officer of the unit carries against what one can carry; of one officer, term by term; or as CSV."""
    catch_up(keeping())
    office, officer = request.GET.get("office", ""), request.GET.get("officer")
    terms, table = unit_of(request, office), loads.table(day_drawn())
    page: dict[str, object] = {"table": table, "office": office, "offices": offices_of(unit_of(request, ""))}
    hands_over = any(grant.role == Role.SUPERVISOR for grant in roles_of(request))
    page |= {"day": day_drawn(), "officer": officer, "nobody": NOBODY, "hands_over": hands_over}
    if officer is not None:
        page["rows"] = loads.costs(terms.filter(officer="" if officer == NOBODY else officer))
    elif table is not None:
        page["rows"] = rows = loads.carried(terms, table.capacity)
        if request.GET.get("format") == "csv":
            head = ("officer", "terms", f"{table.unit}_a_month", "terms_without_a_number", "capacity")
            return csv_file("workload.csv", head, [(r.officer, r.terms, r.cost, r.unknown, r.capacity) for r in rows])
    return render(request, "unit/workload.html", page)


@require_GET
@open_to(Role.SUPERVISOR, Role.INSPECTOR)
def readings(request: HttpRequest, id_: str) -> HttpResponse:
    """Who read a person's record and opened it in need, newest first; the readings as CSV too."""
    catch_up(keeping())
    seen = overseen_person(request, id_, "readings")
    found = queries.read_by(id_)
    if request.GET.get("format") == "csv":
        columns = ("at", "user__staff", "what", "because")
        rows = ((at.isoformat(), *rest) for at, *rest in found.readings.values_list(*columns))
        return csv_file("readings.csv", ("at", "who", "what", "because"), rows)
    return render(request, "unit/readings.html", {"seen": seen, "found": found})
