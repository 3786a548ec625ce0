"""A whole run of the benchmarks from end to end, tiny; interrupted, it goes on with the part that was not saved."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from benchmarks.reached import PARTS

TOP = Path(__file__).resolve().parents[3]
TINY = ["--terms", "300", "--nation", "300", "--spark", "300", "--people", "200", "--runs", "1"]


def bench(folder: Path, *more: str) -> str:
    command = [sys.executable, "-m", "benchmarks.run", *TINY, "--page", str(folder / "measured.md")]
    given = [*command, "--saved", str(folder / "saved"), *more]
    return subprocess.run(given, check=True, cwd=TOP, stdout=subprocess.PIPE, text=True).stdout


def test_every_part_runs_and_what_is_saved_is_not_measured_again(tmp_path: Path) -> None:
    first = bench(tmp_path, "--parts", *(name for name in PARTS if name != "spark"))
    assert "saved before" not in first
    page = (tmp_path / "measured.md").read_text(encoding="utf-8")
    for words in ("against tuned DuckDB", "against tuned Polars", "a plain pass", "2 threads against 1", "exponent",
                  "person-months a second", "one subject, warm", "GiB", "terms a minute"):  # fmt: skip
        assert words in page, words
    assert not (tmp_path / "saved/scratch").exists()
    second = bench(tmp_path, "--parts", "spark")
    assert second.count("saved before") == len(PARTS) - 1
    assert "Spark `local[2]`" in (tmp_path / "measured.md").read_text(encoding="utf-8")
    assert "after its session" in second
