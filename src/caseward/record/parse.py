"""From what a cell holds to a checked value, and from a row of cells to an entry.

A cell is text (a table typed by people) or a typed value (JSON, Parquet, YAML). Typed values are taken where nothing is
lost by it; a number with a fraction, or a time without its zone, is refused and never repaired by guessing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from caseward.dates import When
from caseward.record import faults as f
from caseward.record.entry import Entry, Place, Value
from caseward.record.faults import RowFault, ValueFault, shown
from caseward.record.fields import Field, FieldType, Kind
from caseward.record.readers import FORMS, READERS, read_items

LONGEST_VALUE = 100_000
"""The most characters one value may have."""

LONGEST_ID = 200
NOTHING = frozenset(
    {"NULL", "null", "Null", "N/A", "n/a", "#N/A", "None", "NaN", "nan", "NaT", "<NA>", "\\N", "#REF!", "#VALUE!"}
)
"""What other programs write into a cell that holds nothing."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_NAMES = {
    "float": "a number with a fraction",
    "dict": "an object",
    "int": "a number",
    "date": "a day",
    "datetime": "a time",
    "bytes": "bytes",
}
_MANY = (FieldType.CODES, FieldType.LIST)
#: Of types that say few things, or the same again and again, what a column's texts were read as is remembered: never
#: of free text or of an id, which may be somebody's.
_SAID_AGAIN = frozenset({FieldType.CODE, FieldType.CODES, FieldType.BOOL, FieldType.WHEN, FieldType.DAY})
_MOST_REMEMBERED = 4_096
_FREE = frozenset({FieldType.TEXT, FieldType.REF})


def parse_value(field: Field, text: str) -> Value:
    """The value that the text of a filled cell states. ValueFault, with rule and way out, when it states none.

    Space around the text does not count; line ends become plain ones. A blank cell holds no value and is refused.
    INSTANT gives a ``When`` with its instant, DAY a precise ``When``.
    """
    text = tidy(text)
    if not text:
        raise ValueFault("there is nothing here", "leave it out, or fill it", f.MISSING)
    _check_text(text)
    if text in NOTHING and text not in field.codes:
        raise ValueFault("the word stands for nothing", "leave the cell empty", f.STANDS_FOR_NOTHING)
    return READERS[field.type](field, text)


def tidy(text: str) -> str:
    """The text without space around it, its line ends plain."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip() if "\r" in text else text.strip()


def read_cell(field: Field, raw: object) -> Value | None:
    """The value of a cell that holds text or a typed value; None when it is blank. ValueFault when unreadable."""
    if raw is None or raw == "" or (isinstance(raw, str | list | tuple) and not _filled(raw)):
        return None
    if isinstance(raw, str):
        return parse_value(field, raw)
    if isinstance(raw, list | tuple):
        return _from_list(field, raw)
    if isinstance(raw, bool):
        return _from_bool(field, raw)
    return _from_number_or_time(field, raw)


def parse_entry(kind: Kind, raw: Mapping[str, object], place: Place | None) -> tuple[Entry | None, list[RowFault]]:
    """An entry from a row of cells by column name, or None with everything that is wrong with the row."""
    fields = kind.all_fields
    found: list[RowFault] = []
    values: dict[str, Value] = {}
    known = 0
    for field in fields:
        cell = raw.get(field.name)
        known += field.name in raw
        if (cell is None or cell == "") and not field.required:  # most cells of a wide table
            continue
        if type(cell) is str and (value := _at_a_glance(field, cell)) is not None:
            values[field.name] = value
            continue
        fault = _read_into(values, field, cell)
        if fault is not None:
            found.append(fault)
    if known < len(raw):
        names = {field.name for field in fields}
        found = [*(_unknown(kind, name, raw[name]) for name in raw if name not in names), *found]
    return (None, found) if found else (entry_of(kind, values, place), [])


def _at_a_glance(field: Field, cell: str) -> Value | None:
    """The value of a cell whose text was read in this column before, or that is plain text; None when it takes a look.

    What is printable has no control character, no line end, and no half of a character.
    """
    if field.type in _SAID_AGAIN:
        return field.remembered.get(cell)
    if field.type in _FREE and field.name != "id" and cell.isprintable() and len(cell) <= LONGEST_VALUE:
        text = cell.strip()
        return text if text and text not in NOTHING else None
    return None


def entry_of(kind: Kind, values: dict[str, Value], place: Place | None) -> Entry:
    """An entry from the values of its filled columns, common ones included, each read and checked."""
    occurred, recorded = values.pop("occurred"), values.pop("recorded", None)
    assert isinstance(occurred, When)
    said = {name: str(values.pop(name, "")) for name in ("id", "recorded_by", "source", "note")}
    instant = recorded.instant if isinstance(recorded, When) else None
    return Entry(kind=kind.name, occurred=occurred, recorded=instant, values=values, place=place, **said)


def _read_into(values: dict[str, Value], field: Field, raw: object) -> RowFault | None:
    try:
        value = read_cell(field, raw)
        if field.name == "id" and value is not None:
            check_id(str(value))
    except ValueFault as fault:
        return RowFault(field.name, shown(raw), fault.rule, fault.hint, fault.code)
    if value is not None:
        values[field.name] = value
        if type(raw) is str and field.type in _SAID_AGAIN and len(field.remembered) < _MOST_REMEMBERED:
            field.remembered[raw] = value
    elif field.required:
        return RowFault(field.name, "", "it must be filled", f"{field.doc}", f.MISSING)
    return None


def _unknown(kind: Kind, name: str, value: object) -> RowFault:
    columns = ", ".join(field.name for field in kind.all_fields)
    return RowFault(str(name), shown(value), f"a {kind.name} has no such column", f"it has {columns}", f.UNKNOWN_COLUMN)


def check_id(text: str) -> None:
    """ValueFault for what cannot be an id."""
    if len(text) > LONGEST_ID or ";" in text or "\n" in text or "\t" in text:
        rule = f"an id has at most {LONGEST_ID} characters, with no semicolon, tab or line break"
        raise ValueFault(rule, "use the short id that the source system gives", f.BAD_ID)


def _check_text(text: str) -> None:
    if len(text) > LONGEST_VALUE:
        hint = "keep the document beside the record and enter it as a `document` with its hash"
        raise ValueFault(f"a value has at most {LONGEST_VALUE:,} characters; this has {len(text):,}", hint, f.TOO_LONG)
    bad = _CONTROL.search(text)
    if bad:
        hint = "take it away, or export the table again as UTF-8"
        raise ValueFault(f"U+{ord(bad[0]):04X} is not a character of text", hint, f.BAD_CHARACTER)


def _filled(raw: str | list[object] | tuple[object, ...]) -> bool:
    return bool(raw.strip()) if isinstance(raw, str) else bool(raw)


def _from_bool(field: Field, raw: bool) -> Value:
    if field.type is not FieldType.BOOL:
        raise _wrong_type(field, "true or false")
    return raw


def _from_list(field: Field, raw: Iterable[object]) -> Value:
    items = list(raw)
    if field.type not in _MANY or not all(isinstance(item, str) for item in items):
        raise _wrong_type(field, "a list")
    words = [tidy(str(item)) for item in items]
    for word in words:
        _check_text(word)
        if ";" in word:
            raise ValueFault("a word of a list has no semicolon in it", "make it two words", f.BAD_LIST)
    return read_items(field, words)


def _from_number_or_time(field: Field, raw: object) -> Value:
    timed = field.type in (FieldType.WHEN, FieldType.INSTANT)
    if isinstance(raw, int) and field.type not in (FieldType.BOOL, FieldType.INSTANT, FieldType.DAY, *_MANY):
        return parse_value(field, str(raw))
    if isinstance(raw, datetime) and timed:
        if raw.tzinfo is None:
            raise ValueFault("a time needs its zone", "write 2022-06-14T16:45-07:00, or only the day", f.BAD_INSTANT)
        return parse_value(field, raw.isoformat(timespec="seconds").replace("+00:00", "Z"))
    if isinstance(raw, date) and not isinstance(raw, datetime) and (timed or field.type is FieldType.DAY):
        return parse_value(field, raw.isoformat())
    raise _wrong_type(field, _NAMES.get(type(raw).__name__, "such a value"))


def _wrong_type(field: Field, what: str) -> ValueFault:
    return ValueFault(f"{what} cannot stand in a column of type {field.type.value}", FORMS[field.type], f.WRONG_TYPE)
