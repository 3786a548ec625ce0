"""Every refusal of Caseward: one base class, one shape for a fault, one list of codes.

A *fault* is one thing wrong at one place. An *error* is what stops a command: it carries every fault found, never only
the first.
Codes are stable and documented in ``docs/errors.md``; a test fails when one is missing there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import ClassVar

#: How much of a value a message repeats, in characters; the whole value is in the data.
LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong at one place: where it is, what stands there, which rule it breaks, and a way out.

    ``row`` and ``column`` count from 1 as an editor or spreadsheet shows them (the header of a table is row 1); 0 means
    the whole file. ``field`` is the column or key by name, empty when the fault is not about one field.
    """

    file: str
    row: int
    column: int
    code: str
    field: str = ""
    value: str = ""
    rule: str = ""
    hint: str = ""

    @property
    def place(self) -> str:
        """``file:row:column`` without the parts that are not known."""
        parts = [self.file, *(str(n) for n in (self.row, self.column) if n)]
        return ":".join(parts)

    def __str__(self) -> str:
        shown = self.value if len(self.value) <= LONGEST_SHOWN else self.value[:LONGEST_SHOWN] + "…"
        stands = " is ".join(part for part in (self.field, repr(shown) if self.value else "") if part)
        about = f"{stands}: " if stands else ""
        way_out = f" ({self.hint})" if self.hint else ""
        return f"{self.place}: {about}{self.rule}{way_out} [{self.code}]"

    def as_data(self) -> dict[str, str | int]:
        """The fault as plain data, for ``--json`` and ``rejects.csv``."""
        return asdict(self)


class CasewardError(Exception):
    """Base of every refusal: a stable code, a sentence for the person reading, a way out, exit and HTTP status."""

    code: ClassVar[str] = "CW000"
    sentence: ClassVar[str] = "Caseward could not go on."
    hint: ClassVar[str] = ""
    exit_code: ClassVar[int] = 2
    http_status: ClassVar[int] = 400

    def __init__(self, detail: str = "", *, faults: Iterable[Fault] = (), **fields: object) -> None:
        self.detail = detail
        self.faults = tuple(sorted(faults))
        self.fields = fields
        super().__init__(str(self))

    def __str__(self) -> str:
        head = self.sentence.format(**self.fields) if self.fields else self.sentence
        head = f"{head} {self.detail}".strip() if self.detail else head
        lines = [f"{head} [{self.code}]", *(f"  {fault}" for fault in self.faults)]
        if self.hint:
            lines.append(f"Way out: {self.hint}")
        return "\n".join(lines)

    def as_data(self) -> dict[str, object]:
        """The error as plain data, for ``--json``."""
        return {
            "code": self.code,
            "message": str(self).splitlines()[0],
            "hint": self.hint,
            "faults": [fault.as_data() for fault in self.faults],
        }


class BadRecord(CasewardError):
    """The record folder has faults and ``--strict`` was asked, or nothing in it can be read."""

    code = "CW200"
    sentence = "The record has faults."
    hint = "correct the places named above, or run without --strict to set those rows aside"
    exit_code = 2
    http_status = 422


class BadPolicy(CasewardError):
    """The policy file has faults; nothing is evaluated under it."""

    code = "CW300"
    sentence = "The policy has faults."
    hint = "correct the places named above; `caseward policy schema` gives an editor the allowed keys"
    exit_code = 3
    http_status = 422


class BadRequest(CasewardError):
    """The command or request itself does not make sense (a date that does not exist, an unknown id)."""

    code = "CW100"
    sentence = "That request cannot be carried out."
    exit_code = 2
    http_status = 400


class NotFound(CasewardError):
    """The file, folder or id named is not there."""

    code = "CW104"
    sentence = "Not found."
    exit_code = 2
    http_status = 404
