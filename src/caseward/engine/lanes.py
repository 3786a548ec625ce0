"""Several numbers at once, where a compiler left to itself takes one after the other.

Each of these is a few instructions of the processor on 8 or 16 numbers, in a form that every processor can be given;
arrays are one after the other in memory. Those that write past the end of what counts need so much room.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import config, types
from numba.core import cgutils
from numba.core.errors import TypingError
from numba.extending import intrinsic

from caseward.engine.arrays import NONE
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
WIDTH = 16
"""How many entries ``kept`` takes at once, and so the room it needs after what it keeps."""


def _kept(codes, at, count, bits_of, first, last, row, place, day_out, row_out, bits_out, to):  # type: ignore[no-untyped-def]
    """Of up to WIDTH entries, keep those of whose code ``bits_of`` says something: write their days, rows and bits from
    ``to`` on. Return where the next one goes, and whether all of them are clear: of one day, without the highest bit.
    """
    clear = True
    for x in range(min(int(count), WIDTH)):
        bits = bits_of[codes[at + x]]
        clear &= not bits >> np.uint32(31) and first[place + x] == last[place + x]
        if bits:
            day_out[to], row_out[to], bits_out[to] = first[place + x], row[place + x], bits
            to += np.uintp(1)
    return to, clear


def _windows(bound, w, limit, cell, at, bits, out, row, subject, state, said):  # type: ignore[no-untyped-def]
    """Write the rows of the AHEAD windows from ``w`` on, and which row and bits each has in ``cell``; return how many
    of them count: those that end by ``limit``."""
    ends = np.array(bound[w + 1 : w + 1 + AHEAD])
    rows = slice(row, row + AHEAD)
    cell[at : at + AHEAD] = np.arange(AHEAD, dtype=np.uint64) + row | bits
    out[R_SUBJECT, rows], out[R_STATE, rows], out[R_SAID, rows] = subject, state, said
    out[R_START, rows], out[R_DUE, rows] = bound[w : w + AHEAD], ends - 1
    out[R_ABOUT, rows], out[R_COUNTED, rows], out[R_EXTRA, rows] = -1, 0, NONE
    return np.uintp(np.count_nonzero(ends <= limit))


if config.DISABLE_JIT:
    kept: Any = _kept
    windows: Any = _windows
else:

    @intrinsic  # type: ignore[untyped-decorator]
    def kept(  # type: ignore[no-untyped-def]
        _, codes, at, count, bits_of, first, last, row, place, day_out, row_out, bits_out, to
    ):
        """``_kept`` in vectors."""
        arrays = (codes, bits_of, first, last, row, day_out, row_out, bits_out)
        _plain(*arrays)
        numbers = (at, count, place, to)
        if not all(n == types.uintp for n in numbers):
            raise TypingError("places are unsigned")
        found = types.Tuple((types.uintp, types.boolean))
        return found(
            codes, at, count, bits_of, first, last, row, place, day_out, row_out, bits_out, to
        ), _kept_in_vectors


    @intrinsic  # type: ignore[untyped-decorator]
    def windows(  # type: ignore[no-untyped-def]
        _, bound, w, limit, cell, at, bits, out, row, subject, state, said
    ):
        """``_windows`` in vectors."""
        _plain(bound)
        if cell.layout != "C" or out.layout != "C" or out.dtype.bitwidth != 32 or cell.dtype.bitwidth != 64:
            raise TypingError("not tables of numbers that follow one another")
        found = types.uintp(bound, w, limit, cell, at, bits, out, row, subject, state, said)
        return found, _windows_in_vectors


def _plain(*arrays: Any) -> None:
    for array in arrays:
        if not (isinstance(array, types.Array) and array.layout == "C" and array.dtype.bitwidth == 32):
            raise TypingError("not an array of 32-bit numbers that follow one another")


def _kept_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``kept``."""
    codes, at, count, bits_of, first, last, row, place, day_out, row_out, bits_out, to = args
    kinds = signature.args
    many, word, flags = ir.VectorType(ir.IntType(32), WIDTH), ir.IntType(32), ir.VectorType(ir.IntType(1), WIDTH)
    zero = ir.Constant(many, [0] * WIDTH)

    def data(kind: Any, value: Any, index: Any) -> Any:
        pointer = context.make_array(kind)(context, builder, value).data
        return builder.gep(pointer, [index])

    def function(name: str, result: Any, *parameters: Any) -> Any:
        return cgutils.get_or_insert_function(builder.module, ir.FunctionType(result, parameters), name)

    loading = function(f"llvm.masked.load.v{WIDTH}i32.p0", many, ir.PointerType(), word, flags, many)
    gathering = function(
        f"llvm.masked.gather.v{WIDTH}i32.v{WIDTH}p0", many, ir.VectorType(ir.PointerType(), WIDTH), word, flags, many
    )
    compress = function(f"llvm.experimental.vector.compress.v{WIDTH}i32", many, many, flags, many)
    four = word(4)
    lanes = builder.icmp_unsigned("<", ir.Constant(many, list(range(WIDTH))), _splat(builder, builder.trunc(count, word), WIDTH))

    def load(kind: Any, value: Any, index: Any) -> Any:
        return builder.call(loading, [data(kind, value, index), four, lanes, zero])

    code = load(kinds[0], codes, at)
    base = context.make_array(kinds[3])(context, builder, bits_of).data
    pointers = builder.gep(base, [code], source_etype=word)
    pointers.type = ir.VectorType(ir.PointerType(), WIDTH)
    every = ir.Constant(flags, [1] * WIDTH)
    bits = builder.select(lanes, builder.call(gathering, [pointers, four, every, zero]), zero)
    keep, day = builder.icmp_unsigned("!=", bits, zero), load(kinds[4], first, place)
    several = builder.icmp_unsigned("!=", day, load(kinds[5], last, place))
    unclear = builder.or_(several, builder.icmp_signed("<", bits, zero))
    for out, place_of, value in (
        (day_out, 8, day), (row_out, 9, load(kinds[6], row, place)), (bits_out, 10, bits),
    ):  # fmt: skip
        target = builder.bitcast(data(kinds[place_of], out, to), many.as_pointer())
        builder.store(builder.call(compress, [value, keep, zero]), target, align=4)
    short = ir.IntType(WIDTH)
    following = builder.add(to, builder.zext(builder.ctpop(builder.bitcast(keep, short)), to.type))
    clear = builder.icmp_unsigned("==", builder.bitcast(unclear, short), short(0))
    return context.make_tuple(builder, signature.return_type, (following, clear))


def _splat(builder: Any, value: Any, width: int) -> Any:
    many = ir.VectorType(value.type, width)
    one = builder.insert_element(ir.Constant(many, ir.Undefined), value, ir.IntType(32)(0))
    return builder.shuffle_vector(
        one, ir.Constant(many, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), width), [0] * width)
    )


def _windows_in_vectors(context: Any, builder: Any, signature: Any, args: Any) -> Any:
    """The code of ``windows``."""
    bound, w, limit, cell, at, bits, out, row, subject, state, said = args
    kinds, word, long = signature.args, ir.IntType(32), ir.IntType(64)
    many, wide = ir.VectorType(word, AHEAD), ir.VectorType(long, AHEAD)

    def store(pointer: Any, value: Any) -> None:
        builder.store(value, builder.bitcast(pointer, value.type.as_pointer()), align=4)

    bounds = context.make_array(kinds[0])(context, builder, bound).data
    begins, ends = (
        builder.load(builder.bitcast(builder.gep(bounds, [x]), many.as_pointer()), align=4)
        for x in (w, builder.add(w, long(1)))
    )
    cells = context.make_array(kinds[3])(context, builder, cell).data
    counting = ir.Constant(wide, list(range(AHEAD)))
    store(builder.gep(cells, [at]), builder.or_(builder.add(counting, _splat(builder, row, AHEAD)),
                                                _splat(builder, bits, AHEAD)))
    table = context.make_array(kinds[6])(context, builder, out)
    stride = builder.udiv(builder.extract_value(table.strides, 0), long(4))

    def put(column: int, value: Any) -> None:
        store(builder.gep(table.data, [builder.add(builder.mul(stride, long(column)), row)]), value)

    for column, value in ((R_SUBJECT, subject), (R_STATE, state), (R_SAID, said)):
        put(column, _splat(builder, builder.trunc(value, word), AHEAD))
    put(R_START, begins)
    put(R_DUE, builder.sub(ends, ir.Constant(many, [1] * AHEAD)))
    for column, number in ((R_ABOUT, -1), (R_COUNTED, 0), (R_EXTRA, NONE)):
        put(column, ir.Constant(many, [number] * AHEAD))
    within = builder.icmp_signed("<=", ends, _splat(builder, limit, AHEAD))
    return builder.zext(builder.ctpop(builder.bitcast(within, ir.IntType(AHEAD))), long)
