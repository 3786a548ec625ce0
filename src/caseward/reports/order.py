"""In which order rules are told, the same in picture, summary and lists: what troubles first, one duty's versions and
readings together."""

from __future__ import annotations

from collections.abc import Iterable

from caseward.obligations.model import Obligation, Status
from caseward.reports.model import IN_FORCE

Key = tuple[str, str, str]  # policy, requirement, reading
Grouped = dict[Key, list[Obligation]]


def grouped(obligations: Iterable[Obligation]) -> Grouped:
    """Obligations by policy, requirement and reading: duties met throughout last, duties with many windows before
    those with few,
    and within a duty the reading in force first."""
    found: Grouped = {}
    for one in obligations:
        found.setdefault((one.policy, one.requirement, one.reading), []).append(one)
    duties: dict[tuple[str, str], list[list[Obligation]]] = {}
    for rows in found.values():
        duties.setdefault((rows[0].policy, rows[0].duty), []).append(rows)

    def rank(key: Key) -> tuple[object, ...]:
        duty = found[key][0].duty
        lists = duties[key[0], duty]
        met = all(o.status is Status.MET for rows in lists for o in rows)
        return met, -max(map(len, lists)), duty, key[2] != IN_FORCE, key

    return {key: found[key] for key in sorted(found, key=rank)}
