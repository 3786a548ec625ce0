"""From rows to Arrow tables with the columns of their kind: what is rare is spelt out, what repeats a dictionary."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.interchange.synth.caseload import Caseload
from caseward.interchange.synth.draws import Array
from caseward.interchange.synth.recording import recorded
from caseward.interchange.synth.rows import BLANK, Column, Rows, Said, Token, said
from caseward.interchange.synth.texts import bits, days, dictionary, flat, own_tokens, stamps, texts, tokens, whens
from caseward.record.fields import Field, FieldType
from caseward.record.kinds import BY_NAME
from caseward.record.schema import schema_of

#: Texts, besides ids and references, that repeat so seldom that a dictionary would be waste.
_SELDOM_ALIKE = frozenset(
    {
        ("contact", "occurred"),
        ("warning", "occurred"),
        ("residence", "place"),
        ("employment", "employer"),
        ("correction", "corrects"),
        ("correction", "replaced_by"),
    }
)
IDENTIFIERS = "synthetic"
"""The scheme of the identity numbers of synthetic people."""


def table_of(c: Caseload, rows: Rows) -> Any:
    """The Arrow table of some rows of a kind, as ``record.schema`` has it but for dictionaries in place of texts."""
    rows = _recorded(c, rows)
    assert rows.recorded is not None
    height, number = len(rows), c.number[rows.owner]
    columns = rows.columns
    made: dict[str, Any] = {
        "id": _ids(rows, number),
        "occurred": _occurred(rows),
        "recorded": stamps(*rows.recorded),
        "recorded_by": _words(rows.by, height),
        "source": _words(rows.source, height),
        "note": _words(rows.note, height),
    }
    for field in BY_NAME[rows.kind].fields:
        made[field.name] = _column(c, field, columns.get(field.name, ""), rows.owner)
    layout = layout_of(rows.kind)
    return pa.Table.from_arrays([_as(made[f.name], f.type) for f in layout], schema=layout)


@cache
def layout_of(kind: str) -> Any:
    """The schema that tables of a kind are made in: that of the record, with dictionaries where texts repeat."""
    return pa.schema([f.with_type(_laid(kind, f.name, f.type)).remove_metadata() for f in schema_of(kind)])


def _laid(kind: str, name: str, type_: Any) -> Any:
    field = BY_NAME[kind].field(name)
    assert field is not None
    own = name in ("id", "recorded") or (kind, name) in _SELDOM_ALIKE
    own = own or (field.type is FieldType.REF and name != "term")
    return type_ if own or not pa.types.is_string(type_) else pa.dictionary(pa.int32(), pa.string())


def _as(array: Any, type_: Any) -> Any:
    if array.type == type_:
        return array
    return array.dictionary_encode() if pa.types.is_dictionary(type_) else array.cast(type_)


def _recorded(c: Caseload, rows: Rows) -> Rows:
    """The rows with when they were recorded, by the usual delays where nothing else is said."""
    told = rows.recorded
    if told is not None and (told[0] != BLANK).all():
        return rows
    draw = c.draw.rows(f"recorded {rows.kind}", rows.owner, rows.number)
    minute = np.full(len(rows), -1) if rows.minute is None else rows.minute
    usual = recorded(draw, rows.day, minute)
    if told is not None:
        given = told[0] != BLANK
        usual = (np.where(given, told[0], usual[0]), np.where(given, told[1], usual[1]))
    return replace(rows, recorded=usual)


def _ids(rows: Rows, number: Array) -> Any:
    if rows.kind in ("person", "term"):
        return tokens(f"{rows.kind}-", number)
    return own_tokens(rows.kind.replace("_", "-"), number, rows.number)


def _occurred(rows: Rows) -> Any:
    if rows.minute is None and rows.last is None:
        return days(rows.day)
    minute = np.full(len(rows), -1) if rows.minute is None else rows.minute
    return whens(rows.day, minute, np.full(len(rows), BLANK) if rows.last is None else rows.last)


def _column(c: Caseload, field: Field, column: Column, owner: Array) -> Any:
    if field.name == "term":
        return _terms(c, owner)
    if isinstance(column, Token):
        return own_tokens(column.prefix, c.number[owner], column.number)
    if isinstance(column, str | tuple | Said):
        return _worded(field, column, len(owner))
    numbers = column if isinstance(column, np.ndarray) else np.full(len(owner), column)
    match field.type:
        case FieldType.LIST:
            ends = np.arange(len(owner) + 1, dtype=np.int32)
            return pa.ListArray.from_arrays(ends, tokens(f"{IDENTIFIERS}:", numbers))
        case FieldType.WHEN:
            return days(numbers)
        case FieldType.REF if field.refers_to == ("person",):
            return tokens("person-", numbers)
        case FieldType.REF:
            return own_tokens(field.refers_to[0].replace("_", "-"), c.number[owner], numbers)
        case FieldType.INT:
            return flat(pa.int64(), numbers.astype(np.int64, copy=False), numbers != BLANK)
        case _:
            valid = None if numbers.dtype == bool or (numbers >= 0).all() else bits(numbers >= 0)
            return pa.Array.from_buffers(pa.bool_(), len(numbers), [valid, bits(numbers > 0)])


def _worded(field: Field, column: Column, height: int) -> Any:
    """A column of words or of lists of words; a column of another type that says nothing."""
    match field.type:
        case FieldType.CODES | FieldType.LIST:
            return _lists(said(column, height))
        case FieldType.INT | FieldType.BOOL:
            return pa.nulls(height, pa.int64() if field.type is FieldType.INT else pa.bool_())
        case FieldType.WHEN | FieldType.REF:
            return pa.nulls(height, pa.string())
        case _:
            return _words(column, height)


def _terms(c: Caseload, owner: Array) -> Any:
    return dictionary(_term_tokens(int(c.number[0]), len(c)), owner)


@lru_cache(maxsize=1)
def _term_tokens(first: int, count: int) -> Any:
    return tokens("term-", np.arange(first, first + count))


def _words(column: Column, height: int) -> Any:
    if column == "":
        return pa.nulls(height, pa.dictionary(pa.int32(), pa.string()))
    found = said(column, height)
    return dictionary(texts(tuple(map(str, found.words))), found.places)


def _lists(column: Said) -> Any:
    """Lists of words; null where there is none."""
    lists = [w if isinstance(w, tuple) else (w,) for w in column.words]
    words = {word: n for n, word in enumerate(dict.fromkeys(word for own in lists for word in own))}
    places, there = column.places, column.places >= 0
    length = np.array([len(own) for own in lists])
    begin = np.cumsum(length) - length
    own = places[there].astype(np.int64)
    many = length[own]
    at = np.repeat(begin[own] - (np.cumsum(many) - many), many) + np.arange(int(many.sum()))
    known = np.array([words[word] for row in lists for word in row], dtype=np.int32)
    ends = np.zeros(len(places) + 1, dtype=np.int32)
    ends[1:][there] = many
    ends = np.cumsum(ends, dtype=np.int32)
    values = texts(tuple(words)).take(pa.array(known[at]))
    valid = None if there.all() else bits(there)
    return pa.ListArray.from_buffers(pa.list_(pa.string()), len(places), [valid, pa.py_buffer(ends)], children=[values])
