"""Pages of responses that a supervisor approves before they are given: proposed, returned, approved or withdrawn."""

from __future__ import annotations

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from caseward.interchange.kept.adding import Added
from caseward.record.entry import Entry
from caseward.web.accounts.access import open_to, roles_of, user_of
from caseward.web.casework.access import Seen, overseen, person_for, visible
from caseward.web.casework.operations import catch_up
from caseward.web.casework.queries import day_drawn
from caseward.web.csv_files import csv_file
from caseward.web.keeping import keeping
from caseward.web.moment import now, today
from caseward.web.proceedings import proposed
from caseward.web.proceedings.access import MAY_DECIDE, MAY_RECORD, MAY_SEE, refusal
from caseward.web.proceedings.asking import data_of, fresh, looked_at_first, saving_of
from caseward.web.proceedings.operations import Step, approve, propose, send_back, withdraw
from caseward.web.proceedings.pages import grid_page, what_changes
from caseward.web.proceedings.proposals import APPROVED, WAITING
from caseward.web.proceedings.violation_forms import DecisionForm, ResponseForm, WithdrawalForm
from caseward.web.proceedings.words import AGAINST, RESPONSES, STATES
from caseward.web.reporting.chains import place_of
from caseward.web.saving import saved, tell_recorded

UNIT = "unit"
COLUMNS = ("day", "days_ago", "state", "person", "term", "officer", "office", "response", "days", "by", "entry")


@require_GET
@open_to(*MAY_SEE)
def proposal_list(request: HttpRequest) -> HttpResponse:
    """Responses that are proposed and not given, about the people whom the user may see; as a page or as CSV."""
    catch_up(keeping())
    user, grants, of = user_of(request), roles_of(request), request.GET.get("of", "")
    rows = proposed.rows_of((overseen if of == UNIT else visible)(user, grants), grants, user.staff)
    if request.GET.get("format") == "csv":
        return csv_file("proposals.csv", COLUMNS, map(_columns, rows))
    page: dict[str, object] = {"of": of, "day": day_drawn(), "count": len(rows)}
    page |= {"for_you": [r for r in rows if r.for_you], "others": [r for r in rows if not r.for_you]}
    page["decides"] = any(grant.role in MAY_DECIDE for grant in grants)
    return render(request, "proceedings/proposals.html", page)


@require_GET
@open_to(*MAY_SEE)
def one_proposal(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """One proposed response: the violation, what is proposed and why, its steps, and what is to be done next."""
    catch_up(keeping())
    seen = person_for(request, id_, f"proposal of entry {place}")
    return _page(request, seen, _found(id_, place))


@open_to(*MAY_RECORD)
def proposal_again(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Change a proposal that waits or was returned; what was proposed before stays in the record."""
    catch_up(keeping())
    seen, found = person_for(request, id_, f"proposal form of entry {place}", deciding=True), _found(id_, place)
    violation = found.violation
    if violation is None or violation.todo != "response":
        raise Http404
    said, grid = found.proposal.said, grid_page(violation.entry, id_, keeping())
    begun = {name: said.text(name) for name in ("response", "reason", "condition_met")}
    begun |= {"days": str(found.proposal.days or "")}
    form = ResponseForm(
        data_of(request), initial=fresh() | begun, graded=grid.graded, today=today(keeping().zone), proposing=True
    )
    if not found.proposal.is_open and not (form.is_valid() and keeping().acknowledged(saving_of(request, form))):
        return redirect("proposal", id_, place)
    line = _line(request, form, violation.entry) if form.is_valid() else None
    step = _step(request, found, violation.entry)
    page = {"title": _("Change what is proposed"), "entry": violation.entry, "grid": grid, "fact": violation.fact}
    page |= {"severity": violation.severity, "comments": found.proposal.last.note}
    return looked_at_first(request, seen, form, line, page, "proceedings/response.html", _saving(request, form, step))


@open_to(*MAY_DECIDE)
def proposal_decision(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Approve a proposed response, which records it, or return it; signed by whoever decides, never by who proposed."""
    catch_up(keeping())
    seen = person_for(request, id_, f"decision about the proposal of entry {place}", deciding=True)
    found = _found(id_, place)
    if request.method != "POST":  # after signing in again, say
        return _page(request, seen, found)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _page(request, seen, found, decision=form)
    saving = saving_of(request, form)
    done = keeping().acknowledged(saving)
    why_not = "" if done else refusal(request, seen, found.proposal)
    if why_not:
        raise PermissionDenied(why_not)
    if not done:
        _look_again(form, seen, found, request)
    said, step, staff = form.cleaned_data, _step(request, found), user_of(request).staff
    added = None
    if form.is_valid() and said["decision"] == APPROVED:
        line = proposed.response_line(found, staff, today(keeping().zone))
        added = saved(form, lambda: approve(step, line, said["comments"], saving, keeping()))
    elif form.is_valid():
        added = saved(form, lambda: send_back(step, said["comments"], saving, keeping()))
    if added is None:
        return _page(request, seen, found, decision=form)
    what = _("Approved and recorded as the response") if said["decision"] == APPROVED else _("Proposal returned")
    tell_recorded(request, what, added.places[-1], of=id_)
    return redirect("proposal", id_, place)


@open_to(*MAY_RECORD)
def proposal_withdrawal(request: HttpRequest, id_: str, place: int) -> HttpResponse:
    """Withdraw a proposal that nobody has approved, and say why."""
    catch_up(keeping())
    seen = person_for(request, id_, f"withdrawal of the proposal of entry {place}", deciding=True)
    found = _found(id_, place)
    if request.method != "POST":
        return _page(request, seen, found)
    form = WithdrawalForm(request.POST)
    if form.is_valid():
        saving = saving_of(request, form)
        if not found.proposal.is_open and not keeping().acknowledged(saving):
            raise PermissionDenied(_("There is nothing to withdraw: this proposal is not open."))
        step = _step(request, found)
        added = saved(form, lambda: withdraw(step, form.cleaned_data["why"], saving, keeping()))
        if added is not None:
            tell_recorded(request, _("Proposal withdrawn"), added.places[0], of=id_)
            return redirect("proposal", id_, place)
    return _page(request, seen, found, withdrawal=form)


def proposing(request: HttpRequest, form: ResponseForm, violation: Entry, person: str) -> Callable[[], Added] | None:
    """How what is chosen about a violation is proposed; None where no supervisor approves it first."""
    if not form.needs_approval():
        return None
    before = proposed.open_about(violation, person, keeping())
    if before is not None and not keeping().acknowledged(saving_of(request, form)):
        form.add_error("response", _("Something is proposed for this violation already. Change or withdraw that one."))
        return None
    tried = proposed.proposed_before(violation, person, keeping())
    step = Step(violation.text("term"), violation.id, user_of(request).staff, _at(), tried=tried)
    return _saving(request, form, step)


def _saving(request: HttpRequest, form: ResponseForm, step: Step) -> Callable[[], Added]:
    return lambda: propose(step, form.proposed(), saving_of(request, form), keeping())


def _line(request: HttpRequest, form: ResponseForm, violation: Entry) -> dict[str, object]:
    return form.line(user_of(request).staff, violation.text("term"), violation.id)


def _look_again(form: DecisionForm, seen: Seen, found: proposed.Found, request: HttpRequest) -> None:
    """Nobody decides about what they were not shown, and nothing is approved that cannot stand."""
    if form.cleaned_data["shown"] != place_of(found.proposal.last):
        form.add_error(None, _("It was changed since you opened this page. Look at it as it is now."))
    elif form.cleaned_data["decision"] == APPROVED:
        line = proposed.response_line(found, user_of(request).staff, today(keeping().zone))
        comes_to = None if found.stale else what_changes(line, seen.person, keeping())
        if found.stale:
            form.add_error("decision", _("The judgement was corrected after this was proposed. Return it."))
        elif comes_to is None or comes_to.broken:
            form.add_error("decision", _("This would break a rule now, and cannot be approved. Return it."))


def _page(request: HttpRequest, seen: Seen, found: proposed.Found, **forms: Form) -> HttpResponse:
    """The page of a proposal, with the forms for what is to be done next."""
    one, violation = found.proposal, found.violation
    why_not = refusal(request, seen, one)
    decides = any(grant.role in MAY_DECIDE for grant in roles_of(request))
    page: dict[str, object] = {"seen": seen, "found": found, "proposal": one, "violation": violation}
    page |= {"may_decide": not why_not, "why_not": why_not if decides and one.state == WAITING else ""}
    page |= {"response": RESPONSES.get(one.said.text("response"), ""), "state": STATES[one.state]}
    page |= {"against": AGAINST.get(one.said.text("against_policy"), ""), "steps": proposed.steps_shown(one)}
    page["zone"] = keeping().zone
    if violation is not None:
        page["grid"] = grid_page(violation.entry, seen.person, keeping())
    if not why_not and not found.stale:
        line = proposed.response_line(found, user_of(request).staff, today(keeping().zone))
        page["changes"] = what_changes(line, seen.person, keeping())
    page["decision"] = forms.get("decision") or DecisionForm(initial=fresh())
    page["withdrawal"] = forms.get("withdrawal") or WithdrawalForm(initial=fresh(), auto_id="withdrawal_%s")
    page |= {"form": next(iter(forms.values()), None), "shown": place_of(one.last)}
    return render(request, "proceedings/proposal.html", page, status=422 if forms else 200)


def _found(id_: str, place: int) -> proposed.Found:
    """The proposal of a person that begins at a place of the log. Http404."""
    found = proposed.proposal_at(id_, place, keeping())
    if found is None:
        raise Http404
    return found


def _step(request: HttpRequest, found: proposed.Found, violation: Entry | None = None) -> Step:
    """The next step of a proposal; about the violation as it stands, where it is proposed again."""
    about = found.proposal.said.text("violation") if violation is None else violation.id
    return Step(found.proposal.term, about, user_of(request).staff, _at(), found.proposal, found.tried)


def _at() -> str:
    return now().astimezone(ZoneInfo(keeping().zone)).isoformat(timespec="seconds")


def _columns(one: proposed.Row) -> tuple[object, ...]:
    row, term = one.row, one.row.term
    return (
        row.day, one.age, row.state, term.person, term.id, term.officer, term.office, row.response, row.days, row.by,
        row.place,
    )  # fmt: skip
