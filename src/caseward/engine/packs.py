"""The entries that may count, picked out for each requirement with a bit for each of its matchers that they pass.

One pass over the entries fills the candidates of every requirement: the pattern of an entry says for which it is one.
Requirements share a *pack* where all that counts for one counts for the other too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, NamedTuple, TypeAlias

import numpy as np
import numpy.typing as npt

from caseward.engine.arrays import Flags, Ints, Longs
from caseward.engine.columns import Columns
from caseward.engine.kernel_packs import fill, gather
from caseward.engine.lanes import WIDTH
from caseward.engine.looks import Looks
from caseward.engine.masks import Masks
from caseward.engine.patterns import DIRECT, Patterns
from caseward.engine.truths import NO, UNKNOWN, YES
from caseward.engine.workspace import Workspace
from caseward.policy.values import Matcher

MOST_MATCHERS = 32
DENSE = 0.25  # part of all entries above which a pack is filled by itself
Bits: TypeAlias = npt.NDArray[np.uint32]  # one for each matcher of a requirement


class Candidates(NamedTuple):
    """The entries of each subject that count for something, with a bit for each matcher they pass; ``row`` is the
    entry's place, ``kind`` its kind where kernels of the pack ask. They are in canonical order."""

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

    def holds(self, other: Matchers) -> bool:
        """Whether all that counts for another counts here too, and there is room for its other matchers."""
        own, theirs = ({key for key, base in zip(m.known, m.bases, strict=True) if base} for m in (self, other))
        return theirs <= own and len({*self.known, *other.known}) <= MOST_MATCHERS

    @property
    def key(self) -> tuple[tuple[str, ...], tuple[bool, ...]]:
        """What tells one pack from another."""
        return tuple(self.known), tuple(self.bases)


class Said(NamedTuple):
    """What matchers say of each pattern. ``bits`` and ``unknown`` have by pack and pattern those that say yes, and
    those that depend on something unknown; both are 0 where the pattern is no candidate. ``known`` has the bits, and
    the highest one where something is unknown. The rest lists the packs that have few candidates by pattern: where its
    places begin, and the packs."""

    bits: Bits
    unknown: Bits
    known: Bits
    at: Ints
    pack: Ints


@dataclass(slots=True)
class Packed:
    """The candidates of some subjects, pack by pack, in the workspace: those of a block of them at a time. Those of all
    dense packs are picked out at once, and so are those of all others, when they are first asked for."""

    packs: Packs
    said: Said
    columns: Columns
    codes: Ints
    blockwise: bool  # the codes are made when the candidates of dense packs are, and are those of a block only
    looks: Looks
    room: Workspace
    size: int  # subjects of a block
    most: int  # entries of a block, at most
    doubted: Flags  # by dense pack: whether anything may be in doubt, once its candidates are picked out
    sure: bool  # of no subject is a date or a fact in doubt
    block: tuple[int, int] = (0, 0)  # its first subject, and the one after its last
    fresh: bool = False  # the codes of the block are still to be made
    done: list[bool] = field(default_factory=list)  # what is picked out of the block: packs that are not dense, others
    rows: dict[bool, tuple[Any, ...]] = field(default_factory=dict)
    given: tuple[Any, ...] = ()

    @property
    def origin(self) -> int:
        """The subject with whose entries the codes begin."""
        return self.block[0] if self.blockwise else 0

    def turn(self, first: int, last: int) -> None:
        """What is picked out from now on is of the subjects from ``first`` up to ``last``."""
        self.block, self.fresh, self.done = (first, last), self.blockwise, [False, False]

    def clear(self, k: int) -> bool:
        """Whether no matcher of a pack whose candidates are picked out depends on an entry in doubt."""
        return bool(self.packs.dense[k]) and not self.doubted[k]

    def of(self, k: int) -> tuple[Candidates, Bits]:
        """Where the candidates of a pack are written; and by subject which matchers depend on an entry about which
        something is not known."""
        n, dense = len(self.columns), self.packs.dense[k]
        if dense not in self.rows:
            self.rows[dense] = self._rows("dense", WIDTH) if dense else self._rows("sparse", 0)
        offset, doubtful, day, bits, row, kind = (x[k] for x in self.rows[dense])
        kinds = kind if self.packs.kinds[k] else self.room.zeros(len(day))
        return Candidates(offset[: n + 1], day, bits, row, kinds), doubtful[:n]

    def pick(self, k: int) -> None:
        """Pick out the candidates of a pack, where that is not done yet."""
        dense = self.packs.dense[k]
        if not self.done[dense]:
            self.done[dense] = True
            (self._fill if dense else self._gather)()

    def _fill(self) -> None:
        """Pick out the candidates of all packs that are dense."""
        offset, doubtful, *found = self.rows[True]
        filling: Any = fill
        if not self.given:
            packs, said, looks = self.packs, self.said, self.looks
            quick = np.array([len(p.matchers) < MOST_MATCHERS for p in packs.packs])
            self.given = (
                self._entries(), looks.two,
                (said.bits, said.unknown, said.known, quick, looks.same, looks.any_same, np.array(packs.dense),
                 np.array(packs.kinds), offset, *found, doubtful, self.doubted),
            )  # fmt: skip
        entries, two, rest = self.given
        filling(*self.block, self.origin, *entries, self.fresh, *two, self.codes, *rest)
        self.fresh = False

    def _entries(self) -> tuple[Any, ...]:
        c = self.columns
        return c.offset, *(np.ascontiguousarray(x) for x in (c.first, c.last, c.row, c.kind))

    def _rows(self, name: str, more: int) -> tuple[Any, ...]:
        """Room by pack: where candidates begin, doubts, days, bits, rows, kinds."""
        room, count, n, most = self.room, len(self.packs.packs), len(self.columns), self.most + more
        offset, doubt = room.table(f"offset {name}", count, n + 1, np.int64), f"doubt {name}"
        day, row, kind = (room.table(f"{x} {name}", count, most, np.int32) for x in ("day", "row", "kind"))
        bits = room.table(f"bits {name}", count, most, np.uint32)
        return offset, room.table(doubt, count, n, np.uint32), day, bits, row, kind

    def _gather(self) -> None:
        """Pick out the candidates of all packs that are not dense."""
        if self.fresh:
            self.codes, self.fresh, self.blockwise = self.looks.codes(self.columns, self.room), False, False
        offset, doubtful, day, bits, row, kind = self.rows[False]
        doubtful[:, slice(*self.block)] = 0
        flags = np.array(self.packs.dense), np.array(self.packs.kinds)
        gathering: Any = gather
        said = self.said
        given = (*self._entries(), self.codes, said.bits, said.unknown, said.at, said.pack)
        same = (self.looks.same, self.looks.any_same)
        gathering(*self.block, self.origin, *given, *same, *flags, offset, day, bits, row, kind, doubtful)


@dataclass(slots=True)
class Packs:
    """The packs of one policy. What is said of patterns stands until the patterns change.

    Packs with many candidates are filled one after the other, without a branch; all others in one pass together.
    ``kinds`` says which of them need the kinds of entries.
    """

    patterns: Patterns
    named: Mapping[str, Matcher]
    packs: list[Matchers] = field(default_factory=list)
    kinds: list[bool] = field(default_factory=list)
    dense: list[bool] = field(default_factory=list)
    said: Said | None = None
    size: int = 0
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def place(self, matchers: Matchers, *, kinds: bool) -> int:
        """The place of the pack of a requirement's matchers."""
        keys = [p.key for p in self.packs]
        if matchers.key not in keys:
            self.packs.append(matchers)
            self.kinds.append(kinds)
            return len(keys)
        self.kinds[keys.index(matchers.key)] |= kinds
        return keys.index(matchers.key)

    def prepare(self, size: int) -> None:
        """Work out what is said of every pattern, where they are few enough."""
        if size != self.size:
            self.said = self._of(np.arange(size, dtype=np.int64)) if size <= DIRECT else None
        self.size = size

    def packed(self, columns: Columns, looks: Looks, size: int, room: Workspace) -> Packed:
        """The candidates of some subjects, to be picked out for blocks of ``size`` of them."""
        doubted, most = np.zeros(len(self.packs), dtype=np.bool_), columns.fullest(size)[0]
        sure = not (columns.vague.any() or columns.doubtful.any())
        if self.said is not None and not self.dense:
            self._said(looks.codes(columns.part(0, size), room))
        with self.lock:
            ready = looks.plain and any(self.dense)
        if ready and self.said is not None:
            codes = room.array("patterns", most, np.int32)
            return Packed(self, self.said, columns, codes, True, looks, room, size, most, doubted, sure)
        said, codes = self._said(looks.codes(columns, room))
        return Packed(self, said, columns, codes, False, looks, room, size, most, doubted, sure)

    def _said(self, codes: Ints) -> tuple[Said, Ints]:
        """What is said of the patterns of some entries, and their places in it."""
        if self.said is not None:
            with self.lock:
                self._weigh(codes)
                return self.said, codes
        self.dense = [False] * len(self.packs)
        found, place = np.unique(codes, return_inverse=True)
        return self._of(found.astype(np.int64)), place.astype(np.int32)

    def _weigh(self, codes: Ints) -> None:
        """Say which packs are dense by the first entries that come: the same ever after, in every thread."""
        if not self.dense and len(codes):
            assert self.said is not None
            often = np.bincount(codes, minlength=self.size)
            part = ((self.said.bits | self.said.unknown) != 0) @ often / len(codes)
            self.dense = [bool(p > DENSE) for p in part]
            self.said = self._of(np.arange(self.size, dtype=np.int64))

    def _of(self, codes: Longs) -> Said:
        masks = Masks(self.patterns, self.named, codes)
        bits, unknown = (np.zeros((len(self.packs), len(codes)), dtype=np.uint32) for _ in range(2))
        for k, pack in enumerate(self.packs):
            maybe = np.zeros(len(codes), dtype=bool)
            for place, matcher in enumerate(pack.matchers[:MOST_MATCHERS]):
                verdict = masks.of(matcher)
                bits[k] |= (verdict == YES).astype(np.uint32) << np.uint32(place)
                unknown[k] |= (verdict == UNKNOWN).astype(np.uint32) << np.uint32(place)
                if pack.bases[place]:
                    maybe |= verdict != NO
            bits[k, ~maybe], unknown[k, ~maybe] = 0, 0
        listed = (bits | unknown) != 0
        if self.dense:
            listed[np.array(self.dense)] = False
        code, pack_of = np.nonzero(listed.T)
        at = np.searchsorted(code, np.arange(len(codes) + 1)).astype(np.int32)
        known = bits | (unknown != 0).astype(np.uint32) << np.uint32(31)
        return Said(bits, unknown, known, at, pack_of.astype(np.int32))
