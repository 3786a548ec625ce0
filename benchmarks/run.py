"""Measures the commands people wait for and writes ``docs/measured.md``. ``make bench`` runs it.

The figures are of one machine on one day: they say what to expect, and no test depends on them.
"""

from __future__ import annotations

import os
import platform
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.clock import Measured, measure
from tools.markdown import table

TOP = Path(__file__).resolve().parents[1]
ADULT = str(TOP / "policies/us-ca-los-angeles/adult.yaml")
EL_MONTE = str(TOP / "examples/el-monte-2022")
TERMS = (50, 200, 800)


def measured(scratch: Path) -> Iterator[Measured]:
    """Each measurement, as it is done. The synthetic records are made on the way, and making them is measured too."""
    yield measure("`caseward --help`", ["--help"], runs=10, cwd=scratch)
    yield measure("`caseward policy check`, Los Angeles adults", ["policy", "check", ADULT], runs=5, cwd=scratch)
    audit = ["audit", EL_MONTE, "--policy", ADULT, "--as-of", "2022-06-14"]
    yield measure("audit of El Monte, answers only", audit, runs=5, cwd=scratch)
    yield measure("audit of El Monte with every report", [*audit, "--out", "el-monte"], runs=3, cwd=scratch)
    for terms in TERMS:
        record = f"synthetic-{terms}"
        make = ["synth", "--terms", str(terms), "--seed", "1", "--out", record, "--force"]
        yield measure(f"making {terms} synthetic terms", make, runs=1, cwd=scratch)
        audit = ["audit", record, "--policy", ADULT, "--as-of", "2022-06-30"]
        yield measure(f"audit of {terms} synthetic terms, answers only", audit, runs=2, cwd=scratch)
    reports = [*audit[:1], "synthetic-200", *audit[2:], "--out", "synthetic-report"]
    yield measure("audit of 200 synthetic terms with every report", reports, runs=1, cwd=scratch)


def lines(found: list[Measured]) -> Iterator[str]:
    """The page."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield "# Measured"
    yield ""
    yield "<!-- Written by `make bench`. Run it again; do not edit. -->"
    yield ""
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    yield f"On {os.cpu_count()} cores and {memory:.0f} GiB, {machine}."
    yield "Whole commands from start to end, after one run to warm the disk. Seconds of processor are the least of the"
    yield "runs; go by them where other work ran on the machine. No test depends on these figures."
    yield ""
    rows = (
        [m.what, f"{m.least:.2f}", f"{m.median:.2f}", f"{m.processor:.2f}", f"{m.memory:.0f}", str(m.runs)]
        for m in found
    )
    yield from table(["What", "Least, s", "Median, s", "Processor, s", "Memory, MiB", "Runs"], rows)
    yield ""
    yield (TOP / "benchmarks/longer_runs.md").read_text(encoding="utf-8").rstrip()


def main() -> None:
    """Measure, say so, write the page."""
    found = []
    with tempfile.TemporaryDirectory() as scratch:
        for one in measured(Path(scratch)):
            print(f"{one.what}: {one.median:.2f} s, {one.memory:.0f} MiB", flush=True)
            found.append(one)
    (TOP / "docs/measured.md").write_text("\n".join(lines(found)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
