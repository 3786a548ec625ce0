"""Writing sheets: text is always written as text, never as a formula or link; dates come from the audit, none from the
clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from typing import Any, TypeAlias

import xlsxwriter

Cell: TypeAlias = str | int | bool | date | None

#: What one sheet and one cell may hold (the limits of the format).
MOST_ROWS = 1_048_575
MOST_LETTERS = 32_767
_CUT = "… (cut for the sheet)"
_SETTINGS = {
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
    "in_memory": True,
    "default_date_format": "yyyy-mm-dd",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, its columns with their widths in letters, and its rows."""

    name: str
    columns: tuple[tuple[str, int], ...]
    rows: Sequence[Sequence[Cell]]


def workbook(sheets: Sequence[Sheet], title: str, as_of: date) -> bytes:
    """The workbook of the sheets. The same sheets, title and day give the same bytes."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, _SETTINGS)
    book.set_properties({"title": title, "created": datetime(as_of.year, as_of.month, as_of.day)})
    looks = {
        "head": book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DFE1E2", "border": 1}),
        "text": book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"}),
        "number": book.add_format({"valign": "top"}),
    }
    for sheet in sheets:
        _write(book.add_worksheet(sheet.name), sheet, looks)
    book.close()
    return out.getvalue()


def _write(place: Any, sheet: Sheet, looks: dict[str, Any]) -> None:
    rows = sheet.rows[:MOST_ROWS]
    for column, (head, wide) in enumerate(sheet.columns):
        place.set_column(column, column, wide)
        place.write_string(0, column, head, looks["head"])
    for at, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            _cell(place, at, column, cell, looks)
    place.freeze_panes(1, 1)
    place.autofilter(0, 0, max(len(rows), 1), len(sheet.columns) - 1)
    place.set_landscape()
    place.set_paper(9)  # A4
    place.fit_to_pages(1, 0)
    place.repeat_rows(0)


def _cell(place: Any, row: int, column: int, cell: Cell, looks: dict[str, Any]) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, bool):
        place.write_string(row, column, "yes" if cell else "no", looks["text"])
    elif isinstance(cell, int):
        place.write_number(row, column, cell, looks["number"])
    elif isinstance(cell, date) and cell.year >= 1900:
        place.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), looks["day"])
    else:
        place.write_string(row, column, _text(str(cell)), looks["text"])


def _text(said: str) -> str:
    """Text that the format can hold: control signs by their number, the rest of a very long text left out and said
    so."""
    shown = "".join(c if c >= " " or c in "\n\t" else f"\\x{ord(c):02x}" for c in said)
    return shown if len(shown) <= MOST_LETTERS else shown[: MOST_LETTERS - len(_CUT)] + _CUT
