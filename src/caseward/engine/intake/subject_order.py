"""Whether a data set is in subject order, and at which rows of each table its slices are cut.

Subject order: the term table by person and id; a table that names terms or persons by the place of its term, or of its
person's first term. So all rows of a person's terms lie together in every table, and a slice of terms is one stretch
of rows in each. The columns that say so are read through once, a batch at a time.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from caseward.engine.arrays import Flags, Longs
from caseward.engine.intake.faults import MOST_FAULTS, NotInOrder, refuse
from caseward.engine.intake.known import none_known, repeated, told_twice
from caseward.engine.intake.lookup import places
from caseward.engine.intake.tables import DataFile, DataTable, damaged
from caseward.errors import Fault
from caseward.interchange import codes
from caseward.record.faults import MISSING, shown
from caseward.record.fields import Kind

BATCH = 1 << 20
MOST_ROWS = 1 << 23
"""The most rows a row group may have."""

_THREADS = 2
UNSORTED = "CW293"

_NO_ROWS = np.zeros(0, dtype=np.int64)
_NO_FLAGS = np.zeros(0, dtype=np.bool_)

#: The code of rows that stand out of order, for ``docs/errors.md``.
ORDER_CODES = {UNSORTED: "A row of a Parquet data set that stands before, or after, where its subject does."}


@dataclass(frozen=True, slots=True)
class Terms:
    """The term table's ids in its own order, for each term the place of its person's first; the ids of all persons,
    sorted, and for each the place of the first term that is theirs or a later person's."""

    ids: Any
    first: Longs
    people: Any
    key: Longs

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Cuts:
    """Where slices begin: ``terms`` are places in the term table (the end of the last slice last), ``rows`` for each
    kind the row of its table at each of them."""

    terms: Longs
    rows: dict[str, Longs]


def subject_columns(kind: Kind) -> tuple[str, ...]:
    """The columns that say which term or person a row of a kind is about. A term says more than a person."""
    names = {f.name for f in kind.fields}
    return tuple(name for name in ("term", "person") if name in names and kind.name != "term")


def read_terms(folder: Path, tables: dict[str, DataTable]) -> Terms:
    """The tables of terms and persons. BadDataSet for blanks, ids told twice and persons that are not there,
    NotInOrder for rows out of order."""
    people = _ids_of_persons(folder, tables["person"]) if "person" in tables else pa.array([], type=pa.string())
    if "term" not in tables:
        return Terms(pa.array([], type=pa.string()), _NO_ROWS, people, np.zeros(len(people), dtype=np.int64))
    table = tables["term"]
    ids, persons = _whole(folder, table, ("id", "person"))
    refuse([none_known("person", ["term"])] if len(ids) and not len(people) else [])
    same = _equal(persons)
    _check_rising(table, "person", persons, np.where(same, _less(ids), _less(persons)), ids)
    starts = np.concatenate([[0], np.flatnonzero(~same) + 1]) if len(ids) else _NO_ROWS
    theirs = places(persons.take(pa.array(starts)), people)
    refuse(_personless(table, int(starts[i]), persons[int(starts[i])].as_py()) for i in np.flatnonzero(theirs < 0))
    key = np.full(len(people) + 1, len(ids), dtype=np.int64)
    key[theirs] = starts
    key = np.minimum.accumulate(key[::-1])[::-1][:-1]
    lengths = np.diff(np.append(starts, len(ids)))
    return Terms(ids, np.repeat(starts, lengths).astype(np.int64), people, key)


def cuts_of(folder: Path, tables: dict[str, DataTable], terms: Terms, per_slice: int) -> Cuts:
    """Cut between persons after so many terms, and find the rows of every table at the cuts.

    BadDataSet for rows about a term or person that is not there, NotInOrder for rows out of order."""
    at = between_persons(terms, per_slice)
    rows = {"term": at, "person": np.searchsorted(terms.key, at)}
    rows["person"][[0, -1]] = 0, len(terms.people)
    scans = [Scan(folder, t, terms) for k, t in tables.items() if k not in rows and subject_columns(t.kind)]
    with ThreadPoolExecutor(_THREADS) as pool:  # reading and looking up let other threads run
        found = list(pool.map(lambda scan: scan.rows_at(at), scans))
    rows |= {scan.table.kind.name: starts for scan, starts in zip(scans, found, strict=True)}
    lacking = {name: [s.table.kind.name for s in scans if name in s.lacking] for name in ("person", "term")}
    refuse(none_known(name, by) for name, by in lacking.items() if by)
    refuse(fault for scan in scans for fault in scan.faults)
    unsorted = [fault for scan in scans for fault in scan.unsorted]
    if unsorted:
        raise NotInOrder(faults=unsorted)
    return Cuts(at, rows)


def between_persons(terms: Terms, per_slice: int) -> Longs:
    """The places of terms at which slices begin, and the end of the last."""
    cuts, at = [0], 0
    while len(terms) - at > per_slice:
        start = int(terms.first[at + per_slice])
        if start <= at:  # one person alone has more terms than a slice should: the slice is theirs, whole
            start = int(np.searchsorted(terms.first, at, side="right"))
        at = start
        if at < len(terms):
            cuts.append(at)
    return np.array([*cuts, len(terms)], dtype=np.int64)


@dataclass(slots=True)
class Scan:
    """One pass over the columns of a table that say what its rows are about."""

    folder: Path
    table: DataTable
    terms: Terms
    faults: list[Fault] = field(default_factory=list)
    unsorted: list[Fault] = field(default_factory=list)
    reached: dict[str, int] = field(default_factory=dict)  # by column: the place found last
    lacking: list[str] = field(default_factory=list)  # columns that name something of which there is none at all

    def rows_at(self, cuts: Longs) -> Longs:
        """The first row of the table at or after each cut; the last cut is the end of the table."""
        found = np.full(len(cuts), -1, dtype=np.int64)
        row, key = 0, 0
        self.unsorted += _too_long(self.table)
        for file in self.table.files if not self.unsorted else ():
            within = 0
            for batch in _batches(self.folder, file, subject_columns(self.table.kind)):
                keys = self._keys(file, within, batch)
                risen = np.maximum.accumulate(np.maximum(keys, key))
                fallen = np.flatnonzero((keys < np.concatenate([[key], risen[:-1]])) & (keys >= 0))
                if len(fallen):
                    self.unsorted.append(_out_of_order(file, within, batch, int(fallen[0])))
                if self.lacking or self.unsorted or len(self.faults) > MOST_FAULTS:
                    return found
                key = int(risen[-1])
                new = np.flatnonzero((found < 0) & (cuts <= key))
                found[new] = row + np.searchsorted(risen, cuts[new])
                row, within = row + len(keys), within + len(keys)
        found[found < 0] = row
        found[0], found[-1] = 0, row
        return found

    def risen(self, file: DataFile, group: int) -> Longs | None:
        """For each row of a row group the last place reached so far; None where ids are named that are not there."""
        parts = [
            self._keys(file, 0, batch)
            for batch in _batches(self.folder, file, subject_columns(self.table.kind), [group])
        ]
        return None if self.lacking or self.faults else np.maximum.accumulate(np.concatenate(parts))

    def _keys(self, file: DataFile, within: int, batch: Any) -> Longs:
        """For each row the place of its term's person's first term; -1 where it names neither term nor person."""
        found = np.full(batch.num_rows, -1, dtype=np.int64)
        for name, column in reversed(list(zip(batch.schema.names, batch.columns, strict=True))):
            known, keys = (self.terms.ids, self.terms.first) if name == "term" else (self.terms.people, self.terms.key)
            if not len(known):
                self.lacking += [name] if column.null_count < len(column) else []
                continue
            place, dangling = _found(column, known, self.reached.get(name, 0))
            self.faults += [_dangling(file, within, name, column, int(r)) for r in dangling[:MOST_FAULTS]]
            if len(place):
                found = np.where(place >= 0, keys[place], found)
                self.reached[name] = max(self.reached.get(name, 0), int(place.max()))
        return found


def _found(column: Any, known: Any, start: int) -> tuple[Longs, Longs]:
    """The place of each row's text among those known, looked for from ``start`` on first; and the rows not found."""
    coded = column if pa.types.is_dictionary(column.type) else column.dictionary_encode()
    index = coded.indices.cast(pa.int32()).fill_null(-1).to_numpy(zero_copy_only=False)
    begins = np.flatnonzero(np.concatenate([[True], index[1:] != index[:-1]])) if len(index) else _NO_ROWS
    runs = index[begins]
    named = runs >= 0
    of_run = np.full(len(runs), -1, dtype=np.int64)
    of_run[named] = places(coded.dictionary.cast(pa.string()).take(pa.array(runs[named])), known, start)
    missing = begins[named & (of_run < 0)]
    return np.repeat(of_run, np.diff(np.append(begins, len(index)))), missing


def _batches(folder: Path, file: DataFile, names: tuple[str, ...], groups: list[int] | None = None) -> Iterator[Any]:
    spelt = [file.spelling(name) for name in names]
    known = [s for s in spelt if s is not None]
    try:
        with pq.ParquetFile(folder / file.name, read_dictionary=known) as source:
            for batch in source.iter_batches(batch_size=BATCH, row_groups=groups, columns=known):
                if not batch.num_rows:
                    continue
                columns = [_text(batch, s) for s in spelt]
                yield pa.RecordBatch.from_arrays(columns, names=list(names))
    except (OSError, pa.ArrowException) as error:
        refuse([damaged(file.name, error)])


def _text(batch: Any, name: str | None) -> Any:
    if name is None:
        return pa.nulls(batch.num_rows, pa.string())
    column = batch.column(batch.schema.get_field_index(name))
    if pa.types.is_dictionary(column.type) and not pc.any(pc.equal(column.dictionary, "")).as_py():
        return column
    column = column.cast(pa.string())
    return pc.if_else(pc.equal(column, ""), pa.scalar(None, pa.string()), column)


def _whole(folder: Path, table: DataTable, names: tuple[str, ...]) -> list[Any]:
    """Columns of the whole table as arrays of text without blanks; BadDataSet when there are some."""
    found: list[list[Any]] = [[pa.array([], type=pa.string())] for _ in names]
    faults: list[Fault] = []
    for file in table.files:
        within = 0
        for batch in _batches(folder, file, names):
            for column, name, parts in zip(batch.columns, names, found, strict=True):
                parts.append(column.cast(pa.string()))
                faults += [_blank(file, within + int(r), name) for r in _rows(column.is_null())[:MOST_FAULTS]]
            within += batch.num_rows
    refuse(faults)
    return [pa.concat_arrays(parts) for parts in found]


def _rows(flags: Any) -> Longs:
    return np.flatnonzero(flags.to_numpy(zero_copy_only=False))


def _ids_of_persons(folder: Path, table: DataTable) -> Any:
    (ids,) = _whole(folder, table, ("id",))
    _check_rising(table, "id", ids, _less(ids), ids)
    return ids


def _check_rising(table: DataTable, name: str, column: Any, rises: Flags, ids: Any) -> None:
    """BadDataSet for ids that two rows have, NotInOrder for the first row that should stand higher."""
    refuse(_twice(table, row, first, ids[row].as_py()) for row, first in repeated(ids))
    falls = np.flatnonzero(~rises) + 1
    if len(falls):
        raise NotInOrder(faults=[_unsorted(table, int(falls[0]), name, column[int(falls[0])].as_py())])


def _less(array: Any) -> Flags:
    found: Flags = pc.less(array[:-1], array[1:]).to_numpy(zero_copy_only=False) if len(array) else _NO_FLAGS
    return found


def _equal(array: Any) -> Flags:
    found: Flags = pc.equal(array[:-1], array[1:]).to_numpy(zero_copy_only=False) if len(array) else _NO_FLAGS
    return found


def place_of(table: DataTable, row: int) -> tuple[DataFile, int]:
    """The file of a table's row (from 0), and the row in it (from 1)."""
    for file in table.files:
        if row < file.rows:
            return file, row + 1
        row -= file.rows
    raise IndexError(row)


def _fault(file: DataFile, row: int, code: str, name: str, value: str, rule: str, hint: str) -> Fault:
    return Fault(file.name, row, dict(file.columns).get(name, 0), code, name, shown(value), rule, hint)


def _blank(file: DataFile, row: int, name: str) -> Fault:
    return _fault(file, row + 1, MISSING, name, "", "it must be filled", "fill it, or take the row out")


def _twice(table: DataTable, row: int, first: int, value: str) -> Fault:
    file, number = place_of(table, first)
    return told_twice(*place_of(table, row), value, f"{file.name}:{number}")


def _unsorted(table: DataTable, row: int, name: str, value: str) -> Fault:
    what = "the terms by person and id" if table.kind.name == "term" else "the persons by id"
    rule = "this row belongs before the one above it"
    return _fault(*place_of(table, row), UNSORTED, name, value, rule, f"sort {what}")


def _personless(table: DataTable, row: int, value: str) -> Fault:
    hint = "add that person, or correct the id"
    return _fault(*place_of(table, row), codes.DANGLING, "person", value, "no person has this id", hint)


def _too_long(table: DataTable) -> Iterator[Fault]:
    """A row group is held whole while a slice is read from it."""
    for file in table.files:
        if max(file.groups, default=0) > MOST_ROWS:
            rule = f"a row group has at most {MOST_ROWS:,} rows; one of these has {max(file.groups):,}"
            hint = "write the table in smaller row groups, such as one for each 65,536 terms"
            yield Fault(file.name, 0, 0, UNSORTED, rule=rule, hint=hint)


def _out_of_order(file: DataFile, within: int, batch: Any, row: int) -> Fault:
    said = [(n, c[row].as_py()) for n, c in zip(batch.schema.names, batch.columns, strict=True) if c[row].is_valid]
    rule = "this row is about a term or person that comes before that of the row above it"
    hint = "sort the table by the person, and the id, of the term that it is about"
    return _fault(file, within + row + 1, UNSORTED, *said[0], rule, hint)


def _dangling(file: DataFile, within: int, name: str, column: Any, row: int) -> Fault:
    rule, hint = f"no {name} has this id", f"add that {name}, or correct the id"
    return _fault(file, within + row + 1, codes.DANGLING, name, str(column[row].as_py()), rule, hint)
