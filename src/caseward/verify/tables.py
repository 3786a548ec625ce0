"""What is read of a store, by table: the only place of the check that names columns of the big tables."""

from __future__ import annotations

_PIECE = "WHERE idx >= {} AND idx < {} ORDER BY idx"


def entries(first: int, end: int) -> str:
    """Place, bytes, and the columns that stand beside them: when recorded (microseconds), kind, case, actor."""
    return f"SELECT idx, leaf, recorded, kind, case_token, actor_token FROM entries {_PIECE.format(first, end)}"


def parts(first: int, end: int, *, boxes: bool) -> str:
    """Place, name, key, and the box of each part of a payload; or only how long it is."""
    box = "box" if boxes else "length(box)"
    return f"SELECT idx, name, key_id, {box} FROM parts {_PIECE.format(first, end)}, name"


def subtrees(level: int, first: int, end: int) -> str:
    """Place and hash of the perfect subtrees of one level."""
    return f"SELECT place, hash FROM tree WHERE level = {level} AND place >= {first} AND place < {end} ORDER BY place"


EVERY_SUBTREE = "SELECT level, place, hash FROM tree"
LEVELS = "SELECT level, count(*), min(place), max(place) FROM tree GROUP BY level ORDER BY level"
IDS = "SELECT mark, idx FROM ids ORDER BY mark"
