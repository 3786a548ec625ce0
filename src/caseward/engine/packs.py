"""The entries that may count, picked out for each requirement with a bit for each of its matchers that they pass.

One pass over the entries fills the candidates of every requirement: the pattern of an entry says for which it is one.
Requirements that ask the same matchers in the same order share a *pack*.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from caseward.engine.arrays import Ints, Longs
from caseward.engine.columns import Columns
from caseward.engine.jit import kernel
from caseward.engine.looks import Looks
from caseward.engine.masks import Masks
from caseward.engine.patterns import DIRECT, Patterns
from caseward.engine.truths import NO, UNKNOWN, YES
from caseward.engine.workspace import Workspace
from caseward.policy.values import Matcher

MOST_MATCHERS = 32
Bits: TypeAlias = npt.NDArray[np.uint32]  # one for each matcher of a requirement


class Candidates(NamedTuple):
    """The entries of each subject that count for something, with a bit for each matcher they pass; ``row`` is the
    entry's place. They are in canonical order."""

    offset: Longs
    day: Ints
    bits: Bits
    row: Ints
    kind: Ints


@dataclass(slots=True)
class Matchers:
    """The matchers of one requirement by place. ``bases`` says which of them by themselves say what counts."""

    known: list[str] = field(default_factory=list)
    matchers: list[Matcher] = field(default_factory=list)
    bases: list[bool] = field(default_factory=list)

    def place(self, matcher: Matcher | None, *, base: bool = False) -> int:
        """The place of a matcher, or -1 for none."""
        if matcher is None:
            return -1
        key = matcher.model_dump_json(exclude={"says"})
        if key not in self.known:
            self.known.append(key)
            self.matchers.append(matcher)
            self.bases.append(False)
        place = self.known.index(key)
        self.bases[place] |= base
        return place

    @property
    def key(self) -> tuple[tuple[str, ...], tuple[bool, ...]]:
        """What tells one pack from another."""
        return tuple(self.known), tuple(self.bases)


class Said(NamedTuple):
    """By pattern: where its places in the lists begin; by place the pack, and which matchers say yes or unknown."""

    at: Ints
    pack: Ints
    bits: Bits
    unknown: Bits


class Packed(NamedTuple):
    """The candidates of some subjects by pack; and by pack and subject which matchers may match any of them, and which
    depend on an entry about which something is not known."""

    candidates: list[Candidates]
    matching: Bits
    doubtful: Bits


@dataclass(slots=True)
class Packs:
    """The packs of one policy. What is said of patterns stands until the patterns change."""

    patterns: Patterns
    named: Mapping[str, Matcher]
    packs: list[Matchers] = field(default_factory=list)
    said: Said | None = None
    size: int = 0

    def place(self, matchers: Matchers) -> int:
        """The place of the pack of a requirement's matchers."""
        keys = [p.key for p in self.packs]
        if matchers.key not in keys:
            self.packs.append(matchers)
            return len(keys)
        return keys.index(matchers.key)

    def prepare(self, size: int) -> None:
        """Work out what is said of every pattern, where they are few enough."""
        if size != self.size and size <= DIRECT:
            self.said = self._of(np.arange(size, dtype=np.int64))
        self.size = size

    def packed(self, columns: Columns, looks: Looks, room: Workspace) -> Packed:
        """The candidates of some subjects. They stand in the workspace until the next are asked for."""
        codes, n, count = looks.codes(columns, room), len(columns), len(self.packs)
        if self.size <= DIRECT:
            assert self.said is not None
            said = self.said
        else:
            found, place = np.unique(codes, return_inverse=True)
            said, codes = self._of(found.astype(np.int64)), place.astype(np.int32)
        offset = room.table("candidates of", count, n + 1, np.int64)
        day, row, kind = (room.table(f"candidate {x}", count, len(codes), np.int32) for x in ("day", "row", "kind"))
        bits = room.table("candidate bits", count, len(codes), np.uint32)
        matching, doubtful = (room.table(x, count, n, np.uint32) for x in ("matching", "doubtful"))
        matching[:, :n] = doubtful[:, :n] = 0
        _gathered(
            columns.offset, columns.first, columns.last, columns.row, columns.kind, codes, *said, looks.same,
            looks.any_same, np.zeros(count, dtype=np.int64), offset, day, bits, row, kind, matching, doubtful,
        )  # fmt: skip
        candidates = []
        for k, end in enumerate(offset[:count, n].tolist()):
            candidates.append(Candidates(offset[k, : n + 1], *(x[k, :end] for x in (day, bits, row, kind))))
        return Packed(candidates, matching[:, :n], doubtful[:, :n])

    def _of(self, codes: Longs) -> Said:
        masks = Masks(self.patterns, self.named, codes)
        shape = (len(codes), max(1, len(self.packs)))
        maybe, bits = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=np.uint32)
        unknown = np.zeros(shape, dtype=np.uint32)
        for k, pack in enumerate(self.packs):
            for place, matcher in enumerate(pack.matchers):
                verdict = masks.of(matcher)
                bits[:, k] |= (verdict == YES).astype(np.uint32) << np.uint32(place)
                unknown[:, k] |= (verdict == UNKNOWN).astype(np.uint32) << np.uint32(place)
                if pack.bases[place]:
                    maybe[:, k] |= verdict != NO
        code, pack_of = np.nonzero(maybe)
        at = np.searchsorted(code, np.arange(len(codes) + 1)).astype(np.int32)
        return Said(at, pack_of.astype(np.int32), bits[maybe], unknown[maybe])


@kernel
def _gathered(  # type: ignore[no-untyped-def]
    offset, first, last, row, kind, codes, at, pack, bits, unknown, same, any_same, fill,
    out_offset, out_day, out_bits, out_row, out_kind, matching, doubtful,
):  # fmt: skip
    """Fill the candidates of every pack, subject by subject."""
    begin = offset[0]
    out_offset[:, 0] = 0
    for i in range(len(offset) - 1):
        for e in range(offset[i], offset[i + 1]):
            code = codes[e - begin]
            a, b = at[code], at[code + 1]
            if a == b:
                continue
            day, place = first[e], row[e]
            doubt = day != last[e] or (any_same and same[place])
            for p in range(a, b):
                k = pack[p]
                w = fill[k]
                fill[k] = w + 1
                out_day[k, w] = day
                out_bits[k, w] = bits[p]
                out_row[k, w] = place
                out_kind[k, w] = kind[e]
                may = bits[p] | unknown[p]
                matching[k, i] |= may
                doubtful[k, i] |= may if doubt else unknown[p]
        for k in range(len(fill)):
            out_offset[k, i + 1] = fill[k]
