"""What can be wrong with one value or one row of the record, before anybody knows in which file it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MISSING: Final = "CW231"
NOT_A_CODE: Final = "CW232"
BAD_LIST: Final = "CW233"
NOT_YES_NO: Final = "CW234"
NOT_A_NUMBER: Final = "CW235"
BAD_WHEN: Final = "CW236"
BAD_INSTANT: Final = "CW237"
BAD_HASH: Final = "CW238"
BAD_CHARACTER: Final = "CW239"
TOO_LONG: Final = "CW240"
STANDS_FOR_NOTHING: Final = "CW241"
WRONG_TYPE: Final = "CW242"
BAD_ID: Final = "CW243"
UNKNOWN_COLUMN: Final = "CW211"

#: One line for each code, for ``docs/errors.md``.
VALUE_CODES: dict[str, str] = {
    UNKNOWN_COLUMN: "A column or key that this kind of entry does not have.",
    MISSING: "A value that must be filled is blank.",
    NOT_A_CODE: "A word that is not one of the codes of its column.",
    BAD_LIST: "A list with an empty place, a word said twice, or a semicolon inside a word.",
    NOT_YES_NO: "Something other than `yes` or `no`.",
    NOT_A_NUMBER: "Something other than a whole number in plain digits.",
    BAD_WHEN: "A date that cannot be read, or that does not exist.",
    BAD_INSTANT: "A time that cannot be read, or that has no zone.",
    BAD_HASH: "Something other than 64 lower-case hexadecimal digits.",
    BAD_CHARACTER: "A control character, or half of a character, in text.",
    TOO_LONG: "A value longer than a cell may be.",
    STANDS_FOR_NOTHING: "A word such as NULL or N/A where an empty cell is meant.",
    WRONG_TYPE: "A JSON or Parquet value of a type that its column cannot hold without loss.",
    BAD_ID: "An id with a semicolon or a line break in it, or longer than 200 characters.",
}


class ValueFault(ValueError):
    """One value that cannot be read: the rule it breaks, a way out, and the code of the fault."""

    def __init__(self, rule: str, hint: str, code: str) -> None:
        super().__init__(rule, hint)
        self.rule = rule
        self.hint = hint
        self.code = code

    def __str__(self) -> str:
        return f"{self.rule} ({self.hint})"


@dataclass(frozen=True, slots=True)
class RowFault:
    """One thing wrong with a row: the field and its value as written, the rule it breaks, a way out, the code."""

    field: str
    value: str
    rule: str
    hint: str
    code: str


def whole(error: Exception) -> str:
    """What a library says of an error: whole, on one line; only what would fill a page is cut."""
    return shown(error, 400)


def shown(value: object, longest: int = 80) -> str:
    """A value as a fault shows it: on one line, cut when it is long."""
    said = "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    text = " ".join(said.encode("utf-8", "backslashreplace").decode().split())
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
