"""Kernels that pick the candidates of packs out of all entries (see ``packs``)."""

from __future__ import annotations

import numpy as np

from caseward.engine.jit import U, kernel
from caseward.engine.kernel_looks import coded
from caseward.engine.lanes import WIDTH, ones
from caseward.engine.lanes_packs import kept

AT_ONCE = 16
"""Subjects whose entries are looked at together."""


@kernel
def judge(  # type: ignore[no-untyped-def]
    begun, end, doubtful, needs, triggered, triggering, offset, bits, facts, read, vague, slow, unsure,
):  # fmt: skip
    """Of the subjects from ``begun`` up to ``end``, mark those that are left to the reference in ``slow``, and in
    ``unsure`` those of them that are only because of a matcher in doubt. ``triggered``: nothing is owed but after an
    entry that sets a clock off, so that a subject without one leaves nothing in doubt."""
    for i in range(begun, end):
        doubt = doubtful[i] & needs[i]
        if triggered and doubt and doubt & triggering == 0:
            found = np.uint32(0)
            for c in range(offset[i], offset[i + 1]):
                found |= bits[c]
            if found & triggering == 0:
                doubt = np.uint32(0)
        other = (facts[i] & read) != 0 or vague[i] != 0
        slow[i], unsure[i] = doubt != 0 or other, doubt != 0 and not other


@kernel
def fill(  # type: ignore[no-untyped-def]
    begun, end, origin, offset, first, last, row, kind, fresh, bases, c0, l0, c1, l1, codes, bits_of, unknown_of,
    known_of, quick, same, any_same, dense, kinds, out_offset, out_day, out_bits, out_row, out_kind, doubtful, doubted,
):  # fmt: skip
    """Fill the candidates of the packs that are ``dense``, from places of their own on, with those of the subjects from
    ``begun`` up to ``end``; ``doubted``: where something may be in doubt. ``known_of``: the bits, the highest one set
    where something is unknown; ``quick``: whether no matcher of a pack has that bit. ``codes`` begin with those of
    subject ``origin``; ``fresh``: they are still to be made of two fields (see ``looks``).

    Subjects are taken AT_ONCE: what is read of their entries is then still near the processor. Those about whose
    entries nothing is in doubt are done as one, without a branch for each of them.
    """
    begin, longest = U(offset[origin]), np.int64(0)
    for b in range(begun, end, AT_ONCE):
        longest = max(longest, offset[min(b + AT_ONCE, end)] - offset[b])
    which, upto = np.empty(longest // WIDTH + 2, dtype=np.uint32), np.empty(longest // WIDTH + 2, dtype=np.uintp)
    ends = np.zeros(len(dense), dtype=np.uintp)
    for k in range(len(dense)):
        out_offset[k, begun] = 0
    for b in range(begun, end, AT_ONCE):
        stop = min(b + AT_ONCE, end)
        ea, eb = U(offset[b]), U(offset[stop])
        if fresh:
            coded(kind[ea:eb], bases, row[ea:eb], c0, l0, c1, l1, codes[ea - begin : eb - begin])
        for k in range(len(dense)):
            if not dense[k]:
                continue
            w, e, x, clear = ends[k], ea, U(0), quick[k] and not any_same
            while e < eb and clear:
                which[x], clear = kept(
                    codes, e - begin, eb - e, known_of[k], first, last, row, e, out_day[k], out_row[k], out_bits[k], w
                )
                upto[x] = w
                w, e, x = w + ones(which[x]), e + U(WIDTH), x + U(1)
            if clear:
                which[x], upto[x] = 0, w
                for i in range(U(b), U(stop)):
                    at = U(offset[i + U(1)]) - ea
                    below = np.uint32((1 << (at % U(WIDTH))) - 1)
                    out_offset[k, i + U(1)] = upto[at // U(WIDTH)] + ones(which[at // U(WIDTH)] & below)
                    doubtful[k, i] = 0
            else:
                w, doubted[k] = ends[k], True
                for i in range(U(b), U(stop)):
                    w, doubtful[k, i] = _one_by_one(
                        U(offset[i]), U(offset[i + U(1)]), first, last, row, codes, begin, bits_of[k], unknown_of[k],
                        same, out_day[k], out_row[k], out_bits[k], w,
                    )  # fmt: skip
                    out_offset[k, i + U(1)] = w
            if kinds[k]:
                w = ends[k]
                for e in range(ea, eb):
                    out_kind[k, w] = kind[e]
                    w += U(known_of[k, U(codes[e - begin])] != 0)
            ends[k] = w


@kernel
def _one_by_one(begun, end, first, last, row, codes, begin, bits_of, unknown_of, same, out_day, out_row, out_bits, w):  # type: ignore[no-untyped-def]
    """The candidates of a subject about whose entries something may be in doubt: where those of the next one go, and
    the matchers that depend on an entry in doubt."""
    doubt = np.uint32(0)
    for e in range(begun, end):
        x, y = bits_of[U(codes[e - begin])], unknown_of[U(codes[e - begin])]
        out_day[w], out_row[w], out_bits[w] = first[e], row[e], x
        w += U(x | y != 0)
        doubt |= x | y if first[e] != last[e] or same[U(row[e])] else y
    return w, doubt


@kernel
def gather(  # type: ignore[no-untyped-def]
    begun, end, origin, offset, first, last, row, kind, codes, bits_of, unknown_of, at, pack, same, any_same, dense,
    kinds, out_offset, out_day, out_bits, out_row, out_kind, doubtful,
):  # fmt: skip
    """Fill the candidates of all packs that are not dense, with those of the subjects from ``begun`` up to ``end``."""
    begin = U(offset[origin])
    ends = np.zeros(len(dense), dtype=np.uintp)
    for j in range(len(dense)):
        if not dense[j]:
            out_offset[j, begun] = 0
    for i in range(begun, end):
        for e in range(U(offset[i]), U(offset[i + 1])):
            code = U(codes[e - begin])
            a, b = at[code], at[code + U(1)]
            if a == b:
                continue
            day, place = first[e], row[e]
            doubt = day != last[e] or (any_same and same[U(place)])
            for p in range(a, b):
                k = U(pack[p])
                w, x, y = ends[k], bits_of[k, code], unknown_of[k, code]
                ends[k] = w + U(1)
                out_day[k, w], out_bits[k, w], out_row[k, w] = day, x, place
                if kinds[k]:
                    out_kind[k, w] = kind[e]
                if doubt:
                    doubtful[k, i] |= x | y
                elif y:
                    doubtful[k, i] |= y
        for j in range(len(dense)):
            if not dense[j]:
                out_offset[j, i + 1] = ends[j]
