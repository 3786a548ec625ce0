"""Rows of kernels and of the reference as one Arrow table, in the order of the obligations' keys.

A table is made of pieces: one for each requirement of each part of the subjects. Rows of kernels come in order and are
taken as they stand; only where the reference evaluated some subjects of a part, or an id has several kinds, are the
rows of that piece sorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from caseward.engine.arrays import NONE, Ints, Longs, day_number, day_of
from caseward.engine.columns import Columns
from caseward.engine.compiled import Compiled
from caseward.engine.jit import kernel
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
from caseward.engine.regimes import Rules
from caseward.engine.unpacked import unpacked
from caseward.engine.vocabulary import Spoken, Words, spoken, vocabulary
from caseward.obligations.model import Obligation
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement

_TEXT, _DAY = pa.dictionary(pa.int32(), pa.string()), pa.date32()
SCHEMA = pa.schema([
    ("reading", _TEXT), ("policy", _TEXT), ("version", _TEXT), ("requirement", _TEXT), ("duty", _TEXT), ("kind", _TEXT),
    ("overlay", _TEXT), ("subject", pa.string()), ("about", pa.string()), ("window_start", _DAY), ("window_end", _DAY),
    ("due", _DAY), ("status", _TEXT), ("needed", pa.int32()), ("counted", pa.list_(pa.string())),
    ("scored", pa.bool_()), ("basis", _TEXT), ("citation", _TEXT), ("late_by_days", pa.int32()),
    ("earliest_unmet", _DAY), ("show_from", _DAY), ("minute", pa.int64()), ("ordinal", pa.int32()),
])  # fmt: skip


class Piece(NamedTuple):
    """Some rows with what they are sorted by; ``about`` None: empty throughout. ``sorted``: they are."""

    table: Any
    subject: Ints
    about: Any
    start: Ints
    ordinal: Ints
    sorted: bool
    kind: str  # decides between rows of one key: a requirement may change its kind from one version to the next


@dataclass(slots=True)
class Assembly:
    """Makes tables of one policy; what it says in words is worked out once."""

    document: PolicyDocument
    rules: list[Rules]
    words: dict[str, Words]
    spoken: dict[tuple[str, str, str], tuple[int, Spoken]] = field(default_factory=dict)
    leads: dict[Any, dict[int, int]] = field(default_factory=dict)

    @classmethod
    def of(cls, document: PolicyDocument, rules: list[Rules]) -> Assembly:
        """With the words of a policy."""
        return cls(document, rules, vocabulary(document, rules))

    def part(self, columns: Columns, base: int) -> PartRows:
        """An empty collection of the rows of the subjects from ``base`` on."""
        return PartRows(self, columns, base)

    def joined(self, parts: Sequence[list[tuple[tuple[str, str], Any]]]) -> Any:
        """One table of every part, by reading and id and then in order of the parts."""
        found = sorted((p for part in parts for p in part), key=lambda x: x[0])
        return pa.concat_tables([t for _, t in found]) if found else SCHEMA.empty_table()

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


@dataclass(slots=True)
class PartRows:
    """The rows of some subjects, gathered by requirement. ``columns`` are of the whole slice."""

    assembly: Assembly
    columns: Columns
    base: int
    fast: dict[tuple[str, str], list[Piece]] = field(default_factory=dict)

    def add(self, place: tuple[str, str, str], compiled: Compiled, base: int, out: Ints, counted: Ints) -> None:
        """The rows of a filled buffer; its arrays are copied."""
        if out.shape[1]:
            out = unpacked(out, compiled.states)
            out[SUBJECT] += base
            self.fast.setdefault(place[:2], []).append(
                _fast(self.assembly, self.columns, place, compiled, out, counted)
            )

    def slow(self, place: tuple[str, str, str], rows: list[Obligation]) -> None:
        """Rows of the reference."""
        table = pa.Table.from_arrays([_said(self.assembly.words.get(f.name), f, rows) for f in SCHEMA], schema=SCHEMA)
        names = {n: i for i, n in enumerate(self.columns.names.slice(self.base).to_pylist())}
        self.fast.setdefault(place[:2], []).append(Piece(
            table, np.array([names[r.subject] + self.base for r in rows], dtype=np.int32),
            np.array([r.about for r in rows], dtype=object),
            np.array([day_number(r.window_start) for r in rows], dtype=np.int32),
            np.array([r.ordinal for r in rows], dtype=np.int32), False, place[2],
        ))  # fmt: skip

    def tables(self) -> list[tuple[tuple[str, str], Any]]:
        """One table for each reading and id, in the order of keys."""
        return [(key, _sorted(pieces)) for key, pieces in self.fast.items()]


def _sorted(pieces: list[Piece]) -> Any:
    table = pa.concat_tables([p.table for p in pieces])
    if all(p.sorted for p in pieces) and all(a.subject[-1] < b.subject[0] for a, b in pairwise(pieces)):
        return table
    subject, start, ordinal = (np.concatenate([p[i] for p in pieces]) for i in (1, 3, 4))
    about = _ranked([p.about for p in pieces], [len(p.subject) for p in pieces])
    kinds = sorted({p.kind for p in pieces})
    kind = np.repeat([kinds.index(p.kind) for p in pieces], [len(p.subject) for p in pieces])
    order = np.lexsort((kind, ordinal, start, about, subject))
    return table if (order[1:] > order[:-1]).all() else table.take(pa.array(order))


def _ranked(texts: list[Any], lengths: list[int]) -> Longs:
    """A number for each text that sorts as the text does; None stands for all empty."""
    if all(t is None for t in texts):
        return np.zeros(sum(lengths), dtype=np.int64)
    known = sorted({t for column in texts if column is not None for t in column.tolist()})
    place = {text: i + 1 for i, text in enumerate(known) if text}
    parts = [
        np.zeros(n, dtype=np.int64)
        if column is None
        else np.array([place.get(t, 0) for t in column.tolist()], dtype=np.int64)
        for column, n in zip(texts, lengths, strict=True)
    ]
    return np.concatenate(parts)


def _fast(
    assembly: Assembly, columns: Columns, place: tuple[str, str, str], compiled: Compiled, out: Ints, counted: Ints
) -> Piece:
    words, said, n = assembly.words, assembly.say(place, compiled), out.shape[1]
    about = None if (out[ABOUT] < 0).all() else _named(columns, out[ABOUT])
    ordinal, ordered = _ordinals(out, about)
    template, state = out[TEMPLATE], out[STATE]
    ends = np.zeros(n + 1, dtype=np.int32)
    np.cumsum(out[COUNTED], out=ends[1:])
    made = {name: words[name].column(np.full(n, code, dtype=np.int32)) for name, code in said.fixed.items()}
    made |= {name: words[name].column(codes[template]) for name, codes in said.by_template.items()}
    made |= {name: words[name].column(codes[state]) for name, codes in said.by_state.items()}
    made |= {name: _days(out[row]) for name, row in _DAYS.items()}
    made |= {
        "subject": columns.names.take(pa.array(out[SUBJECT])),
        "about": _empty(n) if about is None else pa.array(about, type=pa.string()),
        "status": words["status"].column(out[STATUS]),
        "needed": pa.array(out[NEEDED]),
        "counted": pa.ListArray.from_arrays(pa.array(ends), columns.ids.take(pa.array(counted))),
        "scored": pa.array(out[SCORED].astype(np.bool_)),
        "late_by_days": _numbers(out[LATE]),
        "show_from": _days(_shown(assembly, compiled, template, out[DUE])),
        "minute": pa.nulls(n, pa.int64()),
        "ordinal": pa.array(ordinal),
    }
    table = pa.Table.from_arrays([made[f.name] for f in SCHEMA], schema=SCHEMA)
    return Piece(table, out[SUBJECT], about, out[WINDOW_START], ordinal, ordered, place[2])


_DAYS = {"window_start": WINDOW_START, "window_end": WINDOW_END, "due": DUE, "earliest_unmet": UNMET}


def _numbers(numbers: Ints) -> Any:
    absent = numbers == NONE
    return pa.array(numbers, mask=absent) if absent.any() else pa.array(numbers)


def _days(numbers: Ints) -> Any:
    return _numbers(numbers).view(pa.date32())


def _empty(length: int) -> Any:
    """So many empty texts."""
    return pa.StringArray.from_buffers(length, pa.py_buffer(np.zeros(length + 1, dtype=np.int32)), pa.py_buffer(b""))


def _named(columns: Columns, places: Ints) -> Any:
    """The ids of places, empty for none."""
    ids = columns.ids.take(pa.array(places, mask=places < 0)).fill_null("")
    return np.array(ids.to_pylist(), dtype=object)


def _shown(assembly: Assembly, compiled: Compiled, template: Ints, due: Ints) -> Ints:
    found = [assembly.shown(t.requirement, due) for t in compiled.regime.templates]
    return found[0] if len(found) == 1 else np.stack(found)[template, np.arange(len(due))]


def _ordinals(out: Ints, about: Any) -> tuple[Ints, bool]:
    """The position of each row among those of its subject, by window, due day and what set it off; whether the rows
    come in that order."""
    n = out.shape[1]
    ordinal = np.empty(n, dtype=np.int32)
    if about is None and _counted_up(out[SUBJECT], out[WINDOW_START], out[DUE], out[WINDOW_END], ordinal):
        return ordinal, True
    order = np.lexsort((out[WINDOW_END], _ranked([about], [n]), out[DUE], out[WINDOW_START], out[SUBJECT]))
    subject = out[SUBJECT][order]
    begins = np.concatenate([[True], subject[1:] != subject[:-1]])
    place = np.arange(n)
    ordinal[order] = place - np.maximum.accumulate(np.where(begins, place, 0))
    return ordinal, False


@kernel
def _counted_up(subject, start, due, end, ordinal):  # type: ignore[no-untyped-def]
    """Number the rows of each subject from 0; false where they do not come in order."""
    number = 0
    for i in range(len(subject)):
        number = number + 1 if i > 0 and subject[i] == subject[i - 1] else 0
        ordinal[i] = number
        if number > 0:
            if start[i] != start[i - 1]:
                behind = start[i] < start[i - 1]
            elif due[i] != due[i - 1]:
                behind = due[i] < due[i - 1]
            else:
                behind = end[i] < end[i - 1]
            if behind:
                return False
    return True


def _said(words: Words | None, column: Any, rows: list[Obligation]) -> Any:
    """A column of rows of the reference."""
    if words is not None:
        return words.column(words.codes(str(getattr(r, column.name)) for r in rows))
    if column.name == "counted":
        return pa.array([list(r.counted) for r in rows], type=column.type)
    return pa.array([getattr(r, column.name) for r in rows], type=column.type)


__all__ = ["SCHEMA", "Assembly", "PartRows"]
