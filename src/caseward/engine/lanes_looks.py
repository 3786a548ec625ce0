"""The patterns of entries, many at once (see ``kernel_looks``)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import intrinsic

from caseward.engine.lanes import COMPILED, WIDTH, Vectors, ir, plain, types


def _follow(rows, at, count):  # type: ignore[no-untyped-def]
    """Whether up to WIDTH numbers from ``at`` on follow one another."""
    some = min(int(count), WIDTH)
    return bool((rows[at : at + some] == rows[at] + np.arange(some)).all())


def _told(codes, c, lowest, says, count, out, at, fresh):  # type: ignore[no-untyped-def]
    """Add to up to WIDTH numbers what their codes say, which begin with ``lowest``; ``fresh``: the first to say so."""
    for x in range(min(int(count), WIDTH)):
        out[at + x] = (0 if fresh else out[at + x]) + says[codes[c + x] - int(lowest)]


if not COMPILED:
    follow: Any = _follow
    told: Any = _told
else:

    @intrinsic
    def follow(_, rows, at, count):  # type: ignore[no-untyped-def]
        """``_follow`` in vectors."""
        plain(rows)
        return types.boolean(rows, at, count), _follow_in_vectors

    @intrinsic
    def told(_, codes, c, lowest, says, count, out, at, fresh):  # type: ignore[no-untyped-def]
        """``_told`` in vectors, of at most WIDTH numbers to look up."""
        plain(codes, says, out)
        return types.void(codes, c, lowest, says, count, out, at, fresh), _told_in_vectors


def _follow_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``follow``."""
    v = Vectors(context, builder, signature, args)
    _, at, count = args
    lanes, first = v.lanes(count), builder.load(builder.gep(v.data(0), [at]))
    wanted = builder.add(v.splat(first), ir.Constant(v.many, list(range(WIDTH))))
    apart = builder.and_(lanes, builder.icmp_unsigned("!=", v.load(0, at, lanes), wanted))
    return builder.icmp_unsigned("==", builder.bitcast(apart, ir.IntType(WIDTH)), ir.IntType(WIDTH)(0))


def _told_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``told``."""
    v = Vectors(context, builder, signature, args)
    _, c, lowest, _, count, _, at, fresh = args
    lanes = v.lanes(count)
    says = v.among(v.few(3), builder.sub(v.load(0, c, lanes), v.splat(lowest)))
    v.write(builder.add(says, builder.select(fresh, v.zero, v.load(5, at, lanes))), 5, at, lanes)
    return context.get_dummy_value()
