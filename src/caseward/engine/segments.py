"""A subject's days cut where anything read changes, and each piece given the signature of what is read on its days."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from caseward.engine.columns import FAR, NONE, Columns, Ints, Longs
from caseward.engine.jit import U, kernel
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
        *slots, days, cuts, which, to_end, signatures.reads_parity, signatures.size, offset, start, edge, code, used,
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
    to_end, parity, size, out_offset, out_start, out_edge, out_code, used,
):  # fmt: skip
    """Cut each subject's days and write the code of every segment; return how many segments there are.

    What ends before the day before a subject opened is left out: its first segment begins before all days.
    """
    facts, policy_days, derived = len(plural) - 1, len(days), len(to_end)
    several = False
    for f in range(facts):
        several = several or plural[f] != 0
    longest = 0
    for i in range(len(opened)):
        longest = max(longest, offset[i + 1] - offset[i])
    starts = np.empty(2 + len(days) + len(cuts) + 2 * longest, dtype=np.int32)
    s_start, s_end = np.empty(longest + 1, dtype=np.int32), np.empty(longest + 1, dtype=np.int32)
    s_slot, s_held = np.empty(longest + 1, dtype=np.int64), np.empty(longest + 1, dtype=np.int64)
    held = np.zeros(facts + 1, dtype=np.int64)
    total = U(0)
    out_offset[0] = 0
    for i in range(len(opened)):
        before = opened[i] - 1
        passed_days = 0
        while passed_days < policy_days and days[U(passed_days)] <= before:
            passed_days += 1
        count = U(1)
        starts[0] = NONE
        for d in range(U(passed_days), U(policy_days)):
            starts[count] = days[d]
            count += U(1)
        sorted_days = count
        relevant = U(0)
        for j in range(U(offset[i]), U(offset[i + 1])):
            f = slot[U(fact[j])]
            end = span_end[j]
            if f >= 0 and end > before:
                start = span_start[j]
                s_start[relevant], s_end[relevant], s_slot[relevant] = start, end, f
                s_held[relevant] = held_of[U(fact[j]), U(value[j])]
                if plural[U(f)] == 0:
                    s_held[relevant] *= stride[U(2 + derived + f)]
                relevant += U(1)
                if start > before:
                    starts[count] = start
                    count += U(1)
                if end < FAR:
                    starts[count] = end
                    count += U(1)
        for c in range(len(cuts)):
            day = np.int64(NONE)
            if to_end[which[c]] == 0:
                day = np.int64(opened[i]) + cuts[c]
            elif planned[i] != NONE:
                day = planned[i] - cuts[c] + 1
            if day > before:
                starts[count] = day
                count += U(1)
        # The days of the policy are sorted already; the few of the subject are put in their places.
        distinct = sorted_days
        for a in range(sorted_days, count):
            day = starts[a]
            b = distinct
            while starts[b - U(1)] > day:
                b -= U(1)
            if starts[b - U(1)] == day:
                continue
            x = distinct
            while x > b:
                starts[x] = starts[x - U(1)]
                x -= U(1)
            starts[b] = day
            distinct += U(1)
        epoch = passed_days
        alike = odd[i] * stride[1] if parity else np.int64(0)
        for s in range(distinct):
            day = starts[s]
            if epoch < policy_days and days[U(epoch)] == day:
                epoch += 1
            at = max(day, before)
            code = epoch * stride[0] + alike
            for w in range(derived):
                number = np.int64(at) - opened[i] if to_end[w] == 0 else np.int64(planned[i]) - at
                if to_end[w] == 0 or planned[i] != NONE:
                    passed = 1
                    for c in range(len(cuts)):
                        if which[c] == w and cuts[c] <= number:
                            passed += 1
                    code += passed * stride[2 + w]
            mark = np.int64(0)
            for r in range(relevant):
                if s_start[r] <= at:
                    if s_start[r] == day or s_end[r] == day:
                        mark |= np.int64(1) << s_slot[r]
                    if at < s_end[r]:
                        if several and plural[U(s_slot[r])] != 0:
                            held[U(s_slot[r])] |= s_held[r]
                        else:
                            code += s_held[r]
            if several:
                for f in range(facts):
                    code += held[f] * stride[2 + derived + f]
                    held[f] = 0
            if code >= size:  # two values that exclude each other: such a subject is left to the reference
                code = np.int64(0)
            out_start[total] = day
            out_edge[total] = mark
            out_code[total] = code
            if len(used):
                used[U(code)] = 1
            total += U(1)
        out_offset[i + 1] = total
    return total
