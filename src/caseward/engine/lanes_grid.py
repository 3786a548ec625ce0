"""Windows written and their entries tallied, many at once (see ``kernel_grid``)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import intrinsic

from caseward.engine.arrays import NONE
from caseward.engine.lanes import COMPILED, WIDTH, Vectors, cgutils, ir, plain, splat, types
from caseward.engine.layout import (
    R_ABOUT,
    R_COUNTED,
    R_DUE,
    R_EXTRA,
    R_SAID,
    R_START,
    R_STATE,
    R_SUBJECT,
)

AHEAD = 8
"""How many windows ``windows`` writes at once, and so the room it needs after what counts."""


def _windows(bound, w, limit, row_of, bits_of, at, bits, out, row, subject, state, said):  # type: ignore[no-untyped-def]
    """Write the rows of the AHEAD windows from ``w`` on, and by window its row and its bits; return how many of them
    count: those that end by ``limit``."""
    ends = np.array(bound[w + 1 : w + 1 + AHEAD])
    rows = slice(row, row + AHEAD)
    row_of[at : at + AHEAD], bits_of[at : at + AHEAD] = np.arange(AHEAD) + row, bits
    out[R_SUBJECT, rows], out[R_STATE, rows], out[R_SAID, rows] = subject, state, said
    out[R_START, rows], out[R_DUE, rows] = bound[w : w + AHEAD], ends - 1
    out[R_ABOUT, rows], out[R_COUNTED, rows], out[R_EXTRA, rows] = -1, 0, NONE
    return np.uintp(np.count_nonzero(ends <= limit))


def _tallied(days, bits, ids, c, count, origin, unit_of, w0, bits_of, row, ids_out, at, rows_out, to, inside):  # type: ignore[no-untyped-def] # noqa: ARG001 - so that no lane reads elsewhere
    """Of up to WIDTH candidates, keep those that count in their window, which ``unit_of`` tells: write their ids from
    ``at`` on and the rows of their windows (``row`` is that of the first) from ``to`` on; return how many. ``inside``:
    some day in a window."""
    found = 0
    for x in range(min(int(count), WIDTH)):
        w = unit_of[days[c + x] - origin] - int(w0)
        if bits[c + x] & bits_of[w]:
            ids_out[at + found], rows_out[to + found] = ids[c + x], row + w
            found += 1
    return np.uintp(found)


def _tallied_among(days, bits, ids, c, count, bounds, windows, bits_of, row, ids_out, at, rows_out, to):  # type: ignore[no-untyped-def]
    """The same with windows that begin on the days ``bounds``."""
    found = 0
    for x in range(min(int(count), WIDTH)):
        w = np.count_nonzero(bounds[1:windows] <= days[c + x])
        if bits[c + x] & bits_of[w]:
            ids_out[at + found], rows_out[to + found] = ids[c + x], row + w
            found += 1
    return np.uintp(found)


def _held(ids, at, count, rows, ranks, h, counted, to):  # type: ignore[no-untyped-def]
    """Of up to WIDTH ids, keep those whose rank is below what their row counts, from ``to`` on; return where the next
    one goes."""
    for x in range(min(int(count), WIDTH)):
        if ranks[h + x] < counted[R_COUNTED, rows[h + x]]:
            ids[to] = ids[at + x]
            to += np.uintp(1)
    return to


if not COMPILED:
    windows: Any = _windows
    tallied: Any = _tallied
    tallied_among: Any = _tallied_among
    held: Any = _held
else:

    @intrinsic
    def windows(  # type: ignore[no-untyped-def]
        _, bound, w, limit, row_of, bits_of, at, bits, out, row, subject, state, said
    ):
        """``_windows`` in vectors."""
        plain(bound, row_of, bits_of, out)
        found = types.uintp(bound, w, limit, row_of, bits_of, at, bits, out, row, subject, state, said)
        return found, _windows_in_vectors

    @intrinsic
    def tallied(  # type: ignore[no-untyped-def]
        _, days, bits, ids, c, count, origin, unit_of, w0, bits_of, row, ids_out, at, rows_out, to, inside
    ):
        """``_tallied`` in vectors."""
        plain(days, bits, ids, unit_of, bits_of, ids_out, rows_out)
        return types.uintp(
            days, bits, ids, c, count, origin, unit_of, w0, bits_of, row, ids_out, at, rows_out, to, inside
        ), _tallied_in_vectors

    @intrinsic
    def tallied_among(  # type: ignore[no-untyped-def]
        _, days, bits, ids, c, count, bounds, windows, bits_of, row, ids_out, at, rows_out, to
    ):
        """``_tallied_among`` in vectors."""
        plain(days, bits, ids, bounds, bits_of, ids_out, rows_out)
        return types.uintp(
            days, bits, ids, c, count, bounds, windows, bits_of, row, ids_out, at, rows_out, to
        ), _tallied_among_in_vectors

    @intrinsic
    def held(_, ids, at, count, rows, ranks, h, counted, to):  # type: ignore[no-untyped-def]
        """``_held`` in vectors."""
        plain(ids, rows, ranks, counted)
        return types.uintp(ids, at, count, rows, ranks, h, counted, to), _held_in_vectors


def _windows_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``windows``."""
    bound, w, limit, row_of, bits_of, at, bits, out, row, subject, state, said = args
    kinds, word, long = signature.args, ir.IntType(32), ir.IntType(64)
    many = ir.VectorType(word, AHEAD)

    def store(pointer: Any, value: Any) -> None:
        builder.store(value, builder.bitcast(pointer, value.type.as_pointer()), align=4)

    bounds = context.make_array(kinds[0])(context, builder, bound).data
    begins, ends = (
        builder.load(builder.bitcast(builder.gep(bounds, [x]), many.as_pointer()), align=4)
        for x in (w, builder.add(w, long(1)))
    )
    counting = builder.add(ir.Constant(many, list(range(AHEAD))), splat(builder, builder.trunc(row, word), AHEAD))
    for kind, array, value in ((kinds[3], row_of, counting), (kinds[4], bits_of, splat(builder, bits, AHEAD))):
        store(builder.gep(context.make_array(kind)(context, builder, array).data, [at]), value)
    table = context.make_array(kinds[7])(context, builder, out)
    stride = builder.udiv(builder.extract_value(table.strides, 0), long(4))

    def put(column: int, value: Any) -> None:
        store(builder.gep(table.data, [builder.add(builder.mul(stride, long(column)), row)]), value)

    for column, value in ((R_SUBJECT, subject), (R_STATE, state), (R_SAID, said)):
        put(column, splat(builder, builder.trunc(value, word), AHEAD))
    put(R_START, begins)
    put(R_DUE, builder.sub(ends, ir.Constant(many, [1] * AHEAD)))
    for column, number in ((R_ABOUT, -1), (R_COUNTED, 0), (R_EXTRA, NONE)):
        put(column, ir.Constant(many, [number] * AHEAD))
    within = builder.icmp_signed("<=", ends, splat(builder, limit, AHEAD))
    return builder.zext(builder.ctpop(builder.bitcast(within, ir.IntType(AHEAD))), long)


def _tallied_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``tallied``."""
    v = Vectors(context, builder, signature, args)
    _, _, _, c, count, origin, _, first, _, row, _, at, _, to, inside = args
    lanes = v.lanes(count)
    day = builder.select(lanes, v.load(0, c, lanes), v.splat(inside))
    window = builder.sub(v.look_up(6, builder.sub(day, v.splat(origin))), v.splat(first))
    hits = builder.and_(v.load(1, c, lanes), v.look_up(8, window))
    keep = builder.icmp_unsigned("!=", hits, v.zero)
    v.keep(keep, v.load(2, c, lanes), 10, at)
    v.keep(keep, builder.add(window, v.splat(row)), 12, to)
    return v.count(keep)


def _tallied_among_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``tallied_among``."""
    v = Vectors(context, builder, signature, args)
    _, _, _, c, count, _, windows, _, row, _, at, _, to = args
    lanes = v.lanes(count)
    day, found = v.load(0, c, lanes), cgutils.alloca_once_value(builder, v.zero)
    bounds, counting = v.data(5), v.data(7)
    hits = cgutils.alloca_once_value(builder, v.splat(builder.load(counting)))
    with cgutils.for_range(builder, windows, start=ir.IntType(64)(1)) as loop:
        bound = v.splat(builder.load(builder.gep(bounds, [loop.index])))
        begun, own = builder.icmp_signed("<=", bound, day), v.splat(builder.load(builder.gep(counting, [loop.index])))
        builder.store(builder.sub(builder.load(found), builder.sext(begun, v.many)), found)
        builder.store(builder.select(begun, own, builder.load(hits)), hits)
    window = builder.load(found)
    keep = builder.icmp_unsigned("!=", builder.and_(v.load(1, c, lanes), builder.load(hits)), v.zero)
    v.keep(keep, v.load(2, c, lanes), 9, at)
    v.keep(keep, builder.add(window, v.splat(row)), 11, to)
    return v.count(keep)


def _held_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``held``."""
    v = Vectors(context, builder, signature, args)
    _, at, count, _, _, h, counted, to = args
    lanes, stride = (
        v.lanes(count),
        builder.extract_value(context.make_array(v.kinds[6])(context, builder, counted).strides, 0),
    )
    row = builder.mul(builder.udiv(stride, ir.IntType(64)(4)), ir.IntType(64)(R_COUNTED))
    below = builder.icmp_signed("<", v.load(4, h, lanes), v.look_up(6, v.load(3, h, lanes), row))
    keep = builder.and_(lanes, below)
    v.keep(keep, v.load(0, at, lanes), 0, to)
    return builder.add(to, v.count(keep))
