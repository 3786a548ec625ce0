"""The columns of a part of the obligations: those of the engine's table, and the facts that measures group by.

A name that ``obligations.parquet`` of an audit also has means the same there and has the same type. What an audit has
beside it (sentences, entries refused) is had for one obligation from ``caseward explain``. In the files ``policy`` is
the name of the folder.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Ints
from caseward.engine.assemble import SCHEMA
from caseward.engine.columns import Columns
from caseward.engine.intake.lookup import turns
from caseward.engine.jit import kernel
from caseward.interchange import obligations as audited

UNKNOWN = "unknown"
GROUPS = ("level", "office")
"""The facts by which measures are grouped, each as it stood on the due day."""

_CODED = pa.dictionary(pa.int32(), pa.string())
_SHARED = [(name, kind, doc) for name, kind, doc in audited.COLUMNS if name in SCHEMA.names]
_ADDED = [(name, _CODED, f"{name} on the due day; `{UNKNOWN}` where the record states none") for name in GROUPS]

#: Every column of a part: name, type, meaning.
COLUMNS: tuple[tuple[str, Any, str], ...] = (
    *((n, _CODED if pa.types.is_dictionary(SCHEMA.field(n).type) else k, d) for n, k, d in _SHARED),
    *_ADDED,
)  # fmt: skip
PART_SCHEMA = pa.schema([pa.field(name, kind, metadata={"doc": doc}) for name, kind, doc in COLUMNS])


def part_table(table: Any, columns: Columns) -> Any:
    """The engine's table of one slice (of ``assemble.SCHEMA``) as a part, its facts looked up in the columns."""
    table = table.combine_chunks()
    place, due = _places(table["subject"], columns), _numbers(table["due"])
    arrays = [
        _held(columns, name, place, due) if name in GROUPS else _as(table[name], kind) for name, kind, _ in COLUMNS
    ]
    return pa.Table.from_arrays(arrays, schema=PART_SCHEMA)


def _as(column: Any, kind: Any) -> Any:
    if pa.types.is_dictionary(kind):
        coded = column.combine_chunks()
        return _coded(coded.indices.to_numpy(), coded.dictionary.to_pylist())
    return column if column.type == kind else column.cast(kind)


def _numbers(days: Any) -> Ints:
    found: Ints = days.combine_chunks().view(pa.int32()).to_numpy(zero_copy_only=False)
    return found


def _places(subjects: Any, columns: Columns) -> Ints:
    """The place in the slice of the subject of each row."""
    texts = subjects.combine_chunks()
    begins = np.flatnonzero(turns(texts))  # rows about one subject stand together: each run is looked up once
    place: Ints = pc.index_in(texts.take(pa.array(begins)), value_set=columns.names).to_numpy(zero_copy_only=False)
    return np.repeat(place.astype(np.int32), np.diff(np.append(begins, len(texts))))


def _held(columns: Columns, fact: str, place: Ints, day: Ints) -> Any:
    """The value of a fact in force for each row: the latest begun, as the reference has it."""
    code = columns.fact_code(fact)
    words = [str(v) for v in columns.values[code]] if code >= 0 else []
    found = np.full(len(place), len(words), dtype=np.int32)
    if words:
        spans = columns.spans
        _in_force(spans.offset, spans.fact, spans.value, spans.start, spans.end, np.int32(code), place, day, found)
    return _coded(found, [*words, UNKNOWN])


def _coded(codes: Ints, words: list[str]) -> Any:
    """A dictionary column of the words that occur, in order of the alphabet: the codes of a slice hang on what was read
    before it, what is written may not."""
    occur = np.flatnonzero(np.bincount(codes, minlength=len(words)))
    used = sorted({words[i] for i in occur.tolist()})
    if used == words:
        return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(used, type=pa.string()))
    place = {word: i for i, word in enumerate(used)}
    moved = np.array([place.get(word, 0) for word in words], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(moved[codes]), pa.array(used, type=pa.string()))


@kernel
def _in_force(offset, fact, value, start, end, wanted, place, day, found):  # type: ignore[no-untyped-def]
    """Write into ``found`` the last of the spans of ``wanted`` that hold on the day; leave it where none does."""
    for i in range(len(place)):
        for s in range(offset[place[i]], offset[place[i] + 1]):
            if fact[s] == wanted and start[s] <= day[i] and day[i] < end[s]:
                found[i] = value[s]
