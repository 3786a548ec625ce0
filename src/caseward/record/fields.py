"""What a column of the record may hold: its type, its codes, and what a blank says.

A blank is never quietly "no". Each field names what a blank means: ``unknown`` (nobody said), ``no`` (the thing did
not happen or is not
so), or ``none`` (an empty list). Obligations read that, so an unknown never counts as compliant and never as a miss.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class FieldType(StrEnum):
    """The types a column may have, as a person writes them in a table."""

    TEXT = "text"
    CODE = "code"
    CODES = "codes"  # several codes, separated by semicolons
    LIST = "list"  # several free words, separated by semicolons
    WHEN = "when"  # an imprecise date or a date-time with zone (EDTF, ISO 8601-2)
    INSTANT = "instant"  # a date-time with zone
    DAY = "day"  # a precise date
    INT = "integer"
    BOOL = "yes/no"
    REF = "reference"  # the id of another entry
    HASH = "sha256"


class Blank(StrEnum):
    """What an empty cell says."""

    UNKNOWN = "unknown"
    NO = "no"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Field:
    """One column: name, type, meaning, codes allowed, the kinds it may refer to, whether it must be filled, and what
    a blank says.

    ``private``: what could find or endanger somebody who is not the person supervised, or where they live. A kept
    record keeps such a value as a part of its own, so that the rest of an entry can be shown without it.
    ``remembered`` is what texts were read as in it (see ``parse``), and no part of what the column is.
    """

    name: str
    type: FieldType
    doc: str
    codes: tuple[str, ...] = ()
    refers_to: tuple[str, ...] = ()
    required: bool = False
    blank: Blank = Blank.UNKNOWN
    private: bool = False
    remembered: dict[str, Any] = dataclasses.field(default_factory=dict, init=False, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of entry: its table name, what one row states, the subject it is about, and its own fields.

    ``subject`` names the column that says what the entry is about (``term``, ``person``, ``facility``, ``officer``,
    ``office``, or empty for none).
    """

    name: str
    doc: str
    subject: str
    fields: tuple[Field, ...]

    def field(self, name: str) -> Field | None:
        """The field of that name among the kind's own and the common ones, or None."""
        return next((f for f in (*COMMON, *self.fields) if f.name == name), None)

    @property
    def all_fields(self) -> tuple[Field, ...]:
        """Common columns first, then the kind's own, in documented order."""
        return (*COMMON, *self.fields)


COMMON: tuple[Field, ...] = (
    Field("id", FieldType.TEXT, "the entry's own id, unique in the whole record", required=True),
    Field("occurred", FieldType.WHEN, "when it happened, as precisely as is known", required=True),
    Field("recorded", FieldType.INSTANT, "when it was put into the record; blank when the extract does not say"),
    Field("recorded_by", FieldType.TEXT, "the role or staff token that recorded it"),
    Field("source", FieldType.TEXT, "who or what says so: a system, a document, a published account"),
    Field("note", FieldType.TEXT, "what was written about it, in the writer's words"),
)


def text(name: str, doc: str, *, required: bool = False, private: bool = False) -> Field:
    """A free-text column."""
    return Field(name, FieldType.TEXT, doc, required=required, private=private)


def code(name: str, doc: str, *codes: str, required: bool = False, blank: Blank = Blank.UNKNOWN) -> Field:
    """A column that holds one of the named codes."""
    return Field(name, FieldType.CODE, doc, codes=codes, required=required, blank=blank)


def codes(name: str, doc: str, *allowed: str, blank: Blank = Blank.NONE) -> Field:
    """A column that holds any number of the named codes; blank means none of them, unless said otherwise."""
    return Field(name, FieldType.CODES, doc, codes=allowed, blank=blank)


def words(name: str, doc: str, *, private: bool = False) -> Field:
    """A column of free words separated by semicolons; blank means none."""
    return Field(name, FieldType.LIST, doc, blank=Blank.NONE, private=private)


def yes_no(name: str, doc: str, *, blank: Blank = Blank.UNKNOWN) -> Field:
    """A yes/no column."""
    return Field(name, FieldType.BOOL, doc, blank=blank)


def whole(name: str, doc: str, *, required: bool = False) -> Field:
    """A column of whole numbers."""
    return Field(name, FieldType.INT, doc, required=required)


def when(name: str, doc: str, *, required: bool = False) -> Field:
    """A column of imprecise dates or date-times with zone."""
    return Field(name, FieldType.WHEN, doc, required=required)


def ref(name: str, doc: str, *kinds: str, required: bool = False) -> Field:
    """A column that holds the id of an entry of one of the named kinds."""
    return Field(name, FieldType.REF, doc, refers_to=kinds, required=required)
