"""What a store asks of a key ring, whatever holds it: a file here, a hardware module elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

#: Bytes of every key: AES-256.
KEY_SIZE = 32


class KeyRing(Protocol):
    """Keys by name (32 hex digits), each open, sealed or destroyed. What a method changes is on disk when it
    returns.
    """

    def index_key(self) -> bytes:
        """The key of the blind indexes, 32 bytes: the same for the life of the ring, never sealed or destroyed."""

    def new(self) -> tuple[str, bytes]:
        """The name and the bytes of a fresh key."""

    def new_many(self, count: int) -> list[tuple[str, bytes]]:
        """Fresh keys, made durable together."""

    def key(self, key_id: str) -> bytes:
        """The bytes of a key. KeyGone, KeySealed or KeyUnknown."""

    def state(self, key_id: str) -> str:
        """``open``, ``sealed`` or ``destroyed``. KeyUnknown."""

    def sealed(self) -> frozenset[str]:
        """The names of all keys that are sealed."""

    def seal(self, key_ids: Iterable[str], order: int) -> None:
        """Leave the keys to the sealed unit, by the order at an index of the log. KeyGone when one was destroyed;
        one that is sealed stays as it is.
        """

    def unseal(self, key_ids: Iterable[str], order: int) -> None:
        """Open sealed keys again. KeySealed when the sealed unit's key was not given; one that is open stays so."""

    def destroy(self, keys: Mapping[str, int]) -> None:
        """Overwrite keys, each by the order at an index of the log. One that is gone stays gone; one that was never
        here is remembered as gone.
        """
