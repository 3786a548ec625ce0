"""Rows turned into entries, each fault with its place in the file and, where a known word is near, that word."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from caseward.errors import Fault
from caseward.interchange.clocks import clock_faults
from caseward.interchange.table import RawRow, Table
from caseward.record.entry import Entry, Place
from caseward.record.faults import MISSING, NOT_A_CODE, RowFault, shown
from caseward.record.fields import Kind
from caseward.record.nearest import nearest
from caseward.record.parse import parse_entry, tidy

#: The columns that say whom or what a row is about.
SUBJECT_COLUMNS = ("term", "person", "facility")


@dataclass(slots=True)
class CheckedRow:
    """A row with its entry (None when it cannot be read) and everything found wrong with it."""

    file: str
    row: int
    kind: Kind
    id: str
    raw: str
    columns: Mapping[str, int]
    entry: Entry | None
    faults: list[Fault] = field(default_factory=list)
    about: tuple[str, ...] = ()  # ids of the person, term or facility that its cells name, as they stand

    @property
    def kept(self) -> bool:
        """Whether the row is still part of the record."""
        return self.entry is not None and not self.faults

    @property
    def place(self) -> str:
        """``file:row``."""
        return f"{self.file}:{self.row}"

    def blame(self, code: str, name: str, value: str, rule: str, hint: str) -> None:
        """Add a fault at one field of this row."""
        column = self.columns.get(name, 0)
        self.faults.append(Fault(self.file, self.row, column, code, name, shown(value), rule, hint))


def check_rows(table: Table) -> list[CheckedRow]:
    """Every row of a table, read and checked by itself; what concerns other rows is checked later."""
    return [_check(table, raw) for raw in table.rows]


def _check(table: Table, raw: RawRow) -> CheckedRow:
    if not raw.whole:
        return CheckedRow(table.file, raw.row, table.kind, "", raw.raw, table.columns, None, list(raw.faults))
    entry, wrong = parse_entry(table.kind, raw.cells, Place(table.file, raw.row))
    row = CheckedRow(table.file, raw.row, table.kind, _id(raw), raw.raw, table.columns, entry, list(raw.faults))
    row.about = tuple(str(raw.cells[c]).strip() for c in SUBJECT_COLUMNS if raw.cells.get(c) not in (None, ""))
    said = {fault.field for fault in raw.faults}
    for fault in wrong:
        if fault.code != MISSING or fault.field not in said:  # a missing column is told once, at the header
            row.blame(fault.code, fault.field, fault.value, fault.rule, _way_out(table.kind, fault))
    for fault in clock_faults(entry) if entry else ():
        row.blame(fault.code, fault.field, str(raw.cells.get(fault.field)), fault.rule, fault.hint)
    return row


def _id(raw: RawRow) -> str:
    found = raw.cells.get("id")
    return tidy(str(found)) if isinstance(found, str | int) else ""


def _way_out(kind: Kind, fault: RowFault) -> str:
    field_ = kind.field(fault.field)
    meant = nearest(fault.value, field_.codes) if field_ and fault.code == NOT_A_CODE else ""
    return f"did you mean {meant}? {fault.hint}" if meant else fault.hint
