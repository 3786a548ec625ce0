"""Where rows of the record could not be read, nobody knows what they would have shown: no miss, and no clean answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from caseward.obligations.match import kinds_of, shown
from caseward.obligations.model import Obligation, Status
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.values import Matcher
from caseward.record.gives import CUSTODY_KINDS, GIVES
from caseward.record.subjects import Subject
from caseward.record.view import SetAside

#: Answers that an entry not read could turn round, for duties to do something and for limits on what is done.
UNSURE_DUTY = frozenset({Status.MISSED, Status.LATE, Status.OVERDUE})
UNSURE_LIMIT = frozenset({Status.MET})


def with_gaps(
    rows: list[Obligation], subject: Subject, document: PolicyDocument, gaps: Iterable[SetAside]
) -> list[Obligation]:
    """The rows, not assessable where entries of a kind that their requirement looks at were set aside unread."""
    lacking: dict[str, int] = {}
    for gap in (g for g in gaps if g.about in ("", subject.id, subject.person)):
        lacking[gap.kind] = lacking.get(gap.kind, 0) + gap.rows
    if not lacking:
        return rows
    looked: dict[str, set[str]] = {}
    for requirement in _requirements(document):
        looked.setdefault(requirement.id, set()).update(kinds_read(requirement, document))
    limits = {r.id for r in _requirements(document) if is_limit(r)}
    return [
        _doubted(row, {k: n for k, n in lacking.items() if k in looked[row.requirement]}, row.requirement in limits)
        for row in rows
    ]


def is_limit(requirement: Requirement) -> bool:
    """Whether it limits what is done, so that an entry more can only break it."""
    every = requirement.every
    if every is None:
        return requirement.never is not None or requirement.keep is not None
    return every.count is None and all(row.count is None for row in requirement.rows) and not requirement.any_of


def _doubted(row: Obligation, lacking: dict[str, int], limit: bool) -> Obligation:
    if not lacking or row.status not in (UNSURE_LIMIT if limit else UNSURE_DUTY):
        return row
    said = " and ".join(_said(kind, rows) for kind, rows in sorted(lacking.items()))
    blank = row.but(late_by_days=None, earliest_unmet=None, counted=())
    return blank.with_status(Status.NOT_ASSESSABLE, f"{said} could not be read", settles="those rows put right")


def _said(kind: str, rows: int) -> str:
    if not rows:
        return f"the table of {shown(kind)} entries"
    return f"{rows} {shown(kind)} {'row' if rows == 1 else 'rows'} of this case"


def _requirements(document: PolicyDocument) -> Iterator[Requirement]:
    for version in document.versions:
        yield from version.requirements
    for overlay in document.overlays:
        yield from overlay.requirements


def kinds_read(requirement: Requirement, document: PolicyDocument) -> Iterator[str]:
    """Every kind of entry that decides a requirement: those it matches, and those that give the facts it reads."""
    for matcher in _matchers(requirement):
        yield from kinds_of(matcher, document.matchers)
    if requirement.keep is not None:
        bounds = (requirement.keep.quantity, requirement.keep.at_most, requirement.keep.at_least)
        yield from (q.kind for q in bounds if q is not None and q.kind)
    facts = {name for p in (requirement.for_, *(row.for_ for row in requirement.rows)) for name in p}
    facts |= {i.fact for i in requirement.interruptions}
    yield from (g.kind for g in GIVES if g.fact in facts and g.kind != "term")
    if "custody" in facts:
        yield from CUSTODY_KINDS


def _matchers(requirement: Requirement) -> Iterator[Matcher]:
    found = [
        requirement.counts,
        *(row.counts for row in requirement.rows),
        *(line.counts for line in requirement.any_of),
    ]
    found += [line.counts for row in requirement.rows for line in row.any_of or ()]
    if requirement.when is not None:
        found += [requirement.when.then, requirement.when.cancelled_by, *(t.entry for t in requirement.when.triggers)]
    if requirement.before is not None:
        found += [requirement.before.this, requirement.before.require]
    if requirement.never is not None:
        found += [requirement.never.this, *requirement.never.exceptions.values()]
    yield from (m for m in found if m is not None)
