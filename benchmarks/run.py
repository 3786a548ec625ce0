"""Measures the commands people wait for and what the engine reaches, and writes ``docs/measured.md``. ``make bench``.

The figures are of one machine on one day: they say what to expect, and no test depends on them. Each part is saved in
``build/bench`` as it is done, and a run that was interrupted goes on from there; ``--anew`` measures all of it.
Smaller, to try it: ``python -m benchmarks.run --terms 100000 --nation 50000 --spark 50000 --runs 3``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.clock import Measured, measure
from benchmarks.reached import PARTS, Reached, Size
from benchmarks.targets import Target
from tools.markdown import table

TOP = Path(__file__).resolve().parents[1]
ADULT = str(TOP / "policies/us-ca-los-angeles/adult.yaml")
EL_MONTE = str(TOP / "examples/el-monte-2022")
TERMS = (50, 200, 800)
COMMANDS = "commands"
NAMES = (*PARTS, COMMANDS)


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


def lines(found: list[Measured], rows: list[Reached], size: Size) -> Iterator[str]:
    """The page."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    yield "# Measured"
    yield ""
    yield "<!-- Written by `make bench`. Run it again; do not edit. -->"
    yield ""
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    today = datetime.now(UTC).date()
    yield f"On {os.cpu_count()} cores and {memory:.0f} GiB, {machine}, {today}. No test depends on these figures."
    yield ""
    yield "## The engine"
    yield ""
    yield from _engine(rows, size)
    yield ""
    yield (TOP / "benchmarks/what_dominates.md").read_text(encoding="utf-8").rstrip()
    yield ""
    yield "## Commands"
    yield ""
    yield "Whole commands from start to end, after one run to warm the disk. Seconds of processor are the least of the"
    yield "runs; go by them where other work ran on the machine."
    yield ""
    each = (
        [m.what, f"{m.least:.2f}", f"{m.median:.2f}", f"{m.processor:.2f}", f"{m.memory:.0f}", str(m.runs)]
        for m in found
    )
    yield from table(["What", "Least, s", "Median, s", "Processor, s", "Memory, MiB", "Runs"], each)
    yield ""
    yield (TOP / "benchmarks/longer_runs.md").read_text(encoding="utf-8").rstrip()


def _engine(rows: list[Reached], size: Size) -> Iterator[str]:
    yield (TOP / "benchmarks/how_measured.md").read_text(encoding="utf-8").strip().format(runs=size.runs)
    yield ""
    each = ([r.work, r.found, "–" if r.target is None else str(r.target), r.holds, f"`{r.command}`"] for r in rows)
    yield from table(["Work", "Found", "Wanted", "Reached", "Command"], each)


def main() -> None:
    """Measure what is not measured yet, say so, write the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    whole = Size()
    for name in ("terms", "nation", "spark", "people", "runs"):
        parser.add_argument(f"--{name}", type=int, default=getattr(whole, name))
    parser.add_argument("--page", type=Path, default=TOP / "docs/measured.md")
    parser.add_argument("--saved", type=Path, default=TOP / "build/bench")
    parser.add_argument("--parts", nargs="+", choices=NAMES, default=list(NAMES), help="measure only these again")
    parser.add_argument("--anew", action="store_true", help="forget what was saved")
    given = parser.parse_args()
    sizes = tuple(n for n in whole.sizes if n <= 4 * given.terms) or (given.terms, 4 * given.terms)
    size = Size(given.terms, given.nation, given.spark, given.people, given.runs, sizes)
    if given.anew:
        shutil.rmtree(given.saved, ignore_errors=True)
    done = parts(size, given.saved, given.parts)
    rows = [_row(r) for name in PARTS for r in done.get(name, ())]
    found = [Measured(**m) for m in done.get(COMMANDS, ())]
    given.page.write_text("\n".join(lines(found, rows, size)) + "\n", encoding="utf-8")
    if len(done) == len(NAMES):
        shutil.rmtree(given.saved)


def parts(size: Size, saved: Path, wanted: list[str]) -> dict[str, list[dict[str, Any]]]:
    """Every part that is saved or wanted; what is wanted is measured where it is not saved yet, and saved."""
    scratch = saved / "scratch"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    done: dict[str, list[dict[str, Any]]] = {}
    for number, name in enumerate(NAMES, start=1):
        file = saved / f"{name}.json"
        before = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        if before.get("size") == json.loads(json.dumps(asdict(size))):
            _say(f"{number}/{len(NAMES)} {name}: saved before")
        elif name in wanted:
            _say(f"{number}/{len(NAMES)} {name}")
            started = time.perf_counter()
            rows = [asdict(r) for r in (measured(scratch) if name == COMMANDS else PARTS[name](size, scratch, _say))]
            before = {"size": asdict(size), "rows": rows}
            file.write_text(json.dumps(before, indent=1), encoding="utf-8")
            for row in rows:
                _say(f"  {row.get('work') or row['what']}: {row.get('found') or row['median']}")
            _say(f"  {time.perf_counter() - started:.0f} s")
        else:
            continue
        done[name] = before["rows"]
    shutil.rmtree(scratch)
    return done


def _row(saved: dict[str, Any]) -> Reached:
    target = saved["target"]
    return Reached(**{**saved, "target": None if target is None else Target(**target)})


def _say(text: str) -> None:
    print(f"{datetime.now(UTC):%H:%M:%S} {text}", flush=True)


if __name__ == "__main__":
    main()
