"""CSV tables: commas, double quotes, UTF-8; the first row is the header. A fault costs its row, not those after it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass

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


def read_csv(file: str, kind: Kind, data: bytes) -> Table:
    """A CSV table with all its rows; what is wrong with the bytes, the quotes or the header stands in its faults."""
    table = Table(file, kind)
    lines = decode(file, data)
    if isinstance(lines, Fault):
        table.faults.append(lines)
        return table
    rows = csv_rows(lines.lines)
    first = next(rows, None)
    if first is None:
        rule, hint = "the table has no header", "write the column names in its first row, or take the file away"
        table.faults.append(Fault(file, 0, 0, codes.EMPTY_FILE, rule=rule, hint=hint))
        return table
    spoilt = lines.faults(first.first, first.end) + _broken(file, first)
    if spoilt:
        table.faults += spoilt
        table.rows = [RawRow(r.first + 1, {}, lines.raw(r.first, r.end), list(spoilt), whole=False) for r in rows]
        return table
    header = read_header(file, kind, [name.strip() for name in first.cells], first.first + 1)
    table.columns, table.faults = header.columns, header.faults
    table.rows = [_raw_row(lines, header, len(first.cells), row) for row in rows]
    return table


def _raw_row(lines: Lines, header: Header, width: int, row: CsvRow) -> RawRow:
    faults = lines.faults(row.first, row.end) + _broken(lines.file, row)
    if not faults and len(row.cells) != width:
        rule = f"the row has {len(row.cells)} cells and the header {width}"
        hint = "put double quotes around a cell that has a comma in it"
        faults = [
            Fault(lines.file, row.first + 1, min(len(row.cells), width) + 1, codes.CELL_COUNT, rule=rule, hint=hint)
        ]
    whole = not faults
    if whole:
        faults = header.faults_of(row.cells)
    return RawRow(row.first + 1, header.named(row.cells), lines.raw(row.first, row.end), faults, whole)


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
