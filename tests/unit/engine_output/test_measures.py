"""Measures are counts of rows, however the rows are cut into parts and however many groups there are."""

from __future__ import annotations

from collections import Counter
from datetime import date
from random import Random

import pyarrow as pa
import pytest

from caseward.engine.output import measures
from caseward.engine.output.columns import PART_SCHEMA
from caseward.obligations.model import Status


def rows(count, seed=1):
    draw = Random(seed)
    return [
        {
            "policy": "p", "reading": draw.choice(["in force", "strict"]), "requirement": draw.choice("abc"),
            "level": draw.choice(["high", "low", "unknown"]), "office": draw.choice(["north", "=south"]),
            "due": date(2021, draw.randint(1, 12), draw.randint(1, 28)), "status": draw.choice(list(Status)).value,
            "scored": draw.random() < 0.7,
        }
        for _ in range(count)
    ]  # fmt: skip


def table(made):
    blank = dict.fromkeys(PART_SCHEMA.names)
    return pa.Table.from_pylist([{**blank, **row} for row in made], schema=PART_SCHEMA)


def key(row):
    return (row["policy"], row["reading"], row["requirement"], row["due"].replace(day=1), row["level"], row["office"])


def told(found):
    return {tuple(row[name] for name in measures.KEYS): row for row in found.to_pylist()}


@pytest.fixture(scope="module")
def made():
    return rows(3000)


def check(found, made):
    counted, status = Counter(map(key, made)), Counter((key(r), r["status"], r["scored"]) for r in made)
    assert {k: row["obligations"] for k, row in told(found).items()} == counted
    for k, row in told(found).items():
        for one in Status:
            both = status[k, one.value, True] + status[k, one.value, False]
            assert row[one.value.replace(" ", "_")] == both
        assert row["scored"] == sum(status[k, one.value, True] for one in Status)
        assert row["scored_met"] == status[k, "met", True]
        assert row["scored_decided"] == sum(status[k, s, True] for s in ("met", "late", "missed", "overdue"))


def test_each_number_is_a_count(made):
    check(measures.measures_of(table(made)), made)


def test_parts_add_up_whatever_the_cut_and_the_order(made):
    whole = measures.merged([measures.measures_of(table(made))])
    parts = [measures.measures_of(table(part)) for part in (made[:7], made[7:1500], [], made[1500:])]
    assert measures.merged(parts) == whole
    assert measures.merged([measures.merged(parts[2:]), *reversed(parts[:2])]) == whole
    check(whole, made)
    keys = [tuple(row[name] for name in measures.KEYS) for row in whole.to_pylist()]
    assert keys == sorted(keys)


def test_groups_too_many_for_a_flat_table_are_counted_alike(made, monkeypatch):
    flat = measures.merged([measures.measures_of(table(made))])
    monkeypatch.setattr(measures, "_MOST_CELLS", 1)
    assert measures.merged([measures.measures_of(table(made))]) == flat


def test_the_csv_says_the_same_and_no_cell_is_a_formula(made):
    whole = measures.merged([measures.measures_of(table(made))])
    lines = measures.measures_csv(whole).splitlines()
    assert len(lines) == 1 + whole.num_rows
    assert lines[0].split(",") == whole.schema.names
    assert sum(int(line.split(",")[6]) for line in lines[1:]) == len(made)
    assert not any(",=" in line for line in lines)


def test_nothing_owed_is_no_measure():
    assert measures.merged([]).num_rows == 0
    assert measures.by_requirement(measures.merged([])) == []
