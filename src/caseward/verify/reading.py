"""One pass over a store: every entry's bytes hashed, and what stands beside them held against them."""

from __future__ import annotations

from collections.abc import Sequence
from operator import le

from caseward.verify import tables
from caseward.verify.envelope import Envelope, micros, read
from caseward.verify.growing import Peaks, covering
from caseward.verify.merkle import leaf_hash
from caseward.verify.payloads import IDENTITY, look_at_parts
from caseward.verify.report import Report, Verdict
from caseward.verify.seen import LEVEL, PIECE, Keys, Read, Rows, Told, plain, typed
from caseward.verify.shapes import Columns
from caseward.verify.subtrees import bottom_of, levels_of, upper_levels
from caseward.verify.wire import Refused

ORDERS = ("sealing_order", "unsealing_order", "destruction_order", "tombstone")
CORRECTION = "correction"
SPECIAL = {*ORDERS, CORRECTION}


def read_all(rows: Rows, size: int, sizes: Sequence[int], report: Report, keys: Keys | None, told: Told) -> Read:
    """Look at every place below ``size``; also work out the root that the log had at each of ``sizes``."""
    found, peaks, tops = Read(size, report, keys), Peaks(), []
    wanted = sorted({n for n in sizes if 0 < n <= size})
    for first in range(0, size, PIECE):
        end = min(first + PIECE, size)
        levels = levels_of(rows, found, first, _entries(rows, found, first, end))
        while wanted and wanted[0] <= end:
            now = wanted.pop(0)
            found.roots[now] = _root_at(peaks, levels, first, now)
        for level, place in covering(first, end):
            peaks.add(levels[level][place - (first >> level)], level)
        tops += levels[LEVEL]
        look_at_parts(rows, found, first, end)
        told(end, size)
    upper_levels(rows, found, tops)
    return found


def _root_at(peaks: Peaks, levels: list[list[bytes]], first: int, size: int) -> bytes:
    """The root of the log when it had ``size`` entries, somewhere in the piece that begins at ``first``."""
    grown = Peaks(peaks.size, peaks.hashes)
    for level, place in covering(first, size):
        grown.add(levels[level][place - (first >> level)], level)
    return grown.root()


def _entries(rows: Rows, found: Read, first: int, end: int) -> list[bytes | None]:
    """The leaf hashes of a piece, None where there is no entry; every column held against the bytes."""
    found.listed = []
    return _at_once(rows, found, first, end) or _one_by_one(rows, found, first, end)


def _at_once(rows: Rows, found: Read, first: int, end: int) -> list[bytes | None] | None:
    """A piece in which everything is as it has to be; of any other None, and nothing is said or kept."""
    listed = plain(rows, tables.entries(first, end), int, bytes, int, str, str, str)
    if listed is None or [*listed[0]] != [*range(first, end)]:
        return None
    columns = Columns(*listed[1:])
    parts = found.shapes.parts(columns) if _rise(found.report.newest, columns.recorded) else None
    if parts is None:
        return None
    special = [
        (index, envelope or read(leaf))
        for index, (leaf, kind, (_, envelope)) in enumerate(
            zip(columns.leaves, columns.kinds, parts, strict=True), first
        )
        if envelope or kind in SPECIAL
    ]
    if any(place >= index for index, envelope in special for place in envelope.refers):
        return None
    found.report.newest = columns.recorded[-1]
    found.tokens += columns.cases
    found.kinds += columns.kinds
    found.recorded += columns.recorded
    found.actors.update(columns.actors)
    for index, envelope in special:
        _remember(found, index, envelope)
    _remember_parts(found, first, [names for names, _ in parts], columns.leaves)
    return bottom_of(columns.leaves)


def _remember_parts(found: Read, first: int, listed: list[tuple[str, ...]], leaves: Sequence[bytes]) -> None:
    found.with_parts.update(index for index, names in enumerate(listed, first) if names)
    found.named.update(index for index, names in enumerate(listed, first) if IDENTITY in names)
    if found.keys:
        found.due |= {index: dict(read(leaf).parts) for index, leaf in enumerate(leaves, first)}
    else:
        found.listed = listed


def _rise(newest: int, recorded: Sequence[int]) -> bool:
    return newest <= recorded[0] and all(map(le, recorded, recorded[1:]))


def _one_by_one(rows: Rows, found: Read, first: int, end: int) -> list[bytes | None]:
    """Any piece; what is wrong is said."""
    piece: list[bytes | None] = [None] * (end - first)
    found.tokens += [""] * (end - first)
    found.kinds += [""] * (end - first)
    found.recorded += [-1] * (end - first)
    last = first - 1
    for index, leaf, *columns in typed(rows, found.report, tables.entries(first, end), int, bytes, int, str, str, str):
        if not last < index < end:
            found.report.fault(f"entries: a row stands at {index}, out of its order")
            continue
        last = index
        _entry(found, index, leaf, columns)
        piece[index - first] = leaf_hash(leaf)
    return piece


def _entry(found: Read, index: int, leaf: bytes, columns: Sequence[object]) -> None:
    try:
        envelope = read(leaf)
        at = _micros(found, envelope.recorded)
    except Refused as error:
        found.blame(index, Verdict.ALTERED, str(error))
        return
    if [at, envelope.kind, envelope.case, envelope.actor] != columns:
        found.blame(index, Verdict.ALTERED, "its columns do not say what its bytes say")
    if at < found.report.newest:
        found.blame(index, Verdict.ALTERED, "it was recorded before the entry above it")
    found.report.newest = max(found.report.newest, at)
    found.tokens[index], found.kinds[index], found.recorded[index] = envelope.case, envelope.kind, at
    found.actors.add(envelope.actor)
    if envelope.parts:
        found.due[index] = dict(envelope.parts)
        found.with_parts.add(index)
        if IDENTITY in envelope.parts:
            found.named.add(index)
    _remember(found, index, envelope)
    if any(place >= index for place in envelope.refers):
        found.blame(index, Verdict.ALTERED, "it refers to an entry that did not come before it")


def _remember(found: Read, index: int, envelope: Envelope) -> None:
    if envelope.kind in ORDERS:
        found.orders.append((index, envelope))
    if envelope.kind == CORRECTION:
        found.corrections.append((index, envelope.refers))


def _micros(found: Read, recorded: str) -> int:
    second = recorded[:19]
    at = found.times.get(second)
    if at is None:
        if len(found.times) > PIECE:
            found.times.clear()
        at = found.times[second] = micros(f"{second}.000000Z")
    return at + int(recorded[20:26])
