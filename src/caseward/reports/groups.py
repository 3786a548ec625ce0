"""The obligations as the page lists them: grouped by requirement and reading, each with the entries looked at in as few
words as can be."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from caseward.obligations.model import Obligation
from caseward.reports.cut import MOST_ROWS, Cut, cut
from caseward.reports.model import IN_FORCE, Audit
from caseward.reports.order import grouped
from caseward.reports.speech import days_words, short_day
from caseward.reports.summary import group_anchor


@dataclass(frozen=True, slots=True)
class Group:
    """The obligations of one requirement in one reading."""

    anchor: str
    title: str
    subtitle: str
    rows: Cut[Obligation]


@dataclass(frozen=True, slots=True)
class LookedAt:
    """Entries of one bearing for one reason."""

    bearing: str
    entries: tuple[str, ...]
    reason: str


def groups(audit: Audit, subjects: Iterable[str]) -> list[Group]:
    """The groups of the subjects named, in the order of ``order.grouped``."""
    wanted = frozenset(subjects)
    titles = {(p, r): title for p, r, title in audit.readings()}
    found = grouped(o for o in audit.told if o.subject in wanted)
    return [_group(group_anchor(rows[0]), rows, titles) for rows in found.values()]


def _group(anchor: str, rows: list[Obligation], titles: dict[tuple[str, str], str]) -> Group:
    one = rows[0]
    reading = "" if one.reading == IN_FORCE else f" ({titles.get((one.policy, one.reading), one.reading)})"
    needed = f"Needed: {one.needs}. " if one.needs else ""
    source = f"Source: {one.citation}. " if one.citation else ""
    return Group(
        anchor, one.title + reading, f"{needed}{source}Basis: {one.basis}.", cut(rows, MOST_ROWS, "obligations.csv")
    )


def looked_at(one: Obligation) -> list[LookedAt]:
    """What was counted, then what was considered, alike entries together."""
    found: dict[tuple[str, str], list[str]] = {}
    for considered in one.considered:
        found.setdefault((considered.bearing.value, considered.reason), []).append(considered.entry)
    told = {entry for (bearing, _), ids in found.items() if bearing == "counted" for entry in ids}
    silent = tuple(e for e in one.counted if e not in told)
    lead = [LookedAt("counted", silent, "")] if silent else []
    return lead + [LookedAt(bearing, tuple(ids), reason) for (bearing, reason), ids in sorted(found.items())]


def window_words(one: Obligation) -> str:
    """The days of the window, both ends included."""
    return days_until(one.window_start, one.window_end)


def days_until(start: date, end: date) -> str:
    """Days from a start to an exclusive end in words; an end that is never reached is said to be open."""
    if end >= date(9999, 12, 31):
        return f"{short_day(start)} on"
    return days_words(start, max(start, end - timedelta(days=1)))
