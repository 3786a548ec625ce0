"""A term's reviews drawn from its entries: their actions, and what happened since the last one. No database here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from caseward.obligations.match import kinds_of
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.values import Matcher
from caseward.policy.walk import requirements
from caseward.record.entry import Entry
from caseward.web.intake.drawing import URGENT

EVENTS = frozenset({"petition", "custody_in", "arrest", "violation", "incident", "warning"})
"""Kinds of entry after which somebody may want to look at the case; of warnings only a weapon with violence."""


def asking_for_review(documents: Sequence[PolicyDocument]) -> frozenset[tuple[str, str]]:
    """The requirements that a review satisfies, by policy and id."""
    return frozenset(
        (document.policy, requirement.id)
        for document in documents
        for _, requirement in requirements(document)
        if any("review" in kinds_of(matcher, document.matchers) for matcher in _matchers(requirement))
    )


def reviews_of(entries: Sequence[Entry]) -> list[Entry]:
    """The reviews among a term's entries, by day."""
    return sorted((e for e in entries if e.kind == "review"), key=lambda e: (e.occurred.first, e.id))


def withdrawn_of(set_aside: Sequence[tuple[Entry, Entry]], entries: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """What reviews asked for and somebody withdrew, each with the correction that did it. What was put right stands
    in its other wording, as long as that is still of the same review.
    """
    standing = {e.id: e.text("review") for e in entries if e.kind == "task_promised"}
    aside = {entry.id: correction for entry, correction in set_aside}
    asked = (pair for pair in set_aside if pair[0].kind == "task_promised" and pair[0].text("review"))

    def is_other_wording(entry: Entry, correction: Entry) -> bool:
        other = correction.text("replaced_by")
        return other in aside or standing.get(other) == entry.text("review")

    return sorted((pair for pair in asked if not is_other_wording(*pair)), key=lambda pair: pair[0].id)


def actions_of(entries: Sequence[Entry]) -> list[tuple[Entry, str, date | None]]:
    """What reviews asked for, each ``open``, ``claimed`` without proof or ``kept``, and the day that it was done."""
    done: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.kind == "task_done":
            done.setdefault(entry.text("task"), []).append(entry)
    asked = (e for e in entries if e.kind == "task_promised" and e.text("review"))
    return [(e, *_state(done.get(e.id, []))) for e in sorted(asked, key=lambda e: e.id)]


def since_review(entries: Sequence[Entry], last: date | None) -> list[tuple[str, date]]:
    """What happened after a day (None: ever) that may ask for a review, oldest first."""
    found = (e for e in entries if e.kind in EVENTS and (last is None or e.occurred.first > last))
    urgent = ((e.occurred.first, e.kind) for e in found if e.kind != "warning" or set(e.many("facets")) >= URGENT)
    return [(kind, day) for day, kind in sorted(urgent)]


def _state(done: Sequence[Entry]) -> tuple[str, date | None]:
    proved = [e for e in done if e.text("proof")]
    if proved:
        return "kept", proved[0].occurred.first
    return ("claimed", done[0].occurred.first) if done else ("open", None)


def _matchers(requirement: Requirement) -> Iterator[Matcher]:
    then = requirement.when.then if requirement.when else None
    yield from (m for m in (then or requirement.counts, *(row.counts for row in requirement.rows)) if m is not None)
    lines = [*requirement.any_of, *(line for row in requirement.rows for line in row.any_of or ())]
    yield from (line.counts for line in lines)
