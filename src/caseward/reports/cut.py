"""Long lists in a page are cut, and say so: how many are shown, how many there are, and which file has them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from caseward.reports.speech import counted

#: Findings told in full in the page and PDF; every one is in findings.json and the workbook.
MOST_FINDINGS = 40
#: Findings named on the first page.
MOST_LINES = 10
#: Rows of any one table in the page and PDF.
MOST_ROWS = 120

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cut(Generic[T]):
    """The first rows of a list, how many there are in all, and where the rest is."""

    shown: tuple[T, ...]
    total: int
    said: str  # empty when all are shown


def cut(rows: Sequence[T], most: int, where: str) -> Cut[T]:
    """The first ``most`` rows and, when there are more, the sentence that says so."""
    if len(rows) <= most:
        return Cut(tuple(rows), len(rows), "")
    said = f"The first {most:,} of {counted(len(rows), 'row')} are shown; all of them are in {where}."
    return Cut(tuple(rows[:most]), len(rows), said)
