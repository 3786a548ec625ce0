"""Pages of reviews: each takes the request apart, makes one call, and shows what came of it."""

from __future__ import annotations

import secrets
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.oversight.sampling import draw
from caseward.web.accounts.access import open_to, user_of
from caseward.web.accounts.models import Role
from caseward.web.casework.access import person_for
from caseward.web.casework.operations import catch_up
from caseward.web.casework.queries import day_drawn, offices_of
from caseward.web.csv_files import csv_file
from caseward.web.keeping import keeping
from caseward.web.moment import today
from caseward.web.reviewing import queries
from caseward.web.reviewing.access import MAY_SEE, OVERSEE, reviewed_person, supervised_terms, unit_terms
from caseward.web.reviewing.forms import ACTIONS, MOST, SEEDS, ActionForm, ReviewForm, SampleForm
from caseward.web.reviewing.operations import note
from caseward.web.saving import saved, tell_recorded


@require_GET
@open_to(*OVERSEE)
def reviews(request: HttpRequest) -> HttpResponse:
    """Which cases are due for a review, what was drawn, the register, and what reviews asked for; as CSV too."""
    catch_up(keeping())
    office = request.GET.get("office", "")
    terms = unit_terms(request, office)
    if request.GET.get("format") == "csv":
        return csv_file("reviews.csv", queries.REGISTER, map(queries.register_row, queries.register(terms)))
    if request.GET.get("format") == "actions":
        return csv_file("review-actions.csv", queries.ASKED, map(queries.action_row, queries.actions(terms)))
    asked = queries.asked_by_policy()
    page = {
        "office": office,
        "offices": offices_of(unit_terms(request)),
        "day": day_drawn(),
        "policy_asks": bool(asked),
        "due": queries.due(terms, asked),
        "events": queries.events(terms),
        "never": queries.never(terms),
        "samples": queries.samples(terms),
        "register": list(queries.register(terms)),
        "actions": queries.actions(terms),
        "reviews": supervised_terms(request).exists(),
    }
    return render(request, "reviewing/reviews.html", page)


@open_to(Role.SUPERVISOR)
def draw_sample(request: HttpRequest) -> HttpResponse:
    """Draw cases at random: seed, frame and list go into the record before anybody looks at one of them."""
    catch_up(keeping())
    saving = _saving(request)
    data = request.POST if request.method == "POST" else None
    offices = offices_of(supervised_terms(request))
    form = SampleForm(data, initial={"request": str(uuid4())}, offices=offices)
    page = {"form": form}
    if data is None:
        return render(request, "reviewing/draw.html", page)
    if keeping().acknowledged(saving):
        return redirect("reviews")
    line = _sample_line(request, form) if form.is_valid() else None
    added = saved(form, lambda: note([line], saving, keeping())) if line is not None else None
    if added is None:
        return render(request, "reviewing/draw.html", page, status=422)
    tell_recorded(request, _("Drawn and recorded"), added.places[0])
    return redirect("review-sample", added.entries[0].id)


@require_GET
@open_to(*OVERSEE)
def one_sample(request: HttpRequest, sample: str) -> HttpResponse:
    """A sample: its seed and list, drawn again from what was recorded, and which cases were reviewed since."""
    catch_up(keeping())
    found = queries.sample_of(sample)
    terms = unit_terms(request)
    cases = [] if found is None else queries.cases(found, terms)
    if found is None or not any(case.term is not None for case in cases):
        raise Http404
    shown = queries.redrawn(found, keeping())
    frame = queries.among(shown.frame, terms)
    if request.GET.get("format") == "frame":
        return csv_file(f"{sample}-frame.csv", ("term",), [(id_,) for id_ in frame])
    page = {"found": found, "cases": cases, "shown": shown, "reviews": supervised_terms(request).exists()}
    return render(request, "reviewing/sample.html", page | {"of_theirs": len(frame)})


@require_GET
@open_to(*MAY_SEE)
def person_reviews(request: HttpRequest, id_: str) -> HttpResponse:
    """Every review of a person's case, as the record has it."""
    catch_up(keeping())
    seen = person_for(request, id_, "case reviews")
    page = {
        "seen": seen,
        "told": queries.told(id_, keeping()),
        "reviews": supervised_terms(request).filter(person=id_).exists(),
    }
    return render(request, "reviewing/person.html", page)


@open_to(Role.SUPERVISOR)
def review_case(request: HttpRequest, id_: str) -> HttpResponse:
    """Review a case: what was looked at, found, judged and is to be done; its actions are promises with a day."""
    catch_up(keeping())
    seen = reviewed_person(request, id_, "review form")
    data, day = request.POST if request.method == "POST" else None, today(keeping().zone)
    fresh = {"request": str(uuid4()), "day": day, "sample": request.GET.get("sample", "")}
    fresh["chosen"] = "random" if fresh["sample"] else request.GET.get("chosen", "")
    form = ReviewForm(data, initial=fresh, terms=seen.terms, samples=queries.samples_naming(seen.terms), today=day)
    asked = [ActionForm(data, prefix=f"action-{n}", today=day) for n in range(1, ACTIONS + 1)]
    page = {"seen": seen, "form": form, "asked": asked}
    if data is None:
        return render(request, "reviewing/review.html", page)
    if not all([form.is_valid(), *(one.is_valid() for one in asked)]):
        page["faulty"] = any(one.errors for one in asked)
        return render(request, "reviewing/review.html", page, status=422)
    line = form.line(user_of(request).staff, str(Role.SUPERVISOR.value), _saving(request))
    lines = [line, *(action for one in asked for action in one.lines(line))]
    added = saved(form, lambda: note(lines, _saving(request), keeping()))
    if added is None:
        return render(request, "reviewing/review.html", page, status=422)
    tell_recorded(request, _("Review recorded"), added.places[0], of=id_)
    return redirect("person-reviews", id_)


def _saving(request: HttpRequest) -> str:
    return f"review {user_of(request).pk} {request.POST.get('request', '')}"


def _sample_line(request: HttpRequest, form: SampleForm) -> dict[str, object] | None:
    """The sample as a line for the record; None, and the form says why, where it cannot be drawn."""
    said = form.cleaned_data
    frame = queries.frame(supervised_terms(request, said["office"]))
    if len(frame) > MOST:
        form.add_error("office", _("Choose an office: at most %(most)s cases can be drawn from.") % {"most": MOST})
        return None
    if said["size"] > len(frame):
        form.add_error("size", _("Only %(count)s cases are running.") % {"count": len(frame)})
        return None
    seed = secrets.randbelow(SEEDS) if said["seed"] is None else said["seed"]
    found = draw(frame, said["size"], seed)
    line = {
        "kind": "review_sample", "occurred": today(keeping().zone).isoformat(), "recorded_by": user_of(request).staff,
        "office": said["office"], "seed": seed, "frame": frame, "frame_sha256": found.frame_sha256,
        "drawn": list(found.drawn),
    }  # fmt: skip
    return {name: value for name, value in line.items() if value != ""}
