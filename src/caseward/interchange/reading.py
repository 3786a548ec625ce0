"""What came of reading a record: the record, every fault, and every row set aside with the reason."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path

from caseward.errors import Fault
from caseward.interchange.cells import spreadsheet_safe
from caseward.record.entry import Record
from caseward.record.view import SetAside

REJECTS_COLUMNS = ("file", "row", "column", "code", "field", "value", "rule", "hint", "raw")


@dataclass(frozen=True, slots=True)
class RejectedRow:
    """A row that was set aside: where it stands, its kind, its id if it could be read, its text, and why."""

    file: str
    row: int
    kind: str
    id: str
    raw: str
    faults: tuple[Fault, ...]
    about: tuple[str, ...] = ()  # ids of the person, term or facility that it names


@dataclass(frozen=True, slots=True)
class Reading:
    """A record as read. ``rows_read`` is always the number of entries kept plus the number of rows rejected.

    ``tables`` gives the rows read of each kind; ``files`` the SHA-256 of the bytes of each file by name; ``unread``
    the files of which no row could be read: their rows are not counted; ``lost`` the kinds of those files.
    ``sha256`` is of what the kept entries
    say: it does not depend on the order of rows, on the format, or on how the rows are spread over archives.
    """

    record: Record
    faults: tuple[Fault, ...]
    rejected: tuple[RejectedRow, ...]
    rows_read: int
    tables: Mapping[str, int]
    sha256: str
    files: Mapping[str, str] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()

    @property
    def set_aside(self) -> tuple[SetAside, ...]:
        """What the record lacks because it could not be read: by kind, and by whom or what it is about where it
        says so.

        A table that could not be read at all lacks entries about everyone.
        """
        named = Counter((row.kind, about) for row in self.rejected for about in row.about)
        whole = [SetAside(kind, "", 0) for kind in self.lost]
        return (*whole, *(SetAside(kind, about, rows) for (kind, about), rows in sorted(named.items())))

    def rejects_csv(self) -> str:
        """Every fault with the row that it set aside, as a table safe to open in a spreadsheet.

        A row has one line for each of its faults. A fault that set no row aside has a line without ``raw``.
        """
        out = StringIO()
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(REJECTS_COLUMNS)
        for line in sorted(self._reject_lines()):
            writer.writerow([spreadsheet_safe(cell) if isinstance(cell, str) else cell for cell in line])
        return out.getvalue()

    def write_rejects(self, path: Path) -> None:
        """Write ``rejects_csv`` as UTF-8."""
        path.write_text(self.rejects_csv(), encoding="utf-8", newline="")

    def _reject_lines(self) -> Iterator[tuple[str | int, ...]]:
        told: set[Fault] = set()
        for row in self.rejected:
            for fault in row.faults:
                told.add(fault)
                yield _line(fault, row.row, row.raw)
        yield from (_line(fault, fault.row, "") for fault in self.faults if fault not in told)


def _line(fault: Fault, row: int, raw: str) -> tuple[str | int, ...]:
    rule = fault.rule if fault.row == row else f"{fault.rule} (see {fault.place})"
    return fault.file, row, fault.column, fault.code, fault.field, fault.value, rule, fault.hint, raw
