"""One entry: an immutable statement of who says what happened, to whom, when it happened, and when it was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from caseward.dates import When

Value: TypeAlias = str | int | bool | tuple[str, ...] | When


@dataclass(frozen=True, slots=True)
class Place:
    """Where an entry stands in its source: file name relative to the record folder, and row counted from 1 (header is
    row 1)."""

    file: str
    row: int

    def __str__(self) -> str:
        return f"{self.file}:{self.row}"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry as read and checked.

    ``values`` holds the kind's own fields that are filled: str for text, code and reference; int; bool; tuple of str
    for lists and codes; When.
    A field that is absent from ``values`` was blank.
    """

    id: str
    kind: str
    occurred: When
    recorded: datetime | None = None
    recorded_by: str = ""
    source: str = ""
    note: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)
    place: Place | None = None

    def text(self, name: str) -> str:
        """The field as text, or an empty string when blank."""
        value = self.values.get(name, "")
        return value if isinstance(value, str) else ""

    def many(self, name: str) -> tuple[str, ...]:
        """A list field, or an empty tuple when blank."""
        value = self.values.get(name, ())
        return value if isinstance(value, tuple) else ()

    def number(self, name: str) -> int | None:
        """A whole-number field, or None when blank."""
        value = self.values.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def when(self, name: str) -> When | None:
        """A date field, or None when blank."""
        value = self.values.get(name)
        return value if isinstance(value, When) else None

    @property
    def sort_key(self) -> tuple[object, ...]:
        """A total order that does not depend on the order of rows in the source."""
        return (*self.occurred.sort_key, self.kind, self.id)


@dataclass(frozen=True, slots=True)
class Record:
    """A checked set of entries, in canonical order, ids unique."""

    entries: tuple[Entry, ...]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)

    @classmethod
    def of(cls, entries: Iterator[Entry] | list[Entry] | tuple[Entry, ...]) -> Record:
        """A record in canonical order, whatever order the entries came in."""
        return cls(tuple(sorted(entries, key=lambda e: e.sort_key)))

    def by_id(self) -> dict[str, Entry]:
        """Entries by id."""
        return {e.id: e for e in self.entries}

    def of_kind(self, *kinds: str) -> tuple[Entry, ...]:
        """The entries of those kinds, in canonical order."""
        return tuple(e for e in self.entries if e.kind in kinds)
