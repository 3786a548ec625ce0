"""The numbers that stand for values across all slices of a data set: values are only added, and none is renumbered,
so what was compiled for one slice holds for the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeAlias

import numpy as np

from caseward.engine.arrays import Ints
from caseward.record.entry import Value

Key: TypeAlias = tuple[str, str]


@dataclass(slots=True, eq=False)
class Codebook:
    """Codes by key: ``("fact", name)`` for values of facts, ``(kind, field)`` for values of columns."""

    known: dict[Key, dict[tuple[str, Value], int]] = field(default_factory=dict)
    said: dict[Key, list[Value]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock, repr=False, compare=False)

    def codes(self, key: Key, values: Iterable[Value | None]) -> Ints:
        """The code of each value, new ones added at the end; -1 for None."""
        with self.lock:
            known, said = self.known.setdefault(key, {}), self.said.setdefault(key, [])
            found = []
            for value in values:
                if value is None:
                    found.append(-1)
                    continue
                code = known.setdefault((type(value).__name__, value), len(said))
                if code == len(said):
                    said.append(value)
                found.append(code)
        return np.array(found, dtype=np.int32)

    def values(self, key: Key) -> tuple[Value, ...]:
        """Every value known so far, by code."""
        with self.lock:
            return tuple(self.said.get(key, ()))
