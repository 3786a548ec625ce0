"""How the text of a cell is read, one small reader for each type of column."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from caseward.dates import When, WhenError, parse_day, parse_instant, parse_when
from caseward.record import faults as f
from caseward.record.entry import Value
from caseward.record.faults import ValueFault, shown
from caseward.record.fields import Field, FieldType

LARGEST_NUMBER = 2**53 - 1
"""Beyond this, JSON (RFC 8785) cannot carry a whole number exactly."""

KEPT = 65_536
"""Texts of days and times of which what was read is kept: a record says the same ones again and again."""

_NUMBER = re.compile(r"0|-?[1-9][0-9]*")
_HASH = re.compile(r"[0-9a-f]{64}")


def _text(_field: Field, text: str) -> Value:
    return text


def _code(field: Field, text: str) -> Value:
    if text not in field.codes:
        way_out = f"write one of {', '.join(field.codes)}"
        raise ValueFault("it is not one of the codes of this column", way_out, f.NOT_A_CODE)
    return text


def _many(field: Field, text: str) -> Value:
    return read_items(field, [part.strip() for part in text.split(";")])


def read_items(field: Field, items: list[str]) -> Value:
    """Several words or codes. ValueFault when one is empty, said twice, or not among the field's codes."""
    if "" in items:
        raise ValueFault("a list has an empty place", "take the extra semicolon away", f.BAD_LIST)
    if len(set(items)) < len(items):
        raise ValueFault("a list says one word twice", "say it once", f.BAD_LIST)
    wrong = [item for item in items if field.codes and item not in field.codes]
    if wrong:
        rule = f"{', '.join(map(shown, wrong))} is not among the codes of this column"
        raise ValueFault(rule, f"write any of {', '.join(field.codes)}, separated by semicolons", f.NOT_A_CODE)
    return tuple(items)


def _whole(_field: Field, text: str) -> Value:
    if not _NUMBER.fullmatch(text):
        way_out = "write 1000, not 1,000 or 1000.0 or 007"
        raise ValueFault("a whole number has plain digits only", way_out, f.NOT_A_NUMBER)
    if len(text) > 17 or abs(int(text)) > LARGEST_NUMBER:
        way_out = "an identifier belongs in a text column"
        raise ValueFault(f"a number is at most {LARGEST_NUMBER}", way_out, f.NOT_A_NUMBER)
    return int(text)


def _yes_no(_field: Field, text: str) -> Value:
    if text not in ("yes", "no"):
        raise ValueFault("it is neither yes nor no", FORMS[FieldType.BOOL], f.NOT_YES_NO)
    return text == "yes"


def _when(_field: Field, text: str) -> Value:
    try:
        return _parsed_when(text)
    except WhenError as error:
        raise ValueFault(error.rule, error.hint, f.BAD_WHEN) from None


def _instant(_field: Field, text: str) -> Value:
    try:
        return _parsed_instant(text)
    except WhenError as error:
        raise ValueFault(error.rule, error.hint, f.BAD_INSTANT) from None


def _day(_field: Field, text: str) -> Value:
    try:
        return _parsed_day(text)
    except ValueError as error:
        raise ValueFault(str(error), "write 2022-06-14", f.BAD_WHEN) from None


_kept = lru_cache(KEPT)
_parsed_when = _kept(parse_when)


@_kept
def _parsed_instant(text: str) -> When:
    instant = parse_instant(text)
    return When(text, instant.date(), instant.date(), instant)


@_kept
def _parsed_day(text: str) -> When:
    day = parse_day(text)
    return When(text, day, day)


def _hash(_field: Field, text: str) -> Value:
    if not _HASH.fullmatch(text):
        wrong_case = _HASH.fullmatch(text.lower()) is not None
        way_out = "write it in lower case" if wrong_case else "write what `sha256sum` prints for the file"
        raise ValueFault("a SHA-256 is 64 digits from 0-9 and a-f", way_out, f.BAD_HASH)
    return text


#: How the text of a filled cell is read, by type. Each raises ValueFault.
READERS: dict[FieldType, Callable[[Field, str], Value]] = {
    FieldType.TEXT: _text,
    FieldType.REF: _text,
    FieldType.CODE: _code,
    FieldType.CODES: _many,
    FieldType.LIST: _many,
    FieldType.WHEN: _when,
    FieldType.INSTANT: _instant,
    FieldType.DAY: _day,
    FieldType.INT: _whole,
    FieldType.BOOL: _yes_no,
    FieldType.HASH: _hash,
}

#: How a value of each type is written, as a way out.
FORMS: dict[FieldType, str] = {
    FieldType.TEXT: "write text",
    FieldType.REF: "write the id of the other entry",
    FieldType.CODE: "write one code",
    FieldType.CODES: "write codes separated by semicolons, or a list of texts",
    FieldType.LIST: "write words separated by semicolons, or a list of texts",
    FieldType.WHEN: "write 2022-06-14, 2021-12 or 2022-06-14T16:45-07:00",
    FieldType.INSTANT: "write 2022-06-14T16:45-07:00",
    FieldType.DAY: "write 2022-06-14",
    FieldType.INT: "write a whole number",
    FieldType.BOOL: "write yes or no (true or false in JSON and Parquet)",
    FieldType.HASH: "write 64 hexadecimal digits",
}
