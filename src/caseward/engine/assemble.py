"""Rows of kernels and of the reference as one Arrow table, in the order of the obligations' keys.

A table is made of pieces: one for each requirement of each part of the subjects. Rows of kernels come in order and are
taken as they stand; only where the reference evaluated some subjects of a part, or an id has several kinds, are the
rows of that piece sorted.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import NONE, Ints, day_number, day_of
from caseward.engine.columns import Columns
from caseward.engine.compiled import Compiled
from caseward.engine.layout import (
    ABOUT,
    COUNTED,
    DUE,
    LATE,
    NEEDED,
    SCORED,
    STATE,
    STATUS,
    SUBJECT,
    TEMPLATE,
    UNMET,
    WINDOW_END,
    WINDOW_START,
)
from caseward.engine.lengths import back
from caseward.engine.order import Piece, empty, in_order, ordinals
from caseward.engine.regimes import Rules
from caseward.engine.unpacked import unpacked
from caseward.engine.vocabulary import Spoken, Words, spoken, vocabulary
from caseward.engine.workspace import Workspace
from caseward.obligations.model import Obligation
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement

BUFFER = 1 << 17  # the rows that columns alike throughout are made for at first
_TEXT, _DAY = pa.dictionary(pa.int32(), pa.string()), pa.date32()
SCHEMA = pa.schema([
    ("reading", _TEXT), ("policy", _TEXT), ("version", _TEXT), ("requirement", _TEXT), ("duty", _TEXT), ("kind", _TEXT),
    ("overlay", _TEXT), ("subject", pa.string()), ("about", pa.string()), ("window_start", _DAY), ("window_end", _DAY),
    ("due", _DAY), ("status", _TEXT), ("needed", pa.int32()), ("counted", pa.list_(pa.string())),
    ("scored", pa.bool_()), ("basis", _TEXT), ("citation", _TEXT), ("late_by_days", pa.int32()),
    ("earliest_unmet", _DAY), ("show_from", _DAY), ("minute", pa.int64()), ("ordinal", pa.int32()),
])  # fmt: skip
CODED = pa.schema([pa.field("subject", _TEXT) if f.name == "subject" else f for f in SCHEMA])
"""The same with subjects as places among the names of the columns: nothing is spelled out that is written as places."""


@dataclass(slots=True)
class Assembly:
    """Makes tables of one policy, of ``SCHEMA`` or of ``CODED``; what it says in words is worked out once."""

    document: PolicyDocument
    rules: list[Rules]
    words: dict[str, Words]
    schema: Any = SCHEMA
    spoken: dict[tuple[str, str, str], tuple[int, Spoken]] = field(default_factory=dict)
    leads: dict[Any, dict[int, int]] = field(default_factory=dict)
    constant: dict[int, Any] = field(default_factory=dict)
    blank: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, document: PolicyDocument, rules: list[Rules], *, coded: bool = False) -> Assembly:
        """With the words of a policy."""
        return cls(document, rules, vocabulary(document, rules), CODED if coded else SCHEMA)

    def part(self, columns: Columns, base: int, room: Workspace) -> PartRows:
        """An empty collection of the rows of the subjects from ``base`` on."""
        return PartRows(self, columns, base, room)

    def joined(self, parts: Sequence[list[tuple[tuple[str, str], Any]]]) -> Any:
        """One table of every part, by reading and id and then in order of the parts."""
        found = sorted((p for part in parts for p in part), key=lambda x: x[0])
        return pa.concat_tables([t for _, t in found]) if found else self.schema.empty_table()

    def say(self, place: tuple[str, str, str], compiled: Compiled) -> Spoken:
        """The words of a requirement; worked out again when it has new states."""
        known = self.spoken.get(place)
        if known is None or known[0] < len(compiled.regime.states):
            said = spoken(self.document, self.words, place[0], compiled.regime.key, compiled.regime)
            known = self.spoken[place] = (len(compiled.regime.states), said)
        return known[1]

    def shown(self, requirement: Requirement, due: Ints) -> Ints:
        """The first day each is shown: its lead before the due day, not before the floor; NONE where there is
        neither."""
        lead, floor = requirement.show_from, requirement.shown_not_before
        shown = np.full(len(due), NONE if floor is None else day_number(floor), dtype=np.int32)
        if lead is None or not len(due):
            return shown
        first = int(due.min())
        known = self.leads.setdefault(lead.model_dump_json(), {})
        table = np.zeros(int(due.max()) - first + 1, dtype=np.int32)
        for day in np.flatnonzero(np.bincount(due - first)).tolist():
            if first + day not in known:
                known[first + day] = day_number(back(lead, day_of(first + day)))
            table[day] = known[first + day]
        return np.maximum(shown, table[due - first])

    def alike(self, word: str, code: int, length: int) -> Any:
        """A column of one word throughout; its numbers stand in memory once for all pieces."""
        found = self.constant.get(code)
        if found is None or len(found) < length:
            found = self.constant[code] = pa.array(np.full(max(length, BUFFER), code, dtype=np.int32))
        return self.words[word].column(found.slice(0, length))

    def spelt(self, word: str, codes: Ints, places: Ints) -> Any:
        """A column of words, by the template or state of each row."""
        if len(codes) == 1 or (codes == codes[0]).all():
            return self.alike(word, int(codes[0]), len(places))
        return self.words[word].column(pa.array(codes[places]))

    def subjects(self, columns: Columns, places: Ints) -> Any:
        """A column of subjects by their places."""
        codes = pa.array(places)
        if self.schema is SCHEMA:
            return columns.names.take(codes)
        return pa.DictionaryArray.from_arrays(codes, columns.names, safe=False)

    def nothing(self, kind: Any, length: int) -> Any:
        """A column with nothing in it."""
        found = self.blank.get(kind)
        if found is None or len(found) < length:
            found = self.blank[kind] = pa.nulls(max(length, BUFFER), kind)
        return found.slice(0, length)


@dataclass(slots=True)
class PartRows:
    """The rows of some subjects, gathered by requirement. ``columns`` are of the whole slice."""

    assembly: Assembly
    columns: Columns
    base: int
    room: Workspace
    fast: dict[tuple[str, str], list[Piece]] = field(default_factory=dict)

    def add(self, place: tuple[str, str, str], compiled: Compiled, base: int, out: Ints, counted: Ints) -> None:
        """The rows of a filled buffer; its arrays are copied."""
        if out.shape[1]:
            piece = _fast(self, place, compiled, base, unpacked(out, compiled.states, self.room), counted)
            self.fast.setdefault(place[:2], []).append(piece)

    def slow(self, place: tuple[str, str, str], rows: list[Obligation]) -> None:
        """Rows of the reference."""
        subject = self._places_of(rows)
        made = {f.name: _said(self.assembly.words.get(f.name), f, rows) for f in SCHEMA if f.name != "subject"}
        made["subject"] = self.assembly.subjects(self.columns, subject)
        schema = self.assembly.schema
        table = pa.Table.from_arrays([made[f.name] for f in schema], schema=schema)
        self.fast.setdefault(place[:2], []).append(Piece(
            table, subject, pa.array([r.about for r in rows], type=pa.string()),
            np.array([day_number(r.window_start) for r in rows], dtype=np.int32),
            np.array([r.ordinal for r in rows], dtype=np.int32), False, place[2],
        ))  # fmt: skip

    def _places_of(self, rows: list[Obligation]) -> Ints:
        """The places of the subjects of rows of the reference."""
        names = self.columns.names  # sorted: few are looked for among many
        every = range(self.base, len(names))
        wanted = {r.subject for r in rows}
        place = {w: self.base + bisect_left(every, w, key=lambda i: names[i].as_py()) for w in wanted}
        return np.array([place[r.subject] for r in rows], dtype=np.int32)

    def tables(self) -> list[tuple[tuple[str, str], Any]]:
        """One table for each reading and id, in the order of keys."""
        return [(key, in_order(pieces)) for key, pieces in self.fast.items()]


def _fast(
    part: PartRows, place: tuple[str, str, str], compiled: Compiled, base: int, out: Ints, counted: Ints
) -> Piece:
    assembly, columns, n = part.assembly, part.columns, out.shape[1]
    said, template, state = assembly.say(place, compiled), out[TEMPLATE], out[STATE]
    about = None if (out[ABOUT] < 0).all() else _named(columns, out[ABOUT])
    ordinal, ordered = ordinals(out, about)
    subject, start = out[SUBJECT] + np.int32(base), out[WINDOW_START].copy()
    ends = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(out[COUNTED], out=ends[1:])
    made = {name: assembly.alike(name, code, n) for name, code in said.fixed.items()}
    made |= {name: assembly.spelt(name, codes, template) for name, codes in said.by_template.items()}
    made |= {name: assembly.spelt(name, codes, state) for name, codes in said.by_state.items()}
    made |= {name: _numbers(assembly, out[row], pa.date32()) for name, row in _DAYS.items()}
    made |= {
        "window_start": pa.array(start).view(pa.date32()),
        "subject": assembly.subjects(columns, subject),
        "about": empty(n) if about is None else about,
        "status": assembly.words["status"].column(pa.array(out[STATUS].copy())),
        "needed": pa.array(out[NEEDED].copy()),
        "counted": pa.ListArray.from_arrays(pa.array(ends), columns.ids.take(pa.array(counted))),
        "scored": pa.array(out[SCORED].astype(np.bool_)),
        "late_by_days": _numbers(assembly, out[LATE], pa.int32()),
        "show_from": _shown(assembly, compiled, template, out[DUE]),
        "minute": assembly.nothing(pa.int64(), n),
        "ordinal": pa.array(ordinal),
    }
    table = pa.Table.from_arrays([made[f.name] for f in assembly.schema], schema=assembly.schema)
    return Piece(table, subject, about, start, ordinal, ordered, place[2])


_DAYS = {"window_end": WINDOW_END, "due": DUE, "earliest_unmet": UNMET}


def _numbers(assembly: Assembly, numbers: Ints, kind: Any) -> Any:
    absent = numbers == NONE
    if not absent.any():
        return pa.array(numbers.copy()).view(kind)
    return assembly.nothing(kind, len(numbers)) if absent.all() else pa.array(numbers.copy(), mask=absent).view(kind)


def _named(columns: Columns, places: Ints) -> Any:
    """The ids of places, empty for none."""
    absent = places < 0
    return columns.ids.take(pa.array(places, mask=absent) if absent.any() else pa.array(places)).fill_null("")


def _shown(assembly: Assembly, compiled: Compiled, template: Ints, due: Ints) -> Any:
    rules = [t.requirement for t in compiled.regime.templates]
    if all(r.show_from is None and r.shown_not_before is None for r in rules):
        return assembly.nothing(pa.date32(), len(due))
    found = [assembly.shown(r, due) for r in rules]
    days = found[0] if len(found) == 1 else np.stack(found)[template, np.arange(len(due))]
    return _numbers(assembly, days, pa.date32())


def _said(words: Words | None, column: Any, rows: list[Obligation]) -> Any:
    """A column of rows of the reference."""
    if words is not None:
        return words.column(pa.array(words.codes(str(getattr(r, column.name)) for r in rows)))
    if column.name == "counted":
        return pa.array([list(r.counted) for r in rows], type=column.type)
    return pa.array([getattr(r, column.name) for r in rows], type=column.type)


__all__ = ["SCHEMA", "Assembly", "PartRows"]
