"""Windows written and their entries tallied, many at once (see ``kernel_grid``)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import intrinsic

from caseward.engine.arrays import NONE
from caseward.engine.lanes import COMPILED, WIDTH, Vectors, cgutils, ir, plain, splat, types
from caseward.engine.layout import (
    MISSED,
    R_ABOUT,
    R_COUNTED,
    R_DUE,
    R_EXTRA,
    R_SAID,
    R_START,
    R_STATE,
    R_SUBJECT,
    SAID_STATUS,
)

AHEAD = 8
"""How many windows ``windows`` writes at once, and so the room it needs after what counts."""


def _laid(  # type: ignore[no-untyped-def]
    bound, w, count, life, over, horizon, begins, sigs, k, ends, force, states, saids, masks, bits_of, held_of,
    sig_of, at, out, row, subject,
):  # fmt: skip
    """Write the rows of the WIDTH windows from ``w`` on, of which ``count`` are there, cut to the days from ``life`` to
    before ``over``; and by window its bits, the template in force at its start, and the outcome at its end: that of the
    last of the segments ``k`` up to ``ends`` that begins before its end and before ``horizon``. Return a bit for each
    window, the first one lowest, in which another template is in force at the end than at the start; then a bit for
    each of which nothing is asked."""
    apart = nothing = 0
    for x in range(WIDTH):
        start, end, r = max(int(bound[w + x]), int(life)), min(int(bound[w + x + 1]), int(over)), row + x
        held, last = (sigs[sum(b < day for b in begins[k:ends]) - 1 + int(k)] for day in (start + 1, min(end, horizon)))
        out[R_SUBJECT, r], out[R_STATE, r], out[R_SAID, r] = subject, states[last], saids[last]
        out[R_START, r], out[R_DUE, r], bits_of[at + x] = start, end - 1, masks[last]
        out[R_ABOUT, r], out[R_COUNTED, r], out[R_EXTRA, r] = -1, 0, NONE
        held_of[at + x], sig_of[at + x] = force[held], last
        if x < count:
            apart |= int(force[held] != force[last]) << x
            nothing |= int(states[last] < 0) << x
    return np.uint32(apart | nothing << WIDTH)


def _moved(starts, latest, at, days, out, to):  # type: ignore[no-untyped-def]
    """Write WIDTH days from ``to`` on: those of ``starts`` from ``at`` on, so many days later, at the ``latest``."""
    some = slice(at, at + WIDTH)
    out[to : to + WIDTH] = np.minimum(starts[some] + np.int32(days), latest[some])


def _lapsed(out, row, count, begins, ceases):  # type: ignore[no-untyped-def]
    """A bit for each of up to WIDTH rows from ``row`` on, the first one lowest, that is missed and has a day from
    ``begins`` to before ``ceases``."""
    found = 0
    for x in range(min(int(count), WIDTH)):
        within = out[R_DUE, row + x] >= begins and out[R_START, row + x] < ceases
        found |= int(within and out[R_SAID, row + x] & SAID_STATUS == MISSED) << x
    return np.uint64(found)


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
    laid: Any = _laid
    moved: Any = _moved
    lapsed: Any = _lapsed
    windows: Any = _windows
    tallied: Any = _tallied
    tallied_among: Any = _tallied_among
    held: Any = _held
else:

    @intrinsic
    def laid(  # type: ignore[no-untyped-def]
        _, bound, w, count, life, over, horizon, begins, sigs, k, ends, force, states, saids, masks, bits_of, held_of,
        sig_of, at, out, row, subject,
    ):  # fmt: skip
        """``_laid`` in vectors."""
        plain(bound, begins, sigs, force, states, saids, masks, bits_of, held_of, sig_of, out)
        return types.uint32(
            bound, w, count, life, over, horizon, begins, sigs, k, ends, force, states, saids, masks, bits_of, held_of,
            sig_of, at, out, row, subject,
        ), _laid_in_vectors  # fmt: skip

    @intrinsic
    def moved(_, starts, latest, at, days, out, to):  # type: ignore[no-untyped-def]
        """``_moved`` in vectors."""
        plain(starts, latest, out)
        return types.void(starts, latest, at, days, out, to), _moved_in_vectors

    @intrinsic
    def lapsed(_, out, row, count, begins, ceases):  # type: ignore[no-untyped-def]
        """``_lapsed`` in vectors."""
        plain(out)
        return types.uint64(out, row, count, begins, ceases), _lapsed_in_vectors

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


def _laid_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``laid``."""
    v, many = Vectors(context, builder, signature, args), ir.IntType(WIDTH)
    _, w, count, life, over, horizon, _, _, k, ends, _, _, _, _, _, _, _, at, _, row, subject = args

    def put(value: Any, pointer: Any) -> None:
        builder.store(value, builder.bitcast(pointer, v.many.as_pointer()), align=4)

    def either(a: Any, b: Any, *, larger: bool) -> Any:
        return builder.select(builder.icmp_signed(">" if larger else "<", a, b), a, b)

    start = either(v.read(0, w), v.splat(life), larger=True)
    end = either(v.read(0, builder.add(w, ir.IntType(64)(1))), v.splat(over), larger=False)
    judged = either(end, v.splat(horizon), larger=False)
    # Of the template at the start of the window; at its end the template, the state, what is said of it, its bits.
    held, *found = (cgutils.alloca_once_value(builder, v.zero) for _ in range(6))
    with cgutils.for_range_slice(builder, k, ends, ir.IntType(64)(1)) as (place, _):
        begun, sig = (builder.load(builder.gep(v.data(n), [place])) for n in (6, 7))
        values = [
            v.splat(builder.load(builder.gep(v.data(n), [builder.zext(sig, ir.IntType(64))]))) for n in range(10, 14)
        ]
        first, last = (builder.icmp_signed(c, v.splat(begun), x) for c, x in (("<=", start), ("<", judged)))
        values.append(v.splat(sig))
        for chosen, lanes, value in ((held, first, values[0]), *zip(found, [last] * 5, values, strict=True)):
            builder.store(builder.select(lanes, value, builder.load(chosen)), chosen)
    force, state, said, bits, outcome = (builder.load(x) for x in found)
    for n, value in ((14, bits), (15, builder.load(held)), (16, outcome)):
        put(value, builder.gep(v.data(n), [at]))
    for column, value in (
        (R_SUBJECT, v.splat(subject)), (R_STATE, state), (R_SAID, said), (R_START, start),
        (R_DUE, builder.sub(end, v.splat(v.word(1)))), (R_ABOUT, v.splat(v.word(-1))), (R_COUNTED, v.zero),
        (R_EXTRA, v.splat(v.word(NONE))),
    ):  # fmt: skip
        put(value, builder.gep(v.data(18), [builder.add(v.row(18, column), row)]))
    there = v.lanes(count)
    apart = builder.icmp_unsigned("!=", force, builder.load(held))
    nothing = builder.icmp_signed("<", state, v.zero)
    apart, nothing = (builder.zext(builder.bitcast(builder.and_(there, x), many), v.word) for x in (apart, nothing))
    return builder.or_(apart, builder.shl(nothing, v.word(WIDTH)))


def _moved_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``moved``."""
    v = Vectors(context, builder, signature, args)
    _, _, at, days, _, to = args
    day, latest = builder.add(v.read(0, at), v.splat(days)), v.read(1, at)
    day = builder.select(builder.icmp_signed("<", day, latest), day, latest)
    builder.store(day, builder.bitcast(builder.gep(v.data(4), [to]), v.many.as_pointer()), align=4)
    return context.get_dummy_value()


def _lapsed_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``lapsed``."""
    v = Vectors(context, builder, signature, args)
    _, row, count, begins, ceases = args
    lanes = v.lanes(count)
    said, start, due = (v.load(0, builder.add(v.row(0, column), row), lanes) for column in (R_SAID, R_START, R_DUE))
    status = builder.and_(said, v.splat(v.word(SAID_STATUS)))
    missed = builder.and_(lanes, builder.icmp_unsigned("==", status, v.splat(v.word(MISSED))))
    within = builder.and_(
        builder.icmp_signed(">=", due, v.splat(begins)), builder.icmp_signed("<", start, v.splat(ceases))
    )
    return builder.zext(builder.bitcast(builder.and_(missed, within), ir.IntType(WIDTH)), ir.IntType(64))


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
