"""The table of the tree, held against the hashes of the entries themselves."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from caseward.verify import tables
from caseward.verify.report import Verdict
from caseward.verify.seen import LEVEL, Read, Rows, plain, typed
from caseward.verify.wire import HASH_SIZE


def levels_of(rows: Rows, found: Read, first: int, piece: list[bytes | None]) -> list[list[bytes]]:
    """The subtrees within a piece, level by level, as computed from its leaf hashes (None: there is no entry)."""
    bottom = [leaf for leaf in piece if leaf is not None]
    if len(bottom) < len(piece) or not _stand(rows, 0, first, bottom):
        bottom = _bottom(rows, found, first, piece)
    found.hashes += b"".join(bottom)
    levels = [bottom]
    for level in range(1, LEVEL + 1):
        levels.append(nodes(levels[-1]))
        _hold(rows, found, level, first >> level, levels[-1])
    return levels


def _bottom(rows: Rows, found: Read, first: int, piece: list[bytes | None]) -> list[bytes]:
    """The lowest level of a piece where not all is there or as the tree has it."""
    stored = _stored(rows, found, 0, first, first + len(piece))
    bottom = []
    for index, computed in enumerate(piece, start=first):
        kept = stored.get(index)
        if computed is None:
            found.blame(index, Verdict.MISSING, "there is no such entry in the table")
        elif kept != computed:
            found.unlike_tree.add(index)
        bottom.append(computed or kept or bytes(HASH_SIZE))
    return bottom


def upper_levels(rows: Rows, found: Read, tops: list[bytes]) -> None:
    """The subtrees above the pieces; and that the table has no more than the log has."""
    level = LEVEL
    while len(tops) > 1:
        level, tops = level + 1, nodes(tops)
        _hold(rows, found, level, 0, tops)
    for deep, count, first, last in typed(rows, found.report, tables.LEVELS, int, int, int, int):
        number = found.size >> deep if 0 <= deep < 64 else 0
        if (count, first, last) != (number, 0, number - 1):
            found.report.fault(f"tree: level {deep} has {count} subtrees; a log of {found.size} entries has {number}")


def bottom_of(leaves: Sequence[bytes]) -> list[bytes | None]:
    """The hashes of many leaves."""
    return [sha256(b"\0" + leaf).digest() for leaf in leaves]


def nodes(below: list[bytes]) -> list[bytes]:
    """The hashes of pairs; one that is left over waits for its other half."""
    return [sha256(b"\1" + a + b).digest() for a, b in zip(below[::2], below[1::2], strict=False)]


def _hold(rows: Rows, found: Read, level: int, first: int, made: list[bytes]) -> None:
    if not made or _stand(rows, level, first, made):
        return
    stored = _stored(rows, found, level, first, first + len(made))
    for place, computed in enumerate(made, start=first):
        if stored.get(place) != computed:
            found.report.fault(f"tree: the subtree {place} of level {level} is not the one of the entries")


def _stored(rows: Rows, found: Read, level: int, first: int, end: int) -> dict[int, bytes]:
    return dict(typed(rows, found.report, tables.subtrees(level, first, end), int, bytes))


def _stand(rows: Rows, level: int, first: int, made: list[bytes]) -> bool:
    """Whether the table has just these, at their places. If not, nothing is said."""
    columns = plain(rows, tables.subtrees(level, first, first + len(made)), int, bytes)
    return columns is not None and [[*column] for column in columns] == [[*range(first, first + len(made))], made]
