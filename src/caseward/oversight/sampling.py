"""A simple random sample that anybody can draw again, and the interval around a share found in one.

The draw needs no generator of random numbers: each member of the frame gets the SHA-256 of ``seed``, a colon and its
id, and the members with
the smallest hashes are drawn. Any language gives the same sample from the same frame and seed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from math import sqrt

Z_95 = 1.959963984540054
"""Standard normal quantile for an interval of 95 percent."""


@dataclass(frozen=True, slots=True)
class Sample:
    """What was drawn, with all that is needed to draw it again.

    ``frame_sha256`` is of the sorted ids, one to a line.
    """

    seed: int
    frame_size: int
    frame_sha256: str
    drawn: tuple[str, ...]


def draw(frame: Iterable[str], size: int, seed: int) -> Sample:
    """Draw ``size`` ids without replacement. ValueError when the frame repeats an id, or is smaller than ``size``."""
    ids = sorted(frame)
    if len(set(ids)) != len(ids):
        raise ValueError("the frame names an id twice, which would double its chance")
    if not 0 <= size <= len(ids):
        raise ValueError(f"a sample of {size} cannot be drawn from a frame of {len(ids)}")
    drawn = sorted(ids, key=lambda i: (sha256(f"{seed}:{i}".encode()).hexdigest(), i))[:size]
    return Sample(seed, len(ids), sha256("\n".join(ids).encode()).hexdigest(), tuple(drawn))


def wilson(found: int, of: int, z: float = Z_95) -> tuple[float, float]:
    """The Wilson score interval for ``found`` of ``of``, as shares from 0 to 1.

    ValueError when there is no denominator.
    """
    if not 0 <= found <= of or of == 0:
        raise ValueError(f"{found} of {of} is not a share")
    share, spread = found / of, z * z / of
    middle = (share + spread / 2) / (1 + spread)
    half = z * sqrt(share * (1 - share) / of + spread / (4 * of)) / (1 + spread)
    low = 0.0 if found == 0 else max(0.0, middle - half)
    high = 1.0 if found == of else min(1.0, middle + half)
    return low, high


def needed_for(percent: int, of: int) -> int:
    """The fewest of ``of`` that reach ``percent``: 90% of 252 is 226.8, so 227. ValueError outside 0 to 100."""
    if not 0 <= percent <= 100 or of < 0:
        raise ValueError(f"{percent}% of {of} is not a threshold")
    return -(-percent * of // 100)


def percent(found: int, of: int) -> int | None:
    """The share in whole percent, halves rounded up; None without a denominator."""
    return None if of == 0 else (200 * found + of) // (2 * of)
