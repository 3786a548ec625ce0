"""A small synthetic record, held in memory as entries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from caseward.dates import parse_instant, parse_when
from caseward.errors import BadRequest
from caseward.interchange.synth.block import block_tables
from caseward.interchange.synth.caseload import Plan
from caseward.interchange.synth.hall import hall_entries
from caseward.interchange.synth.offices import office_entries
from caseward.interchange.synth.vocabulary import GENERAL, Vocabulary
from caseward.record.entry import Entry, Record, Value
from caseward.record.fields import FieldType
from caseward.record.kinds import BY_NAME

FIRST_DAY = date(2021, 1, 1)
MOST_TERMS = 99_999
MOST_MONTHS = 240
_BLOCK = 4_096  # terms at once; even, as two terms may be of one person


def synthesise(terms: int, seed: int, *, start: date = FIRST_DAY, months: int = 24) -> Record:
    """A record of that many terms that begin within ``months`` from ``start``, and all that happens on them until then.

    BadRequest when ``terms`` is not from 1 to 99,999 or ``months`` not from 2 to 240.
    """
    return record_of(planned(seed, start, months), terms)


def record_of(plan: Plan, terms: int) -> Record:
    """The record of so many terms of a plan. BadRequest when ``terms`` is not from 1 to 99,999."""
    if not 1 <= terms <= MOST_TERMS:
        raise BadRequest(
            f"The number of terms is from 1 to {MOST_TERMS:,} (more are made as Parquet); {terms:,} was asked."
        )
    entries = office_entries(plan, terms) + hall_entries(plan.seed, plan.start)
    for first in range(1, terms + 1, _BLOCK):
        entries += block_entries(plan, first, min(_BLOCK, terms + 1 - first))
    return Record.of(entries)


def block_entries(plan: Plan, first: int, count: int) -> list[Entry]:
    """All that happens on the terms from number ``first`` (odd: two terms may be of one person) on, unordered."""
    return [entry for kind, table in block_tables(plan, first, count) for entry in _entries(kind, table)]


def planned(
    seed: int, start: date, months: int, *, whole: bool = False, flaws: float = 1.0, words: Vocabulary = GENERAL
) -> Plan:
    """What is asked for, checked. BadRequest when it cannot be made."""
    if not 2 <= months <= MOST_MONTHS:
        raise BadRequest(f"The number of months is from 2 to {MOST_MONTHS}; {months} was asked.")
    if not 0 <= flaws <= 10:
        raise BadRequest(f"Flaws are from 0 (none) to 10 times the usual; {flaws:g} was asked.")
    return Plan(seed, start, months, whole, flaws, words)


def _entries(kind: str, table: Any) -> Iterator[Entry]:
    dated = {field.name for field in BY_NAME[kind].fields if field.type is FieldType.WHEN}
    own = [field.name for field in BY_NAME[kind].fields]
    for row in table.to_pylist():
        values = {name: _value(row[name], name in dated) for name in own if row[name] is not None}
        when, known = parse_when(row["occurred"]), parse_instant(row["recorded"])
        by, source, note = (row[name] or "" for name in ("recorded_by", "source", "note"))
        yield Entry(row["id"], kind, when, known, by, source, note, values)


def _value(value: Any, dated: bool) -> Value:
    if dated:
        return parse_when(value)
    return tuple(value) if isinstance(value, list) else value
