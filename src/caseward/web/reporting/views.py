"""Pages of reports: each takes the request apart, makes one call, and shows what came of it."""

from __future__ import annotations

from uuid import uuid4
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from caseward.record.entry import Entry
from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.casework.access import Seen, overseen, person_for, visible
from caseward.web.casework.operations import catch_up, drop_draft, save_draft
from caseward.web.casework.queries import day_drawn, draft_of, offices_of
from caseward.web.csv_files import csv_file
from caseward.web.keeping import keeping
from caseward.web.moment import now
from caseward.web.reporting import queries
from caseward.web.reporting.access import MAY_DECIDE, MAY_SEE, MAY_WRITE, refusal
from caseward.web.reporting.chains import Chain
from caseward.web.reporting.forms import ALL_TYPES, STATES, DecisionForm, ReportForm
from caseward.web.reporting.operations import Step, decide, say_drafted, submit
from caseward.web.reporting.pages import report_page, text_to_begin, what_opens
from caseward.web.saving import saved, tell_recorded

COLUMNS = (
    "person", "term", "office", "responsible", "type", "state", "day", "days_since", "officer", "entry", "says",
)  # fmt: skip
NARROWED_BY = ("state", "type", "officer", "office", "from", "to", "of")
UNIT = "unit"
ON_A_PAGE = 200
TO_WRITE = frozenset({"drafted", "returned"})
"""States in which a report is for its writer to go on with."""


@require_GET
@open_to(*MAY_SEE)
def report_register(request: HttpRequest) -> HttpResponse:
    """Reports about the people whom the user may see, and those owed or claimed that are not there; a page or CSV."""
    catch_up(keeping())
    asked = queries.Asked(*(request.GET.get(name, "").strip() for name in NARROWED_BY))
    terms = (overseen if asked.of == UNIT else visible)(user_of(request), roles_of(request))
    rows = queries.register(terms, asked)
    if request.GET.get("format") == "csv":
        return csv_file("reports.csv", COLUMNS, map(_columns, queries.in_words(rows)))
    shown = Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page"))
    page = {
        "rows": queries.in_words(list(shown)),
        "shown": shown,
        "drafts": queries.unfinished(user_of(request), terms.values_list("person", flat=True)),
        "counts": queries.counts(terms, asked),
        "asked": asked,
        "address": asked.address(),
        "types": ALL_TYPES.items(),
        "states": STATES.items(),
        "officers": queries.officers_in(terms),
        "offices": offices_of(terms),
        "day": day_drawn(),
    }
    return render(request, "reporting/register.html", page)


@require_GET
@open_to(*MAY_SEE)
def person_reports(request: HttpRequest, id_: str) -> HttpResponse:
    """The reports about one person, and those owed or claimed that are not there."""
    catch_up(keeping())
    seen = person_for(request, id_, "reports")
    drafts = queries.unfinished(user_of(request), [id_])
    page = {"seen": seen, "rows": queries.of_person(id_), "drafts": drafts}
    return render(request, "reporting/person.html", page)


@open_to(*MAY_WRITE)
def new_report(request: HttpRequest, id_: str) -> HttpResponse:
    """Write a report, beginning with what the record says; keep it as a draft, or submit it."""
    catch_up(keeping())
    return _writing(request, person_for(request, id_, "report form"), None)


@open_to(*MAY_WRITE)
def report_again(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Go on with a draft, or mend a report that was returned and submit it again."""
    catch_up(keeping())
    seen = person_for(request, id_, f"report form of entry {place}")
    return _writing(request, seen, _report(id_, place))


@require_POST
@open_to(*MAY_WRITE)
def report_draft(request: HttpRequest, id_: str) -> HttpResponse:
    """Keep what is typed, while it is typed."""
    seen = person_for(request, id_, "report form")
    said, about = _typed(request, seen), request.POST.get("about", "")
    chain = _report(id_, int(about)).chain if about.isdigit() else None
    save_draft(user_of(request), id_, queries.draft_form(chain), said)
    return render(request, "reporting/_kept.html", {"at": now().astimezone(ZoneInfo(keeping().zone))})


@require_GET
@open_to(*MAY_SEE)
def one_report(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """One report: its text, its steps with their receipts, and what is to be done next."""
    catch_up(keeping())
    seen = person_for(request, id_, f"report of entry {place}")
    return _shown(request, seen, _report(id_, place).chain, DecisionForm(initial={"request": str(uuid4())}))


@open_to(*MAY_DECIDE)
def report_decision(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Return or approve a report, signed by whoever decides; never by who wrote it."""
    catch_up(keeping())
    seen, found = person_for(request, id_, f"decision about the report of entry {place}"), _report(id_, place)
    if request.method != "POST":  # after signing in again, say
        return _shown(request, seen, found.chain, DecisionForm(initial={"request": str(uuid4())}))
    user, form = user_of(request), DecisionForm(request.POST)
    if form.is_valid():
        saving = f"report {user.pk} {form.cleaned_data['request']}"
        why_not = "" if keeping().acknowledged(saving) else refusal(request, seen, found.chain)
        if why_not:
            raise PermissionDenied(why_not)
        said = form.cleaned_data
        step = _step(user.staff, found.chain.first.text("term"), found.chain.type, found)
        added = saved(form, lambda: decide(step, said["decision"], "supervisor", said["comments"], saving, keeping()))
        if added is not None:
            what = _("Report returned") if said["decision"] == "returned" else _("Report approved")
            tell_recorded(request, what, added.places[0], of=id_)
            return redirect("report", id_, place)
    return _shown(request, seen, found.chain, form, status=422)


@require_GET
@open_to(*MAY_SEE)
def report_text(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """The text of a step as the file whose SHA-256 is in the record."""
    person_for(request, id_, f"text of entry {place}")
    entry = _entry_at(id_, place)
    if not entry.text("text"):
        raise Http404
    return _file(entry.text("text"), f"report-{place}.txt", "text/plain; charset=utf-8")


@require_GET
@open_to(*MAY_SEE)
def report_said(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """What opens a step's envelope: with its receipt it proves what the entry says, and is as private as the entry."""
    person_for(request, id_, f"proof of what entry {place} says")
    _entry_at(id_, place)
    return _file(what_opens(place, keeping()), f"entry-{place}.said.json", "application/json")


def _writing(request: HttpRequest, seen: Seen, found: queries.Found | None) -> HttpResponse:
    """The form of a report, new or gone on with, and its saving."""
    chain = None if found is None else found.chain
    page: dict[str, object] = {"seen": seen, "chain": chain, "about": "" if chain is None else chain.place}
    user, kept = user_of(request), queries.draft_form(chain)
    if request.method != "POST":
        if chain is not None and chain.state not in TO_WRITE:
            messages.success(request, _("There is nothing to write: this report was handed in."))
            return redirect("report", seen.person, chain.place)
        page |= {"returned": _comments(chain), "draft": draft_of(user, seen.person, kept)}
        return render(request, "reporting/write.html", page | {"form": _begun(request, seen, chain, page["draft"])})
    if request.POST.get("do") == "keep":
        return _kept(request, seen, found)
    form = ReportForm(request.POST, terms=_terms(seen, chain))
    added = None
    if form.is_valid():
        saving = f"report {user.pk} {form.cleaned_data['request']}"
        if chain is not None and chain.state not in TO_WRITE and not keeping().acknowledged(saving):
            form.add_error(None, _("This report was handed in by somebody else in the meantime."))
        else:
            said = form.cleaned_data
            step = _step(user.staff, said["term"], said["type"] if chain is None else chain.type, found)
            added = saved(form, lambda: submit(step, said["text"], saving, keeping()))
    if added is None:
        return render(request, "reporting/write.html", page | {"form": form}, status=422)
    drop_draft(user, seen.person, kept)
    tell_recorded(request, _("Report submitted"), added.places[0], of=seen.person)
    return redirect("report", seen.person, added.places[0] if chain is None else chain.place)


def _kept(request: HttpRequest, seen: Seen, found: queries.Found | None) -> HttpResponse:
    """Keep a draft; that a new report was begun goes into the record, its words do not."""
    user, said = user_of(request), _typed(request, seen)
    if found is not None:
        save_draft(user, seen.person, queries.draft_form(found.chain), said)
        messages.success(request, _("The draft is kept. Nothing is submitted."))
        return redirect("report", seen.person, found.chain.place)
    form = ReportForm(request.POST, terms=_terms(seen, None))
    added = None
    if not {"term", "type", "request"} & set(form.errors):  # it may be without words yet
        step = _step(user.staff, said["term"], said["type"], None)
        saving = f"report draft {user.pk} {said['request']}"
        added = saved(form, lambda: say_drafted(step, saving, keeping()))
    if added is None:
        save_draft(user, seen.person, queries.draft_form(None), said)
        page = {"seen": seen, "chain": None, "about": "", "form": form}
        return render(request, "reporting/write.html", page, status=422)
    place = added.places[0]
    save_draft(user, seen.person, queries.draft_form(_report(seen.person, place).chain), said)
    drop_draft(user, seen.person, queries.draft_form(None))
    what = _("The draft is kept, and not submitted. That you began it is recorded")
    tell_recorded(request, what, place, of=seen.person)
    return redirect("report", seen.person, place)


def _begun(request: HttpRequest, seen: Seen, chain: Chain | None, draft: object) -> ReportForm:
    """The form as it is opened: the draft, the text that was returned, or what the record says."""
    terms = _terms(seen, chain)
    wanted = request.GET.get("term", "")
    term = wanted if wanted in terms else terms[-1]
    said: dict[str, object] = {"term": term, "type": request.GET.get("type", "") if chain is None else chain.type}
    if isinstance(draft, dict) and draft and request.GET.get("fresh") is None and not wanted:
        said |= draft
    else:
        text = "" if chain is None or request.GET.get("fresh") is not None else chain.text
        said["text"] = text or text_to_begin(term, seen.person, keeping())
    return ReportForm(initial=said | {"request": str(uuid4())}, terms=terms)


def _typed(request: HttpRequest, seen: Seen) -> dict[str, str]:
    names = ReportForm(terms=[term.id for term in seen.terms]).fields
    return {name: str(value) for name, value in request.POST.items() if name in names}


def _terms(seen: Seen, chain: Chain | None) -> list[str]:
    return [term.id for term in seen.terms] if chain is None else [chain.first.text("term")]


def _comments(chain: Chain | None) -> str:
    return chain.last.note if chain is not None and chain.state == "returned" else ""


def _step(by: str, term: str, sort: str, found: queries.Found | None) -> Step:
    at = now().astimezone(ZoneInfo(keeping().zone)).isoformat(timespec="seconds")
    if found is None:
        return Step(term, sort, by, at)
    return Step(term, sort, by, at, found.chain, found.tried)


def _shown(request: HttpRequest, seen: Seen, chain: Chain, form: DecisionForm, status: int = 200) -> HttpResponse:
    why_not = refusal(request, seen, chain)
    decides = any(grant.role in MAY_DECIDE for grant in roles_of(request))
    page = {
        "seen": seen,
        "page": report_page(seen, chain, keeping()),
        "form": form,
        "may_decide": not why_not,
        "why_not": why_not if decides and chain.state == "submitted" else "",
        "to_write": seen.may_record and chain.state in TO_WRITE,
    }
    return render(request, "reporting/report.html", page, status=status)


def _report(id_: str, place: int) -> queries.Found:
    """The report of a person that begins at a place of the log. Http404."""
    found = queries.report_at(id_, place, keeping())
    if found is None:
        raise Http404
    return found


def _entry_at(id_: str, place: int) -> Entry:
    found = queries.step_at(id_, place, keeping())
    if found is None:
        raise Http404
    return found


def _columns(row: queries.Row) -> tuple[object, ...]:
    one, term = row.row, row.row.term
    return (
        term.person, term.id, term.office, term.officer, one.type, one.state, one.day, row.age, one.officer, one.place,
        one.says,
    )  # fmt: skip


def _file(text: str, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(text, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
