"""Rows of one kind as Arrow columns, read from stretches of Parquet files and only as far as they are asked for."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from dataclasses import field as given
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from caseward.engine.arrays import Longs
from caseward.engine.intake.faults import MOST_FAULTS, refuse
from caseward.engine.intake.slices import Stretch
from caseward.engine.intake.tables import ORIGIN, DataFile, damaged
from caseward.errors import Fault
from caseward.interchange.read_parquet import plain_cells
from caseward.interchange.rows import check_rows
from caseward.interchange.table import RawRow, Table
from caseward.record.entry import Entry
from caseward.record.faults import BAD_ID
from caseward.record.fields import Field, Kind

_KEPT_GROUPS = 192  # several sets of columns of every kind
_KEPT_BYTES = 512 * 1024**2


class Groups:
    """Row groups of which a slice used only a part, kept for the next: the last ones used, up to a bound."""

    def __init__(self) -> None:
        self.held: OrderedDict[tuple[Any, ...], tuple[Any, int]] = OrderedDict()
        self.bytes = 0
        self.lock = Lock()

    def get(self, key: tuple[Any, ...]) -> Any:
        """What is held under a key, or None."""
        with self.lock:
            if key not in self.held:
                return None
            self.held.move_to_end(key)
            return self.held[key][0]

    def put(self, key: tuple[Any, ...], table: Any) -> None:
        """Hold one more, and let go of the oldest."""
        with self.lock:
            if key in self.held:
                return
            self.held[key] = table, table.nbytes
            self.bytes += self.held[key][1]
            while len(self.held) > _KEPT_GROUPS or self.bytes > _KEPT_BYTES:
                self.bytes -= self.held.popitem(last=False)[1][1]


_GROUPS = Groups()


def read_stretch(folder: Path, stretch: Stretch, fields: tuple[str, ...]) -> Any:
    """A ``pyarrow.Table`` of the fields named (nulls for those that the file lacks). BadDataSet when the file cannot
    be read after all."""
    file = stretch.file
    spelt = tuple(s for s in map(file.spelling, fields) if s is not None)
    table = None
    try:
        parts, at = [], 0
        for group, rows in enumerate(file.groups):
            low, high = max(stretch.first - at, 0), min(stretch.end - at, rows)
            if low < high:
                parts.append(_group(folder, file, group, spelt, high - low < rows).slice(low, high - low))
            at += rows
        table = pa.concat_tables(parts) if parts else None
    except (OSError, pa.ArrowException) as error:
        refuse([damaged(file.name, error)])
    return _named(table, file, fields, stretch.end - stretch.first)


def origins(folder: Path, file: DataFile, rows: Longs) -> list[tuple[DataFile, int]]:
    """Where rows of a file (from 0, ascending) stand, or stood before the file was sorted: the file, and the row
    from 1."""
    if not file.sorted_here:
        return [(file, row + 1) for row in rows.tolist()]
    found: list[tuple[DataFile, int]] = []
    start = 0
    for group, height in enumerate(file.groups):
        a, b = np.searchsorted(rows, (start, start + height))
        if a < b:
            said = _group(folder, file, group, ORIGIN, True).take(pa.array(rows[a:b] - start))
            names, numbers = (column.to_pylist() for column in said.columns)
            files = {name: replace(file, name=name) for name in names}
            found += [(files[name], number) for name, number in zip(names, numbers, strict=True)]
        start += height
    return found


def _group(folder: Path, file: DataFile, group: int, spelt: tuple[str, ...], partly: bool) -> Any:
    path = folder / file.name
    key = (str(path), path.stat().st_mtime_ns, group, spelt)
    held = _GROUPS.get(key)
    if held is None:
        narrow = [s for s in map(file.spelling, sorted(file.narrow)) if s in spelt]
        with pq.ParquetFile(path, read_dictionary=narrow) as source:
            held = source.read_row_group(group, columns=list(spelt), use_threads=False)
        if partly:
            _GROUPS.put(key, held)
    return held


def _named(table: Any, file: DataFile, fields: tuple[str, ...], height: int) -> Any:
    """The columns under their fields' names, in the order asked for."""
    columns = []
    for name in fields:
        spelt = file.spelling(name)
        columns.append(pa.nulls(height) if spelt is None or table is None else table.column(spelt))
    return pa.table(columns, names=list(fields))


@dataclass(slots=True)
class Rows:
    """The rows of one kind in a slice. Columns are lists of chunks; a row is counted from 0 over all stretches."""

    folder: Path
    kind: Kind
    stretches: tuple[Stretch, ...]
    held: dict[str, list[Any]] = given(default_factory=dict)
    lock: Lock = given(default_factory=Lock, repr=False, compare=False)

    def __len__(self) -> int:
        return sum(s.end - s.first for s in self.stretches)

    def load(self, fields: Iterable[str]) -> None:
        """Read the fields that are not held yet."""
        with self.lock:
            self._load(tuple(sorted({f for f in fields if f not in self.held and self.kind.field(f) is not None})))

    def _load(self, wanted: tuple[str, ...]) -> None:
        if wanted:
            tables = [read_stretch(self.folder, s, wanted) for s in self.stretches]
            for name in wanted:
                self.held[name] = [chunk for t in tables for chunk in t.column(name).chunks]

    def column(self, name: str) -> list[Any]:
        """The chunks of a column."""
        self.load([name])
        return self.held[name]

    def texts(self, name: str) -> Any:
        """A column as one array of strings."""
        parts = [_as_text(chunk) for chunk in self.column(name)]
        return parts[0] if len(parts) == 1 else pa.concat_arrays([pa.array([], type=pa.string()), *parts])

    def place(self, row: int) -> tuple[DataFile, int]:
        """The file of a row, and its number there (from 1)."""
        (found,) = self.places(np.array([row]))
        return found

    def places(self, rows: Longs) -> list[tuple[DataFile, int]]:
        """The files of some rows (ascending), and their numbers there (from 1)."""
        found: list[tuple[DataFile, int]] = []
        for stretch, start in zip(self.stretches, self.starts(), strict=True):
            a, b = np.searchsorted(rows, (start, start + stretch.end - stretch.first))
            if a < b:
                found += origins(self.folder, stretch.file, rows[a:b] - start + stretch.first)
        return found

    def starts(self) -> list[int]:
        """The first row of each stretch."""
        lengths = [s.end - s.first for s in self.stretches]
        return [sum(lengths[:i]) for i in range(len(lengths))]

    def whole(self, names: Iterable[str]) -> Iterator[tuple[Field, int, Any]]:
        """Some columns, chunk by chunk, as far as something stands in them: the field, the first row, the chunk."""
        wanted = set(names)
        self.load(wanted)
        for field in (f for f in self.kind.all_fields if f.name in wanted):
            at = 0
            for chunk in self.held[field.name]:
                if chunk.null_count < len(chunk):
                    yield field, at, chunk
                at += len(chunk)

    def cells(self, first: int, end: int) -> list[dict[str, object]]:
        """Every filled cell of some rows by its field."""
        found: list[dict[str, object]] = [{} for _ in range(first, end)]
        for field, start, chunk in self.whole(f.name for f in self.kind.all_fields):
            low, high = max(first, start), min(end, start + len(chunk))
            if low < high:
                for row, cell in enumerate(plain_cells(chunk.slice(low - start, high - low)), low - first):
                    if cell is not None:
                        found[row][field.name] = cell
        return found

    def checked(self, rows: Iterable[int]) -> tuple[list[Entry], list[Fault]]:
        """Rows as entries, as far as they can be read, and what is wrong with the others, in the reader's words."""
        entries: list[Entry] = []
        faults: list[Fault] = []
        for first, end in _runs(rows):
            for row, cells in zip(range(first, end), self.cells(first, end), strict=True):
                file, number = self.place(row)
                (checked,) = check_rows(Table(file.name, self.kind, dict(file.columns), [RawRow(number, cells, "")]))
                faults += checked.faults
                if checked.entry is not None:
                    entries.append(checked.entry)
        return entries, faults

    def refuse(self, wrong: Any) -> tuple[list[Fault], int]:
        """The faults of rows marked as wrong: of as many as are told, and how many rows more there are."""
        rows = np.flatnonzero(wrong)
        told = [int(row) for row in rows[:MOST_FAULTS]]
        return [fault for row in told for fault in self._faults(row)], len(rows) - len(told)

    def _faults(self, row: int) -> list[Fault]:
        """The reader of the record would take space away from around an id; here ids are compared as they stand."""
        file, number = self.place(row)
        rule, hint = "an id of a data set has no space around it", "export the column without it"
        padded = Fault(file.name, number, dict(file.columns).get("id", 0), BAD_ID, "id", "", rule, hint)
        return self.checked([row])[1] or [padded]


def _runs(rows: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Rows that follow on one another, as stretches."""
    numbers = np.fromiter(rows, dtype=np.int64)
    ends = np.flatnonzero(np.diff(numbers) != 1) + 1
    for part in np.split(numbers, ends):
        if len(part):
            yield int(part[0]), int(part[-1]) + 1


def _as_text(chunk: Any) -> Any:
    return chunk if pa.types.is_string(chunk.type) else chunk.cast(pa.string())
