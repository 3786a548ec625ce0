"""The caseload of ``flat`` as plain tables, for programs that are compared with the engine; and the rows all of them
have to give."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.flat import FIRST
from caseward.engine.columns import Columns, day_number

AS_OF = FIRST + timedelta(days=730)
RULES = ("monthly", "rolling", "quarterly", "attempts")
SPOKE, LEFT_MESSAGE, ATTEMPTED, REPORT = range(4)
IN_PERSON = 0
DIRECTIVE = (day_number(date(2020, 3, 19)), day_number(date(2021, 6, 15)))
#: What each program has to give for every obligation, as kernels do, in whole days since 1970. ``asked`` is the row of
#: the requirement's table that holds, 3 more under the directive; ``about`` the place of the contact that set off a
#: clock; ``counted`` the places of the contacts that counted, in order; ``extra`` the days it was late, or the first
#: unmet day of what is open. All give every column in every row.
ROW = ("term", "asked", "about", "window_start", "due", "status", "needed", "scored", "counted", "extra")


@dataclass(frozen=True, slots=True)
class Tables:
    """Arrow tables sorted by term, then day: ``contacts`` has a code for the outcome (3: a report) and one for the
    mode, and its place among all; ``levels`` and ``custody`` are spans, their end exclusive."""

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
            "place": columns.row[known],
        }),
        pa.table({
            "term": held[level], "start": spans.start[level], "stop": spans.end[level],
            "level": spans.value[level].astype(np.uint8),
        }),
        pa.table({"term": held[~level], "start": spans.start[~level], "stop": spans.end[~level]}),
    )  # fmt: skip
