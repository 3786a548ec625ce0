"""A subject's days cut where anything read changes, and each piece given the signature of what is read on its days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from caseward.engine.columns import FAR, NONE, Bytes, Columns, Ints, Longs
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


@dataclass(slots=True)
class Cutter:
    """The kernel that cuts the days of a part, bound to what it reads and to arrays that are overwritten with each
    block of subjects."""

    signatures: Signatures
    given: tuple[Any, ...]
    made: Cut
    used: Bytes

    @classmethod
    def of(cls, columns: Columns, signatures: Signatures, slots: Slots, size: int, room: Workspace) -> Cutter:
        """For blocks of so many subjects of these."""
        n, spans, derived = len(columns), columns.spans, signatures.counted
        cuts = np.array([c for _, cs in derived for c in cs], dtype=np.int64)
        which = np.array([i for i, (_, cs) in enumerate(derived) for _ in cs], dtype=np.int64)
        to_end = np.array([name == "days_to_end" for name, _ in derived], dtype=np.uint8)
        days = np.array(signatures.edges, dtype=np.int64)
        most = min(size, n) * (1 + len(days) + len(cuts)) + 2 * columns.fullest(size)[1]
        offset, start = room.array("cut offset", n + 1, np.int64), room.array("cut start", most, np.int32)
        edge, code = room.array("cut edge", most, np.int64), room.array("cut code", most, np.int64)
        used = np.zeros(signatures.size if signatures.size <= DIRECT else 0, dtype=np.uint8)
        given = (
            columns.opened, columns.planned_end, columns.odd, spans.offset, spans.fact, spans.value, spans.start,
            spans.end, *slots, days, cuts, which, to_end, signatures.reads_parity, signatures.size, offset, start,
            edge, code, signatures.table, used,
        )  # fmt: skip
        return cls(signatures, given, Cut(offset, start, edge, code, signatures.table), used)

    def cut(self, first: int, last: int) -> tuple[int, bool]:
        """Cut the days of the subjects from ``first`` up to ``last`` by what is read and by the days on which the
        policy itself changes; how many segments there are, and whether a signature came that had no number."""
        found: tuple[int, bool] = _cut(first, last, *self.given)
        return found

    def numbered(self, total: int, *, fresh: bool) -> Cut:
        """What was cut, its signatures numbered: in one thread at a time."""
        made, signatures = self.made, self.signatures
        if len(self.used):
            for found in np.flatnonzero(self.used).tolist() if fresh else ():
                signatures.number(found)
                self.used[found] = 0
            return made
        codes, place = np.unique(made.code[:total], return_inverse=True)
        numbers = np.array([signatures.number(c) for c in codes.tolist()], dtype=np.int32)
        return Cut(*made[:3], place.astype(np.int64), numbers)


@kernel
def _cut(  # type: ignore[no-untyped-def]
    begun, end, opened, planned, odd, offset, fact, value, span_start, span_end, slot, held_of, plural, stride, days,
    cuts, which, to_end, parity, size, out_offset, out_start, out_edge, out_code, table, used,
):  # fmt: skip
    """Cut the days of each subject from ``begun`` up to ``end`` and write the code of every segment; return how many
    segments there are, and whether a code came that has no number in ``table`` yet, which is marked in ``used``.

    What ends before the day before a subject opened is left out: its first segment begins before all days.
    """
    facts, policy_days, derived = len(plural) - 1, len(days), len(to_end)
    several = False
    for f in range(facts):
        several = several or plural[f] != 0
    longest = 0
    opened, planned, odd = opened[begun:end], planned[begun:end], odd[begun:end]
    offset, out_offset = offset[begun : end + 1], out_offset[begun : end + 1]
    for i in range(len(opened)):
        longest = max(longest, offset[i + 1] - offset[i])
    starts = np.empty(2 + len(days) + len(cuts) + 2 * longest, dtype=np.int32)
    s_start, s_end = np.empty(longest + 1, dtype=np.int32), np.empty(longest + 1, dtype=np.int32)
    s_slot, s_held = np.empty(longest + 1, dtype=np.int64), np.empty(longest + 1, dtype=np.int64)
    held = np.zeros(facts + 1, dtype=np.int64)
    total, fresh = U(0), False
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
            until = span_end[j]
            if f >= 0 and until > before:
                start = span_start[j]
                s_start[relevant], s_end[relevant], s_slot[relevant] = start, until, f
                s_held[relevant] = held_of[U(fact[j]), U(value[j])]
                if plural[U(f)] == 0:
                    s_held[relevant] *= stride[U(2 + derived + f)]
                relevant += U(1)
                if start > before:
                    starts[count] = start
                    count += U(1)
                if until < FAR:
                    starts[count] = until
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
            if len(used) and table[U(code)] < 0:
                used[U(code)], fresh = 1, True
            total += U(1)
        out_offset[i + 1] = total
    return total, fresh
