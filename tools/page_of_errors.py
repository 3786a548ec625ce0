"""Draws ``docs/errors.md``: every refusal and every code of a fault, from where they are defined."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType

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
    "Codes are stable: CW1 is about the request, CW2 about the record, CW3 about the policy, CW5 about the machine.",
    "",
)


CODE = re.compile(r"CW\d{3}")


def errors_page() -> str:
    """The page, from the classes of errors and the codes of faults."""
    return page("Errors", _lines())


def _modules() -> list[ModuleType]:
    names = sorted(found.name for found in pkgutil.walk_packages(caseward.__path__, "caseward."))
    return [importlib.import_module(name) for name in names if not name.endswith("__main__") and not _of_django(name)]


def _of_django(name: str) -> bool:
    """Most of the web application needs an agency's settings to be imported; its refusals are where none are needed."""
    return name.startswith("caseward.web.") and name not in ("caseward.web.settings", "caseward.web.settings.web_toml")


def fault_codes() -> dict[str, set[str]]:
    """What each fault's code means, from the tables (``dict[code, sentence]``) in which the rooms define their codes.

    A code with two meanings keeps both, so that a test can object.
    """
    meanings: dict[str, set[str]] = {}
    for module in _modules():
        tables = [value for value in vars(module).values() if isinstance(value, dict) and value]
        for table_of_codes in tables:
            if all(isinstance(key, str) and CODE.fullmatch(key) for key in table_of_codes):
                for code, meaning in table_of_codes.items():
                    meanings.setdefault(code, set()).add(str(meaning))
    return dict(sorted(meanings.items()))


def refusals() -> list[type[CasewardError]]:
    """Every class of error in the package, the base first, by code and name."""
    _modules()
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
    yield from ("## Codes of faults", "")
    yield from table(["Code", "Meaning"], ([code, "; ".join(sorted(said))] for code, said in fault_codes().items()))
