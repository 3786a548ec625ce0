"""What is compared for speed gives the same rows: the engine, DuckDB, Polars, and the reference on some terms."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from benchmarks.flat import FIRST, LEVELS, MODES, OUTCOMES, flat_columns, four_rules
from benchmarks.in_duckdb import InDuckDB
from benchmarks.in_kernels import InKernels
from benchmarks.in_polars import InPolars
from benchmarks.tables import AS_OF, ROW, RULES, tables_of
from caseward.dates import When, parse_when
from caseward.engine.columns import FAR, day_number, day_of
from caseward.engine.layout import STATUSES
from caseward.obligations.evaluate import evaluate_subject
from caseward.record.entry import Entry
from caseward.record.subjects import Span, Subject

TERMS = 9_000  # so many that DuckDB has several row groups of contacts, which two threads take
KEY = [*(pl.col(name) for name in ("term", "window_start", "due", "about")), pl.col("counted").list.first()]
TYPES = {name: pl.List(pl.Int64) if name == "counted" else pl.Int64 for name in ROW}


def collected(run: Any) -> dict[str, Any]:
    """Everything that was handed on, by rule, sorted."""
    parts: dict[str, list[Any]] = {rule: [] for rule in RULES}
    run(lambda rule, part: parts[rule].append(_frame(part)))
    return {rule: pl.concat(found).sort(KEY) for rule, found in parts.items()}


def _frame(part: Any) -> pl.DataFrame:
    return pl.DataFrame(part).select(ROW).cast(TYPES)


@pytest.fixture(scope="module")
def engine() -> dict[str, Any]:
    """The engine's rows."""
    return collected(InKernels(flat_columns(TERMS, 3), 2).run)


def test_duckdb_gives_the_same_rows(engine: dict[str, Any]) -> None:
    found = collected(InDuckDB(tables_of(flat_columns(TERMS, 3)), 2).run)
    for rule in RULES:
        assert_frame_equal(found[rule], engine[rule])


@pytest.mark.parametrize("block", [TERMS, TERMS // 3])
def test_polars_gives_the_same_rows(engine: dict[str, Any], block: int) -> None:
    polars = InPolars(tables_of(flat_columns(TERMS, 3)), block)
    found = collected(polars.run)
    for rule in RULES:
        assert_frame_equal(found[rule], engine[rule])


def test_without_lists_a_row_says_how_many_counted(engine: dict[str, Any]) -> None:
    tables = tables_of(flat_columns(TERMS, 3))
    for other in (InDuckDB(tables, 2, lists=False), InPolars(tables, TERMS, lists=False)):
        parts: dict[str, int] = dict.fromkeys(RULES, 0)

        def add(rule: str, part: Any, parts: dict[str, int] = parts) -> None:
            parts[rule] += pl.DataFrame(part)["counted"].sum()

        other.run(add)
        assert parts == {rule: rows["counted"].list.len().sum() for rule, rows in engine.items()}


def test_the_reference_gives_the_same_rows(engine: dict[str, Any]) -> None:
    columns, document = flat_columns(TERMS, 3), four_rules()
    rows = [
        row(place, found)
        for place in range(0, TERMS, 100)
        for found in evaluate_subject(document, subject(columns, place), AS_OF)
    ]
    for rule in RULES:
        own = pl.DataFrame([r[1:] for r in rows if r[0] == rule], schema=TYPES, orient="row").sort(KEY)
        some = engine[rule].filter(pl.col("term") % 100 == 0)
        assert_frame_equal(own, some.with_columns(asked=pl.col("asked") // 3))


def row(place: int, found: Any) -> tuple[Any, ...]:
    """A row of the reference; the ids of entries are their places. Of what is asked only whether by the directive."""
    about = int(found.about[1:]) if found.about else None
    unmet = None if found.earliest_unmet is None else day_number(found.earliest_unmet)
    return (
        found.requirement, place, int(found.overlay == "directive"), about, day_number(found.window_start),
        day_number(found.due), STATUSES.index(found.status.value), found.needed, found.scored,
        [int(name[1:]) for name in found.counted], unmet if found.late_by_days is None else found.late_by_days,
    )  # fmt: skip


def subject(columns: Any, place: int) -> Subject:
    """A term of the made caseload as the reference reads it."""
    a, b = columns.offset[place], columns.offset[place + 1]
    outcome, mode = (columns.source.coded("contact", name)[0] for name in ("outcome", "mode"))
    opened = _on(columns.opened[place])
    entries = [Entry("e", "term", opened, values={"person": "p"})]
    for at in range(a, b):
        contact = columns.kinds[columns.kind[at]] == "contact"
        values = {"term": "t", "outcome": OUTCOMES[outcome[at]], "mode": MODES[mode[at]]} if contact else {"term": "t"}
        entries.append(Entry(f"e{at:09}", "contact" if contact else "report", _on(columns.first[at]), values=values))
    spans = columns.spans
    held = []
    for x in range(spans.offset[place], spans.offset[place + 1]):
        fact = columns.facts[spans.fact[x]]
        value = True if fact == "custody" else LEVELS[spans.value[x]]
        until = None if spans.end[x] == FAR else _on(spans.end[x])
        held.append(Span(fact, value, _on(spans.start[x]), until, "e"))
    return Subject("t", "term", opened, spans=tuple(held), entries=tuple(entries), opening="e")


def _on(day: Any) -> When:
    return parse_when(day_of(day).isoformat())


def test_nothing_happens_after_the_day_of_the_evaluation() -> None:
    columns = flat_columns(500, 1)
    assert columns.first.max() <= day_number(FIRST + timedelta(days=730))
    assert np.all(np.diff(columns.offset) >= 0)
    assert columns.offset[-1] == len(columns.first) == len(columns.source.coded("contact", "mode")[0])
