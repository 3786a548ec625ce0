"""Kernels that give every entry its pattern (see ``looks``)."""

from __future__ import annotations

from caseward.engine.jit import U, kernel
from caseward.engine.lanes import WIDTH
from caseward.engine.lanes_looks import follow, told

FEW = WIDTH
"""So many numbers are looked up without reading each of them by itself, for many entries at once."""


@kernel
def coded(kind, bases, row, c0, l0, c1, l1, out):  # type: ignore[no-untyped-def]
    """The pattern that the kind and two fields make (a field without codes says nothing); the code of a blank is -1."""
    quick, e, end = len(bases) <= FEW and len(l0) <= FEW and len(l1) <= FEW, U(0), U(len(kind))
    while e < end:
        if quick and follow(row, e, end - e):
            told(kind, e, 0, bases, end - e, out, e, True)
            if len(c0):
                told(c0, U(row[e]), -1, l0, end - e, out, e, False)
            if len(c1):
                told(c1, U(row[e]), -1, l1, end - e, out, e, False)
        else:
            for x in range(e, min(end, e + U(WIDTH))):
                out[x] = bases[U(kind[x])]
                if len(c0):
                    out[x] += l0[U(c0[U(row[x])] + 1)]
                if len(c1):
                    out[x] += l1[U(c1[U(row[x])] + 1)]
        e += U(WIDTH)


@kernel
def looked(row, count, c0, l0, c1, l1, c2, l2, c3, l3, out):  # type: ignore[no-untyped-def]
    """Add what up to four fields say; the code of a blank is -1."""
    if count == 1:
        for e in range(len(row)):
            out[e] += l0[U(c0[U(row[e])] + 1)]
    elif count == 2:
        for e in range(len(row)):
            out[e] += l0[U(c0[U(row[e])] + 1)] + l1[U(c1[U(row[e])] + 1)]
    elif count == 3:
        for e in range(len(row)):
            out[e] += l0[U(c0[U(row[e])] + 1)] + l1[U(c1[U(row[e])] + 1)] + l2[U(c2[U(row[e])] + 1)]
    else:
        for e in range(len(row)):
            out[e] += (
                l0[U(c0[U(row[e])] + 1)]
                + l1[U(c1[U(row[e])] + 1)]
                + l2[U(c2[U(row[e])] + 1)]
                + l3[U(c3[U(row[e])] + 1)]
            )


@kernel
def added(kind, added, digit, out):  # type: ignore[no-untyped-def]
    """Add what an aspect that is no field says."""
    for e in range(len(kind)):
        out[e] += added[kind[e]] * digit[e]


@kernel
def held(offset, first, last, span_offset, fact, start, end, custody, out):  # type: ignore[no-untyped-def]
    """For each entry whether a span of custody holds on its day: 0 no, 1 yes, 2 on its first day or its last only."""
    begin = offset[0]
    for i in range(len(offset) - 1):
        for j in range(span_offset[i], span_offset[i + 1]):
            if fact[j] == custody:
                for e in range(offset[i] - begin, offset[i + 1] - begin):
                    if start[j] <= first[e] < end[j]:
                        out[e] |= 1
                    if start[j] <= last[e] < end[j]:
                        out[e] |= 4
    for e in range(len(out)):
        out[e] = 0 if out[e] == 0 else (1 if out[e] == 5 else 2)
