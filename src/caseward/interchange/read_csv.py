"""CSV tables: commas, double quotes, UTF-8; the first row is the header. A fault costs its row, not those after it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field

from caseward.errors import Fault
from caseward.interchange import codes
from caseward.interchange.decode import Lines, decode
from caseward.interchange.table import Header, RawRow, Table, read_header
from caseward.record.fields import Kind

_MOST_BROKEN = 200
"""After so many rows with broken quotes the rest of the file is set aside as one row: it is not such a table."""


@dataclass(frozen=True, slots=True)
class CsvRow:
    """One row; ``first`` and ``end`` (exclusive) are its lines from 0; ``broken`` says what its quotes have wrong."""

    first: int
    end: int
    cells: list[str]
    broken: str = ""


@dataclass(slots=True)
class Grid:
    """A table of texts without a meaning yet: the names of its columns, where its header stands, and its rows.

    ``faults`` keep it from being read: of the whole file, or of its header; each row then shares them.
    """

    names: list[str]
    header: int = 0
    rows: list[GridRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


@dataclass(slots=True)
class GridRow:
    """One row: its number, its cells, its text as it stands, and what is wrong with its bytes, quotes or number."""

    row: int
    cells: list[str]
    raw: str
    faults: list[Fault]


def read_csv(file: str, kind: Kind, data: bytes) -> Table:
    """A CSV table with all its rows; what is wrong with the bytes, the quotes or the header stands in its faults."""
    grid = read_grid(file, data)
    header = Header({}, {}, grid.faults)
    if not grid.faults:
        header = read_header(file, kind, grid.names, grid.header)
    rows = [
        RawRow(r.row, header.named(r.cells), r.raw, r.faults or header.faults_of(r.cells), whole=not r.faults)
        for r in grid.rows
    ]
    return Table(file, kind, header.columns, rows, header.faults)


def read_grid(file: str, data: bytes, delimiter: str = ",") -> Grid:
    """The header and rows of a table of texts in UTF-8."""
    lines = decode(file, data)
    if isinstance(lines, Fault):
        return Grid([], faults=[lines])
    rows = csv_rows(lines.lines, delimiter)
    first = next(rows, None)
    if first is None:
        rule, hint = "the table has no header", "write the column names in its first row, or take the file away"
        return Grid([], faults=[Fault(file, 0, 0, codes.EMPTY_FILE, rule=rule, hint=hint)])
    spoilt = lines.faults(first.first, first.end) + _broken(file, first)
    grid = Grid([name.strip() for name in first.cells], first.first + 1, faults=spoilt)
    grid.rows = [_grid_row(lines, len(first.cells), row, spoilt) for row in rows]
    return grid


def _grid_row(lines: Lines, width: int, row: CsvRow, spoilt: list[Fault]) -> GridRow:
    faults = lines.faults(row.first, row.end) + _broken(lines.file, row) + spoilt
    if not faults and len(row.cells) != width:
        at = min(len(row.cells), width) + 1
        rule = f"the row has {len(row.cells)} cells and the header {width}"
        hint = "put double quotes around a cell that has a comma in it"
        faults = [Fault(lines.file, row.first + 1, at, codes.CELL_COUNT, rule=rule, hint=hint)]
    return GridRow(row.first + 1, row.cells, lines.raw(row.first, row.end), faults)


def _broken(file: str, row: CsvRow) -> list[Fault]:
    if not row.broken:
        return []
    hint = "close the quotation mark; write a mark inside a cell twice"
    return [Fault(file, row.first + 1, 0, codes.QUOTES, rule=row.broken, hint=hint)]


def csv_rows(lines: list[str], delimiter: str = ",") -> Iterator[CsvRow]:
    """The rows of a table, without empty lines. A row with broken quotes ends at its line; reading goes on after it."""
    start, broken = 0, 0
    while start < len(lines):
        reader = csv.reader((lines[n] for n in range(start, len(lines))), delimiter=delimiter, strict=True)
        end = start
        try:
            for cells in reader:
                first, end = end, start + reader.line_num
                if cells:
                    yield CsvRow(first, end, cells)
            return
        except csv.Error as error:
            broken += 1
            last = len(lines) if broken > _MOST_BROKEN else end + 1
            yield CsvRow(end, last, [], _why(error))
            start = last


def _why(error: csv.Error) -> str:
    said = str(error)
    if "unexpected end" in said:
        return "a quotation mark opens in this row and never closes"
    if "expected after" in said:
        return "a quotation mark stands in the middle of a cell"
    return "a cell is longer than can be read, or its quotation mark never closes"
