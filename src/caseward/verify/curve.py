"""What both kinds of signature are checked with: m times one point plus n times another, on whichever curve."""

from __future__ import annotations

from typing import Any


def sum_of(m: int, p: Any, n: int, q: Any, curve: tuple[Any, Any, Any]) -> Any:
    """m times p plus n times q, two bits of both numbers at a time. ``curve``: its neutral point, and what adds two
    points and doubles one, in whatever coordinates.
    """
    neutral, added, doubled = curve
    row = [neutral, q, doubled(q), added(doubled(q), q)]
    table = [row]
    for _ in range(3):
        row = [added(p, point) for point in row]
        table.append(row)
    found = neutral
    for at in range(max(m, n).bit_length() // 2 * 2, -1, -2):
        found = doubled(doubled(found))
        i, j = m >> at & 3, n >> at & 3
        if i or j:
            found = added(found, table[i][j])
    return found
