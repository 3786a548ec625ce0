"""Many envelopes read at once: those of one class, with the same parts, have everything at the same places, so that a
piece of a log is taken apart and held against its columns by a few calls.

Only what is as it has to be in every respect passes. Of anything else nothing is said here: ``reading`` then looks at
the piece entry by entry, and says what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from struct import Struct
from typing import NamedTuple

from caseward.verify.envelope import FORMAT, Envelope, micros, read
from caseward.verify.wire import Refused

_HEX, _DIGITS = b"0123456789abcdef", b"0123456789"
#: Every hexadecimal digit turned into a zero.
_MASK = bytes.maketrans(_HEX, b"0" * 16)
_SECOND = re.compile(rb"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}")
_MOST_SECONDS = 10_000
_TEXT = '{{"actor":"\n","case":"\n","format":{},"kind":"{}","parts":{{{}}},"recorded":"\n.\nZ","refers":[]}}'
_TOKEN, _COMMITMENT, _AT = b"0" * 32, b"0" * 64, b"0000-00-00T00:00:00"


class Columns(NamedTuple):
    """Entries by column: their bytes, and what stands beside them in the table."""

    leaves: Sequence[bytes]
    recorded: Sequence[int]
    kinds: Sequence[str]
    cases: Sequence[str]
    actors: Sequence[str]

    def at(self, places: Sequence[int]) -> Columns:
        """Some of the entries."""
        return Columns(*([column[n] for n in places] for column in self))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Shape:
    """Envelopes with parts of these names that refer to nothing: one with every digit a zero; where in all of them the
    same character stands that could also be a digit; and the fields (actor, case, second, microsecond).
    """

    names: tuple[str, ...]
    masked: bytes
    fixed: tuple[tuple[int, int], ...]
    fields: Struct

    @classmethod
    def of(cls, kind: str, names: tuple[str, ...]) -> Shape:
        """The shape of a class of entry with parts of these names."""
        between = _TEXT.format(FORMAT, kind, ",".join(f'"{name}":"\n"' for name in names)).encode().split(b"\n")
        varying = [_TOKEN, _TOKEN, *[_COMMITMENT] * len(names), _AT, b"000000", b""]
        fixed, form, width = [], "", 0
        for same, field_ in zip(between, varying, strict=True):
            fixed += [(width + at, byte) for at, byte in enumerate(same) if byte in _HEX]
            width += len(same) + len(field_)
            form += f"{len(same)}x{len(field_)}{'x' if field_ is _COMMITMENT or not field_ else 's'}"
        text = b"".join(same + field_ for same, field_ in zip(between, varying, strict=True))
        return cls(names, text.translate(_MASK), tuple(fixed), Struct(form))

    def taken_apart(self, leaves: Sequence[bytes]) -> list[tuple[bytes, ...]] | None:
        """The fields by column; None unless all the leaves are of this shape."""
        data, width = b"".join(leaves), len(self.masked)
        if data.translate(_MASK) != self.masked * len(leaves):
            return None
        if any(data[at::width].count(byte) != len(leaves) for at, byte in self.fixed):
            return None
        found = [*zip(*self.fields.iter_unpack(data), strict=True)]
        return None if b"".join(found[-1]).translate(None, _DIGITS) else found


class Parts(NamedTuple):
    """Of one entry: the names of its parts, and its envelope where it had to be read by itself."""

    names: tuple[str, ...]
    envelope: Envelope | None = None


@dataclass(slots=True)
class Shapes:
    """The shapes met so far, by class and length of the entry; and the seconds."""

    known: dict[tuple[str, int], Shape] = field(default_factory=dict)
    seconds: dict[bytes, int] = field(default_factory=dict)

    def parts(self, columns: Columns) -> list[Parts] | None:
        """The parts of each entry; None unless every entry is well written and its columns say what its bytes say."""
        groups: dict[tuple[str, int], list[int]] = {}
        for n, group in enumerate(zip(columns.kinds, map(len, columns.leaves), strict=True)):
            groups.setdefault(group, []).append(n)
        found = [Parts(())] * len(columns.leaves)
        try:
            for group, places in groups.items():
                whole = len(places) == len(found)
                for n, parts in zip(places, self._group(group, columns if whole else columns.at(places)), strict=True):
                    found[n] = parts
        except Refused:
            return None
        return found

    def _group(self, group: tuple[str, int], columns: Columns) -> list[Parts]:
        shape = self._shape(group, columns.leaves[0])
        fields = shape.taken_apart(columns.leaves) if shape.fields.size == group[1] else None
        if fields is None:
            return [self._single(*row) for row in zip(*columns, strict=True)]
        actors, cases, seconds, fractions = fields
        recorded = [*map(int.__add__, self._micros(seconds), map(int, fractions))]
        if not _same(actors, columns.actors) or not _same(cases, columns.cases) or recorded != [*columns.recorded]:
            raise Refused("a column does not say what the bytes say")
        return [Parts(shape.names)] * len(columns.leaves)

    def _shape(self, group: tuple[str, int], leaf: bytes) -> Shape:
        shape = self.known.get(group)
        if shape is None:
            found = read(leaf)
            if found.kind != group[0]:
                raise Refused("a column does not say what the bytes say")
            shape = self.known[group] = Shape.of(found.kind, tuple(found.parts))
        return shape

    def _single(self, leaf: bytes, recorded: int, kind: str, case: str, actor: str) -> Parts:
        found = read(leaf)
        if (micros(found.recorded), found.kind, found.case, found.actor) != (recorded, kind, case, actor):
            raise Refused("a column does not say what the bytes say")
        return Parts(tuple(found.parts), found)

    def _micros(self, seconds: Sequence[bytes]) -> list[int]:
        if len(self.seconds) > _MOST_SECONDS:
            self.seconds.clear()
        for second in {*seconds} - self.seconds.keys():
            if not _SECOND.fullmatch(second):
                raise Refused(f"{second!r} is no second")
            self.seconds[second] = micros(f"{second.decode()}.000000Z")
        return [self.seconds[second] for second in seconds]


def _same(fields: Sequence[bytes], column: Sequence[str]) -> bool:
    """Whether a column holds these fields, all of one width."""
    return b"".join(fields).decode() == "".join(column) and {*map(len, column)} == {len(fields[0])}
