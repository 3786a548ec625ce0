"""A whole run of the benchmarks from end to end, tiny; interrupted, it goes on with the part that was not saved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.reached import PARTS

TOP = Path(__file__).resolve().parents[3]
TINY = ["--terms", "300", "--nation", "300", "--spark", "300", "--people", "200", "--runs", "1"]


def bench(folder: Path, *more: str) -> str:
    command = [sys.executable, "-m", "benchmarks.run", *TINY, "--page", str(folder / "measured.md")]
    given = [*command, "--saved", str(folder / "saved"), *more]
    return subprocess.run(given, check=True, cwd=TOP, stdout=subprocess.PIPE, text=True).stdout


def test_what_is_saved_is_not_measured_again(tmp_path: Path) -> None:
    assert "saved before" not in bench(tmp_path, "--parts", "month-ends")
    second = bench(tmp_path, "--parts", "one-subject")
    assert second.count("saved before") == 1
    assert not (tmp_path / "saved/scratch").exists()
    page = (tmp_path / "measured.md").read_text(encoding="utf-8")
    assert "person-months a second" in page
    assert "one subject, warm" in page


@pytest.mark.long
def test_every_part_runs(tmp_path: Path) -> None:
    bench(tmp_path, "--parts", *PARTS)
    page = (tmp_path / "measured.md").read_text(encoding="utf-8")
    for words in ("against tuned DuckDB", "against tuned Polars", "a plain pass", "2 threads against 1", "exponent",
                  "person-months a second", "one subject, warm", "GiB", "terms a minute", "Spark `local[2]`"):  # fmt: skip
        assert words in page, words
