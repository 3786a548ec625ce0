"""What is worked out once for one and the same object: a policy's versions, what a test says of a value.

Parts of a policy never change after reading, so the object itself is the key. Two parts that read the same are two
keys: comparing them would cost more than the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, Generic, ParamSpec, TypeVar

K = TypeVar("K")
P = ParamSpec("P")
R = TypeVar("R")


class _Same(Generic[K]):
    """An object as a key: equal only to itself."""

    __slots__ = ("it",)

    def __init__(self, it: K) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


def once(most: int) -> Callable[[Callable[Concatenate[K, P], R]], Callable[Concatenate[K, P], R]]:
    """Keep the answers of a function by its first argument's identity and by its other arguments and their types.

    ``most``: how many answers are kept; the one asked for longest ago goes first. A key stays alive as long as its
    answer, so that no other object can take its place.
    """

    def keep(function: Callable[Concatenate[K, P], R]) -> Callable[Concatenate[K, P], R]:
        @lru_cache(maxsize=most, typed=True)
        def kept(key: _Same[K], *args: P.args, **named: P.kwargs) -> R:
            return function(key.it, *args, **named)

        @wraps(function)
        def asked(first: K, /, *args: P.args, **named: P.kwargs) -> R:
            return kept(_Same(first), *args, **named)  # type: ignore[arg-type]

        return asked

    return keep
