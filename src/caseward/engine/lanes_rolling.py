"""The entries and rows of a rolling clock, many at once (see ``kernel_rolling``)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import intrinsic

from caseward.engine.arrays import NONE
from caseward.engine.lanes import COMPILED, WIDTH, Vectors, ir, plain, types
from caseward.engine.layout import (
    LATE_DONE,
    MET,
    NEEDS,
    R_ABOUT,
    R_COUNTED,
    R_DUE,
    R_EXTRA,
    R_SAID,
    R_START,
    R_STATE,
    R_SUBJECT,
    SCORES,
)


def _marked(days, bits, ids, c, count, mask, until, days_out, to, ids_out, at):  # type: ignore[no-untyped-def]
    """Of up to WIDTH candidates, keep those of ``mask`` that come by ``until``: write their days from ``to`` on and
    their ids from ``at`` on; return how many."""
    found = 0
    for x in range(min(int(count), WIDTH)):
        if bits[c + x] & mask and days[c + x] <= until:
            days_out[to + found], ids_out[at + found] = days[c + x], ids[c + x]
            found += 1
    return np.uintp(found)


def _repeats(days, at, count):  # type: ignore[no-untyped-def]
    """Whether any of the next ``count`` days, at most WIDTH, is the same as the one after it, the last one left out."""
    some = max(0, min(int(count) - 1, WIDTH))
    return bool((days[at : at + some] == days[at + 1 : at + some + 1]).any())


def _rolled(days, since, past, most, upto, step, bound, limit, spare, quiet, out, row, subject, state):  # type: ignore[no-untyped-def]
    """Write the rows of a clock of ``step`` days that runs from ``since`` to the day at ``past`` + 1, and from each day
    to the next, at most ``most`` and WIDTH; return how many.

    It ends before the first that comes more than ``bound`` days after it is due, begins on ``limit`` or later, neither
    ends before ``limit`` nor is due before ``spare``, or is due on ``quiet`` or later. ``upto`` counts the entries
    before each day.
    """
    for x in range(min(int(most), WIDTH)):
        since, until = int(days[past + x]) if x else since, int(days[past + x + 1])
        due, r = since + int(step), row + x
        if not (since < limit and (until < limit or due < spare) and due < quiet and until - due <= bound):
            return np.uintp(x)
        late = until > due
        out[R_SUBJECT, r], out[R_STATE, r], out[R_START, r], out[R_DUE, r] = subject, state, since, due
        out[R_SAID, r] = 1 << NEEDS | SCORES | (LATE_DONE if late else MET)
        out[R_EXTRA, r], out[R_COUNTED, r] = until - due if late else NONE, upto[past + x + 1] - upto[past + x]
        out[R_ABOUT, r] = -1
    return np.uintp(min(int(most), WIDTH))


if not COMPILED:
    marked: Any = _marked
    repeats: Any = _repeats
    rolled: Any = _rolled
else:

    @intrinsic
    def marked(_, days, bits, ids, c, count, mask, until, days_out, to, ids_out, at):  # type: ignore[no-untyped-def]
        """``_marked`` in vectors."""
        plain(days, bits, ids, days_out, ids_out)
        return types.uintp(days, bits, ids, c, count, mask, until, days_out, to, ids_out, at), _marked_in_vectors

    @intrinsic
    def repeats(_, days, at, count):  # type: ignore[no-untyped-def]
        """``_repeats`` in vectors."""
        plain(days)
        return types.boolean(days, at, count), _repeats_in_vectors

    @intrinsic
    def rolled(  # type: ignore[no-untyped-def]
        _, days, since, past, most, upto, step, bound, limit, spare, quiet, out, row, subject, state
    ):
        """``_rolled`` in vectors."""
        plain(days, upto, out)
        return types.uintp(
            days, since, past, most, upto, step, bound, limit, spare, quiet, out, row, subject, state
        ), _rolled_in_vectors


def _marked_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``marked``."""
    v = Vectors(context, builder, signature, args)
    _, _, _, c, count, mask, until, _, to, _, at = args
    lanes = v.lanes(count)
    day, bits = v.load(0, c, lanes), builder.and_(v.load(1, c, lanes), v.splat(mask))
    known = builder.and_(lanes, builder.icmp_signed("<=", day, v.splat(until)))
    keep = builder.and_(known, builder.icmp_unsigned("!=", bits, v.zero))
    v.keep(keep, day, 7, to)
    v.keep(keep, v.load(2, c, lanes), 9, at)
    return v.count(keep)


def _repeats_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``repeats``."""
    v = Vectors(context, builder, signature, args)
    _, at, count = args
    one, lanes = ir.IntType(64)(1), v.lanes(builder.sub(count, ir.IntType(64)(1)))
    same = builder.icmp_signed("==", v.load(0, at, lanes), v.load(0, builder.add(at, one), lanes))
    same = builder.and_(lanes, same)
    return builder.icmp_unsigned("!=", builder.bitcast(same, ir.IntType(WIDTH)), ir.IntType(WIDTH)(0))


def _rolled_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``rolled``."""
    v = Vectors(context, builder, signature, args)
    _, begun, past, most, _, step, bound, limit, spare, quiet, _, row, subject, state = args
    after = builder.add(past, ir.IntType(64)(1))
    until = v.read(0, after)
    # Each begins where the one before it ends: not read again, which would wait for what was written just before.
    one_before = ir.Constant(v.many, [0, *range(WIDTH, 2 * WIDTH - 1)])
    since = builder.shuffle_vector(v.splat(begun), until, one_before)
    due = builder.add(since, v.splat(step))
    over, stop = builder.sub(until, due), v.splat(limit)

    def below(a: Any, b: Any) -> Any:
        return builder.icmp_signed("<", a, b)

    reached = builder.or_(below(until, stop), below(due, v.splat(spare)))
    early = builder.and_(below(since, stop), below(due, v.splat(quiet)))
    fits = builder.and_(builder.and_(reached, early), builder.icmp_signed("<=", over, v.splat(bound)))
    fits = builder.and_(fits, v.lanes(most))
    late = builder.icmp_signed(">", over, v.zero)
    said = [v.splat(v.word(1 << NEEDS | SCORES | status)) for status in (LATE_DONE, MET)]
    for column, value in (
        (R_SUBJECT, v.splat(subject)), (R_STATE, v.splat(state)), (R_START, since), (R_DUE, due),
        (R_ABOUT, v.splat(v.word(-1))), (R_SAID, builder.select(late, *said)),
        (R_EXTRA, builder.select(late, over, v.splat(v.word(NONE)))),
        (R_COUNTED, builder.sub(v.read(4, after), v.read(4, past))),
    ):  # fmt: skip
        at = builder.gep(v.data(10), [builder.add(v.row(10, column), row)])
        builder.store(value, builder.bitcast(at, v.many.as_pointer()), align=4)
    ended = builder.not_(builder.bitcast(fits, ir.IntType(WIDTH)))
    return builder.zext(builder.cttz(ended, v.flag(0)), ir.IntType(64))
