"""``caseward synth``: what is made, what would be, how it is told, and what becomes of it when it is stopped."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress

import pyarrow.parquet as pq
import pytest

from tests.house.tree import TOP


def test_a_data_set_has_a_folder_for_each_kind(caseward, tmp_path):
    said = caseward("synth", "--terms", 50, "--format", "parquet", "--out", tmp_path / "nation", "--json")
    assert said.code == 0, said.err
    files = sorted(path.relative_to(tmp_path).as_posix() for path in (tmp_path / "nation").rglob("*.parquet"))
    assert [os.path.relpath(file, tmp_path) for file in said.data["files"]] == files
    assert {"nation/term/part-00000.parquet", "nation/contact/part-00000.parquet"} < set(files)
    entries = sum(pq.ParquetFile(path).metadata.num_rows for path in (tmp_path / "nation").rglob("*.parquet"))
    assert said.data["entries"] == entries


def test_ten_thousand_terms_and_fewer_are_csv_by_themselves(caseward, tmp_path):
    few = caseward("synth", "--terms", 10_000, "--out", tmp_path / "a", "--dry-run", "--json").data
    many = caseward("synth", "--terms", 10_001, "--out", tmp_path / "a", "--dry-run", "--json").data
    assert few["bytes"] > 2 * many["bytes"]
    assert caseward("synth", "--terms", 200_000, "--out", tmp_path / "a", "--format", "csv").code == 2
    assert not (tmp_path / "a").exists()


def test_a_dry_run_says_about_how_big_it_would_be(caseward, tmp_path):
    out = tmp_path / "record"
    expected = caseward("synth", "--terms", 400, "--out", out, "--dry-run", "--json").data
    said = caseward("synth", "--terms", 400, "--out", out, "--dry-run")
    assert "Would make 400 synthetic terms (seed 1): about" in said.out
    assert not out.exists()
    made = caseward("synth", "--terms", 400, "--out", out, "--json").data
    size = sum(path.stat().st_size for path in out.glob("*.csv"))
    assert made["entries"] == pytest.approx(expected["entries"], rel=0.15)
    assert size == pytest.approx(expected["bytes"], rel=0.15)


def test_the_words_of_a_policy_and_another_stretch(caseward, tmp_path):
    policy = TOP / "policies" / "us-nd" / "standards.yaml"
    asked = (
        "synth",
        "--terms",
        40,
        "--from",
        "2015-06-01",
        "--months",
        12,
        "--whole",
        "--flaws",
        0,
        "--policy",
        policy,
    )
    said = caseward(*asked, "--format", "parquet", "--out", tmp_path / "nd")
    assert said.code == 0, said.err
    levels = pq.read_table(tmp_path / "nd" / "level" / "part-00000.parquet")["level"].to_pylist()
    assert set(levels) == {"minimum", "medium", "maximum"}
    assert min(pq.read_table(tmp_path / "nd" / "term" / "part-00000.parquet")["occurred"].to_pylist()) >= "2015-06-01"
    assert not (tmp_path / "nd" / "correction").exists()


@pytest.mark.parametrize(
    ("option", "value", "says"),
    [
        ("--months", "1", "from 2 to 240"),
        ("--flaws", "-1", "from 0"),
        ("--from", "2021-02-30", "--from"),
        ("--policy", "no-such-policy.yaml", "no-such-policy.yaml"),
    ],
)
def test_what_cannot_be_made_is_refused_before_anything_is(caseward, tmp_path, option, value, says):
    said = caseward("synth", option, value, "--out", tmp_path / "out")
    assert said.code in (2, 3)
    assert says in said.err
    assert not (tmp_path / "out").exists()


def test_stopped_by_the_person_it_leaves_what_was_there(caseward, tmp_path):
    out = tmp_path / "out"
    assert caseward("synth", "--terms", 2, "--out", out).code == 0
    before = {path.name: path.read_bytes() for path in out.iterdir()}
    command = [sys.executable, "-m", "caseward.cli.main", "synth", "--terms", "3000000", "--out", str(out)]
    command += ["--workers", "2"]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True)
    try:
        while running.poll() is None and not any(tmp_path.glob(".out.*/office_status/*")):
            with suppress(subprocess.TimeoutExpired):
                running.wait(0.05)  # until it has begun to write
        os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to every process of the command
        _, said = running.communicate(timeout=120)
    finally:
        if running.poll() is None:
            os.killpg(running.pid, signal.SIGKILL)
    assert running.returncode == 130
    assert "Stopped. Nothing was left half-written." in said
    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert {path.name: path.read_bytes() for path in out.iterdir()} == before
