"""The parts of an obligation that every kind fills alike: who, what, under which rule, and the words of the
explanation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from caseward.dates import Period
from caseward.obligations.candidates import Candidate
from caseward.obligations.lengths import back_from
from caseward.obligations.match import shown
from caseward.obligations.model import Bearing, Considered, Interrupted, Obligation, Status
from caseward.obligations.quota import Held
from caseward.obligations.scope import Missing, Owed, Scope
from caseward.policy.requirement import Requirement
from caseward.policy.values import Citation, Matcher


def draft(scope: Scope, owed: Owed | Missing, window: Period, due: date, *, about: str = "", **also: Any) -> Obligation:
    """An obligation with everything but its status and entries; ``pending`` until judged. ``also``: fields known
    already."""
    ruling, requirement = owed.ruling, owed.ruling.requirement
    return Obligation(
        policy=scope.standing.document.policy,
        version=ruling.version,
        requirement=requirement.id,
        duty=requirement.about,
        title=requirement.title,
        kind=requirement.body_key,
        subject=scope.standing.subject.id,
        subject_kind=scope.standing.subject.kind,
        about=about,
        window_start=window.start,
        window_end=window.end,
        due=due,
        status=Status.PENDING,
        reading=scope.reading,
        overlay=ruling.overlay,
        basis=owed.basis if isinstance(owed, Owed) else requirement.basis,
        citation=cited(scope, owed.cite if isinstance(owed, Owed) else requirement.cite),
        needs=requirement.title,
        show_from=shown_from(requirement, due),
        **also,
    )


def cited(scope: Scope, cite: Citation) -> str:
    """A citation in words: the place, then the source it is in."""
    source = scope.standing.document.sources.get(cite.source, cite.source)
    return f"{cite.at}, {source}" if cite.at else source


def shown_from(requirement: Requirement, due: date) -> date | None:
    """The first day it is shown: its lead before the due day, but not before an amnesty floor."""
    lead = back_from(requirement.show_from, due) if requirement.show_from else None
    floor = requirement.shown_not_before
    return max(d for d in (lead, floor) if d) if lead or floor else None


def not_assessable(row: Obligation, missing: Missing) -> Obligation:
    """Whether it is owed cannot be said: a fact is not recorded."""
    facts = " and ".join(shown(f) for f in missing.facts)
    return row.with_status(
        Status.NOT_ASSESSABLE, f"{facts} is not recorded for that time", settles=f"a record of {facts}"
    )


def noun(scope: Scope, matcher: Matcher | None) -> str:
    """What counts, in words: the name of a named matcher, else its own words, else the kind."""
    if matcher is None:
        return "entry"
    if matcher.use:
        return matcher.use.replace("-", " ")
    if matcher.any:
        return " or ".join(noun(scope, m) for m in matcher.any)
    return _without_article(matcher.says) or shown(matcher.kind)


def _without_article(words: str) -> str:
    return words.removeprefix("a ").removeprefix("an ").removeprefix("A ").removeprefix("An ")


def looked_at(
    held: Held, counted: Iterable[str], refused: Iterable[Considered], supplementary: Iterable[Considered] = ()
) -> tuple[Considered, ...]:
    """Every entry that was looked at for a window, once, with its bearing, sorted by entry."""
    taken = set(counted)
    found = [Considered(i, Bearing.COUNTED, "it counts") for i in sorted(taken)]
    found += [
        Considered(c.entry.id, Bearing.SUPPLEMENTARY, "it qualifies; the number needed was already reached")
        for c in held.sure
        if c.entry.id not in taken
    ]
    found += [_possible(c) for c in held.possible if c.entry.id not in taken]
    found += [Considered(c.entry.id, Bearing.UNKNOWN, c.reason) for c in held.unknown if c.entry.id not in taken]
    known = {c.entry for c in found}
    beside = [s for s in supplementary if s.entry not in known]
    known |= {s.entry for s in beside}
    return tuple(sorted([*found, *beside, *(r for r in refused if r.entry not in known)]))


def _possible(candidate: Candidate) -> Considered:
    return Considered(
        candidate.entry.id,
        Bearing.POSSIBLE,
        f"its date ({candidate.entry.occurred.text}) may or may not fall in the window",
    )


def because_unmet(noun_: str, needed: int, held: Held, refused: Iterable[Considered]) -> str:
    """Why a quantity was not reached: how many there are of how many, and the first refusal in full.

    ``refused`` come most telling first: those that surely fall in the window.
    """
    first = next(iter(refused), None)
    count = len(held.sure)
    said = f"the record shows no {noun_}"
    if count >= needed:
        said = f"the record shows {count} of {noun_}, but not what each part of the rule asks"
    elif count or needed > 1:
        said = f"the record shows {count or 'none'} of the {needed} needed ({noun_})"
    return said + (f"; {first.entry} refused: {first.reason}" if first else "")


def after_due(days: int) -> str:
    """How late something was done, in words."""
    return f"{days} day{'' if days == 1 else 's'} after it was due"


def waiting_on_facts(row: Obligation, held: Held) -> Obligation:
    """Not assessable: it depends on entries of which a fact is missing."""
    names = ", ".join(c.entry.id for c in held.unknown)
    reason = f"it depends on {names}: {held.unknown[0].reason}"
    return row.with_status(Status.NOT_ASSESSABLE, reason, settles=f"what is missing in {names}")


def because_doubtful(status: Status, held: Held) -> tuple[str, str]:
    """Why it cannot be decided, and what would settle it."""
    if status is Status.INDETERMINATE:
        names = ", ".join(c.entry.id for c in held.possible)
        return f"{names} may or may not fall in the window", f"the exact date of {names}"
    names = ", ".join(c.entry.id for c in held.unknown)
    reasons = "; ".join(sorted({c.reason for c in held.unknown}))
    return f"it depends on {names}: {reasons}", f"what is missing in {names}"


def interruptions(scope: Scope, requirement: Requirement, period: Period) -> tuple[Interrupted, ...]:
    """The spans of interrupting facts that overlap a period, sorted by start."""
    facts: Mapping[str, tuple[tuple[Period, object, str], ...]] = scope.standing.facts.by_name
    found = [
        Interrupted(rule.fact, shown(str(value)) if value is not True else "", rule.effect, span.start, span.end)
        for rule in requirement.interruptions
        for span, value, _ in facts.get(rule.fact, ())
        if (not rule.values or value in rule.values) and span.overlaps(period)
    ]
    return tuple(sorted(found, key=lambda i: (i.start, i.end, i.fact, i.value, i.effect)))
