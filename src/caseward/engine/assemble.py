"""Rows of kernels and of the reference as one Arrow table, in the order of the obligations' keys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.engine.columns import NONE, Columns, Ints, Longs, day_number, day_of
from caseward.engine.compiled import Compiled
from caseward.engine.layout import (
    ABOUT,
    COUNTED,
    DUE,
    LATE,
    NEEDED,
    OUT_WIDTH,
    SCORED,
    STATE,
    STATUS,
    STATUSES,
    SUBJECT,
    TEMPLATE,
    UNMET,
    WINDOW_END,
    WINDOW_START,
)
from caseward.engine.lengths import back
from caseward.engine.regimes import Key, State
from caseward.obligations.model import Obligation
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.values import Length, Provision

_TEXT, _DAY = pa.dictionary(pa.int32(), pa.string()), pa.date32()
SCHEMA = pa.schema([
    ("reading", _TEXT), ("policy", _TEXT), ("version", _TEXT), ("requirement", _TEXT), ("duty", _TEXT), ("kind", _TEXT),
    ("overlay", _TEXT), ("subject", pa.string()), ("about", pa.string()), ("window_start", _DAY), ("window_end", _DAY),
    ("due", _DAY), ("status", _TEXT), ("needed", pa.int32()), ("counted", pa.list_(pa.string())), ("scored",
    pa.bool_()),
    ("basis", _TEXT), ("citation", _TEXT), ("late_by_days", pa.int32()), ("earliest_unmet", _DAY), ("show_from", _DAY),
    ("minute", pa.int64()), ("ordinal", pa.int32()),
])  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """What a kernel wrote for one requirement, in order of subject."""

    compiled: Compiled
    out: Ints
    counted: Ints

    @classmethod
    def joined(cls, compiled: Compiled, slices: Sequence[Sequence[tuple[Ints, Ints]]]) -> Rows:
        """The pieces of every slice, in order."""
        pieces = [p for s in slices for p in s] or [(np.empty((OUT_WIDTH, 0), np.int32), np.empty(0, np.int32))]
        return cls(compiled, np.concatenate([p[0] for p in pieces], axis=1), np.concatenate([p[1] for p in pieces]))


@dataclass(frozen=True)
class Block:
    """The rows of one requirement in one reading: of its kernel (None: it has none) and of the reference."""

    reading: str
    key: Key
    fast: Rows | None
    slow: list[Obligation]


def table_of(document: PolicyDocument, columns: Columns, blocks: Sequence[Block]) -> Any:
    """One table of every block, sorted by key."""
    subjects = {name: i for i, name in enumerate(columns.names.to_pylist())} if any(b.slow for b in blocks) else {}
    tables, keys = [], []
    for place, block in enumerate(blocks):
        if block.fast is not None and block.fast.out.shape[1]:
            table, about, ordinal = _fast(document, columns, block)
            tables.append(table)
            keys.append((place, block, block.fast.out[SUBJECT], about, block.fast.out[WINDOW_START], ordinal))
        if block.slow:
            tables.append(_slow(block.slow))
            own = np.array([subjects[r.subject] for r in block.slow], dtype=np.int32)
            starts = np.array([day_number(r.window_start) for r in block.slow], dtype=np.int32)
            about = np.array([r.about for r in block.slow], dtype=object)
            keys.append((place, block, own, about, starts, np.array([r.ordinal for r in block.slow], dtype=np.int32)))
    if not tables:
        return SCHEMA.empty_table()
    return pa.concat_tables(tables).unify_dictionaries().take(pa.array(_order(keys)))


def _order(keys: list[Any]) -> Longs:
    """The permutation that sorts by reading, requirement, subject, about, window and ordinal."""
    readings, ids = sorted({k[1].reading for k in keys}), sorted({k[1].key[0] for k in keys})
    rank = [readings.index(b.reading) * len(ids) + ids.index(b.key[0]) for _, b, *_ in keys]
    group = np.repeat(np.array(rank), [len(k[2]) for k in keys])
    subject, start, ordinal = (np.concatenate([k[i] for k in keys]) for i in (2, 4, 5))
    about = _ranked([k[3] for k in keys], [len(k[2]) for k in keys])
    found: Longs = np.lexsort((ordinal, start, about, subject, group))
    return found


def _ranked(texts: list[Any], lengths: list[int]) -> Longs:
    """A number for each text that sorts as the text does; None stands for all empty."""
    known = sorted({t for column in texts if column is not None for t in column.tolist()})
    place = {text: i + 1 for i, text in enumerate(known) if text}
    parts = [
        np.zeros(n, dtype=np.int64)
        if column is None
        else np.array([place.get(t, 0) for t in column.tolist()], dtype=np.int64)
        for column, n in zip(texts, lengths, strict=True)
    ]
    return np.concatenate(parts)


def _fast(document: PolicyDocument, columns: Columns, block: Block) -> tuple[Any, Any, Ints]:
    assert block.fast is not None
    rows, regime = block.fast, block.fast.compiled.regime
    out, n = rows.out, rows.out.shape[1]
    about = None if (out[ABOUT] < 0).all() else _named(columns, out[ABOUT])
    ordinal = _ordinals(out, _ranked([about], [n]))
    template, state = out[TEMPLATE], out[STATE]
    ends = np.concatenate([[0], np.cumsum(out[COUNTED], dtype=np.int64)])
    data = [
        _said([block.reading], np.zeros(n)), _said([document.policy], np.zeros(n)),
        _said([t.version for t in regime.templates], template), _said([block.key[0]], np.zeros(n)),
        _said([t.requirement.about for t in regime.templates], template), _said([block.key[1]], np.zeros(n)),
        _said([t.overlay for t in regime.templates], template),
        columns.names.take(pa.array(out[SUBJECT])),
        pa.array([""] * n if about is None else about.tolist(), type=pa.string()),
        _days(out[WINDOW_START]), _days(out[WINDOW_END]), _days(out[DUE]), _said(list(STATUSES), out[STATUS]),
        pa.array(out[NEEDED]), pa.ListArray.from_arrays(pa.array(ends.astype(np.int32)),
        columns.ids.take(pa.array(rows.counted))),
        pa.array(out[SCORED].astype(bool)), _said([_basis(_owner(regime.templates, s), s) for s in regime.states],
        state),
        _said([_cited(document, _owner(regime.templates, s), s) for s in regime.states], state),
        pa.array(out[LATE], mask=out[LATE] == NONE), _days(out[UNMET]), _days(_shown(regime.templates, template,
        out[DUE])),
        pa.nulls(n, pa.int64()), pa.array(ordinal),
    ]  # fmt: skip
    return pa.Table.from_arrays(data, schema=SCHEMA), about, ordinal


def _named(columns: Columns, places: Ints) -> Any:
    """The ids of places, empty for none."""
    ids = columns.ids.take(pa.array(places, mask=places < 0)).fill_null("")
    return np.array(ids.to_pylist(), dtype=object)


def _owner(templates: Sequence[Any], state: State) -> Requirement:
    found: Requirement = templates[state.template].requirement
    return found


def _said(words: list[str], codes: Any) -> Any:
    """A dictionary column; words that are the same share one code."""
    known = list(dict.fromkeys(words))
    place = np.array([known.index(w) for w in words], dtype=np.int32)
    return pa.DictionaryArray.from_arrays(pa.array(place[codes.astype(np.int64)]), pa.array(known, type=pa.string()))


def _days(numbers: Ints) -> Any:
    return pa.array(numbers, mask=numbers == NONE).cast(pa.date32())


def _ordinals(out: Ints, about: Longs) -> Ints:
    """The position of each row among those of its subject, by window, due day and what set it off."""
    order = np.lexsort((out[WINDOW_END], about, out[DUE], out[WINDOW_START], out[SUBJECT]))
    subject = out[SUBJECT][order]
    begins = np.concatenate([[True], subject[1:] != subject[:-1]])
    place = np.arange(len(order))
    ordinal = np.empty(len(order), dtype=np.int32)
    ordinal[order] = place - np.maximum.accumulate(np.where(begins, place, 0))
    return ordinal


def _shown(templates: Sequence[Any], template: Ints, due: Ints) -> Ints:
    """The first day it is shown: its lead before the due day, not before the floor; NONE where there is neither."""
    shown = np.full(len(due), NONE, dtype=np.int32)
    for t, found in enumerate(templates):
        lead, floor = found.requirement.show_from, found.requirement.shown_not_before
        own = template == t
        if floor is not None:
            shown[own] = day_number(floor)
        if lead is not None:
            days, place = np.unique(due[own], return_inverse=True)
            led = np.array([_before(lead, d) for d in days], dtype=np.int32)
            shown[own] = np.maximum(shown[own], led[place]) if len(days) else shown[own]
    return shown


def _before(lead: Length, day: int) -> int:
    return day_number(back(lead, day_of(day)))


def _basis(r: Requirement, state: State) -> str:
    """``assumed`` if a number that decides is assumed, or if the requirement is and no number is published."""
    if state.missing:
        return r.basis
    body = getattr(r, r.body_key)
    given = [
        (getattr(state.row, n, None) or getattr(body, n, None))
        for n in ("count", "most", "bound", "interval", "first", "within")
    ]
    numbers = [x.provision if isinstance(x, Length) else x for x in given if isinstance(x, Length | Provision)]
    bases = {n.basis for n in numbers} - {None}
    return "assumed" if "assumed" in bases or (r.basis == "assumed" and "published" not in bases) else "published"


def _cited(document: PolicyDocument, r: Requirement, state: State) -> str:
    cite = r.cite if state.missing or state.row.cite is None else state.row.cite
    source = document.sources.get(cite.source, cite.source)
    return f"{cite.at}, {source}" if cite.at else source


def _slow(rows: list[Obligation]) -> Any:
    def column(name: str) -> list[object]:
        return [getattr(r, name) for r in rows]

    data = [
        [list(r.counted) for r in rows]
        if f.name == "counted"
        else [r.status.value for r in rows]
        if f.name == "status"
        else column(f.name)
        for f in SCHEMA
    ]
    return pa.Table.from_arrays([pa.array(d, type=f.type) for d, f in zip(data, SCHEMA, strict=True)], schema=SCHEMA)


__all__ = ["SCHEMA", "Block", "Rows", "table_of"]
