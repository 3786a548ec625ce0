"""The reference evaluator: what a policy asks of every subject of a record, as of a day. Readable first; the fast
engine must agree with it."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from caseward.dates import EARLIEST, LATEST, CalendarRange, Period
from caseward.errors import BadRequest
from caseward.obligations.apart import evaluate_apart
from caseward.obligations.drafts import draft
from caseward.obligations.every import evaluate_every
from caseward.obligations.incomplete import with_gaps
from caseward.obligations.invariant import evaluate_keep
from caseward.obligations.model import Obligation, Status, Tally
from caseward.obligations.precedence import evaluate_before
from caseward.obligations.prohibition import evaluate_never
from caseward.obligations.readings import agreed, doubtful_entries, placements_of
from caseward.obligations.regime import IN_FORCE, regimes_of
from caseward.obligations.response import evaluate_when
from caseward.obligations.scope import Missing, Scope
from caseward.obligations.standing import Standing
from caseward.obligations.tally import tallies_of
from caseward.policy.model import PolicyDocument
from caseward.record.facts import subjects_of
from caseward.record.subjects import Facts, Subject
from caseward.record.view import View, judged

KINDS: dict[str, Callable[[Scope], Iterator[Obligation]]] = {
    "every": evaluate_every,
    "apart": evaluate_apart,
    "when": evaluate_when,
    "before": evaluate_before,
    "never": evaluate_never,
    "keep": evaluate_keep,
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Every obligation of one policy over one view, sorted by key, and how many were met as ranges."""

    policy: str
    as_of: date
    obligations: tuple[Obligation, ...]
    tallies: tuple[Tally, ...]


def evaluate(document: PolicyDocument, view: View, as_of: date) -> Evaluation:
    """Evaluate a policy over a view, judged at the end of the day ``as_of``, in every reading the policy names."""
    readings = [IN_FORCE, *sorted(r.id for r in document.readings)]
    rows: list[Obligation] = []
    tallies: list[Tally] = []
    if not EARLIEST <= as_of <= LATEST:
        raise BadRequest(f"The day judged is {as_of}; it must lie between {EARLIEST} and {LATEST}.")
    # What happens after the day asked about must not change the answer: the record is cut there first.
    for subject in subjects_of(judged(view, as_of), document.subject):
        standings = _standings(document, subject)
        own = [row for reading in readings for row in _judged(standings, subject, as_of, reading, None)]
        own = with_gaps(own, subject, document, view.set_aside)
        rows += own
        tallies += tallies_of(own, subject)
    ordered = sorted(rows, key=lambda r: r.key)
    return Evaluation(
        document.policy,
        as_of,
        tuple(ordered),
        tuple(sorted(tallies, key=lambda t: (t.reading, t.policy, t.requirement, t.subject))),
    )


def evaluate_subject(
    document: PolicyDocument,
    subject: Subject,
    as_of: date,
    reading: str = IN_FORCE,
    only: Container[tuple[str, str]] | None = None,
) -> list[Obligation]:
    """The obligations of one subject in one reading. Where its own dates or the edges of its facts are imprecise, only
    what every outermost reading of them agrees on is decided. ``only``: of these requirements, each by id and kind."""
    return _judged(_standings(document, subject), subject, as_of, reading, only)


def evaluate_readings(
    document: PolicyDocument, subject: Subject, as_of: date, wanted: Mapping[str, Container[tuple[str, str]]]
) -> Iterator[tuple[str, list[Obligation]]]:
    """``evaluate_subject`` in several readings, each with what is wanted of it; what they share is worked out once."""
    standings = _standings(document, subject)
    for reading, only in wanted.items():
        yield reading, _judged(standings, subject, as_of, reading, only)


def _standings(document: PolicyDocument, subject: Subject) -> list[Standing]:
    """One for each reading of the subject's own dates and facts."""
    return [Standing(p.subject, Facts.of(p.subject, p.facts), document) for p in placements_of(subject, document)]


def _judged(
    standings: Iterable[Standing], subject: Subject, as_of: date, reading: str, only: Container[tuple[str, str]] | None
) -> list[Obligation]:
    runs = [_under(standing, as_of, reading, only) for standing in standings]
    return runs[0] if len(runs) == 1 else agreed(runs, doubtful_entries(subject))


def _under(standing: Standing, as_of: date, reading: str, only: Container[tuple[str, str]] | None) -> list[Obligation]:
    regimes = regimes_of(standing, reading)
    rows: list[Obligation] = []
    for regime in regimes:
        if only is not None and (regime.id, regime.rulings[0].requirement.body_key) not in only:
            continue
        scope = Scope(standing, regime, regimes, as_of, reading)
        found = sorted(_evaluated(scope), key=lambda r: (r.window_start, r.due, r.about, r.window_end))
        rows += [row.but(ordinal=i) for i, row in enumerate(found)]
    return rows


def _evaluated(scope: Scope) -> list[Obligation]:
    try:
        return list(KINDS[scope.regime.rulings[0].requirement.body_key](scope))
    except CalendarRange as error:
        return [_uncovered(scope, str(error))]


def _uncovered(scope: Scope, reason: str) -> Obligation:
    """A business calendar that does not reach far enough leaves the requirement not assessable, and says so."""
    ruling = scope.regime.rulings[0]
    end = max(min(scope.horizon, scope.life.end), scope.life.start + timedelta(days=1))
    row = draft(scope, Missing(ruling, ()), Period(scope.life.start, end), end - timedelta(days=1))
    return row.with_status(
        Status.NOT_ASSESSABLE,
        reason,
        settles=f"the holidays of the calendar {ruling.requirement.calendar} for those years",
    )
