"""The obligations of one policy over one slice of a record, as arrays."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Flags, Ints
from caseward.engine.columns import Columns
from caseward.engine.whatif.asks import Asked, Asks
from caseward.obligations.model import Obligation, Status
from caseward.policy.model import PolicyDocument

_TEXT, _DAY = pa.string(), pa.date32()
#: What is read of an obligation; the engine's table has these columns too.
FIELDS = pa.schema([
    ("reading", _TEXT), ("policy", _TEXT), ("version", _TEXT), ("requirement", _TEXT), ("duty", _TEXT), ("kind", _TEXT),
    ("overlay", _TEXT), ("subject", _TEXT), ("about", _TEXT), ("window_start", _DAY), ("window_end", _DAY),
    ("due", _DAY), ("status", _TEXT), ("needed", pa.int32()), ("scored", pa.bool_()), ("basis", _TEXT),
    ("ordinal", pa.int32()),
])  # fmt: skip
STATUSES = tuple(s.value for s in Status)


@dataclass(frozen=True, slots=True)
class Side:
    """Rows in order of the table: ``subject`` is the place in the columns, days count from 1970-01-01.

    ``requirement`` and ``duty`` are places in ``requirements`` and ``duties`` (sorted); ``status`` in ``STATUSES``.
    ``asks`` says what answers the row (``Asks``); nothing where it is excused.
    """

    document: PolicyDocument
    table: Any
    subject: Ints
    due: Ints
    opened: Ints
    status: Ints
    needed: Ints
    scored: Flags
    requirement: Ints
    requirements: tuple[str, ...]
    duty: Ints
    duties: tuple[str, ...]
    asks: Ints

    @classmethod
    def of(cls, document: PolicyDocument, table: Any, columns: Columns, reading: str) -> Side:
        """Of the rows of ``table`` (the engine's, or ``table_of``), those in one reading."""
        kept = table.filter(pc.equal(table["reading"].cast(_TEXT), reading)).select(FIELDS.names).cast(FIELDS)
        requirement, requirements = _coded(kept["requirement"])
        duty, duties = _coded(kept["duty"])
        status = _places(kept["status"], STATUSES)
        asked = Asked.of(document).by_id
        asks = np.array([asked[r] for r in requirements], dtype=np.int32)[requirement]
        asks[status == STATUSES.index(Status.EXCUSED)] = Asks.NOTHING
        return cls(
            document=document,
            table=kept,
            subject=pc.index_in(kept["subject"], columns.names).to_numpy().astype(np.int32),
            due=_ints(kept["due"]),
            opened=_ints(kept["window_start"]),
            status=status,
            needed=_ints(kept["needed"]),
            scored=kept["scored"].to_numpy().astype(np.bool_),
            requirement=requirement,
            requirements=requirements,
            duty=duty,
            duties=duties,
            asks=asks,
        )

    def __len__(self) -> int:
        return len(self.due)


def table_of(rows: Iterable[Obligation]) -> Any:
    """Obligations of the reference evaluator as a table with these fields."""
    found = list(rows)
    columns = {f.name: [getattr(r, f.name) for r in found] for f in FIELDS}
    columns["status"] = [r.status.value for r in found]
    return pa.table(columns, schema=FIELDS)


def _ints(column: Any) -> Ints:
    found: Ints = column.cast(pa.int32()).to_numpy().astype(np.int32)
    return found


def _coded(column: Any) -> tuple[Ints, tuple[str, ...]]:
    """A column of text as places in its sorted words."""
    words = tuple(sorted(pc.unique(column).to_pylist()))
    return _places(column, words), words


def _places(column: Any, words: tuple[str, ...]) -> Ints:
    found: Ints = pc.index_in(column, pa.array(words, type=_TEXT)).to_numpy().astype(np.int32)
    return found
