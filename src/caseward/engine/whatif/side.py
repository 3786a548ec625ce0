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

_TEXT, _WORD, _DAY = pa.string(), pa.dictionary(pa.int32(), pa.string()), pa.date32()
#: What is read of an obligation; the engine's table has these columns too.
FIELDS = pa.schema([
    ("reading", _WORD), ("policy", _WORD), ("version", _WORD), ("requirement", _WORD), ("duty", _WORD), ("kind", _WORD),
    ("overlay", _WORD), ("subject", _TEXT), ("about", _TEXT), ("window_start", _DAY), ("window_end", _DAY),
    ("due", _DAY), ("status", _WORD), ("needed", pa.int32()), ("scored", pa.bool_()), ("basis", _WORD),
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
        kept = _in_reading(table.select(FIELDS.names), reading).unify_dictionaries().combine_chunks().cast(FIELDS)
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


def _in_reading(table: Any, reading: str) -> Any:
    place, readings = _coded(table["reading"])
    return table if readings == (reading,) else table.filter(pa.array(place == _found(readings, reading)))


def _found(words: tuple[str, ...], word: str) -> int:
    return words.index(word) if word in words else -1


def _coded(column: Any) -> tuple[Ints, tuple[str, ...]]:
    """A column of text as places in its sorted words."""
    words = tuple(sorted(pc.unique(column).to_pylist()))
    return _places(column, words), words


def _places(column: Any, words: tuple[str, ...]) -> Ints:
    """Each text as a place in the words; of a column of codes only its few texts are looked up."""
    known, whole = pa.array(words, type=_TEXT), column.combine_chunks()
    if isinstance(whole, pa.ChunkedArray):
        whole = whole.unify_dictionaries().combine_chunks() if whole.num_chunks > 1 else whole.chunk(0)
    if pa.types.is_dictionary(whole.type):
        place = pc.index_in(whole.dictionary, known).to_numpy(zero_copy_only=False)
        codes = whole.indices.to_numpy(zero_copy_only=False)
        return np.asarray(place, dtype=np.int32)[codes] if len(codes) else np.empty(0, dtype=np.int32)
    return np.asarray(pc.index_in(whole, known).to_numpy(zero_copy_only=False), dtype=np.int32)
