"""Every number is the one that a plain count gives, and totals, rows and lists agree with one another."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import closing
from dataclasses import replace
from datetime import date
from fractions import Fraction
from multiprocessing import active_children

import duckdb
import pyarrow as pa
import pytest

from caseward.engine.intake import needed_columns, open_data_set
from caseward.engine.intake.put_in_order import sort_data_set
from caseward.engine.output.data_set import FromDataSet
from caseward.engine.output.inputs import InMemory
from caseward.engine.whatif.answer import WhatIf
from caseward.engine.whatif.ask import what_if, what_if_of
from caseward.engine.whatif.compare import SIDES, Part, compare_slice
from caseward.engine.whatif.counts import MEASURES, OUTCOMES
from caseward.engine.whatif.judge import kernels
from caseward.interchange.synth import synthesise
from caseward.interchange.write import write_record
from caseward.policy.load import load_policy
from caseward.record.view import view_of
from caseward.reports.whatif_files import MadeFrom, RowsFile, cells, write_whatif
from caseward.testing.trials import Trial
from tests.house.tree import TOP
from tests.unit.whatif.plainly import cost_of_cases, counts

AS_OF = date(2022, 12, 31)
OLD = load_policy(TOP / "examples/try-a-policy/now.yaml")
NEW = load_policy(TOP / "examples/try-a-policy/proposed.yaml")


@pytest.fixture(scope="module")
def view():
    return view_of(synthesise(40, 7))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def answer(view, folder) -> WhatIf:
    """With every file of it in the folder."""
    with closing(RowsFile(folder)) as rows:
        found = what_if(OLD, NEW, view, AS_OF, record="made", keep=rows.keep)
    write_whatif(found, MadeFrom("0", 0, "0"), folder)
    return found


@pytest.mark.parametrize("side", [0, 1], ids=SIDES)
def test_each_group_counts_what_a_plain_count_counts(answer, view, side):
    wanted = counts(answer.trial.documents[side], view, AS_OF, ("level", "office"))
    found = {c.key: c for c in answer.cells if c.side == SIDES[side] and c.number("obligations")}
    assert len(found) > 40
    assert found.keys() == wanted.keys()
    for key, cell in found.items():
        assert Counter({n: cell.number(n) for n in ("obligations", *OUTCOMES)}) == wanted[key]


@pytest.mark.parametrize("side", [0, 1], ids=SIDES)
def test_what_cases_cost_is_the_sum_of_their_days(side):
    view = view_of(synthesise(8, 7))
    answer = what_if(OLD, NEW, view, AS_OF, record="made")
    cost, days = cost_of_cases(answer.trial.documents, side, view, AS_OF, ("level", "office"))
    own = {c.key: c for c in answer.cells if c.side == SIDES[side]}
    assert {key: c.case_days for key, c in own.items() if c.case_days} == dict(days)
    for key, cell in own.items():
        assert cell.cost == round((cost.get(key, Fraction(0)) + Fraction(cell.number("each"), 60)) * 100)


@pytest.mark.parametrize("seed", range(40))
def test_on_what_is_made_up_as_well(seed):
    """Policies of every kind, facts of every sort, records with imprecise days."""
    made = Trial.seeded(seed, 6)
    old = made.document()
    others = (Trial.seeded(other, 1).document() for other in range(1000 + seed, 2000))
    new = next(d for d in others if d.subject == old.subject).model_copy(update={"workload": ()})
    policies = [replace(OLD, document=old), replace(NEW, document=new)]
    by = {"term": ("level", "custody", "days_on_supervision"), "facility": ("facility_type",)}.get(old.subject, ())
    answer = what_if(*policies, made.view(), made.as_of, record="made", by=by)
    for side, document in zip(SIDES, answer.trial.documents, strict=True):
        wanted = counts(document, made.view(), made.as_of, by)
        found = {k.key: k for k in answer.cells if k.side == side and k.number("obligations")}
        assert found.keys() == wanted.keys()
        assert all(
            Counter({n: c.number(n) for n in ("obligations", *OUTCOMES)}) == wanted[key] for key, c in found.items()
        )


def test_totals_are_the_sums_of_months_and_of_every_fact(answer):
    for side in (0, 1):
        whole = answer.total.cells[side]
        for pairs in (answer.months, answer.by_fact("level"), answer.by_fact("office")):
            own = [p.cells[side] for p in pairs]
            assert tuple(sum(c.numbers[i] for c in own) for i in range(len(MEASURES))) == whole.numbers
            assert sum(c.cost for c in own) == whole.cost
            assert sum(c.case_days for c in own) == whole.case_days
        assert whole.number("obligations") == sum(whole.number(n) for n in OUTCOMES) > 0
        assert 0 < whole.number("contacts_at_least") < whole.number("contacts_at_most")


def test_no_month_between_the_first_and_the_last_is_left_out(answer):
    months = [p.word for p in answer.months]
    assert months[0] == "2021-01"
    assert months[-1] == "2022-12"
    assert len(months) == 24


def test_the_files_agree_with_the_rows(answer, folder):
    """Summed by DuckDB: the groups from the rows, the totals from the groups, the people from the rows."""
    at = duckdb.connect()
    rows_, cells_, people = (f"'{folder / name}.parquet'" for name in ("rows", "whatif", "people"))
    apart = at.execute(f"""
        with counted as (
          select month, level, office, side, count(*) as obligations, count(*) filter (scored and status = 'missed') as missed,
            count(*) filter (not scored) as not_scored from {rows_} group by all)
        select month, level, office, side, obligations, missed, not_scored from (
          select month, level, office, side, obligations, missed, not_scored from counted
          union all select month, level, office, side, obligations, missed, not_scored from {cells_} where obligations > 0)
        group by all having count(*) <> 2""").fetchall()
    assert apart == []
    for side, whole in zip(SIDES, answer.total.cells, strict=True):
        query = f"select sum(obligations), sum(missed), sum(contacts_at_most), sum(cost) from {cells_} where side = '{side}'"
        sums = at.execute(query).fetchone()
        assert sums[:3] == tuple(whole.number(n) for n in ("obligations", "missed", "contacts_at_most"))
        assert int(sums[3] * 100) == whole.cost
        missed = f"""select p.subject, p.duty from {people} p left join (
          select subject, duty, count(*) filter (scored and status = 'missed') as n from {rows_} where side = '{side}' group by all) r
          on p.subject = r.subject and p.duty = r.duty where coalesce(r.n, 0) <> p.{side}_missed"""
        assert at.execute(missed).fetchall() == []


def test_csv_says_what_parquet_says(answer, folder):
    at = duckdb.connect()
    for name in ("whatif", "people", "officers"):
        sources = (f"read_csv('{folder / name}.csv', all_varchar = true)", f"'{folder / name}.parquet'")
        tables = [at.execute(f"from {source}").fetchall() for source in sources]
        text = [
            [
                tuple("" if x in (None, "", []) else ";".join(x) if isinstance(x, list) else str(x) for x in row)
                for row in t
            ]
            for t in tables
        ]
        assert text[0] == text[1]
        assert text[0]


def tried(source, trial, *, judges=None):
    """The trial over an input, and every row kept."""
    rows = []
    if judges is None:
        found = what_if_of(OLD, NEW, source, trial, record="made", keep=rows.append)
        return found, rows
    part, slices = Part(), source.slices("term")
    for one in slices:
        columns = source.columns(one)
        tables = [judge(columns) for judge in judges]
        more = compare_slice(trial, columns, (tables[0], tables[1]), rows=True)
        rows += more.rows
        part.add(more)
    return WhatIf(trial, part, sum(s.subjects for s in slices), (OLD, NEW), "made"), rows


def told(found, rows):
    """Everything an answer says, in an order that slices do not change."""
    lines = sorted(json.dumps(r, default=str) for t in rows for r in t.to_pylist())
    officers = [found.officers_recorded("old", m.word) for m in found.months]
    return found.cells, found.people.to_pylist(), officers, lines


def test_slices_add_up_to_the_whole(answer, view):
    whole, parts = (tried(InMemory(view, AS_OF, "", n), answer.trial) for n in (65_536, 7))
    assert told(*parts) == told(*whole)
    assert len(parts[1]) > len(whole[1])
    assert whole[0].cells == answer.cells


def test_workers_give_the_same_answer_in_the_same_order(answer, tmp_path):
    write_record(synthesise(40, 7), tmp_path / "record", "parquet")
    sort_data_set(tmp_path / "record", tmp_path / "sorted")
    needs = replace(needed_columns(answer.trial.documents), facts=("level", "office", "officer"), parity=True)
    source = FromDataSet(open_data_set(tmp_path / "sorted"), AS_OF, None, needs, 9)
    rows: dict[int, list[pa.Table]] = {1: [], 3: []}
    heard: dict[int, list[tuple[int, int]]] = {1: [], 3: []}
    found = [
        what_if_of(
            OLD, NEW, source, answer.trial, record="made", workers=n, keep=rows[n].append,
            told=lambda *at, n=n: heard[n].append(at),
        )
        for n in rows
    ]  # fmt: skip
    assert heard[3] == heard[1] == [(9, 40), (18, 40), (27, 40), (36, 40), (40, 40)]
    assert [t.to_pylist() for t in rows[3]] == [t.to_pylist() for t in rows[1]]
    assert found[1].cells == found[0].cells == answer.cells
    assert found[1].people.equals(found[0].people)
    assert active_children() == []


def test_the_kernels_give_the_same_answer(answer, view):
    """A large record is judged by them."""
    source, trial = InMemory(view, AS_OF, "", 16), answer.trial
    judges = [kernels(d, AS_OF, trial.reading, (), 2) for d in trial.documents]
    assert told(*tried(source, trial, judges=judges)) == told(*tried(source, trial))


def test_the_table_of_groups_has_a_row_for_each(answer):
    table = cells(answer)
    assert table.num_rows == len(answer.cells)
    assert table["cost"].to_pylist()[0] is not None
