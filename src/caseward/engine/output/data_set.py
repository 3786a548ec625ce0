"""A Parquet data set as input: a slice of terms at a time, each read by whoever evaluates it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar

import pyarrow.parquet as pq

from caseward.engine.codebook import Codebook
from caseward.engine.columns import Columns
from caseward.engine.intake import TERMS_PER_SLICE, DataSet, Needs, SliceRef, read_slice
from caseward.engine.output.inputs import InMemory, Slice
from caseward.record.view import SetAside


@dataclass(frozen=True)
class FromDataSet:
    """The terms of a data set in subject order, and its other subjects (facilities, officers) read whole. ``guess``:
    that order is looked at when slices are read (RowsElsewhere), not before."""

    data: DataSet
    as_of: date
    known_at: datetime | None
    needs: Needs
    per_slice: int = TERMS_PER_SLICE
    guess: bool = False
    book: Codebook = field(default_factory=Codebook, compare=False, repr=False)
    travels: ClassVar[bool] = True

    def __getstate__(self) -> dict[str, Any]:
        """To another process goes what reads a slice: where rows begin is in the slice, and codes are its own."""
        return {**{n: getattr(self, n) for n in ("as_of", "known_at", "needs", "per_slice", "guess")},
                "data": replace(self.data, cuts={})}  # fmt: skip

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, book=Codebook())

    @property
    def gaps(self) -> tuple[SetAside, ...]:
        """Nothing is set aside: a data set with faults is refused."""
        return ()

    def slices(self, kind: str) -> Sequence[Slice]:
        """The slices of terms; of other subjects those of a record in memory."""
        if kind != "term":
            return self._whole.slices(kind)
        refs = self.data.slices(
            self.per_slice, as_of=self.as_of, known_at=self.known_at, needs=self.needs, guess=self.guess
        )
        return [Slice(kind, ref.number, ref.terms, ref) for ref in refs]

    def columns(self, one: Slice) -> Columns:
        """What kernels read of a slice; BadDataSet with every fault of its rows."""
        return read_slice(one.ref, self.book) if one.kind == "term" else self._whole.columns(one)

    def fingerprint(self, one: Slice) -> str:
        """A hash of the bytes of every row group that a slice has rows in, and of where in them these begin and end."""
        if one.kind != "term":
            return self._whole.fingerprint(one)
        ref: SliceRef = one.ref
        digest = sha256()
        for kind, stretches in ref.stretches:
            for stretch in stretches:
                for group, first, end in _within(stretch.file.groups, stretch.first, stretch.end):
                    said = self._groups.digest(stretch.file.name, group)
                    digest.update(f"{kind} {said} {first} {end}\n".encode())
        return digest.hexdigest()

    @cached_property
    def _groups(self) -> RowGroups:
        return RowGroups(self.data.folder)

    @cached_property
    def _whole(self) -> InMemory:
        view = self.data.view(self.known_at)
        said = [self._groups.digest(file.name, i) for table in self.data.tables.values() for file in table.files
                for i in range(len(file.groups))]  # fmt: skip
        return InMemory(view, self.as_of, sha256(repr(said).encode()).hexdigest(), self.per_slice)


def _within(groups: Sequence[int], first: int, end: int) -> list[tuple[int, int, int]]:
    """The row groups that hold rows ``first`` to before ``end`` of a file: which, and from and to which of its rows."""
    found, at = [], 0
    for number, rows in enumerate(groups):
        low, high = max(first - at, 0), min(end - at, rows)
        if low < high:
            found.append((number, low, high))
        at += rows
    return found


@dataclass(slots=True)
class RowGroups:
    """The hashes of row groups, as their bytes lie in the files of a folder; each is read once."""

    folder: Path
    _known: dict[tuple[str, int], str] = field(default_factory=dict)
    _footers: dict[str, Any] = field(default_factory=dict)

    def digest(self, file: str, group: int) -> str:
        """The SHA-256 of the bytes of a row group's columns."""
        if (file, group) not in self._known:
            self._known[file, group] = self._hashed(file, group)
        return self._known[file, group]

    def _hashed(self, file: str, group: int) -> str:
        if file not in self._footers:
            self._footers[file] = pq.read_metadata(self.folder / file)
        about, digest = self._footers[file].row_group(group), sha256()
        with (self.folder / file).open("rb") as source:
            for i in range(about.num_columns):
                chunk = about.column(i)
                source.seek(min(n for n in (chunk.dictionary_page_offset, chunk.data_page_offset) if n is not None))
                digest.update(f"{chunk.path_in_schema} {chunk.physical_type} {chunk.compression}\n".encode())
                digest.update(source.read(chunk.total_compressed_size))
        return digest.hexdigest()
