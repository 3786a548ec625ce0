"""Arrays that are used again: the first touch of fresh memory costs more than the work done in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(slots=True)
class Workspace:
    """The arrays of one thread by name. What stands in one is overwritten when the name is asked for again."""

    held: dict[str, npt.NDArray[Any]] = field(default_factory=dict)

    def array(self, name: str, length: int, dtype: Any) -> Any:
        """An array of a length, not cleared."""
        found = self.held.get(name)
        if found is None or len(found) < length:
            found = self.held[name] = np.empty(length + length // 4 + 16, dtype=dtype)
        return found[:length]

    def zeros(self, length: int) -> Any:
        """So many int32 zeros, which nobody writes to."""
        found = self.held.get("zeros")
        if found is None or len(found) < length:
            found = self.held["zeros"] = np.zeros(length + length // 4 + 16, dtype=np.int32)
        return found[:length]

    def none(self, rows: int, length: int) -> Any:
        """A table of so many rows of flags that are not set, which nobody sets."""
        found = self.held.get("none")
        if found is None or found.shape[0] < rows or found.shape[1] < length:
            found = self.held["none"] = np.zeros((rows, length + length // 4 + 16), dtype=np.uint8)
        return found

    def table(self, name: str, rows: int, length: int, dtype: Any) -> Any:
        """A table of so many rows, each of at least a length, not cleared."""
        found = self.held.get(name)
        if found is None or found.shape[0] < rows or found.shape[1] < length:
            # An odd length: rows that stand a power of two apart share a place in the cache.
            found = self.held[name] = np.empty((rows, (length + length // 4) | 0xFF), dtype=dtype)
        return found
