"""The payloads: each part that an envelope commits to has its row, and with keys is seen to be that part."""

from __future__ import annotations

import json

from caseward.verify import tables
from caseward.verify.envelope import opens
from caseward.verify.report import Verdict
from caseward.verify.seen import Keys, Read, Rows, plain, typed

IDENTITY = "identity"


def look_at_parts(rows: Rows, found: Read, first: int, end: int) -> None:
    """The payload rows of a piece. What is missing is judged later, when all orders of destruction are known."""
    if found.listed and _as_listed(rows, found, first, end):
        return
    found.due |= {index: dict.fromkeys(names, b"") for index, names in enumerate(found.listed, first) if names}
    sql, last = tables.parts(first, end, boxes=bool(found.keys)), -1
    for index, name, key_id, box in typed(rows, found.report, sql, int, str, str, bytes if found.keys else int):
        if index < last:
            found.report.fault(f"parts: the row of entry {index}, {name!r}, stands out of its order")
        last = index
        commitment = found.due.get(index, {}).pop(name, None)
        if commitment is None:
            found.blame(index, Verdict.ALTERED, f"there is a part {name!r} that its envelope does not name")
            continue
        _of_its_case(found, index, key_id)
        if found.keys:
            _opened(found, found.keys, index, name, key_id, box, commitment)
    for index in range(first, end):
        left = found.due.pop(index, None)
        if left:
            found.without_parts[index] = tuple(left)


def _as_listed(rows: Rows, found: Read, first: int, end: int) -> bool:
    """Whether the rows of a piece are just those that its entries name, each case's under one key. If not, nothing is
    said or kept.
    """
    columns = plain(rows, tables.parts(first, end, boxes=False), int, str, str, int)
    if columns is None or [*columns[1]] != [name for names in found.listed for name in names]:
        return False
    if [*columns[0]] != [index for index, names in enumerate(found.listed, first) for _ in names]:
        return False
    tokens = [found.tokens[index] for index in columns[0]]
    keys = dict(zip(tokens, columns[2], strict=True))
    other = any(found.key_ids.get(token, key) != key for token, key in keys.items())
    if other or [keys[token] for token in tokens] != [*columns[2]]:
        return False
    found.key_ids |= keys
    return True


def _of_its_case(found: Read, index: int, key_id: str) -> None:
    if found.key_ids.setdefault(found.tokens[index], key_id) != key_id:
        found.blame(index, Verdict.ALTERED, "a part of it is under the key of another case")


def _opened(found: Read, keys: Keys, index: int, name: str, key_id: str, box: bytes, commitment: bytes) -> None:
    result = keys.opened(key_id, name, box, commitment)
    if isinstance(result, str):
        found.shut[result] = found.shut.get(result, 0) + 1
        if result == "broken":
            found.blame(index, Verdict.ALTERED, f"its part {name!r} does not open, or is not the one it commits to")
        return
    opening, part = result
    if not opens(name, opening, part, commitment):
        found.blame(index, Verdict.ALTERED, f"its part {name!r} is not the one it commits to")
        return
    found.report.parts_opened += 1
    id_ = json.loads(part).get("id") if name == IDENTITY else None
    if isinstance(id_, str):
        found.ids[index] = keys.id_mark(id_)
