"""Kernels that pick the candidates of packs out of all entries (see ``packs``)."""

from __future__ import annotations

import numpy as np

from caseward.engine.jit import U, kernel
from caseward.engine.lanes import WIDTH
from caseward.engine.lanes_packs import kept


@kernel
def clear(doubt, offset, bits, triggering):  # type: ignore[no-untyped-def]
    """Take the doubt from subjects of which no candidate sets a clock off."""
    for i in range(len(doubt)):
        if doubt[i] and doubt[i] & triggering == 0:
            found = np.uint32(0)
            for c in range(offset[i], offset[i + 1]):
                found |= bits[c]
            if found & triggering == 0:
                doubt[i] = 0


@kernel
def fill(  # type: ignore[no-untyped-def]
    offset, first, last, row, kind, codes, bits_of, unknown_of, known_of, quick, same, any_same, kinds, out_offset,
    out_day, out_bits, out_row, out_kind, doubtful,
):  # fmt: skip
    """Fill the candidates of one pack. ``known_of``: the bits, the highest one set where something is unknown;
    ``quick``: whether no matcher has that bit. A subject about whose entries nothing is in doubt is done at once."""
    begin, w = U(offset[0]), U(0)
    out_offset[0] = 0
    for i in range(len(offset) - 1):
        e, end, begun, clear = U(offset[i]), U(offset[i + 1]), w, quick and not any_same
        while e < end and clear:
            w, clear = kept(codes, e - begin, end - e, known_of, first, last, row, e, out_day, out_row, out_bits, w)
            e += U(WIDTH)
        doubt = np.uint32(0)
        if not clear:
            w = begun
            for e in range(U(offset[i]), end):
                x, y = bits_of[U(codes[e - begin])], unknown_of[U(codes[e - begin])]
                out_day[w], out_row[w], out_bits[w] = first[e], row[e], x
                w += U(x | y != 0)
                doubt |= x | y if first[e] != last[e] or same[U(row[e])] else y
        if kinds:
            for e in range(U(offset[i]), end):
                out_kind[begun] = kind[e]
                begun += U(known_of[U(codes[e - begin])] != 0)
        doubtful[i] = doubt
        out_offset[i + 1] = w


@kernel
def gather(  # type: ignore[no-untyped-def]
    offset, first, last, row, kind, codes, bits_of, unknown_of, at, pack, same, any_same, dense, kinds,
    out_offset, out_day, out_bits, out_row, out_kind, doubtful,
):  # fmt: skip
    """Fill the candidates of all packs that are not dense."""
    begin = U(offset[0])
    ends = np.zeros(len(dense), dtype=np.uintp)
    for j in range(len(dense)):
        if not dense[j]:
            out_offset[j, 0] = 0
    for i in range(len(offset) - 1):
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
