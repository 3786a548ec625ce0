"""The answer of a picture in one or two lines: what the rule in force asked and how often it was met, then the same in
another reading."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from caseward.obligations.model import Obligation, Status, Tally
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.reports.model import IN_FORCE
from caseward.reports.speech import counted, least_most, lower_first

_PERIODS = {"week": "weeks", "month": "months", "quarter": "quarters", "year": "years"}


def period_words(requirement: Requirement | None) -> str:
    """What the windows of a requirement are called: months, weeks, or windows where they are not of the calendar."""
    if requirement is None or requirement.every is None or requirement.every.length not in (None, 1):
        return "windows"
    return _PERIODS.get(requirement.every.period, "windows")


def requirements_by_id(document: PolicyDocument) -> dict[str, Requirement]:
    """Every requirement of the document by id; of several versions of one, the latest."""
    own = [r for version in document.versions for r in version.requirements]
    return {r.id: r for r in [*own, *(r for overlay in document.overlays for r in overlay.requirements)]}


def tally_words(tally: Tally, windows: str) -> str:
    """``1 to 6 of 16 months met``."""
    return f"{least_most(tally.least, tally.most)} of {tally.windows} {windows} met"


def headline(
    tallies: Iterable[Tally],
    obligations: Iterable[Obligation],
    documents: Mapping[str, PolicyDocument],
) -> tuple[str, ...]:
    """At most two lines. Without any tally: how many obligations there are and how many were not met."""
    ranked = sorted(
        (t for t in tallies if t.windows),
        key=lambda t: (-t.windows, t.most - t.windows, t.policy, t.requirement, t.reading),
    )
    if not ranked:
        return (_plainly([o for o in obligations if o.reading == IN_FORCE]),)
    main = next((t for t in ranked if t.reading == IN_FORCE), ranked[0])
    told = {_answer(t) for t in ranked if t.reading == main.reading}
    other = next((t for t in ranked if t.policy == main.policy and _answer(t) not in told), None)
    lines = [_line(main, documents), *([_line(other, documents)] if other else [])]
    return tuple(lines)


def _answer(tally: Tally) -> tuple[object, ...]:
    """What another reading would have to change to be worth a line."""
    return tally.policy, tally.requirement, tally.windows, tally.least, tally.most


def _line(tally: Tally, documents: Mapping[str, PolicyDocument]) -> str:
    document = documents.get(tally.policy)
    requirement = requirements_by_id(document).get(tally.requirement) if document else None
    under = "the rule in force" if tally.reading == IN_FORCE else _reading(tally, document)
    return f"{tally_words(tally, period_words(requirement))}: {lower_first(tally.title)} ({under})"


def _reading(tally: Tally, document: PolicyDocument | None) -> str:
    readings = {r.id: r.title for r in document.readings} if document else {}
    return readings.get(tally.reading, f"reading “{tally.reading}”")


def _plainly(obligations: list[Obligation]) -> str:
    if not obligations:
        return "No obligation arose in the time judged"
    unmet = sum(o.status in (Status.MISSED, Status.OVERDUE, Status.LATE) for o in obligations)
    return f"{unmet:,} of {counted(len(obligations), 'obligation')} late, missed or overdue"
