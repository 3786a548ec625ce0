"""What an evaluation reads, in slices: a record held in memory, or a data set read a slice at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import sha256
from typing import Any, ClassVar, Protocol

from caseward.engine.columns import Columns, columns_of
from caseward.record.facts import subjects_of
from caseward.record.subjects import Subject
from caseward.record.view import SetAside, View, judged

TERMS_PER_SLICE = 65_536


@dataclass(frozen=True, slots=True)
class Slice:
    """Subjects that are read, evaluated and written at once. ``ref`` says to its input which; ``number`` counts the
    slices of one kind of subject from 0; ``subjects`` is how many there are."""

    kind: str
    number: int
    subjects: int
    ref: Any


class Input(Protocol):
    """Where slices come from. ``travels``: it is worth sending to another process, which reads for itself."""

    travels: ClassVar[bool]

    @property
    def gaps(self) -> tuple[SetAside, ...]:
        """What could not be read."""

    def slices(self, kind: str) -> Sequence[Slice]:
        """The slices of a kind of subject, in order: the same for the same input."""

    def columns(self, one: Slice) -> Columns:
        """What kernels read of a slice."""

    def fingerprint(self, one: Slice) -> str:
        """A hash of everything an answer about a slice may depend on."""


@dataclass(frozen=True, eq=False)
class InMemory:
    """A view of a record that was read whole, cut at the day judged."""

    travels: ClassVar[bool] = False
    view: View
    as_of: date
    content: str  # the SHA-256 of what the record says
    per_slice: int = TERMS_PER_SLICE
    _made: dict[str, tuple[Subject, ...]] = field(default_factory=dict, repr=False)

    @property
    def gaps(self) -> tuple[SetAside, ...]:
        """The rows that were set aside."""
        return self.view.set_aside

    @cached_property
    def _judged(self) -> View:
        return judged(self.view, self.as_of)

    def _subjects(self, kind: str) -> tuple[Subject, ...]:
        if kind not in self._made:
            self._made[kind] = subjects_of(self._judged, kind)
        return self._made[kind]

    def slices(self, kind: str) -> Sequence[Slice]:
        """At least one, so that a record without subjects has an answer too."""
        count, size = len(self._subjects(kind)), self.per_slice
        starts = range(0, max(count, 1), size)
        return [Slice(kind, i, min(size, count - start), start) for i, start in enumerate(starts)]

    def columns(self, one: Slice) -> Columns:
        """The subjects of a slice laid out."""
        return columns_of(self._subjects(one.kind)[one.ref : one.ref + one.subjects])

    def fingerprint(self, one: Slice) -> str:
        """The record's own hash: a record that fits in memory is evaluated again as a whole."""
        return sha256(repr((self.content, self.gaps, one.number, one.subjects)).encode()).hexdigest()
