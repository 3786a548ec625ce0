"""What kernels do not read of a slice: fields as codes, times, texts, and whole subjects for the reference."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import Flags, Ints, Longs
from caseward.engine.codebook import Codebook
from caseward.engine.intake.cells import distinct_cells
from caseward.engine.intake.checks import check_rows_of
from caseward.engine.intake.entries import Entries
from caseward.engine.intake.everyone import Everyone
from caseward.engine.intake.needs import Needs
from caseward.engine.intake.whole import entries_of_rows
from caseward.record.entry import Entry
from caseward.record.facts import subjects_of
from caseward.record.fields import FieldType
from caseward.record.subjects import Subject
from caseward.record.view import View

_AT_ONCE = 512  # whole subjects in memory at a time
_TEXTUAL = (FieldType.TEXT, FieldType.REF, FieldType.CODE, FieldType.HASH)


@dataclass(slots=True)
class FromSlice:
    """A ``Source`` over the rows of a slice. ``person_of_term`` and ``person_of`` give the person (its place in the
    slice) of each term and each subject, ``names`` the subjects' ids."""

    everyone: Everyone
    entries: Entries
    book: Codebook
    names: Any
    person_of: Ints
    person_of_term: Ints
    needs: Needs
    offices: dict[str, list[Entry]] | None = None
    told: dict[str, tuple[Ints, list[str]]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock, repr=False)

    def coded(self, kind: str, field: str) -> tuple[Ints, tuple[object, ...]]:
        """Codes of the data set's codebook."""
        found = np.full(len(self.entries.at), -1, dtype=np.int32)
        said = self.everyone.said.get(kind)
        if said is None or not len(said):
            return found, self.book.values((kind, field))
        base = self.everyone.base[kind]
        codes = said.codes(field, self.book)
        check_rows_of([said])
        place = self.entries.place[base : base + len(said)]
        rows = np.flatnonzero(place >= 0)
        found[place[rows]] = codes[rows]
        return found, self.book.values((kind, field))

    def recorded(self) -> Longs:
        """When each entry was recorded."""
        found: Longs = self.everyone.recorded[self.entries.at]
        return found

    def recorded_days(self) -> Ints:
        """The day on which each was recorded, as written."""
        found: Ints = self.everyone.recorded_days[self.entries.at]
        return found

    def instants(self) -> Longs:
        """When each happened."""
        found: Longs = self.everyone.occurred.instant[self.entries.at]
        return found

    def same(self) -> Flags:
        """Which may be the same as another."""
        found: Flags = self._words("may_be_same_as")[0] >= 0
        return found

    def texts(self, field: str) -> Any:
        """A field of text, as places among the texts that occur."""
        codes, words = self._words(field)
        coded = pa.array(codes, mask=codes < 0)
        return pa.DictionaryArray.from_arrays(coded, pa.array(words, type=pa.string()), safe=False)

    def _words(self, field: str) -> tuple[Ints, list[str]]:
        """By entry the place of its text, -1 where it is blank; and the texts. Few entries have such a field."""
        if field not in self.told:
            codes, words = np.full(len(self.entries.at), -1, dtype=np.int32), [""]
            for kind, said in self.everyone.said.items():
                found = said.rows.kind.field(field)
                if found is not None and found.type in _TEXTUAL and len(said):
                    base = self.everyone.base[kind]
                    cells = [distinct_cells(chunk) for chunk in said.rows.column(field)]
                    code = _numbered(cells, words)
                    place = self.entries.place[base : base + len(said)]
                    rows = np.flatnonzero((code >= 0) & (place >= 0))
                    codes[place[rows]] = code[rows]
            self.told[field] = codes, words
        return self.told[field]

    def subject(self, place: int) -> Subject:
        """The whole subject."""
        (found,) = self.subjects([place])
        return found

    def subjects(self, places: Sequence[int]) -> Iterator[Subject]:
        """Whole subjects, made as the record makes them from the rows about their persons, many at a time."""
        for first in range(0, len(places), _AT_ONCE):
            some = places[first : first + _AT_ONCE]
            entries = self._about(self.person_of[np.array(some, dtype=np.int64)])
            found = {s.id: s for s in subjects_of(View(None, tuple(entries), {}, (), ()), "term")}
            yield from (found[self.names[place].as_py()] for place in some)

    def _about(self, persons: Ints) -> list[Entry]:
        """Every entry about some persons, and about the offices that are named in them."""
        wanted = np.zeros(int(self.person_of_term.max(initial=-1)) + 2, dtype=np.bool_)  # one more for nobody
        wanted[persons] = True
        terms = np.append(wanted[self.person_of_term], False)
        entries: list[Entry] = []
        for kind, said in self.everyone.said.items():
            if kind != "office_status":
                own = np.flatnonzero(said.kept & (terms[said.term] | ((said.term < 0) & wanted[said.person])))
                entries += entries_of_rows(said.rows, own, self.needs.whole(kind))
        offices = {e.text("office") for e in entries if e.text("office")}
        return entries + [e for office in sorted(offices) for e in self._of_offices().get(office, ())]

    def _of_offices(self) -> dict[str, list[Entry]]:
        """The statuses in the view by office."""
        with self.lock:
            if self.offices is None:
                found: dict[str, list[Entry]] = {}
                said = self.everyone.said.get("office_status")
                if said is not None:
                    whole = self.needs.whole("office_status")
                    for entry in entries_of_rows(said.rows, np.flatnonzero(said.kept), whole):
                        found.setdefault(entry.text("office"), []).append(entry)
                self.offices = found
        return self.offices


def _numbered(cells: list[tuple[Ints, list[object]]], words: list[str]) -> Ints:
    """The places of cells among words, to which theirs are added; -1 for a blank."""
    found = [np.zeros(0, dtype=np.int32)]
    for place, distinct in cells:
        number = np.array([*(len(words) + i if word else -1 for i, word in enumerate(distinct)), -1], dtype=np.int32)
        words += map(str, distinct)
        found.append(number[place])
    return np.concatenate(found)
