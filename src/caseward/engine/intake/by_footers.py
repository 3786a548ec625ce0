"""Where slices begin, taken from the footers of files: each row group says the first and the last id that it names.

That is quick, for no rows are read but of row groups in which a slice begins; and it is a guess, for a footer says
nothing of the order of rows. Whoever reads a slice so cut looks whether every row is about its own terms
(``RowsElsewhere``): then no row stands in a slice where it does not belong. If one does, every row is looked at
(``subject_order.cuts_of``), which says what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from caseward.engine.arrays import Longs
from caseward.engine.intake.faults import BadDataSet
from caseward.engine.intake.subject_order import MOST_ROWS, Cuts, Scan, Terms, between_persons, subject_columns
from caseward.engine.intake.tables import DataFile, DataTable

_READ = OSError, pa.ArrowException


class RowsElsewhere(BadDataSet):
    """Rows stand in a slice that is not that of their term or person: footers did not say where slices begin."""

    code = "CW294"
    sentence = "Rows of the data set stand apart from those of their term."
    hint = "give --sorted to have the rows named, or leave it out to have the tables sorted first"


@dataclass(frozen=True, slots=True)
class _Group:
    """A row group: its file, its place in it, its first row in the table, its rows, and for each column that says whom
    rows are about the first and last of its texts (None: the footer does not say)."""

    file: DataFile
    number: int
    start: int
    rows: int
    bounds: tuple[tuple[str, tuple[str, str] | None], ...]


def guessed_cuts(folder: Path, tables: dict[str, DataTable], terms: Terms, per_slice: int) -> Cuts | None:
    """The cuts, or None where footers do not say enough of it."""
    at = between_persons(terms, per_slice)
    rows = {"term": at, "person": np.searchsorted(terms.key, at)}
    rows["person"][[0, -1]] = 0, len(terms.people)
    rest = [t for k, t in tables.items() if k not in rows and subject_columns(t.kind)]
    if not _each_with_terms(terms) and any("term" not in subject_columns(t.kind) for t in rest):
        return None  # rows about a person without terms are in no slice of their own
    try:
        groups = {t.kind.name: list(_groups(folder, t)) for t in rest}
        keys = _keys(terms, [g for own in groups.values() for g in own])
        for table in rest:
            found = _rows_at(folder, table, terms, groups[table.kind.name], keys, at)
            if found is None:
                return None
            rows[table.kind.name] = found
    except _READ:
        return None
    return Cuts(at, rows)


def _each_with_terms(terms: Terms) -> bool:
    return not len(terms.key) or bool((np.diff(terms.key) > 0).all() and terms.key[-1] < len(terms))


def _groups(folder: Path, table: DataTable) -> Iterator[_Group]:
    start = 0
    for file in table.files:
        about = pq.read_metadata(folder / file.name)
        wanted = {file.spelling(name): name for name in subject_columns(table.kind)}
        for number, rows in enumerate(file.groups):
            group = about.row_group(number)
            chunks = (group.column(c) for c in range(group.num_columns))
            bounds = tuple(
                (wanted[c.path_in_schema], _bounds(c.statistics)) for c in chunks if c.path_in_schema in wanted
            )
            if rows:
                yield _Group(file, number, start, rows, tuple(b for b in bounds if b[1] != ("", "")))
            start += rows


def _bounds(said: Any) -> tuple[str, str] | None:
    """The first and last text of a column; two empty ones where it is blank throughout."""
    if said is None or not said.has_null_count:
        return None
    if not said.num_values:
        return "", ""
    low, high = (said.min, said.max) if said.has_min_max else (None, None)
    return (low, high) if isinstance(low, str) and isinstance(high, str) else None


def _keys(terms: Terms, groups: list[_Group]) -> dict[tuple[str, str], int]:
    """For each id that footers name the place of its person's first term, as far as they are there."""
    found: dict[tuple[str, str], int] = {}
    for name, ids, keys in (("term", terms.ids, terms.first), ("person", terms.people, terms.key)):
        few = sorted({text for g in groups for n, bounds in g.bounds if n == name and bounds for text in bounds})
        place = pc.index_in(ids, value_set=pa.array(few, type=pa.string()))
        rows = np.flatnonzero(place.is_valid().to_numpy(zero_copy_only=False))
        texts = place.take(pa.array(rows)).to_pylist()
        found |= {(name, few[t]): int(keys[row]) for t, row in zip(texts, rows.tolist(), strict=True)}
    return found


def _rows_at(
    folder: Path, table: DataTable, terms: Terms, groups: list[_Group], keys: dict[tuple[str, str], int], cuts: Longs
) -> Longs | None:
    """The first row of a table at or after each cut; the last cut is the end of the table."""
    found, reached = np.full(len(cuts), -1, dtype=np.int64), 0
    for group in groups:
        named = [keys.get((name, text), -1) for name, bounds in group.bounds for text in bounds or ("",)]
        low, high = (min(named), max(named)) if named else (reached, reached)
        if group.rows > MOST_ROWS or low < reached:  # unknown ids too, or rows in no order
            return None
        reached = high
        found[(found < 0) & (cuts <= low)] = group.start
        within = np.flatnonzero((found < 0) & (cuts <= high))
        if len(within):
            risen = Scan(folder, table, terms).risen(group.file, group.number)
            if risen is None:
                return None
            found[within] = group.start + np.searchsorted(risen, cuts[within])
    found[found < 0] = table.rows
    found[0], found[-1] = 0, table.rows
    return found
