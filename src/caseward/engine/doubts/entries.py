"""The entries of some subjects that may count for a requirement, with what is in doubt about each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import Flags, Ints, Longs
from caseward.engine.columns import Columns
from caseward.engine.packs import Bits, Packed


class Entries(NamedTuple):
    """Entries by subject in canonical order: the first and last day, the matchers that say yes and those that depend on
    something unknown (as bits), the place of the entry and its kind."""

    offset: Longs
    first: Ints
    last: Ints
    yes: Bits
    unknown: Bits
    row: Ints
    kind: Ints

    def of(self, i: int) -> Entries:
        """Those of one subject."""
        a, b = int(self.offset[i]), int(self.offset[i + 1])
        own: Any = (x[a:b] for x in self[1:])
        return Entries(np.array([0, b - a]), *own)

    @property
    def imprecise(self) -> Flags:
        """Whether the day is."""
        found: Flags = self.first != self.last
        return found


def entries_of(part: Columns, packed: Packed, pack: int, subjects: Longs) -> Entries:
    """The entries of some subjects (ascending) that may count for something in a pack."""
    begins = part.offset[subjects]
    length = part.offset[subjects + 1] - begins
    ends = np.cumsum(length)
    at = np.arange(ends[-1] if len(ends) else 0) + np.repeat(begins - (ends - length), length)
    codes = packed.codes[at - part.offset[packed.origin]]
    yes, unknown = packed.said.bits[pack][codes], packed.said.unknown[pack][codes]
    kept = (yes | unknown) != 0
    offset = np.concatenate([[0], np.cumsum(kept)])[np.concatenate([[0], ends])]
    own = at[kept]
    days = part.first[own], part.last[own]
    return Entries(offset, *days, yes[kept], unknown[kept], part.row[own], part.kind[own])


def told_apart(found: Entries, same: Flags, others: Mapping[int, str], ids: Any) -> Flags:
    """An entry that may be the same as another that counts or may count is of unknown worth to the matchers of both:
    that is put into ``found.unknown``. By entry: whether that cannot be said."""
    cannot = np.zeros(len(found.row), dtype=np.bool_)
    for e in np.flatnonzero(same[found.row]).tolist():
        i = int(np.searchsorted(found.offset, e, side="right")) - 1
        a, b = int(found.offset[i]), int(found.offset[i + 1])
        other = others.get(int(found.row[e]))
        if other is None:
            cannot[e] = True
            continue
        names = ids.take(pa.array(found.row[a:b])).to_pylist()
        for x in (a + j for j, name in enumerate(names) if name == other):
            shared = (found.yes[e] | found.unknown[e]) & (found.yes[x] | found.unknown[x])
            found.unknown[e] |= shared
            found.yes[e] &= ~shared
    return cannot
