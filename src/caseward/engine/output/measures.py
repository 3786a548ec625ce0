"""Measures: how many obligations came due in a month, by requirement, level and office, and what became of them.

Each is a count of rows of the obligations, so that every number opens to its rows; slices are counted alone and summed.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from io import StringIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.interchange.cells import spreadsheet_safe
from caseward.obligations.model import Status

STATUSES = tuple(Status)
DECIDED = (Status.MET, Status.LATE, Status.MISSED, Status.OVERDUE)
_TEXT, _NUMBER = pa.string(), pa.int64()


def _counted_as(status: Status) -> str:
    return status.value.replace(" ", "_")


#: Every column of ``measures.parquet`` and ``measures.csv``: name, type, meaning.
COLUMNS: tuple[tuple[str, Any, str], ...] = (
    ("policy", _TEXT, "id of the policy"),
    ("reading", _TEXT, "`in force`, or the id of another reading of the policy"),
    ("requirement", _TEXT, "id of the requirement"),
    ("month", pa.date32(), "first day of the month in which it was due"),
    ("level", _TEXT, "level on the due day; `unknown` where the record states none"),
    ("office", _TEXT, "office on the due day; `unknown` where the record states none"),
    ("obligations", _NUMBER, "obligations, whatever became of them"),
    *((_counted_as(s), _NUMBER, f"of these, {s.value}") for s in STATUSES),
    ("scored", _NUMBER, "of these, those that enter rates"),
    ("scored_met", _NUMBER, "of those that enter rates, met"),
    ("scored_decided", _NUMBER, "of those that enter rates, met, late, missed or overdue: the denominator"),
)
SCHEMA = pa.schema([pa.field(name, kind, metadata={"doc": doc}) for name, kind, doc in COLUMNS])
KEYS = tuple(name for name, kind, _ in COLUMNS if kind != _NUMBER)
COUNTS = tuple(name for name, kind, _ in COLUMNS if kind == _NUMBER)
_MOST_CELLS = 1 << 24  # counted in a flat table up to here; sorted beyond it


def measures_of(table: Any) -> Any:
    """The measures of one part of one policy (a table of ``PART_SCHEMA``), as a table of ``SCHEMA``, in no order."""
    if not table.num_rows:
        return SCHEMA.empty_table()
    table = table.combine_chunks()
    groups = [_codes(table[name]) for name in ("reading", "requirement", "level", "office")]
    months, month = np.unique(_month(table["due"]), return_inverse=True)
    status = _status(table["status"])
    scored = table["scored"].to_numpy()
    cell, count = _cells([*(g[0] for g in groups), month, status * 2 + scored],
                         [*(len(g[1]) for g in groups), len(months), 2 * len(STATUSES)])  # fmt: skip
    rest, last = np.divmod(cell, 2 * len(STATUSES))
    keys, row = np.unique(rest, return_inverse=True)
    counted = np.zeros((len(keys), len(STATUSES), 2), dtype=np.int64)
    counted[row, last // 2, last % 2] = count
    keys, month = np.divmod(keys, len(months))
    named: dict[str, Any] = {"month": pa.array(months[month].astype("datetime64[D]"))}
    for name, (_, words) in reversed(list(zip(("reading", "requirement", "level", "office"), groups, strict=True))):
        keys, code = np.divmod(keys, len(words))
        named[name] = words.take(pa.array(code))
    named["policy"] = pa.array([table["policy"][0].as_py()] * len(counted), type=_TEXT)
    return pa.Table.from_arrays([_column(name, named, counted) for name in SCHEMA.names], schema=SCHEMA)


def _column(name: str, named: dict[str, Any], counted: Any) -> Any:
    """One column of measures, from the counts by key, status and whether they are scored."""
    if name in named:
        return named[name].cast(SCHEMA.field(name).type)
    if name == "obligations":
        return pa.array(counted.sum(axis=(1, 2)))
    scored = counted[:, :, 1]
    if name == "scored":
        return pa.array(scored.sum(axis=1))
    if name in ("scored_met", "scored_decided"):
        wanted = (Status.MET,) if name == "scored_met" else DECIDED
        return pa.array(scored[:, [STATUSES.index(s) for s in wanted]].sum(axis=1))
    place = [_counted_as(s) for s in STATUSES].index(name)
    return pa.array(counted[:, place].sum(axis=1))


def _codes(column: Any) -> tuple[Any, Any]:
    coded = column.combine_chunks()
    return coded.indices.to_numpy().astype(np.int64), coded.dictionary


def _month(due: Any) -> Any:
    return due.to_numpy().astype("datetime64[M]")


def _status(column: Any) -> Any:
    codes, words = _codes(column)
    return np.array([STATUSES.index(Status(w)) for w in words.to_pylist()], dtype=np.int64)[codes]


def _cells(codes: list[Any], sizes: list[int]) -> tuple[Any, Any]:
    """Which combinations of codes occur, as mixed-radix numbers, and how often."""
    flat, width = np.zeros(len(codes[0]), dtype=np.int64), 1
    for code, size in zip(codes, sizes, strict=True):
        flat, width = flat * size + code, width * size
    if width > _MOST_CELLS:
        return np.unique(flat, return_counts=True)
    count = np.bincount(flat, minlength=width)
    cell = np.flatnonzero(count)
    return cell, count[cell]


def merged(tables: Sequence[Any]) -> Any:
    """The measures of several parts, summed and in the order of their keys."""
    joined = pa.concat_tables([SCHEMA.empty_table(), *tables])
    found = joined.group_by(list(KEYS), use_threads=False).aggregate([(name, "sum") for name in COUNTS])
    renamed = found.select([*KEYS, *(f"{n}_sum" for n in COUNTS)]).rename_columns([*KEYS, *COUNTS])
    order = pc.sort_indices(renamed, sort_keys=[(name, "ascending") for name in KEYS])
    return renamed.take(order).select(SCHEMA.names).cast(SCHEMA)


def by_requirement(table: Any) -> list[dict[str, Any]]:
    """The measures of every month, level and office together, as plain data, in order of key."""
    keys = ["policy", "reading", "requirement"]
    found = table.group_by(keys, use_threads=False).aggregate([(name, "sum") for name in COUNTS])
    renamed = found.select([*keys, *(f"{n}_sum" for n in COUNTS)]).rename_columns([*keys, *COUNTS])
    rows: list[dict[str, Any]] = renamed.sort_by([(name, "ascending") for name in keys]).to_pylist()
    return rows


def measures_csv(table: Any) -> str:
    """The measures as CSV, safe to open in a spreadsheet."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(SCHEMA.names)
    columns = [column.to_pylist() for column in table.columns]
    writer.writerows([_cell(v) for v in row] for row in zip(*columns, strict=True))
    return out.getvalue()


def _cell(value: object) -> object:
    return spreadsheet_safe(value) if isinstance(value, str) else value
