"""Two policies over a record: the parts of its slices, added up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import Ints, Longs
from caseward.engine.columns import Columns
from caseward.engine.whatif.carried import DaysKey, OfficerKey, carried, first_months, pieces_of
from caseward.engine.whatif.counts import counted
from caseward.engine.whatif.groups import Grouping, Key
from caseward.engine.whatif.people import PEOPLE, changes, ids_of
from caseward.engine.whatif.side import FIELDS, Side
from caseward.policy.model import PolicyDocument

SIDES = ("old", "new")


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried: an old and a new policy, the reading of each, the day judged, the facts to put together by."""

    old: PolicyDocument
    new: PolicyDocument
    as_of: date
    reading: str
    by: tuple[str, ...]

    @property
    def documents(self) -> tuple[PolicyDocument, PolicyDocument]:
        """The old policy, then the new."""
        return self.old, self.new


@dataclass(slots=True)
class Part:
    """What one slice of subjects comes to. Parts add up: groups by their sums, people and rows end to end."""

    cells: tuple[dict[Key, Longs], dict[Key, Longs]] = field(default_factory=lambda: ({}, {}))
    days: tuple[dict[DaysKey, int], dict[DaysKey, int]] = field(default_factory=lambda: ({}, {}))
    officers: tuple[set[OfficerKey], set[OfficerKey]] = field(default_factory=lambda: (set(), set()))
    people: list[Any] = field(default_factory=list)
    rows: list[Any] = field(default_factory=list)

    def add(self, other: Part) -> None:
        """Take in another slice."""
        for mine, theirs in zip(self.cells, other.cells, strict=True):
            for key, numbers in theirs.items():
                mine[key] = mine[key] + numbers if key in mine else numbers
        for own, more in zip(self.days, other.days, strict=True):
            for days_key, days in more.items():
                own[days_key] = own.get(days_key, 0) + days
        for held, also in zip(self.officers, other.officers, strict=True):
            held |= also
        self.people += other.people
        self.rows += other.rows


def rows_schema(by: Iterable[str]) -> Any:
    """The rows of both sides: the policy they are of, where they are counted, and an id where they differ."""
    word = pa.dictionary(pa.int32(), pa.string())
    facts = [(name if name not in FIELDS.names else f"fact_{name}", word) for name in by]
    return pa.schema([("side", word), ("id", pa.string()), ("month", word), *facts, *FIELDS])


def compare_slice(trial: Trial, columns: Columns, tables: tuple[Any, Any], *, rows: bool = False) -> Part:
    """One slice: ``tables`` are the obligations of its subjects under the old and the new policy (the engine's table,
    or ``table_of``). ``rows``: keep them, for the files."""
    sides = tuple(Side.of(d, t, columns, trial.reading) for d, t in zip(trial.documents, tables, strict=True))
    old, new = sides
    pieces = pieces_of(trial.documents, first_months((old, new), len(columns)), columns, trial.by, trial.as_of)
    changed = changes(old, new, columns)
    part = Part(people=[changed.table])
    for i, side in enumerate(sides):
        grouping = Grouping(columns, side.document, trial.by)
        grouped = grouping.of(side.subject, side.due)
        part.cells[i].update(counted(side, grouped, len(columns)))
        days, officers = carried(side, pieces, grouping)
        part.days[i].update(days)
        part.officers[i].update(officers)
        if rows:
            said = [_coded(np.zeros(len(side), np.int32), (SIDES[i],)), ids_of(side.table, changed.differing[i])]
            said += [_coded(code, words) for code, words in zip(grouped.codes, grouped.words, strict=True)]
            part.rows.append(pa.Table.from_arrays([*said, *side.table.columns], schema=rows_schema(trial.by)))
    return part


def _coded(code: Longs | Ints, words: tuple[str, ...]) -> Any:
    return pa.DictionaryArray.from_arrays(pa.array(code.astype(np.int32)), pa.array(words, type=pa.string()))


def people_of(part: Part) -> Any:
    """The people of every slice as one table, by subject and duty."""
    joined = pa.concat_tables([PEOPLE.empty_table(), *part.people])
    return joined.sort_by([("subject", "ascending"), ("duty", "ascending")])
