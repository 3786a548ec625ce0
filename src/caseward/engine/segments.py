"""A subject's days cut where anything read changes, with one small number that says everything read on those days.

The number (a *signature*) stands for a combination of fact values, versions and overlays in force. There are few of
them however
many subjects there are, so what is owed is worked out once for each signature and spread over the segments.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseward.engine.columns import FAR, NONE, Bytes, Columns, Ints, Longs
from caseward.engine.jit import kernel
from caseward.engine.reads import Reads
from caseward.record.gives import ABSENT_MEANS_NONE

_DIRECT = 1 << 22  # below this many possible combinations they are numbered in a table, above it by sorting
_BITS = 60


@dataclass(frozen=True, slots=True)
class Segments:
    """Segments by subject in order of start; the first begins before all days.

    ``edge`` has bit ``f`` where fact ``f`` of ``reads.facts`` has an edge on the start. ``distinct`` has a row of
    slots for each signature;
    ``edges`` are the days on which the policy itself may change.
    """

    reads: Reads
    offset: Longs
    start: Ints
    signature: Ints
    edge: Longs
    distinct: Longs
    edges: Ints


def segments_of(columns: Columns, reads: Reads, edges: tuple[int, ...]) -> Segments:
    """Cut every subject's days by what is read and by the days on which the policy itself changes."""
    key = ("segments", reads, edges)
    if key not in columns.memo:
        columns.memo[key] = _cut(columns, reads, edges)
    found: Segments = columns.memo[key]
    return found


def _cut(columns: Columns, reads: Reads, edges: tuple[int, ...]) -> Segments:
    slot, bit, plural = _slots(columns, reads)
    n, spans = len(columns), columns.spans
    derived = [d for d in reads.derived if d[0] != "id_parity"]
    cuts = np.array([c for _, cs in derived for c in cs], dtype=np.int64)
    which = np.array([i for i, (_, cs) in enumerate(derived) for _ in cs], dtype=np.int64)
    to_end = np.array([name == "days_to_end" for name, _ in derived], dtype=np.uint8)
    width = len(reads.facts) + 1 + len(derived) + 1
    most = n * (1 + len(edges) + len(cuts)) + 2 * len(spans.fact)
    out = np.empty((most, width), dtype=np.int64)
    start, edge = np.empty(most, dtype=np.int32), np.empty(most, dtype=np.int64)
    offset = np.zeros(n + 1, dtype=np.int64)
    days = np.array(edges, dtype=np.int64)
    odd = columns.odd if len(derived) < len(reads.derived) else np.zeros_like(columns.odd)
    total = _segment(
        columns.opened, columns.planned_end, odd, spans.offset, spans.fact, spans.value, spans.start, spans.end,
        slot, bit, plural, days, cuts, which, to_end, offset, start, edge, out,
    )  # fmt: skip
    signature, distinct = numbered(out[:total])
    return Segments(
        reads, offset, start[:total].copy(), signature, edge[:total].copy(), distinct, days.astype(np.int32)
    )


def _slots(columns: Columns, reads: Reads) -> tuple[Longs, Longs, Bytes]:
    """For each fact of the record its slot (-1: not read), for each of its values a bit when it may hold several at
    once."""
    slot = np.full(len(columns.facts) + 1, -1, dtype=np.int64)
    plural = np.zeros(len(reads.facts) + 1, dtype=np.uint8)
    for i, name in enumerate(reads.facts):
        plural[i] = name in ABSENT_MEANS_NONE
        if name in columns.facts:
            slot[columns.facts.index(name)] = i
    widest = max((len(v) for v in columns.values), default=0)
    bit = np.zeros((len(columns.facts) + 1, widest + 1), dtype=np.int64)
    for f, values in enumerate(columns.values):
        bit[f, : len(values)] = [1 << min(i, _BITS) for i in range(len(values))]
    return slot, bit, plural


def too_many_values(columns: Columns, reads: Reads) -> str:
    """A fact that holds several values at once and has more distinct ones than a signature has bits, or an empty
    string."""
    pairs = ((n, columns.values[columns.fact_code(n)]) for n in reads.facts if n in columns.facts)
    return next((n for n, values in pairs if n in ABSENT_MEANS_NONE and len(values) > _BITS), "")


def numbered(rows: Longs) -> tuple[Ints, Longs]:
    """Each distinct row once, sorted, and for every row its number."""
    code = np.zeros(len(rows), dtype=np.int64)
    for column in range(rows.shape[1]):
        code = _folded(code, rows[:, column])
    firsts = np.full(int(code.max(initial=-1)) + 1, -1, dtype=np.int64)
    firsts[code[::-1]] = np.arange(len(rows) - 1, -1, -1)
    distinct: Longs = rows[firsts]
    return code.astype(np.int32), distinct


def _folded(code: Longs, column: Longs) -> Longs:
    """Two numberings made one, dense again."""
    low = int(column.min(initial=0))
    span = int(column.max(initial=0)) - low + 1
    if span > _DIRECT:
        column, low = np.unique(column, return_inverse=True)[1].astype(np.int64), 0
        span = int(column.max(initial=0)) + 1
    joined = code * span + (column - low)
    top = int(joined.max(initial=0)) + 1
    if top > _DIRECT:
        sorted_out: Longs = np.unique(joined, return_inverse=True)[1].astype(np.int64)
        return sorted_out
    present = np.zeros(top, dtype=np.int64)
    present[joined] = 1
    dense: Longs = (np.cumsum(present) - 1)[joined]
    return dense


@kernel
def _segment(  # type: ignore[no-untyped-def]
    opened, planned, odd, offset, fact, value, span_start, span_end, slot, bit, plural, days, cuts, which, to_end,
    out_offset, out_start, out_edge, out,
):  # fmt: skip
    """Cut each subject's days; fill the slots of every segment; return how many segments there are."""
    facts = len(plural) - 1
    longest = 0
    for i in range(len(opened)):
        longest = max(longest, offset[i + 1] - offset[i])
    scratch = np.empty(1 + len(days) + len(cuts) + 2 * longest, dtype=np.int64)
    total = 0
    for i in range(len(opened)):
        count = 0
        scratch[count] = NONE
        count += 1
        for d in days:
            scratch[count] = d
            count += 1
        for c in range(len(cuts)):
            if to_end[which[c]] == 0:
                scratch[count] = opened[i] + cuts[c]
                count += 1
            elif planned[i] != NONE:
                scratch[count] = planned[i] - cuts[c] + 1
                count += 1
        for j in range(offset[i], offset[i + 1]):
            if slot[fact[j]] >= 0:
                scratch[count] = span_start[j]
                count += 1
                if span_end[j] < FAR:
                    scratch[count] = span_end[j]
                    count += 1
        found = np.sort(scratch[:count])
        at = total
        for k in range(count):
            if k == 0 or found[k] != found[k - 1]:
                out_start[at] = found[k]
                at += 1
        epoch = 0
        for s in range(total, at):
            day = out_start[s]
            while epoch < len(days) and days[epoch] <= day:
                epoch += 1
            for f in range(facts):
                out[s, f] = 0 if plural[f] else -1
            out[s, facts] = epoch
            for w in range(len(to_end)):
                if to_end[w] == 0:
                    number = np.int64(day) - opened[i]
                else:
                    number = np.int64(planned[i]) - day
                passed = -1
                if to_end[w] == 0 or planned[i] != NONE:
                    passed = 0
                    for c in range(len(cuts)):
                        if which[c] == w and cuts[c] <= number:
                            passed += 1
                out[s, facts + 1 + w] = passed
            out[s, facts + 1 + len(to_end)] = odd[i]
            mark = np.int64(0)
            for j in range(offset[i], offset[i + 1]):
                f = slot[fact[j]]
                if f >= 0:
                    if span_start[j] == day or (span_end[j] == day and span_end[j] < FAR):
                        mark |= np.int64(1) << f
                    if span_start[j] <= day < span_end[j]:
                        if plural[f]:
                            out[s, f] |= bit[fact[j], value[j]]
                        else:
                            out[s, f] = value[j]
            out_edge[s] = mark
        total = at
        out_offset[i + 1] = total
    return total
