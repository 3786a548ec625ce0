"""Records written as data sets in subject order, and what it means that two sets of columns say the same."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from caseward.engine.columns import Columns
from caseward.interchange.clocks import clock_faults
from caseward.interchange.content import plain_entry
from caseward.record.entry import Entry, Record
from caseward.record.kinds import BY_NAME
from caseward.record.parse import parse_entry
from caseward.record.schema import schema_of


def write_data_set(
    record: Record, folder: Path, *, group: int = 1_000_000, parts: int = 1, shuffled: bool = False
) -> Path:
    """The tables of a record in subject order, in row groups of so many rows, in so many files
    each; or in no order."""
    by_kind: dict[str, list[Entry]] = defaultdict(list)
    for entry in record:
        by_kind[entry.kind].append(entry)
    terms = sorted(by_kind["term"], key=lambda e: (e.text("person"), e.id))
    person_of = {e.id: e.text("person") for e in terms}
    for kind, entries in by_kind.items():

        def key(e: Entry) -> tuple[str, str]:
            if e.kind == "person":
                return e.id, ""
            return (person_of.get(e.text("term")) or e.text("person"), e.id if e.kind == "term" else e.text("term"))

        rows = [plain_entry(e) for e in sorted(entries, key=key)]
        if shuffled:
            Random(1).shuffle(rows)
        (folder / kind).mkdir(parents=True)
        size = -(-len(rows) // parts)
        for n in range(parts):
            table = pa.Table.from_pylist(rows[n * size : (n + 1) * size], schema=schema_of(kind))
            pq.write_table(table, folder / kind / f"part-{n:05}.parquet", row_group_size=group)
    return folder


def differences(wanted: Columns, found: Columns) -> list[str]:
    """What two sets of columns of the same subjects say differently, whatever their numberings."""
    a, b = said(wanted), said(found)
    return [f"{subject}: {name}: {one!r} is {two!r}" for subject in sorted(a.keys() | b.keys())
            for name in sorted(a.get(subject, {}).keys() | b.get(subject, {}).keys())
            if (one := a.get(subject, {}).get(name)) != (two := b.get(subject, {}).get(name))]  # fmt: skip


def said(c: Columns) -> dict[str, dict[str, Any]]:
    """Everything that columns say of each subject, in words."""
    names, ids = c.names.to_pylist(), c.ids.to_pylist()
    assert names == sorted(names)
    assert len(set(ids)) == len(ids)
    by_entry = _by_entry(c, ids)
    found: dict[str, dict[str, Any]] = {}
    for i, name in enumerate(names):
        one: dict[str, Any] = {"person": c.persons[i].as_py()}
        for field in ("opened", "closed", "previous_end", "planned_end", "ended", "vague", "odd"):
            one[field] = int(getattr(c, field)[i])
        for field in ("opening", "closing"):
            one[field] = ids[getattr(c, field)[i]] if getattr(c, field)[i] >= 0 else ""
        own = slice(c.offset[i], c.offset[i + 1])
        one["entries"] = [
            (ids[r], c.kinds[k], int(f), int(z), by_entry[r])
            for r, k, f, z in zip(c.row[own], c.kind[own], c.first[own], c.last[own], strict=True)
        ]
        s, t = c.spans, c.statements
        one["spans"] = [
            (c.facts[s.fact[j]], c.values[s.fact[j]][s.value[j]], int(s.start[j]), int(s.end[j]))
            for j in range(s.offset[i], s.offset[i + 1])
        ]
        one["statements"] = [
            (c.facts[t.fact[j]], c.values[t.fact[j]][t.value[j]], int(t.start[j]), int(t.until[j]), ids[t.entry[j]])
            for j in range(t.offset[i], t.offset[i + 1])
        ]
        one["doubtful"] = sorted(f for k, f in enumerate(c.facts) if int(c.doubtful[i]) >> k & 1)
        found[name] = one
    return found


def _by_entry(c: Columns, ids: list[str]) -> list[tuple[Any, ...]]:
    """What the source says of each entry: its times, whether it may be another, its texts, every coded field."""
    source = c.source
    columns: list[list[Any]] = [
        source.recorded().tolist(), source.recorded_days().tolist(), source.instants().tolist(), source.same().tolist(),
        source.texts("warning").to_pylist(), source.texts("officer").to_pylist(),
    ]  # fmt: skip
    for kind in sorted({c.kinds[k] for k in np.unique(c.kind)}):
        for field in BY_NAME[kind].fields:
            codes, values = source.coded(kind, field.name)
            columns.append([None if code < 0 else (kind, field.name, values[code]) for code in codes])
    entries = len(columns[0])
    assert all(len(column) == entries for column in columns)
    return [tuple(v for v in row if v is not None) for row in zip(*columns, strict=True)]


def completed(record: Record) -> Record:
    """The record as tables would let it pass: columns filled that must be, entries left out whose times clash or that
    could not be written down."""
    filled = {"instrument": "LSI-R"}
    whole = [
        replace(e, values={**{k: v for k, v in filled.items() if e.kind == "assessment"}, **e.values}) for e in record
    ]
    kept = [e for e in whole if not clock_faults(e) and parse_entry(BY_NAME[e.kind], plain_entry(e), None)[0]]
    terms = {e.id: e for e in kept if e.kind == "term"}
    return Record.of([e for e in kept if not e.text("term") or _about(e, terms.get(e.text("term")))])


def _about(entry: Entry, term: Entry | None) -> bool:
    """Whether an entry can be about a term: it is there, and does not end before it begins."""
    return term is not None and (entry.kind != "term_end" or entry.occurred.last >= term.occurred.first)
