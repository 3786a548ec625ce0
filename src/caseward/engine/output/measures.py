"""Measures: how many obligations came due in a month, by requirement, level and office, and what became of them.

Each is a count of rows of the obligations, so that every number opens to its rows; slices are counted alone and summed.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from io import StringIO
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Ints, Longs
from caseward.engine.jit import kernel
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
    groups = [_codes(table[name]) for name in ("reading", "requirement", "level", "office")]
    months, month, first = _months(table["due"])
    status, words = _codes(table["status"])
    order = np.array([STATUSES.index(Status(w)) for w in words.to_pylist()], dtype=np.int64)
    scored = table["scored"].combine_chunks().cast(pa.uint8()).to_numpy(zero_copy_only=False)
    sizes = [*(len(g[1]) for g in groups), len(months), 2 * len(STATUSES)]
    flat = np.empty(table.num_rows, dtype=np.int64)
    (reading, _), (requirement, _), (level, _), (office, _) = groups
    day = _days(table["due"])
    _cells(reading, requirement, level, office, day, status, scored, month, first, order, np.array(sizes), flat)
    cell, count = _counted(flat, math.prod(sizes))
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


def _codes(column: Any) -> tuple[Ints, Any]:
    coded = column.combine_chunks()
    return coded.indices.to_numpy(), coded.dictionary


def _days(days: Any) -> Ints:
    found: Ints = days.combine_chunks().view(pa.int32()).to_numpy(zero_copy_only=False)
    return found


def _months(due: Any) -> tuple[Any, Longs, int]:
    """The months from the first to the last; for each day from the first on the place of its month; the first day."""
    days = _days(due)
    first, last = int(days.min()), int(days.max())
    month = np.arange(first, last + 1, dtype=np.int32).astype("datetime64[D]").astype("datetime64[M]")
    months = np.arange(month[0], month[-1] + 1)
    return months, (month - month[0]).astype(np.int64), first


@kernel
def _cells(reading, requirement, level, office, day, status, scored, month, first, order, sizes, flat):  # type: ignore[no-untyped-def]
    """The combination of codes of each row as a mixed-radix number."""
    for i in range(len(flat)):
        at = np.int64(reading[i]) * sizes[1] + requirement[i]
        at = (at * sizes[2] + level[i]) * sizes[3] + office[i]
        at = at * sizes[4] + month[day[i] - first]
        flat[i] = at * sizes[5] + order[status[i]] * 2 + scored[i]


def _counted(flat: Longs, width: int) -> tuple[Any, Any]:
    """Which numbers below ``width`` occur, and how often."""
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
