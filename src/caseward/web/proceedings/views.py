"""Pages of violations and court steps: each takes the request apart, makes one call, and shows what came of it."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import overseen, person_for, visible
from caseward.web.casework.operations import catch_up
from caseward.web.casework.queries import day_drawn
from caseward.web.csv_files import csv_file
from caseward.web.keeping import keeping
from caseward.web.moment import today
from caseward.web.proceedings import queries
from caseward.web.proceedings.access import MAY_RECORD, MAY_SEE
from caseward.web.proceedings.asking import data_of, done_already, fresh, looked_at_first, saving_of, shown, told
from caseward.web.proceedings.fact_forms import DECIDES, FACTS, SUPERVISORS
from caseward.web.proceedings.forms import FORMS, ResultForm
from caseward.web.proceedings.operations import judge_violation, say_result
from caseward.web.proceedings.pages import grid_page, proceedings_page
from caseward.web.proceedings.views_of_facts import LOCATED, record_end
from caseward.web.proceedings.views_of_proposals import proposing
from caseward.web.proceedings.violation_forms import FactForm, JudgementForm, ResponseForm
from caseward.web.proceedings.words import JUDGEMENTS, SEVERITIES, STATES, STEPS
from caseward.web.saving import saved

UNIT = "unit"
"""Said in an address: only about the people of the units that one oversees."""


@require_GET
@open_to(*MAY_SEE)
def petition_list(request: HttpRequest) -> HttpResponse:
    """Petitions filed without custody about the people whom the user may see; as a page or as CSV."""
    catch_up(keeping())
    of = request.GET.get("of", "")
    found = queries.at_large((overseen if of == UNIT else visible)(user_of(request), roles_of(request)))
    if request.GET.get("format") == "csv":
        columns = ("filed", "days_ago", "person", "term", "officer", "office", "hearing", "stands", "law")
        return csv_file("petitions.csv", columns, [_cells(one) for one in found])
    return render(request, "proceedings/petitions.html", {"rows": found, "of": of, "day": day_drawn()})


@require_GET
@open_to(*MAY_SEE)
def proceedings(request: HttpRequest, id_: str) -> HttpResponse:
    """A person's violations in their three steps, and what was filed, heard, ordered and done."""
    catch_up(keeping())
    seen = person_for(request, id_, "proceedings")
    page = proceedings_page(seen, keeping())
    said = {"seen": seen, "page": page, "steps": STEPS.items(), "zone": keeping().zone, "states": STATES}
    facts = [(step, said) for step, said in FACTS.items() if step not in SUPERVISORS or Role.SUPERVISOR in seen.roles]
    said |= {"facts": facts, "decides": DECIDES}
    return render(request, "proceedings/proceedings.html", said)


@open_to(*MAY_RECORD)
def record_step(request: HttpRequest, id_: str, step: str) -> HttpResponse:
    """Record a court step, an absence, a test, an assessment or a level: what it changes is shown before."""
    catch_up(keeping())
    if step not in (*FORMS, *FACTS, LOCATED):
        raise Http404
    seen = person_for(request, id_, f"{step} form", deciding=step in DECIDES)
    if step in SUPERVISORS and Role.SUPERVISOR not in seen.roles:
        raise PermissionDenied(_("A level is set by a supervisor."))
    if step == LOCATED:
        return record_end(request, seen)
    sort, refers_to = FORMS[step] if step in FORMS else (FACTS[step][0], "")
    refers = queries.choices_of(id_, refers_to, keeping()) if refers_to else []
    form = sort(data_of(request), initial=fresh(), terms=seen.terms, today=today(keeping().zone), refers=refers)
    title, says = STEPS[step][1:] if step in STEPS else FACTS[step][1:]
    line = form.line(user_of(request).staff) if form.is_valid() else None
    return looked_at_first(request, seen, form, line, {"title": title, "says": says})


@open_to(*MAY_RECORD)
def record_violation(request: HttpRequest, id_: str) -> HttpResponse:
    """Record what happened, and no more: whether it is a violation is judged afterwards."""
    catch_up(keeping())
    seen = person_for(request, id_, "violation form")
    form = FactForm(data_of(request), initial=fresh(), terms=seen.terms, today=today(keeping().zone))
    line = form.line(user_of(request).staff) if form.is_valid() else None
    says = _("Say only what happened. Whether it is a violation, and what is done about it, are steps of their own.")
    return looked_at_first(request, seen, form, line, {"title": _("Possible violation"), "says": says})


@open_to(*MAY_RECORD)
def hearing_result(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Say what the court ordered at a hearing."""
    catch_up(keeping())
    seen = person_for(request, id_, f"result of entry {place}")
    entry = queries.written(id_, place, "hearing", keeping())
    if entry is None or entry.text("result") or entry.occurred.first > today(keeping().zone):
        raise Http404
    if request.method != "POST" and not queries.stands(id_, place, keeping()):
        return done_already(request, id_)
    form = ResultForm(data_of(request), initial=fresh())
    if form.is_valid():
        by = user_of(request).staff
        added = saved(form, lambda: say_result(entry.id, form.said(), by, saving_of(request, form), keeping()))
        if added is not None:
            return told(request, id_, _("Result recorded"), added)
    return shown(request, "proceedings/result.html", {"seen": seen, "form": form, "entry": entry})


@open_to(*MAY_RECORD)
def judge(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Judge what was recorded before, or correct how it was judged: a step of its own, signed by whoever makes it."""
    catch_up(keeping())
    seen = person_for(request, id_, f"judgement of entry {place}", deciding=True)
    entry = queries.written(id_, place, "violation", keeping())
    if entry is None:
        raise Http404
    if request.method != "POST" and not queries.stands(id_, place, keeping()):
        return done_already(request, id_)
    form = JudgementForm(data_of(request), initial=fresh())
    if form.is_valid():
        said, by = form.cleaned_data, user_of(request).staff
        saving, how = saving_of(request, form), (said["judgement"], said["severity"])
        added = saved(
            form, lambda: judge_violation(entry.id, *how, why=said["reason"], by=by, saving=saving, keeping=keeping())
        )
        if added is not None:
            return told(request, id_, _("Judgement recorded"), added)
    judged = JUDGEMENTS.get(entry.text("judgement"), "")
    page = {"seen": seen, "form": form, "entry": entry, "fact": entry.text("fact"), "judged": judged}
    page["severity"] = SEVERITIES.get(entry.text("severity"), "")
    return shown(request, "proceedings/judgement.html", page)


@open_to(*MAY_RECORD)
def respond(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Record what is done about a violation: what the policy allows stands beside, and somebody chooses. What a
    supervisor approves first is proposed to them.
    """
    catch_up(keeping())
    seen = person_for(request, id_, f"response to entry {place}", deciding=True)
    entry = queries.written(id_, place, "violation", keeping())
    if entry is None or entry.text("judgement") != "substantiated" or not queries.stands(id_, place, keeping()):
        raise Http404
    grid = grid_page(entry, id_, keeping())
    form = ResponseForm(
        data_of(request),
        initial=fresh() | {"day": today(keeping().zone)},
        graded=grid.graded,
        today=today(keeping().zone),
    )
    line = form.line(user_of(request).staff, entry.text("term"), entry.id) if form.is_valid() else None
    page = {"title": _("What is done about it"), "entry": entry, "grid": grid, "fact": entry.text("fact")}
    page["severity"] = SEVERITIES.get(entry.text("severity"), "")
    propose = None if line is None else proposing(request, form, entry, id_)
    line = None if form.errors else line
    return looked_at_first(request, seen, form, line, page, "proceedings/response.html", propose)


def _cells(one: queries.AtLarge) -> tuple[object, ...]:
    row, term = one.row, one.row.term
    return (row.filed, one.days, term.person, term.id, term.officer, term.office, row.hearing, row.what, row.law)
