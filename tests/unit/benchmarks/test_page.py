"""The page of measurements: every row beside its target, and plain words where one is missed."""

from __future__ import annotations

from benchmarks.clock import Measured
from benchmarks.reached import Reached, Size
from benchmarks.run import lines
from benchmarks.targets import Target


def test_a_row_that_misses_its_target_says_so() -> None:
    rows = [
        Reached("fast work", "31 times", 31.0, Target(least=30), "python -m fast"),
        Reached("slow work", "2.5 GiB", 2.5, Target(most=2), "python -m slow"),
        Reached("work beside it", "7 times", 7.0, None, "python -m beside"),
    ]
    page = list(lines([Measured("a command", 3, 1.0, 1.5, 0.9, 80.0)], rows, Size(runs=7)))
    assert "| fast work | 31 times | at least 30 | yes | `python -m fast` |" in page
    assert "| slow work | 2.5 GiB | at most 2 | **no** | `python -m slow` |" in page
    assert "| work beside it | 7 times | – | – | `python -m beside` |" in page
    assert "| a command | 1.00 | 1.50 | 0.90 | 80 | 3 |" in page
    assert any("Medians of 7" in line for line in page)


def test_a_target_holds_on_its_edge() -> None:
    assert Target(least=30).holds(30)
    assert not Target(least=30).holds(29.99)
    assert Target(most=8).holds(8)
    assert not Target(most=8).holds(8.01)
