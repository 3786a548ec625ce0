"""Entries that count, picked out many at once (see ``kernel_packs``)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import intrinsic

from caseward.engine.lanes import COMPILED, WIDTH, Vectors, ir, plain, types


def _kept(codes, at, count, bits_of, first, last, row, place, day_out, row_out, bits_out, to):  # type: ignore[no-untyped-def]
    """Of up to WIDTH entries, keep those of whose code ``bits_of`` says something: write their days, rows and bits from
    ``to`` on. Return which were kept, a bit for each, the first one lowest, and whether all of them are clear: of one
    day, without the highest bit."""
    clear, which = True, 0
    for x in range(min(int(count), WIDTH)):
        bits = bits_of[codes[at + x]]
        clear &= not bits >> np.uint32(31) and first[place + x] == last[place + x]
        if bits:
            day_out[to], row_out[to], bits_out[to] = first[place + x], row[place + x], bits
            to, which = to + np.uintp(1), which | 1 << x
    return np.uint32(which), clear


if not COMPILED:
    kept: Any = _kept
else:

    @intrinsic
    def kept(  # type: ignore[no-untyped-def]
        _, codes, at, count, bits_of, first, last, row, place, day_out, row_out, bits_out, to
    ):
        """``_kept`` in vectors."""
        arrays = (codes, bits_of, first, last, row, day_out, row_out, bits_out)
        plain(*arrays)
        found = types.Tuple((types.uint32, types.boolean))
        return found(
            codes, at, count, bits_of, first, last, row, place, day_out, row_out, bits_out, to
        ), _kept_in_vectors


def _kept_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``kept``."""
    v = Vectors(context, builder, signature, args)
    _, at, count, _, _, _, _, place, _, _, _, to = args
    lanes = v.lanes(count)
    code, few = v.load(0, at, lanes), builder.icmp_unsigned("<=", v.size(3), ir.IntType(64)(WIDTH))
    bits = v.found(few, lambda: v.among(v.few(3), code), lambda: v.look_up(3, code))
    bits = builder.select(lanes, bits, v.zero)
    keep, day = builder.icmp_unsigned("!=", bits, v.zero), v.load(4, place, lanes)
    several = builder.icmp_unsigned("!=", day, v.load(5, place, lanes))
    unclear = builder.bitcast(builder.or_(several, builder.icmp_signed("<", bits, v.zero)), ir.IntType(WIDTH))
    v.keep(keep, day, 8, to)
    v.keep(keep, v.load(6, place, lanes), 9, to)
    v.keep(keep, bits, 10, to)
    clear = builder.icmp_unsigned("==", unclear, ir.IntType(WIDTH)(0))
    which = builder.zext(builder.bitcast(keep, ir.IntType(WIDTH)), v.word)
    return context.make_tuple(builder, signature.return_type, (which, clear))
