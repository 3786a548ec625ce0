"""Several numbers at once, where a compiler left to itself takes one after the other.

What a kernel does with them is a few instructions of the processor on 8 or 16 numbers, in a form that every processor
can be given; arrays are one after the other in memory. What writes past the end of what counts needs so much room.
Each comes twice: in plain words, which also run without the compiler, and in vectors.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numba.core.cgutils
import numpy as np
from numba.core.errors import TypingError
from numba.extending import intrinsic

types: Any = numba.types
cgutils: Any = numba.core.cgutils
ir: Any = cgutils.ir
COMPILED = not vars(numba.config)["DISABLE_JIT"]

WIDTH = 16
"""How many numbers are taken at once, and so the room needed after what is kept."""


def plain(*arrays: Any) -> None:
    """TypingError unless all are arrays of numbers of 32 bits that follow one another."""
    for array in arrays:
        if not (isinstance(array, types.Array) and array.layout == "C" and array.dtype.bitwidth == 32):
            raise TypingError("not an array of 32-bit numbers that follow one another")


def splat(builder: Any, value: Any, width: int) -> Any:
    """A number in so many lanes."""
    many = ir.VectorType(value.type, width)
    one = builder.insert_element(ir.Constant(many, ir.Undefined), value, ir.IntType(32)(0))
    return builder.shuffle_vector(
        one, ir.Constant(many, ir.Undefined), ir.Constant(ir.VectorType(ir.IntType(32), width), [0] * width)
    )


class Vectors:
    """Writes instructions on WIDTH numbers of 32 bits at once."""

    def __init__(self, context: Any, builder: Any, signature: Any, args: Any) -> None:
        self.context, self.builder, self.kinds, self.args = context, builder, signature.args, args
        self.word, self.flag = ir.IntType(32), ir.IntType(1)
        self.many, self.flags = ir.VectorType(self.word, WIDTH), ir.VectorType(self.flag, WIDTH)
        self.zero, self.every = ir.Constant(self.many, [0] * WIDTH), ir.Constant(self.flags, [1] * WIDTH)

    def data(self, n: int) -> Any:
        """Where the numbers of argument ``n`` begin."""
        return self.context.make_array(self.kinds[n])(self.context, self.builder, self.args[n]).data

    def splat(self, value: Any) -> Any:
        """A number in every lane."""
        number = value if value.type == self.word else self.builder.trunc(value, self.word)
        return splat(self.builder, number, WIDTH)

    def lanes(self, count: Any) -> Any:
        """The lanes below a count (unsigned, which may be larger than there are lanes)."""
        return self.builder.icmp_unsigned("<", ir.Constant(self.many, list(range(WIDTH))), self.splat(count))

    def load(self, n: int, at: Any, lanes: Any) -> Any:
        """Numbers of argument ``n`` that follow one another; 0 in lanes that are off, which are not read."""
        call = self._function(f"llvm.masked.load.v{WIDTH}i32.p0", ir.PointerType(), self.word, self.flags, self.many)
        return self.builder.call(call, [self.builder.gep(self.data(n), [at]), self.word(4), lanes, self.zero])

    def read(self, n: int, at: Any) -> Any:
        """Numbers of argument ``n`` that follow one another, all of which must be there."""
        pointer = self.builder.bitcast(self.builder.gep(self.data(n), [at]), self.many.as_pointer())
        return self.builder.load(pointer, align=4)

    def look_up(self, n: int, places: Any, row: Any = None) -> Any:
        """Numbers of argument ``n`` by their places, all of which must be there; ``row`` of a table."""
        pointers = ir.VectorType(ir.PointerType(), WIDTH)
        call = self._function(f"llvm.masked.gather.v{WIDTH}i32.v{WIDTH}p0", pointers, self.word, self.flags, self.many)
        start = self.data(n) if row is None else self.builder.gep(self.data(n), [row])
        at = self.builder.gep(start, [places], source_etype=self.word)
        at.type = pointers
        return self.builder.call(call, [at, self.word(4), self.every, self.zero])

    def size(self, n: int) -> Any:
        """How many numbers argument ``n`` has."""
        table = self.context.make_array(self.kinds[n])(self.context, self.builder, self.args[n])
        return self.builder.extract_value(table.shape, 0)

    def few(self, n: int) -> Any:
        """The first WIDTH numbers of argument ``n``; 0 for those that are not there."""
        return self.load(n, ir.IntType(64)(0), self.lanes(self.size(n)))

    def among(self, numbers: Any, places: Any) -> Any:
        """Of WIDTH numbers those at places, all below WIDTH: a processor may have one instruction for it, which is
        quicker than to look each of them up in memory."""
        found = ir.Constant(self.many, ir.Undefined)
        for x in range(WIDTH):
            place = self.builder.extract_element(places, self.word(x))
            found = self.builder.insert_element(found, self.builder.extract_element(numbers, place), self.word(x))
        return found

    def found(self, few: Any, quick: Callable[[], Any], otherwise: Callable[[], Any]) -> Any:
        """What is ``quick`` to find where there are few, else what is found otherwise."""
        value = cgutils.alloca_once_value(self.builder, self.zero)
        with self.builder.if_else(few) as (then, orelse):
            with then:
                self.builder.store(quick(), value)
            with orelse:
                self.builder.store(otherwise(), value)
        return self.builder.load(value)

    def row(self, n: int, row: int) -> Any:
        """Where a row of the table that is argument ``n`` begins."""
        table = self.context.make_array(self.kinds[n])(self.context, self.builder, self.args[n])
        stride = self.builder.udiv(self.builder.extract_value(table.strides, 0), ir.IntType(64)(4))
        return self.builder.mul(stride, ir.IntType(64)(row))

    def keep(self, lanes: Any, value: Any, n: int, to: Any) -> None:
        """Write the numbers in lanes that are on to argument ``n``, one after the other, and something after them."""
        call = self._function(f"llvm.experimental.vector.compress.v{WIDTH}i32", self.many, self.flags, self.many)
        target = self.builder.bitcast(self.builder.gep(self.data(n), [to]), self.many.as_pointer())
        self.builder.store(self.builder.call(call, [value, lanes, self.zero]), target, align=4)

    def write(self, value: Any, n: int, to: Any, lanes: Any) -> None:
        """Write the numbers in lanes that are on to argument ``n``, each in its place."""
        kind = ir.FunctionType(ir.VoidType(), (self.many, ir.PointerType(), self.word, self.flags))
        call = cgutils.get_or_insert_function(self.builder.module, kind, f"llvm.masked.store.v{WIDTH}i32.p0")
        self.builder.call(call, [value, self.builder.gep(self.data(n), [to]), self.word(4), lanes])

    def count(self, lanes: Any) -> Any:
        """How many lanes are on."""
        return self.builder.zext(self.builder.ctpop(self.builder.bitcast(lanes, ir.IntType(WIDTH))), ir.IntType(64))

    def _function(self, name: str, *parameters: Any) -> Any:
        kind = ir.FunctionType(self.many, parameters)
        return cgutils.get_or_insert_function(self.builder.module, kind, name)


def _ones(number):  # type: ignore[no-untyped-def]
    """How many bits of a number are set."""
    return np.uintp(int(number).bit_count())


if not COMPILED:
    ones: Any = _ones
else:

    @intrinsic
    def ones(_, number):  # type: ignore[no-untyped-def] # noqa: ARG001 - its type is always the same
        """``_ones`` as an instruction."""
        return types.uintp(types.uint32), _ones_in_one


def _ones_in_one(context: Any, builder: Any, signature: Any, args: Any) -> Any:  # noqa: ARG001 - numba gives them
    """The code of ``ones``."""
    return builder.zext(builder.ctpop(args[0]), ir.IntType(64))
