"""Entries to be recorded, as JSON Lines of all kinds: one object in each line, whose ``kind`` says which.

When an entry is recorded is for the store to say, so no line may. A line without an ``id`` is given one.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from caseward.errors import Fault
from caseward.interchange.content import instant_text
from caseward.interchange.kept import codes
from caseward.interchange.read_jsonl import read_jsonl
from caseward.interchange.rows import CheckedRow, check_rows
from caseward.interchange.table import RawRow, Table
from caseward.record.faults import shown
from caseward.record.kinds import BY_NAME, KINDS
from caseward.record.nearest import did_you_mean

_BESIDE = ("kind",)


def read_lines(file: str, data: bytes, request: str, now: datetime) -> list[CheckedRow]:
    """The lines of a file as rows in their order, each checked by itself, with every fault.

    ``request`` and the place of a line give the id of one that has none, so that the same request sent again names the
    same entries. ``now`` stands for the time at which the store will take them.
    """
    kinds = dict(_kinds(data))
    tables = [_table(file, kind, data, kinds) for kind in sorted(set(kinds.values()))]
    rows = []
    for table in tables:
        refused = {raw.row: _prepared(table, raw, request, now) for raw in table.rows}
        for row in check_rows(table):
            row.faults += refused[row.row]
            rows.append(row)
    return sorted(rows, key=lambda row: row.row)


def _kinds(data: bytes) -> Iterator[tuple[int, str]]:
    """For each line that says something (from 0) the kind it names; an empty text where it names none."""
    for number, line in enumerate(data.split(b"\n")):
        if line.strip():
            yield number, _kind(line)


def _kind(line: bytes) -> str:
    try:
        found = json.loads(line.decode("utf-8-sig", "surrogateescape").strip())
    except (ValueError, RecursionError):
        return ""
    said = found.get("kind") if isinstance(found, dict) else None
    return said if isinstance(said, str) and said in BY_NAME else ""


def _table(file: str, kind: str, data: bytes, kinds: dict[int, str]) -> Table:
    """The lines of one kind, each where it stands. Those of no kind are read as of the first, for what else is wrong
    with them, and blamed for it afterwards.
    """
    lines = [line if kinds.get(number) == kind else b"" for number, line in enumerate(data.split(b"\n"))]
    table = read_jsonl(file, BY_NAME[kind] if kind else KINDS[0], b"\n".join(lines), _BESIDE)
    if not kind:
        for raw in table.rows:
            raw.faults = [_kindless(file, raw)] if raw.whole else raw.faults
            raw.whole = False
    return table


def _kindless(file: str, raw: RawRow) -> Fault:
    said = _said(raw.raw)
    names = [kind.name for kind in KINDS]
    meant = did_you_mean(said, names) if said else "`caseward kinds` lists them"
    rule = "there is no such kind of entry" if said else "the line does not say which kind of entry it is"
    return Fault(file, raw.row, 0, codes.NOT_AN_ENTRY, "kind", shown(said), rule, meant)


def _said(line: str) -> str:
    found = json.loads(line.strip()).get("kind")
    return "" if found is None else str(found)


def _prepared(table: Table, raw: RawRow, request: str, now: datetime) -> list[Fault]:
    """Give a line its id and its time; a fault where it says itself when it was recorded."""
    if not raw.whole:
        return []
    said = raw.cells.get("recorded")
    cells = dict(raw.cells) | {"recorded": instant_text(now)}
    if cells.get("id") in (None, ""):
        cells["id"] = made_id(table.kind.name, request, raw.row)
    raw.cells = cells
    if said in (None, ""):
        return []
    rule, hint = "the store says when an entry is recorded", "leave it out; `caseward import` takes an earlier record"
    return [Fault(table.file, raw.row, 0, codes.NOT_AN_ENTRY, "recorded", shown(said), rule, hint)]


def made_id(kind: str, request: str, row: int) -> str:
    """An id for an entry that has none: its kind, and twelve digits that hang on the request and the line."""
    return f"{kind}-{sha256(f'{request} {row}'.encode()).hexdigest()[:12]}"
