"""The policy by date: the periods between one change and the next, and what was asked in each in plain English."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from caseward.policy.model import PolicyDocument
from caseward.policy.render import PolicyText, RequirementText, describe
from caseward.policy.versions import overlay_end, overlays_on, resolved_versions
from caseward.reports.speech import day_words


@dataclass(frozen=True, slots=True)
class RuleText:
    """One requirement of a period. ``standing`` says whether an overlay brought it or sets it aside."""

    title: str
    words: tuple[str, ...]
    notes: tuple[str, ...]
    source: str
    basis: str
    standing: str


@dataclass(frozen=True, slots=True)
class PolicyPeriod:
    """One stretch of time in which the policy did not change: its title, what is in force, its rules."""

    title: str
    in_force: tuple[str, ...]
    rules: tuple[RuleText, ...]


@dataclass(frozen=True, slots=True)
class PolicyByDate:
    """One policy over the time judged."""

    id: str
    title: str
    about: str
    periods: tuple[PolicyPeriod, ...]
    tables: tuple[str, ...]
    sources: tuple[tuple[str, str], ...]


def policy_by_date(document: PolicyDocument, first: date, last: date) -> PolicyByDate:
    """What the policy said from the first day to the last, both included."""
    starts = _changes(document, first, last)
    ends = [*(s - timedelta(days=1) for s in starts[1:]), last]
    said = [describe(document, start) for start in starts]
    periods = tuple(_period(document, *each) for each in zip(said, starts, ends, strict=True))
    tables = tuple(dict.fromkeys(t for one in said for t in one.tables))
    return PolicyByDate(document.policy, document.title, said[-1].about, periods, tables, said[-1].sources)


def _changes(document: PolicyDocument, first: date, last: date) -> list[date]:
    """The first day, and each later day on which a version or an overlay begins or ends."""
    edges = {day for v in resolved_versions(document) for day in (v.start, v.end)}
    edges |= {day for o in document.overlays for day in (o.from_, overlay_end(o))}
    return sorted({first, *(day for day in edges if first < day <= last)})


def _period(document: PolicyDocument, said: PolicyText, start: date, end: date) -> PolicyPeriod:
    overlays = overlays_on(document, start)
    aside = {replaced: o.title for o in overlays for replaced in o.replaces}
    brought = [_rule(r, f"of the overlay “{o.title}”") for o in said.overlays for r in o.requirements]
    own = [_rule(r, f"set aside by the overlay “{aside[r.id]}”" if r.id in aside else "") for r in said.requirements]
    version = f"Version “{said.version}”, {said.in_force}." if said.version else "No version of the policy is in force."
    heads = (version, *(f"Overlay “{o.title}”. {o.head}" for o in said.overlays))
    return PolicyPeriod(f"From {day_words(start)} to {day_words(end)}", heads, (*brought, *own))


def _rule(said: RequirementText, standing: str) -> RuleText:
    words = (*said.said.head, *said.said.rows, *said.said.rest)
    source = f"{said.citation}{f': “{said.quote}”' if said.quote else ''}"
    return RuleText(said.title, words, said.notes, source, said.basis, standing)
