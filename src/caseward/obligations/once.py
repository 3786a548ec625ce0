"""What is worked out once for one and the same object: a policy's versions, what a test says of a value.

Parts of a policy never change after reading, so the object itself is the key. Two parts that read the same are two
keys: comparing them would cost more than the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


def once(most: int) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Keep the answers of a function by its first argument's identity and by its other arguments and their types.

    All arguments are given by place, and all but the first can be hashed. When ``most`` answers are kept, all are let
    go. An object stays alive as long as its answers, so that no other can take its place.
    """

    def keep(function: Callable[P, R]) -> Callable[P, R]:
        kept: dict[tuple[object, ...], tuple[object, R]] = {}

        @wraps(function)
        def asked(*args: P.args, **named: P.kwargs) -> R:
            key = (id(args[0]), *args[1:], *map(type, args))
            found = kept.get(key)
            if found is None:
                if len(kept) >= most:
                    kept.clear()
                found = kept[key] = (args[0], function(*args, **named))
            return found[1]

        return asked

    return keep
