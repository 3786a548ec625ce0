"""Obligations as a table, for Parquet and CSV. This room lies below the one that makes them; it sees plain data."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from caseward.interchange.cells import spreadsheet_safe
from caseward.interchange.write import parquet_bytes


class Explained(Protocol):
    """An obligation that can say everything about itself as plain data, days in ISO form."""

    def as_data(self) -> dict[str, object]:
        """Every field by name, ``id`` and ``sentence`` included."""


_TEXT, _DAY, _NUMBER = pa.string(), pa.date32(), pa.int64()
_CONSIDERED = pa.struct([("entry", _TEXT), ("bearing", _TEXT), ("reason", _TEXT)])
_INTERRUPTED = pa.struct([("fact", _TEXT), ("value", _TEXT), ("effect", _TEXT), ("start", _DAY), ("end", _DAY)])

#: Every column of ``obligations.parquet``: name, type, meaning. ``obligations.csv`` has the same columns.
COLUMNS: tuple[tuple[str, Any, str], ...] = (
    ("id", _TEXT, "short id, the same for the same inputs"),
    ("reading", _TEXT, "`in force`, or the id of another reading of the policy"),
    ("policy", _TEXT, "id of the policy"),
    ("version", _TEXT, "version of the policy in force when the window opened"),
    ("requirement", _TEXT, "id of the requirement"),
    ("duty", _TEXT, "what requirements of different versions share"),
    ("title", _TEXT, "title of the requirement"),
    ("kind", _TEXT, "kind of requirement"),
    ("subject", _TEXT, "id of the term, facility or officer"),
    ("subject_kind", _TEXT, "term, facility or officer"),
    ("about", _TEXT, "the entry that set it off, or the clock's own key"),
    ("ordinal", _NUMBER, "position among the obligations of one requirement, subject and reading"),
    ("window_start", _DAY, "first day of the window"),
    ("window_end", _DAY, "first day after the window"),
    ("due", _DAY, "last day on which it is on time"),
    ("minute", _NUMBER, "for clocks in minutes: minutes from 1970-01-01T00:00Z to when it was due"),
    ("earliest_unmet", _DAY, "first day on which it could be known as not met"),
    ("show_from", _DAY, "day from which a worklist shows it"),
    ("status", _TEXT, "met, late, missed, overdue, pending, excused, indeterminate or not assessable"),
    ("late_by_days", _NUMBER, "days late"),
    ("scored", pa.bool_(), "whether it enters rates"),
    ("needed", _NUMBER, "quantity asked"),
    ("needs", _TEXT, "what was needed, in words"),
    ("reason", _TEXT, "why this status, in words"),
    ("settles", _TEXT, "what would settle it, when it is not decided"),
    ("sentence", _TEXT, "the explanation in one sentence"),
    ("overlay", _TEXT, "the overlay that applied"),
    ("basis", _TEXT, "published or assumed"),
    ("citation", _TEXT, "the rule's citation"),
    ("counted", pa.list_(_TEXT), "ids of the entries that satisfy it"),
    ("considered", pa.list_(_CONSIDERED), "every entry looked at, what was decided, and why"),
    ("interruptions", pa.list_(_INTERRUPTED), "spans that paused, stopped, restarted or waived the clock"),
)

SCHEMA = pa.schema([pa.field(name, kind, metadata={"doc": doc}) for name, kind, doc in COLUMNS])
_KEY = ("reading", "policy", "requirement", "subject", "about", "window_start")


def obligations_table(obligations: Iterable[Explained]) -> Any:
    """The obligations as a ``pyarrow.Table`` of ``SCHEMA``, sorted by their key."""
    rows = [{name: _arrow(kind, data[name]) for name, kind, _ in COLUMNS} for data in _sorted(obligations)]
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def obligations_csv(obligations: Iterable[Explained]) -> str:
    """The obligations as CSV, safe to open in a spreadsheet: ``counted`` with semicolons, other lists as JSON."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([name for name, _, _ in COLUMNS])
    for data in _sorted(obligations):
        writer.writerow([_cell(data[name]) for name, _, _ in COLUMNS])
    return out.getvalue()


def write_obligations(obligations: Iterable[Explained], out: Path) -> list[Path]:
    """Write ``obligations.parquet`` and ``obligations.csv`` into a folder that is there, and give their paths."""
    held = list(obligations)
    parquet, table = out / "obligations.parquet", out / "obligations.csv"
    parquet.write_bytes(parquet_bytes(obligations_table(held)))
    table.write_text(obligations_csv(held), encoding="utf-8", newline="")
    return [parquet, table]


def _sorted(obligations: Iterable[Explained]) -> list[Mapping[str, object]]:
    return sorted((o.as_data() for o in obligations), key=_key)


def _key(data: Mapping[str, object]) -> tuple[tuple[str, ...], int]:
    ordinal = data["ordinal"]
    assert isinstance(ordinal, int)
    return tuple(str(data[name]) for name in _KEY), ordinal


def _arrow(kind: Any, value: object) -> object:
    """Plain data as Arrow takes it: days as ``date``, also inside lists of structs."""
    if pa.types.is_date(kind) and isinstance(value, str):
        return date.fromisoformat(value)
    if pa.types.is_list(kind) and isinstance(value, list):
        return [_arrow(kind.value_type, item) for item in value]
    if pa.types.is_struct(kind) and isinstance(value, dict):
        return {part.name: _arrow(part.type, value[part.name]) for part in kind}
    return value


def _cell(value: object) -> str | int:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return value
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return spreadsheet_safe(";".join(map(str, value)) if isinstance(value, list) else str(value))
