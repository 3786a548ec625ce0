"""A table as it was read, before its rows are checked: where each cell stands, and what is wrong with its header."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from caseward.errors import Fault
from caseward.interchange import codes
from caseward.record.fields import Kind
from caseward.record.nearest import did_you_mean

SPREADSHEET_HINT = "save the table as CSV with commas between the cells"


@dataclass(slots=True)
class RawRow:
    """One row: its number as an editor shows it, its cells by column name, its text as it stands, and faults so far.

    ``whole`` False: the row itself is broken (quotes, bytes, number of cells), so its cells mean nothing.
    """

    row: int
    cells: Mapping[str, object]
    raw: str
    faults: list[Fault] = field(default_factory=list)
    whole: bool = True


@dataclass(slots=True)
class Table:
    """All rows of one file. ``columns`` gives positions from 1; ``faults`` are about the file or its header."""

    file: str
    kind: Kind
    columns: Mapping[str, int] = field(default_factory=dict)
    rows: list[RawRow] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    @property
    def opened(self) -> bool:
        """Whether the file could be read at all: it has rows, or at least a header."""
        return bool(self.rows or self.columns)


@dataclass(slots=True)
class Header:
    """The columns of a table: those that can be read by name, and for each that cannot (by position) the fault.

    A row is set aside when it says something in a column that cannot be read: leaving that out would change what the
    row says. ``missing`` are faults of the whole table, shared by all its rows.
    """

    columns: dict[str, int]
    stray: dict[int, Fault]
    missing: list[Fault]

    @property
    def faults(self) -> list[Fault]:
        """Everything wrong with the header."""
        return [*self.stray.values(), *self.missing]

    def faults_of(self, cells: Sequence[object]) -> list[Fault]:
        """The header's faults that a row with these cells shares."""
        said = [fault for at, fault in self.stray.items() if at <= len(cells) and filled(cells[at - 1])]
        return [*said, *self.missing]

    def named(self, cells: Sequence[object]) -> dict[str, object]:
        """The cells of the readable columns by name."""
        return {name: cells[at - 1] for name, at in self.columns.items() if at <= len(cells)}


def filled(cell: object) -> bool:
    """Whether a cell says something."""
    return cell is not None and (not isinstance(cell, str) or bool(cell.strip()))


def read_header(file: str, kind: Kind, names: Sequence[str], row: int) -> Header:
    """Sort the columns of a table into readable, unreadable and missing. ``row`` is where the header stands."""
    header = Header({}, {}, [])
    known = [f.name for f in kind.all_fields]
    twice = {name for name in names if names.count(name) > 1} if len(set(names)) < len(names) else set()
    for at, name in enumerate(names, start=1):
        if name in known and name not in twice:
            header.columns[name] = at
        else:
            header.stray[at] = _stray(Fault(file, row, at, "", field=name), kind, known, name in twice)
    header.missing += [
        Fault(file, row, 0, codes.MISSING_COLUMN, f.name, "", "this column must be there", f"it holds {f.doc}")
        for f in kind.all_fields
        if f.required and f.name not in names
    ]
    return header


def _stray(at: Fault, kind: Kind, known: list[str], twice: bool) -> Fault:
    if not at.field:
        return _said(at, codes.NAMELESS_COLUMN, "a column has no name", "name it, or take it away")
    if twice:
        return _said(at, codes.DUPLICATE_COLUMN, "two columns have this name", "keep one of them")
    hint = _separator_hint(at.field) or did_you_mean(at.field, known)
    return _said(at, codes.UNKNOWN_COLUMN, f"a {kind.name} has no such column", hint)


def _said(at: Fault, code: str, rule: str, hint: str) -> Fault:
    return Fault(at.file, at.row, at.column, code, at.field, "", rule, hint)


def _separator_hint(name: str) -> str:
    return SPREADSHEET_HINT if any(mark in name for mark in ";\t|") else ""
