"""For how many days officers carry each case, by month, facts, and its place in the workload table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from caseward.dates import FOREVER
from caseward.engine.arrays import Flags, Ints, Longs, day_number
from caseward.engine.columns import Columns
from caseward.engine.whatif.counts import in_force
from caseward.engine.whatif.facts import UNKNOWN, FactOfDays
from caseward.engine.whatif.groups import Grouping, Key
from caseward.engine.whatif.side import Side
from caseward.policy.model import PolicyDocument
from caseward.policy.versions import resolved_versions

#: A group and an officer responsible for a case of it.
OfficerKey = tuple[Key, str]
#: The key of a group, then the place of the workload table in the policy and the value of its fact (``unknown`` where
#: the table has no number for it).
DaysKey = tuple[Key, int, str]
NO_TABLE = -1
NEVER = np.iinfo(np.int32).max
_SPREAD, _SHIFT = 1 << 32, 1 << 31  # a row and a day as one number that sorts as both


@dataclass(frozen=True, slots=True)
class Pieces:
    """Stretches of days on which cases are carried: subject, first day, length. Nothing that is counted by changes
    inside one."""

    subject: Ints
    day: Ints
    length: Longs


def pieces_of(
    documents: Sequence[PolicyDocument], first: Ints, columns: Columns, by: Sequence[str], as_of: date
) -> Pieces:
    """Days on which a subject that owes anything under either policy is open while either is in force. A case is
    carried whatever is asked of it, so both sides have the same days.

    ``first`` is, by subject, the day from which days count (``first_months``).
    """
    who = np.flatnonzero(first < NEVER).astype(np.int32)
    start = np.maximum(columns.opened[who], first[who])
    end = np.minimum(columns.closed[who], day_number(as_of) + 1)
    who, start, end = (x[start < end] for x in (who, start, end))
    if not len(who):
        return Pieces(who, start, start.astype(np.int64))
    names = {"officer", *by, *(t.by for d in documents for t in d.workload if t.by)}
    facts = [FactOfDays(columns, d, name) for d in documents for name in sorted(names)]
    found = _cut(who, start, end, facts, _policy_days(documents))
    kept = _in_version(documents, found.day)
    return Pieces(found.subject[kept], found.day[kept], found.length[kept])


def carried(side: Side, pieces: Pieces, grouping: Grouping) -> tuple[dict[DaysKey, int], set[OfficerKey]]:
    """The days by what they cost under the side's own tables, and the officers responsible on them, as far as
    recorded."""
    tables = [FactOfDays(grouping.columns, side.document, t.by) if t.by else None for t in side.document.workload]
    table, value, words = _values(side, tables, pieces.subject, pieces.day)
    places = tuple(str(i) for i in range(-1, len(tables)))
    grouped = grouping.of(pieces.subject, pieces.day)
    priced = grouped.beside(table + 1, places).beside(value, words).sums([pieces.length])
    officer = FactOfDays(grouping.columns, side.document, "officer")
    held = grouped.beside(*officer.on(pieces.subject, pieces.day)).sums([])
    days = {(key[:-2], int(key[-2]), key[-1]): int(n[0]) for key, n in priced}
    return days, {(key[:-1], key[-1]) for key, _ in held if key[-1] != UNKNOWN}


def first_months(sides: tuple[Side, Side], subjects: int) -> Ints:
    """By subject: the first day of the month of the first obligation under either policy; NEVER where none is owed."""
    first = np.full(subjects, NEVER, dtype=np.int32)
    for side in sides:
        np.minimum.at(first, side.subject, side.opened)
    months = first.astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int32)
    found: Ints = np.where(first < NEVER, months, NEVER).astype(np.int32)
    return found


def _cut(who: Ints, start: Ints, end: Ints, facts: list[FactOfDays], days: list[int]) -> Pieces:
    """Each subject's days cut at the months, at the edges of facts, and at the days on which the policies change."""
    ends = np.array([start.min(), end.max()]).astype("datetime64[D]").astype("datetime64[M]")
    months = np.arange(ends[0], ends[1] + 1).astype("datetime64[D]").astype(np.int32)
    common = np.concatenate([months, np.array(days, np.int32)])
    place = np.full(int(who.max()) + 1, -1, dtype=np.int64)
    place[who] = np.arange(len(who))
    rows, starts = (
        [np.arange(len(who)), np.repeat(np.arange(len(who)), len(common))],
        [start, np.tile(common, len(who))],
    )
    for subject, at in (f.edges for f in facts):
        own = place[np.minimum(subject, len(place) - 1)]
        own[subject >= len(place)] = -1
        rows.append(own[own >= 0])
        starts.append(at[own >= 0])
    row, day = np.concatenate(rows), np.concatenate(starts)
    inside = (day >= start[row]) & (day < end[row])
    key = np.sort(row[inside] * _SPREAD + day[inside] + _SHIFT)
    row, day = np.divmod(key[np.append(True, key[1:] != key[:-1])], _SPREAD)
    day -= _SHIFT
    last = np.append(row[1:] != row[:-1], True)
    length: Longs = np.where(last, end[row], np.append(day[1:], 0)) - day
    return Pieces(who[row], day.astype(np.int32), length)


def _policy_days(documents: Sequence[PolicyDocument]) -> list[int]:
    """The days on which versions, workload tables and look-up tables begin and end."""
    found = {d for document in documents for v in resolved_versions(document) for d in (v.start, v.end)}
    found |= {d for document in documents for t in document.workload for d in (t.from_, t.until or FOREVER)}
    found |= {d for document in documents for t in document.lookups for d in (t.from_, t.until or FOREVER)}
    return [day_number(d) for d in sorted(found)]


def _in_version(documents: Sequence[PolicyDocument], day: Ints) -> Flags:
    """The days on which some version of some policy is in force."""
    found = np.zeros(len(day), dtype=np.bool_)
    for version in (v for document in documents for v in resolved_versions(document)):
        found |= (day >= day_number(version.start)) & (day < day_number(version.end))
    return found


def _values(
    side: Side, tables: list[FactOfDays | None], subject: Ints, day: Ints
) -> tuple[Ints, Ints, tuple[str, ...]]:
    """Of each piece: the table in force (NO_TABLE: none), and the value of its fact where the table has a number for
    it."""
    words = (UNKNOWN, *sorted({v for t in side.document.workload for v in t.values}))
    which, value = np.full(len(day), NO_TABLE, dtype=np.int32), np.zeros(len(day), dtype=np.int32)
    for i, (table, fact) in enumerate(zip(side.document.workload, tables, strict=True)):
        here = in_force(table, day)
        which[here] = i
        if fact is not None:
            code, said = fact.on(subject[here], day[here])
            known = np.array([words.index(s) if s in table.values else 0 for s in said], dtype=np.int32)
            value[here] = known[code]
    return which, value, words
