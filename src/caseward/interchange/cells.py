"""Cells of CSV files: safe to open in a spreadsheet, and without loss when they are to be read again."""

from __future__ import annotations

from caseward.interchange.content import Plain

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def spreadsheet_safe(text: str) -> str:
    """The text with an apostrophe before it when a spreadsheet would otherwise run it as a formula."""
    return f"'{text}" if text.startswith(_FORMULA) else text


def cell_text(value: Plain) -> str:
    """A value as a record table holds it: yes or no, plain digits, lists with semicolons."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ";".join(value) if isinstance(value, list) else str(value)
