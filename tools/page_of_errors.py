"""Draws ``docs/errors.md``: every refusal and every code of a fault, from where they are defined."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import caseward
from caseward.errors import CasewardError
from tools.markdown import page, plain, table

OPENING = (
    "A *fault* is one thing wrong at one place. An *error* stops a command; it lists every fault found, never only the",
    "first. Each fault reads",
    "",
    "    file:row:column: field is 'value': the rule it breaks (the way out) [code]",
    "",
    "Rows and columns count from 1, as an editor or a spreadsheet shows them; the header of a table is row 1.",
    "",
)


def errors_page() -> str:
    """The page, from the classes of errors and the codes of faults."""
    return page("Errors", _lines())


def refusals() -> list[type[CasewardError]]:
    """Every class of error in the package, the base first, by code and name."""
    for found in pkgutil.walk_packages(caseward.__path__, "caseward."):
        if not found.name.endswith("__main__"):
            importlib.import_module(found.name)
    return sorted({CasewardError, *_below(CasewardError)}, key=lambda error: (error.code, error.__name__))


def _below(error: type[CasewardError]) -> Iterator[type[CasewardError]]:
    for child in error.__subclasses__():
        yield child
        yield from _below(child)


def _lines() -> Iterator[str]:
    yield from OPENING
    for error in refusals():
        yield from (f"## {error.code} {error.__name__}", "", plain(inspect.getdoc(error) or ""), "")
        rows = [
            ["It says", error.sentence],
            ["Way out", error.hint],
            ["Exit code", str(error.exit_code)],
            ["HTTP status", str(error.http_status)],
        ]
        yield from (*table(["", ""], [row for row in rows if row[1]]), "")
