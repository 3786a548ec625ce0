"""Spans of facts picked out many at once (see ``spansets``)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import intrinsic

from caseward.engine.lanes import COMPILED, WIDTH, Vectors, ir, plain, types


def _wanted(facts, values, starts, ends, j, count, at_of, has, limit, latest, start_out, end_out, to):  # type: ignore[no-untyped-def]
    """Of up to WIDTH spans, keep those of which ``has`` says so and that begin before ``limit``: write their starts and
    ends (at most ``latest``) from ``to`` on; return which were kept, a bit for each, the first one lowest."""
    which = 0
    for x in range(min(int(count), WIDTH)):
        if has[at_of[facts[j + x]] + values[j + x]] and starts[j + x] < limit:
            start_out[to], end_out[to] = starts[j + x], min(int(ends[j + x]), int(latest))
            to, which = to + np.uintp(1), which | 1 << x
    return np.uint32(which)


if not COMPILED:
    wanted: Any = _wanted
else:

    @intrinsic
    def wanted(  # type: ignore[no-untyped-def]
        _, facts, values, starts, ends, j, count, at_of, has, limit, latest, start_out, end_out, to
    ):
        """``_wanted`` in vectors."""
        plain(facts, values, starts, ends, at_of, has, start_out, end_out)
        return types.uint32(
            facts, values, starts, ends, j, count, at_of, has, limit, latest, start_out, end_out, to
        ), _wanted_in_vectors


def _wanted_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``wanted``."""
    v = Vectors(context, builder, signature, args)
    _, _, _, _, j, count, _, _, limit, latest, _, _, to = args
    lanes, last = v.lanes(count), v.splat(latest)
    start, end = v.load(2, j, lanes), v.load(3, j, lanes)
    place = builder.add(v.look_up(6, v.load(0, j, lanes)), v.load(1, j, lanes))
    keep = builder.and_(builder.icmp_unsigned("!=", v.look_up(7, place), v.zero), lanes)
    keep = builder.and_(keep, builder.icmp_signed("<", start, v.splat(limit)))
    v.keep(keep, start, 10, to)
    v.keep(keep, builder.select(builder.icmp_signed("<", end, last), end, last), 11, to)
    return builder.zext(builder.bitcast(keep, ir.IntType(WIDTH)), v.word)
