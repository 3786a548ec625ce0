"""A subject's days cut where anything read changes, and each piece given the signature of what is read on its days."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseward.engine.columns import FAR, NONE, Columns, Ints, Longs
from caseward.engine.jit import kernel
from caseward.engine.signatures import DIRECT, Signatures, Slots
from caseward.engine.workspace import Workspace


class Segments(NamedTuple):
    """Segments by subject in order of start; the first begins before all days.

    As they are cut, ``signature`` is the number of a signature. As kernels read them it is the number of an *outcome*
    (see ``regimes``), and neighbours with one outcome are one segment.
    """

    offset: Longs
    start: Ints
    signature: Ints


class Cut(NamedTuple):
    """The segments of some subjects as they are cut. ``edge`` has bit ``f`` where fact ``f`` of those read has an edge
    on the start; ``code`` stands for a signature, of which ``number`` gives the number."""

    offset: Longs
    start: Ints
    edge: Longs
    code: Ints
    number: Ints


def cut(columns: Columns, signatures: Signatures, slots: Slots, room: Workspace) -> Cut:
    """Cut every subject's days by what is read and by the days on which the policy itself changes."""
    n, spans, derived = len(columns), columns.spans, signatures.counted
    cuts = np.array([c for _, cs in derived for c in cs], dtype=np.int64)
    which = np.array([i for i, (_, cs) in enumerate(derived) for _ in cs], dtype=np.int64)
    to_end = np.array([name == "days_to_end" for name, _ in derived], dtype=np.uint8)
    days = np.array(signatures.edges, dtype=np.int64)
    most = n * (1 + len(days) + len(cuts)) + 2 * int(spans.offset[-1] - spans.offset[0])
    offset, start = room.array("cut offset", n + 1, np.int64), room.array("cut start", most, np.int32)
    edge, code = room.array("cut edge", most, np.int64), room.array("cut code", most, np.int64)
    used = np.zeros(signatures.size if signatures.size <= DIRECT else 0, dtype=np.uint8)
    total = _cut(
        columns.opened, columns.planned_end, columns.odd, spans.offset, spans.fact, spans.value, spans.start, spans.end,
        *slots, days, cuts, which, to_end, signatures.reads_parity, offset, start, edge, code, used,
    )  # fmt: skip
    if len(used):
        for found in np.flatnonzero((used == 1) & (signatures.table < 0)).tolist():
            signatures.number(found)
        return Cut(offset, start[:total], edge[:total], code[:total], signatures.table)
    codes, place = np.unique(code[:total], return_inverse=True)
    numbers = np.array([signatures.number(c) for c in codes.tolist()], dtype=np.int32)
    return Cut(offset, start[:total], edge[:total], place.astype(np.int64), numbers)


@kernel
def _cut(  # type: ignore[no-untyped-def]
    opened, planned, odd, offset, fact, value, span_start, span_end, slot, held_of, plural, stride, days, cuts, which,
    to_end, parity, out_offset, out_start, out_edge, out_code, used,
):  # fmt: skip
    """Cut each subject's days and write the code of every segment; return how many segments there are."""
    facts, policy_days = len(plural) - 1, len(days)
    longest = 0
    for i in range(len(opened)):
        longest = max(longest, offset[i + 1] - offset[i])
    starts = np.empty(1 + len(days) + len(cuts) + 2 * longest, dtype=np.int32)
    mine = np.empty(longest + 1, dtype=np.int64)
    held = np.zeros(facts + 1, dtype=np.int64)
    total = 0
    out_offset[0] = 0
    for i in range(len(opened)):
        count = policy_days + 1
        starts[0] = NONE
        for d in range(policy_days):
            starts[d + 1] = days[d]
        relevant = 0
        for j in range(offset[i], offset[i + 1]):
            if slot[fact[j]] >= 0:
                mine[relevant] = j
                relevant += 1
                starts[count] = span_start[j]
                count += 1
                if span_end[j] < FAR:
                    starts[count] = span_end[j]
                    count += 1
        for c in range(len(cuts)):
            if to_end[which[c]] == 0:
                starts[count] = opened[i] + cuts[c]
                count += 1
            elif planned[i] != NONE:
                starts[count] = planned[i] - cuts[c] + 1
                count += 1
        # The days of the policy are sorted already; the few of the subject are put in their places.
        distinct = policy_days + 1
        for a in range(distinct, count):
            day = starts[a]
            b = distinct
            while starts[b - 1] > day:
                b -= 1
            if starts[b - 1] == day:
                continue
            for x in range(distinct, b, -1):
                starts[x] = starts[x - 1]
            starts[b] = day
            distinct += 1
        epoch = 0
        alike = odd[i] * stride[1] if parity else 0
        for s in range(distinct):
            day = starts[s]
            if s > 0 and epoch < policy_days and days[epoch] == day:
                epoch += 1
            code = epoch * stride[0] + alike
            for w in range(len(to_end)):
                if to_end[w] == 0:
                    number = np.int64(day) - opened[i]
                else:
                    number = np.int64(planned[i]) - day
                if to_end[w] == 0 or planned[i] != NONE:
                    passed = 1
                    for c in range(len(cuts)):
                        if which[c] == w and cuts[c] <= number:
                            passed += 1
                    code += passed * stride[2 + w]
            mark = np.int64(0)
            for r in range(relevant):
                j = mine[r]
                f = slot[fact[j]]
                if span_start[j] <= day:
                    if span_start[j] == day or span_end[j] == day:
                        mark |= np.int64(1) << f
                    if day < span_end[j]:
                        if plural[f]:
                            held[f] |= held_of[fact[j], value[j]]
                        else:
                            held[f] = held_of[fact[j], value[j]]
            if relevant:
                for f in range(facts):
                    code += held[f] * stride[2 + len(to_end) + f]
                    held[f] = 0
            out_start[total] = day
            out_edge[total] = mark
            out_code[total] = code
            if len(used):
                used[code] = 1
            total += 1
        out_offset[i + 1] = total
    return total
