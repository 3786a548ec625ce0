"""The caseload of ``flat`` as plain tables, for programs that are compared with the engine; and the rows all of them
have to give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.flat import FIRST
from caseward.engine.columns import Columns, day_number

AS_OF = FIRST + timedelta(days=730)
RULES = ("monthly", "rolling", "quarterly", "attempts")
SPOKE, LEFT_MESSAGE, ATTEMPTED, REPORT = range(4)
IN_PERSON = 0
#: What each program has to give for every obligation, in whole days since 1970; ``late`` is null but for late ones.
ROW = ("term", "window_start", "window_end", "due", "status", "needed", "counted", "late", "scored")


@dataclass(frozen=True, slots=True)
class Tables:
    """Arrow tables sorted by term, then day: ``contacts`` has a code for the outcome (3: a report) and one for the
    mode; ``levels`` and ``custody`` are spans, their end exclusive."""

    terms: Any
    contacts: Any
    levels: Any
    custody: Any


def tables_of(columns: Columns) -> Tables:
    """The same caseload in tables: small whole numbers, no text, sorted. Nothing after the day of the evaluation."""
    n = len(columns)
    outcome, mode = (columns.source.coded("contact", name)[0] for name in ("outcome", "mode"))
    owner = np.repeat(np.arange(n, dtype=np.int32), np.diff(columns.offset))
    known = columns.first <= day_number(AS_OF)
    spans = columns.spans
    held = np.repeat(np.arange(n, dtype=np.int32), np.diff(spans.offset))
    level = spans.fact == columns.fact_code("level")
    return Tables(
        pa.table({"term": np.arange(n, dtype=np.int32), "opened": columns.opened}),
        pa.table({
            "term": owner[known],
            "day": columns.first[known],
            "outcome": np.where(columns.kind == columns.kinds.index("report"), REPORT, outcome)[known].astype(np.uint8),
            "mode": mode[known].astype(np.uint8),
        }),
        pa.table({
            "term": held[level], "start": spans.start[level], "stop": spans.end[level],
            "level": spans.value[level].astype(np.uint8),
        }),
        pa.table({"term": held[~level], "start": spans.start[~level], "stop": spans.end[~level]}),
    )  # fmt: skip
