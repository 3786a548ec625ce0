"""What was noticed on a synthetic term and what was done: violations, reports, warnings, petitions, tasks, reviews."""

from __future__ import annotations

from datetime import date, timedelta

from caseward.dates import add_months
from caseward.interchange.synth_case import Case

_RESPONSES: dict[str, float] = {
    "verbal_warning": 35.0,
    "written_warning": 25.0,
    "increased_contact": 18.0,
    "treatment": 12.0,
    "curfew": 4.0,
    "community_service": 3.0,
    "flash_incarceration": 3.0,
}
_FACETS: dict[str, float] = {
    "drugs": 40.0,
    "whereabouts": 15.0,
    "violence": 12.0,
    "weapon;violence": 10.0,
    "weapon": 8.0,
    "child": 8.0,
    "threat_to_named_person": 4.0,
    "self_harm": 3.0,
}
_ROLES = ("mother of the person", "partner", "sibling", "neighbour", "employer", "former partner")
_ACTIONS = {
    "call_back": 40.0,
    "field_visit": 25.0,
    "referred_to_police": 12.0,
    "search": 6.0,
    "court_notified": 5.0,
    "no_action": 12.0,
}


def add_events(case: Case) -> None:
    """Everything of this module."""
    _violations(case)
    _disappearances(case)
    _delinquency_reports(case)
    if case.draw.chance("warning"):
        _warning(case)
    if case.fate == "revoked":
        _revocation(case)
    if case.draw.chance("task"):
        _task(case)
    _reviews(case)


def _violations(case: Case) -> None:
    if case.draw.chance("failed to report"):
        _failed_to_report(case)
    for name, fact in (
        ("moved without permission", "moved without permission"),
        ("monitoring violation", "monitor uncharged or cut"),
        ("instruction violation", "instruction not followed"),
    ):
        if case.draw.chance(name):
            _violation(case, _any_day(case), fact)


def _any_day(case: Case) -> date:
    return case.draw.day(case.start + timedelta(days=10), case.until)


def _failed_to_report(case: Case) -> None:
    """Two appointments missed, each noted, then the violation; mostly a letter goes out."""
    day = _any_day(case)
    for missed in (day, day + timedelta(days=7)):
        if missed < case.until:
            case.add(
                "appointment",
                missed,
                mode="in_person",
                place="office",
                outcome="failed_to_attend",
                officer=case.officer_on(day),
            )
    after = min(day + timedelta(days=9), case.until - timedelta(days=1))
    if case.draw.share() < 0.7:
        case.add("notice", after, type="warning_letter", step="sent", proof="postal receipt")
    _violation(case, after, "failed to report")


def _violation(case: Case, day: date, fact: str) -> None:
    made = case.add("violation", day, type="technical", fact=fact, judgement="substantiated", judged_by="supervisor")
    if not case.draw.chance("violation answered"):
        return
    response = case.draw.weighted(_RESPONSES)
    flash = response == "flash_incarceration"
    days = case.draw.whole(1, 10) if flash else None
    answered = day + timedelta(days=case.draw.whole(0, 14))
    case.add(
        "graduated_response",
        answered,
        violation=made,
        response=response,
        days=days,
        approved_by="supervisor" if flash else "",
    )


def _disappearances(case: Case) -> None:
    """A desertion report mostly follows; a warrant sometimes."""
    lost = {e.occurred.first for e in case.entries if e.kind == "absence" and e.text("reason") == "whereabouts_unknown"}
    for day in sorted(lost):
        if case.draw.chance("desertion reported"):
            sent = day + timedelta(days=case.draw.whole(5, 50))
            _report(case, "desertion", sent)
            if case.draw.share() < 0.6:
                case.add("warrant", sent + timedelta(days=3), step="requested", type="bench")
                case.add(
                    "warrant",
                    sent + timedelta(days=case.draw.whole(5, 20)),
                    step="issued",
                    type="bench",
                    decided_by="court",
                )


def _report(case: Case, sort: str, day: date) -> None:
    """Submitted, now and then returned and submitted again, mostly approved."""
    first = case.add("report", day, type=sort, step="submitted", officer=case.officer_on(day))
    if case.draw.share() < 0.1:
        case.add("report", day + timedelta(days=4), type=sort, step="returned", report=first, decided_by="supervisor")
        case.add(
            "report", day + timedelta(days=8), type=sort, step="submitted", report=first, officer=case.officer_on(day)
        )
    if case.draw.share() < 0.85:
        done = day + timedelta(days=case.draw.whole(9, 25))
        case.add("report", done, type=sort, step="approved", report=first, decided_by="supervisor", by="supervisor")


def _delinquency_reports(case: Case) -> None:
    for day in case.draw.days(int(case.draw.by("delinquency reports")), case.start, case.until):
        _report(case, "violation", day)


def _warning(case: Case) -> None:
    day = case.draw.day(case.start + timedelta(days=3), case.until)
    facets = tuple(case.draw.weighted(_FACETS).split(";"))
    made = case.add("warning", case.at(day), from_role=case.draw.one_of(_ROLES), channel="phone", facets=facets)
    if case.draw.chance("warning answered"):
        action = case.draw.weighted(_ACTIONS)
        why = "nothing to act on was said" if action == "no_action" else "checked with the caller"
        answered = day + timedelta(days=case.draw.whole(1, 9))
        case.add("warning_response", answered, warning=made, action=action, decided_by="supervisor", reason=why)


def _revocation(case: Case) -> None:
    hearing = case.until
    filed = max(case.start, hearing - timedelta(days=case.draw.whole(10, 35)))
    made = case.add(
        "petition", filed, ground="technical violations", filed_by=case.officer_on(filed), hearing_set_for=hearing
    )
    case.add("warrant", filed + timedelta(days=1), step="requested", type="bench")
    case.add("hearing", hearing, petition=made, result="revoked", decided_by="court", by="court")


def _task(case: Case) -> None:
    day = case.draw.day(case.start, case.until)
    due = day + timedelta(days=14)
    made = case.add("task_promised", day, owner=case.officer_on(day), due=due, what="letter to the court")
    if case.draw.chance("task done"):
        case.add("task_done", day + timedelta(days=case.draw.whole(1, 20)), task=made, proof="copy in the file")


def _reviews(case: Case) -> None:
    case.add("review", case.start + timedelta(days=case.draw.whole(1, 20)), type="initial_plan", by="supervisor")
    day = add_months(case.start, 6)
    while day < case.until:
        if case.draw.chance("review held"):
            case.add("review", day + timedelta(days=case.draw.whole(0, 12)), type="case", by="supervisor")
        if case.draw.share() < 0.4:
            case.add("report", day, type="progress", step="submitted", officer=case.officer_on(day))
        day = add_months(day, 6)
