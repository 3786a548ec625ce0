"""Which of many entries pass a matcher, as the bits of a number (see ``kernel_when``)."""

from __future__ import annotations

from typing import Any

import numpy as np
from numba.extending import intrinsic

from caseward.engine.lanes import COMPILED, WIDTH, Vectors, ir, plain, types


def _flags(bits, c, count, mask):  # type: ignore[no-untyped-def]
    """A bit for each of up to WIDTH candidates that has one of ``mask``, the first one lowest."""
    found = sum(1 << x for x in range(min(int(count), WIDTH)) if bits[c + x] & mask)
    return np.uint64(found)


def _lowest(number):  # type: ignore[no-untyped-def]
    """The place of the lowest bit of a number that has one."""
    return np.uint64((int(number) & -int(number)).bit_length() - 1)


def _highest(number):  # type: ignore[no-untyped-def]
    """The place of the highest bit of a number that has one."""
    return np.int64(int(number).bit_length() - 1)


if not COMPILED:
    flags: Any = _flags
    lowest: Any = _lowest
    highest: Any = _highest
else:

    @intrinsic
    def flags(_, bits, c, count, mask):  # type: ignore[no-untyped-def]
        """``_flags`` in vectors."""
        plain(bits)
        return types.uint64(bits, c, count, mask), _flags_in_vectors

    @intrinsic
    def lowest(_, number):  # type: ignore[no-untyped-def]
        """``_lowest`` as an instruction."""
        return types.uint64(number), _lowest_in_one

    @intrinsic
    def highest(_, number):  # type: ignore[no-untyped-def]
        """``_highest`` as an instruction."""
        return types.int64(number), _highest_in_one


def _flags_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``flags``."""
    v = Vectors(context, builder, signature, args)
    _, c, count, mask = args
    lanes = v.lanes(count)
    passes = builder.icmp_unsigned("!=", builder.and_(v.load(0, c, lanes), v.splat(mask)), v.zero)
    return builder.zext(builder.bitcast(passes, ir.IntType(WIDTH)), ir.IntType(64))


def _lowest_in_one(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001 - numba gives them
    """The code of ``lowest``."""
    return builder.cttz(args[0], ir.IntType(1)(0))


def _highest_in_one(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001 - numba gives them
    """The code of ``highest``."""
    return builder.sub(ir.IntType(64)(63), builder.ctlz(args[0], ir.IntType(1)(0)))
