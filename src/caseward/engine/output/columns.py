"""The columns of a part of the obligations: those of the engine's table, and the facts that measures group by.

A name that ``obligations.parquet`` of an audit also has means the same there and has the same type. What an audit has
beside it (sentences, entries refused) is had for one obligation from ``caseward explain``. In the files ``policy`` is
the name of the folder.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import Bytes, Ints
from caseward.engine.assemble import CODED
from caseward.engine.columns import Columns
from caseward.engine.jit import kernel
from caseward.interchange import obligations as audited

UNKNOWN = "unknown"
GROUPS = ("level", "office")
"""The facts by which measures are grouped, each as it stood on the due day."""

_CODED = pa.dictionary(pa.int32(), pa.string())
_SHARED = [(name, kind, doc) for name, kind, doc in audited.COLUMNS if name in CODED.names]
_ADDED = [(name, _CODED, f"{name} on the due day; `{UNKNOWN}` where the record states none") for name in GROUPS]

#: Every column of a part: name, type, meaning.
COLUMNS: tuple[tuple[str, Any, str], ...] = (
    *((n, _CODED if pa.types.is_dictionary(CODED.field(n).type) else k, d) for n, k, d in _SHARED),
    *_ADDED,
)  # fmt: skip
_MAY_BE_BLANK = ("window_end", "minute", "earliest_unmet", "show_from", "late_by_days", "needed")
PART_SCHEMA = pa.schema([
    pa.field(name, kind, nullable=name in (*_MAY_BE_BLANK, "counted"), metadata={"doc": doc})
    for name, kind, doc in COLUMNS
])  # fmt: skip


def part_table(table: Any, columns: Columns) -> Any:
    """The engine's table of one slice (of ``assemble.CODED``) as a part, its facts looked up in the columns.

    Columns of words are taken as they are: their words are known from the policy alone, so that what is written hangs
    on nothing that was read before."""
    place, due = _codes(table["subject"]), _numbers(table["due"])
    arrays = [
        _held(columns, name, place, due) if name in GROUPS else _as(table[name], kind) for name, kind, _ in COLUMNS
    ]
    return pa.Table.from_arrays(arrays, schema=PART_SCHEMA).combine_chunks()  # in one piece it is written faster


def _as(column: Any, kind: Any) -> Any:
    return column if column.type == kind else column.cast(kind)


def _codes(column: Any) -> Ints:
    chunks = [chunk.indices.to_numpy() for chunk in column.chunks]
    return np.concatenate([np.zeros(0, dtype=np.int32), *chunks])


def _numbers(days: Any) -> Ints:
    found: Ints = days.combine_chunks().view(pa.int32()).to_numpy(zero_copy_only=False)
    return found


def _held(columns: Columns, fact: str, place: Ints, day: Ints) -> Any:
    """The value of a fact in force for each row: the latest begun, as the reference has it."""
    code = columns.fact_code(fact)
    words = [*(str(v) for v in columns.values[code]), UNKNOWN] if code >= 0 else [UNKNOWN]
    found, spans = np.full(len(place), len(words) - 1, dtype=np.int32), columns.spans
    occurs = np.zeros(len(words), dtype=np.uint8)
    _in_force(spans.offset, spans.fact, spans.value, spans.start, spans.end, np.int32(code), place, day, found, occurs)
    return _renamed(found, words, occurs)


def _renamed(codes: Ints, words: list[str], occurs: Bytes) -> Any:
    """A dictionary column of the words that occur, in order of the alphabet: the codes of a slice hang on what was read
    before it, what is written may not. The codes are overwritten."""
    used = sorted({words[i] for i in np.flatnonzero(occurs).tolist()})
    place = {word: i for i, word in enumerate(used)}
    if used != words:
        _replaced(codes, np.array([place.get(word, 0) for word in words], dtype=np.int32))
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(used, type=pa.string()), safe=False)


@kernel
def _in_force(offset, fact, value, start, end, wanted, place, day, found, occurs):  # type: ignore[no-untyped-def]
    """Write into ``found`` the last of the spans of ``wanted`` that hold on the day; leave it where none does."""
    for i in range(len(place)):
        for s in range(offset[place[i]], offset[place[i] + 1]):
            if fact[s] == wanted and start[s] <= day[i] and day[i] < end[s]:
                found[i] = value[s]
        occurs[found[i]] = 1


@kernel
def _replaced(codes, others):  # type: ignore[no-untyped-def]
    for i in range(len(codes)):
        codes[i] = others[codes[i]]
