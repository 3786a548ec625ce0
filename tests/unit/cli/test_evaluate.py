"""``caseward evaluate`` as a person would type it: what it leaves, what it says, and that a change of clocks or workers
does no harm."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from caseward.engine.intake.put_in_order import sort_data_set
from caseward.engine.output import columns, measures
from caseward.interchange import obligations as audited
from caseward.interchange.synth import synthesise
from caseward.interchange.write import write_record
from caseward.obligations.evaluate import evaluate as by_reference
from caseward.policy.load import load_policy
from caseward.record.facts import subjects_of
from caseward.record.subjects import Facts
from caseward.record.view import judged, view_of
from tests.unit.engine_intake.made import write_data_set
from tests.unit.engine_intake.test_by_footers import hidden, small

ROOT = Path(__file__).parents[3]
LA = ROOT / "policies/us-ca-los-angeles/adult.yaml"
HALLS = ROOT / "policies/us-ca-los-angeles/juvenile-halls.yaml"
AS_OF = "2022-06-14"


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory):
    folder = tmp_path_factory.mktemp("synthetic") / "record"
    write_record(synthesise(25, 3), folder)
    return folder


@pytest.fixture(scope="module")
def evaluated(synthetic, tmp_path_factory):
    from caseward.cli.main import run

    out = tmp_path_factory.mktemp("evaluated") / "out"
    assert run(["evaluate", str(synthetic), "-p", str(LA), "-p", str(HALLS), "--as-of", AS_OF, "--out", str(out)]) == 0
    return out


def files(folder):
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_it_leaves_the_rows_of_the_reference(evaluated):
    view, day = view_of(synthesise(25, 3)), load_policy(LA).document
    from datetime import date

    wanted = by_reference(day, view, date.fromisoformat(AS_OF)).obligations
    found = pq.read_table(evaluated / "obligations" / "policy=us-ca-los-angeles-adult").to_pylist()
    assert len(found) == len(wanted) > 100
    terms = {s.id: Facts.of(s) for s in subjects_of(judged(view, date.fromisoformat(AS_OF)), "term")}
    for row, one in zip(found, wanted, strict=True):
        for name in set(row) - {"counted", "status", "level", "office"}:
            assert row[name] == getattr(one, name), name
        assert (row["status"], row["counted"]) == (one.status.value, list(one.counted))
        for fact in ("level", "office"):
            value = terms[one.subject].value(fact, one.due)
            assert row[fact] == ("unknown" if value is None else value)


def test_every_column_says_what_it_means_and_shares_name_and_type_with_an_audit(evaluated):
    schema = pq.read_schema(next(evaluated.rglob("part-*.parquet")))
    assert schema.names == [name for name in columns.PART_SCHEMA.names if name != "policy"]
    assert all(schema.field(name).metadata[b"doc"] for name in schema.names)
    for name, kind, _ in audited.COLUMNS:
        if name in schema.names:
            found = schema.field(name).type
            assert getattr(found, "value_type", found) == getattr(kind, "value_type", kind), name


def test_every_measure_is_a_count_of_rows(evaluated):
    """Any database sees the same numbers."""
    counted = ", ".join(
        f"count(*) filter (status = '{s.value}') as {s.value.replace(' ', '_')}" for s in measures.STATUSES
    )
    query = f"""
        select policy, reading, requirement, date_trunc('month', due)::date as month, level, office,
               count(*) as obligations, {counted}, count(*) filter (scored) as scored,
               count(*) filter (scored and status = 'met') as scored_met,
               count(*) filter (scored and status in ('met', 'late', 'missed', 'overdue')) as scored_decided
        from read_parquet('{evaluated}/obligations/**/*.parquet', hive_partitioning = true)
        group by all order by policy, reading, requirement, month, level, office"""
    found = duckdb.sql(query).fetchall()
    assert found == [tuple(row.values()) for row in pq.read_table(evaluated / "measures.parquet").to_pylist()]
    assert len(found) > 50
    again = duckdb.sql(f"select * from read_csv('{evaluated}/measures.csv')").fetchall()
    assert again == found


def test_common_readers_open_it_and_see_the_policy(evaluated):
    import polars
    import pyarrow.dataset as ds

    both = {"us-ca-los-angeles-adult", "us-ca-los-angeles-juvenile-halls"}
    folder = evaluated / "obligations"
    assert set(pq.read_table(folder)["policy"].to_pylist()) == both
    assert set(ds.dataset(folder, partitioning="hive").to_table()["policy"].to_pylist()) == both
    assert set(polars.read_parquet(folder)["policy"]) == both
    assert {row[0] for row in duckdb.sql(f"select policy from '{folder}/**/*.parquet'").fetchall()} == both


def test_the_manifest_tells_every_file_by_its_hash(evaluated):
    from hashlib import sha256

    text = (evaluated / "manifest.json").read_text(encoding="utf-8")
    told = json.loads(text)
    for row in told["parts"] + told["files"]:
        assert sha256((evaluated / row["file"]).read_bytes()).hexdigest() == row["sha256"]
    there = set(files(evaluated)) - {".caseward", "manifest.json"}
    assert there == {row["file"] for row in told["parts"] + told["files"]}
    assert told["obligations"] == sum(pq.read_metadata(p).num_rows for p in evaluated.rglob("part-*.parquet"))
    assert str(evaluated.parent) not in text
    assert told["policies"][0]["sha256"] == load_policy(LA).sha256


@pytest.mark.parametrize("workers", [1, 3])
def test_the_same_bytes_whatever_the_workers_and_the_format_of_the_record(workers, evaluated, caseward, tmp_path):
    write_record(synthesise(25, 3), tmp_path / "record", "jsonl")
    done = caseward("evaluate", tmp_path / "record", "-p", LA, "-p", HALLS, "--as-of", AS_OF, "--out", tmp_path / "out",
                    "--workers", workers)  # fmt: skip
    assert done.code == 0, done.err
    assert files(tmp_path / "out") == files(evaluated)


def test_a_data_set_in_any_order_gives_the_same_bytes(evaluated, caseward, tmp_path):
    """A data set is read in slices; when it is not in subject order it is sorted first, unless that is refused."""
    write_record(synthesise(25, 3), tmp_path / "record", "parquet")
    ask = ("evaluate", tmp_path / "record", "-p", LA, "-p", HALLS, "--as-of", AS_OF, "--out", tmp_path / "out")
    refused = caseward(*ask, "--sorted")
    assert refused.code == 2
    assert "[CW292]" in refused.err
    assert not (tmp_path / "out").exists()
    assert caseward(*ask).code == 0
    made, parts = files(tmp_path / "out"), files(evaluated)
    assert {n: b for n, b in made.items() if n != "manifest.json"} == {
        n: b for n, b in parts.items() if n != "manifest.json"
    }
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "record"]
    again = caseward(*ask, "--update", "--json")
    assert again.data["parts_kept"] == 2


@pytest.mark.parametrize("workers", [1, 2])
def test_an_order_that_was_guessed_wrong_is_looked_at_and_put_right(workers, caseward, tmp_path):
    """Footers say where slices begin; a row that they hide among those of other terms is found when it is read."""
    hidden(write_data_set(small(), tmp_path / "record", group=4))
    sort_data_set(tmp_path / "record", tmp_path / "sorted")
    for name in ("record", "sorted"):
        done = caseward("evaluate", tmp_path / name, "-p", LA, "--as-of", AS_OF, "--out", tmp_path / f"{name}-out",
                        "--per-slice", 2, "--workers", workers)  # fmt: skip
        assert done.code == 0, done.err
    made, wanted = ({n: b for n, b in files(tmp_path / f"{x}-out").items() if n != "manifest.json"}
                    for x in ("record", "sorted"))  # fmt: skip
    assert made == wanted
    assert sum(name.startswith("obligations/") for name in made) == 2


def test_slices_and_workers_change_no_row(evaluated, caseward, tmp_path):
    write_record(synthesise(25, 3), tmp_path / "record", "parquet")
    made = {}
    for workers in (1, 2):
        out = tmp_path / f"out-{workers}"
        done = caseward("evaluate", tmp_path / "record", "-p", LA, "--as-of", AS_OF, "--out", out, "--per-slice", 10,
                        "--workers", workers, "--json")  # fmt: skip
        assert done.code == 0, done.err
        assert done.data["slices"] == 3
        made[workers] = files(out)
    assert made[1] == made[2]
    measured = [pq.read_table(out / "measures.parquet") for out in (tmp_path / "out-1", evaluated)]
    assert measured[0].to_pylist() == [r for r in measured[1].to_pylist() if r["policy"] == "us-ca-los-angeles-adult"]


def test_what_still_holds_is_kept(evaluated, synthetic, caseward, tmp_path):
    """One policy of two edited by a number: the parts of the other stay."""
    edited = tmp_path / "adult.yaml"
    edited.write_text(LA.read_text(encoding="utf-8") + "\n# a remark\n", encoding="utf-8")
    out = tmp_path / "out"
    ask = ("evaluate", synthetic, "-p", HALLS, "--as-of", AS_OF, "--json", "--out", out)
    assert caseward(*ask, "-p", LA).data["parts_kept"] == 0
    assert caseward(*ask, "-p", LA, "--update").data["parts_kept"] == 2
    assert {n: b for n, b in files(out).items() if n != "manifest.json"} == {
        n: b for n, b in files(evaluated).items() if n != "manifest.json"
    }
    assert caseward(*ask, "-p", edited, "--update").data["parts_kept"] == 1
    assert caseward(*ask[:5], "2022-06-13", *ask[6:], "-p", LA, "--update").data["parts_kept"] == 0


def test_a_part_that_is_not_what_was_written_is_not_kept(synthetic, caseward, tmp_path):
    ask = ("evaluate", synthetic, "-p", LA, "--as-of", AS_OF, "--json", "--out", tmp_path / "out", "--update")
    caseward(*ask)
    before = files(tmp_path / "out")
    part = next((tmp_path / "out").rglob("part-*.parquet"))
    part.write_bytes(part.read_bytes()[:-1] + b"x")
    assert caseward(*ask).data["parts_kept"] == 0
    assert files(tmp_path / "out") == before
    (tmp_path / "out" / "manifest.json").write_text("{", encoding="utf-8")
    assert caseward(*ask).data["parts_kept"] == 0
    assert files(tmp_path / "out") == before


def test_a_dry_run_reads_and_writes_nothing(record, policy, caseward, tmp_path):
    done = caseward("evaluate", record, "-p", policy, "--as-of", "2021-12-31", "--out", tmp_path / "out", "--dry-run")
    assert done.code == 0
    assert "1 term in 1 slice. Nothing written (--dry-run)" in done.out
    assert not (tmp_path / "out").exists()


def test_the_plan_says_what_evaluates_each_requirement_and_for_how_many(synthetic, caseward, tmp_path):
    ask = ("evaluate", synthetic, "-p", HALLS, "--as-of", AS_OF, "--out", tmp_path / "out", "--explain-plan")
    plan = {row["requirement"]: row for row in caseward(*ask, "--json").data["plan"] if row["reading"] == "in force"}
    keep = [row for row in plan.values() if row["kind"] == "keep"]
    assert keep
    assert all(row["evaluated_by"] == "reference" and row["why"] for row in keep)
    assert all(row["subjects_by_reference"] > 0 for row in keep)
    assert any(row["evaluated_by"] == "kernel" for row in plan.values())
    shown = caseward(*ask, "--dry-run").out
    assert "there is no kernel for the kind keep" in " ".join(shown.split())


def test_faults_of_a_record_leave_nothing(record, policy, caseward, tmp_path):
    (record / "contact.csv").write_text("id,occurred,term\nc-1,2021-13-01,term-1\n", encoding="utf-8")
    ask = ("evaluate", record, "-p", policy, "--as-of", "2021-12-31", "--out", tmp_path / "out")
    done = caseward(*ask, "--strict")
    assert done.code == 2
    assert "contact.csv:2" in done.err
    assert not (tmp_path / "out").exists()
    rows = caseward(*ask)
    assert rows.code == 0
    assert "1 set aside" in rows.out
    assert pq.read_table(tmp_path / "out" / "obligations")["status"].to_pylist().count("met") == 0


def test_a_record_without_subjects_has_an_answer(policy, caseward, tmp_path):
    (tmp_path / "record").mkdir()
    (tmp_path / "record" / "person.csv").write_text("id,occurred\np-1,2020-01-01\n", encoding="utf-8")
    ask = ("evaluate", tmp_path / "record", "-p", policy, "--as-of", "2021-12-31", "--out", tmp_path / "out", "--json")
    assert caseward(*ask).data["obligations"] == 0
    assert pq.read_table(tmp_path / "out" / "measures.parquet").num_rows == 0
    assert set(pq.read_table(tmp_path / "out" / "obligations").schema.names) == set(columns.PART_SCHEMA.names)


def test_without_the_engine_it_says_what_to_install(record, policy, caseward, tmp_path, monkeypatch):
    import importlib.util

    real = importlib.util.find_spec
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "numba" else real(name))
    done = caseward("evaluate", record, "-p", policy, "--as-of", "2021-12-31", "--out", tmp_path / "out")
    assert done.code == 2
    assert 'numba, which is not installed; install the extra: pip install "caseward[engine]"' in done.err
