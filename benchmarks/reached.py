"""What the engine reaches, row by row of the page: each measured, set beside its target, and said with its command."""

from __future__ import annotations

import json
import math
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks import targets
from benchmarks.compared import COUNTS_ONLY, ENGINES, IN_BLOCKS, Time, interleaved, middle, timed
from benchmarks.month_ends import measured as month_ends_measured
from benchmarks.nation import evaluated, made
from benchmarks.person import fresh, warm
from benchmarks.targets import Target

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Reached:
    """One row: what was done, what was found in words, the number that is judged, its target (None: there is none),
    and the command."""

    work: str
    found: str
    number: float
    target: Target | None
    command: str

    @property
    def holds(self) -> str:
        """Whether the target is reached, in a word."""
        if self.target is None:
            return "–"
        return "yes" if self.target.holds(self.number) else "**no**"


@dataclass(frozen=True, slots=True)
class Size:
    """How much to measure: what is given here is what the page is meant to hold."""

    terms: int = 1_000_000
    nation: int = 4_000_000
    spark: int = 1_000_000
    people: int = 100_000
    runs: int = 5
    sizes: tuple[int, ...] = (10_000, 100_000, 1_000_000, 4_000_000)


def compared(size: Size, scratch: Path, say: Say) -> Iterator[Reached]:
    """The four rules in memory, against others and a plain pass."""
    found = interleaved(size.terms, 2, size.runs, scratch, say, *ENGINES, IN_BLOCKS)
    found |= interleaved(size.terms, 2, min(3, size.runs), scratch, say, *COUNTS_ONLY)
    seconds = {name: middle(times) for name, times in found.items()}
    ours, rows = seconds["engine"], found["engine"][0].rows
    what = f"{size.terms:,} terms of 24 months, {rows:,} obligations, 2 threads"
    command = f"python -m benchmarks.compared ENGINE {size.terms} 2"
    for label, target in (("DuckDB", targets.DUCKDB), ("Polars", targets.POLARS)):
        name = label.lower()
        quickest = min((n for n in (name, IN_BLOCKS) if n.startswith(name)), key=lambda n: seconds[n])
        text = f"{seconds[quickest] / ours:.1f} times as fast ({seconds[quickest]:.2f} s, ours {ours:.2f} s)"
        if name == "polars":
            text += f"; in one query {seconds[name]:.2f} s, in blocks {seconds[IN_BLOCKS]:.2f} s"
        work = f"{what}, against tuned {label}"
        yield Reached(work, text, seconds[quickest] / ours, target, command)
        less = seconds[f"{name} counts only"]
        text = f"{less / ours:.1f} times as fast ({less:.2f} s)"
        yield Reached(f"the same; {label} gives how many entries counted, not which", text, less / ours, None, command)
    text = f"{ours / seconds['floor']:.1f} times the plain pass ({seconds['floor']:.3f} s)"
    work = "the same, against a plain pass over the same bytes"
    yield Reached(work, text, ours / seconds["floor"], targets.FLOOR, command)


def threads(size: Size, scratch: Path, say: Say) -> Iterator[Reached]:
    """The four rules on one thread and on two, in turn."""
    seconds: dict[int, list[Time]] = {1: [], 2: []}
    for _ in range(size.runs):
        for count, times in seconds.items():
            times += interleaved(size.terms, count, 1, scratch, say, "engine")["engine"]
    one, two = middle(seconds[1]), middle(seconds[2])
    text, command = f"{one / two:.2f} times as fast ({one:.2f} s, {two:.2f} s)", "python -m benchmarks.compared engine"
    work = f"four rules, {size.terms:,} terms, 2 threads against 1"
    yield Reached(work, text, one / two, targets.THREADS, f"{command} {size.terms} 1")


def growth(size: Size, scratch: Path, say: Say) -> Iterator[Reached]:
    """The exponent of seconds against terms, by least squares over logarithms."""
    taken = {n: middle(interleaved(n, 2, size.runs, scratch, say, "engine")["engine"]) for n in size.sizes}
    x, y = [math.log(n) for n in taken], [math.log(s) for s in taken.values()]
    mx, my = sum(x) / len(x), sum(y) / len(y)
    slope = sum((a - mx) * (b - my) for a, b in zip(x, y, strict=True)) / sum((a - mx) ** 2 for a in x)
    each = ", ".join(f"{n:,}: {s:.3f} s" for n, s in taken.items())
    command = "python -m benchmarks.compared engine TERMS 2"
    yield Reached("four rules, cost against size", f"exponent {slope:.2f} ({each})", slope, targets.EXPONENT, command)


def month_ends(size: Size, _: Path, say: Say) -> Iterator[Reached]:
    """North Dakota's and Idaho's standards on one core."""
    for state, rate in month_ends_measured(size.people, size.runs):
        say(f"{state}: {rate:,.0f} person-months a second")
        work = f"{state}'s standards at 24 month ends, {size.people:,} people, one core"
        command = f"python -m benchmarks.month_ends {size.people}"
        yield Reached(work, f"{rate:,.0f} person-months a second", rate, targets.PERSON_MONTHS, command)


def one_subject(size: Size, _: Path, say: Say) -> Iterator[Reached]:
    """A person page: the reference answers it, without numba. Beside it, what kernels that are compiled already take:
    most of that is loading numba, which a page about one person does without."""
    took = median(warm("reference") for _ in range(size.runs))
    say(f"one subject: {took:.2f} ms")
    command = "python -m benchmarks.person"
    yield Reached(
        "one subject, warm (the reference evaluator)", f"{took:.2f} ms", took, targets.WARM_MILLISECONDS, command
    )
    for way, who in (("reference", "the reference evaluator"), ("kernels", "kernels compiled before")):
        first = fresh(way, size.runs)
        work = f"one subject, first call in a fresh process ({who})"
        yield Reached(work, f"{first:.2f} s", first, targets.FRESH_SECONDS, command)


def nation(size: Size, scratch: Path, say: Say) -> Iterator[Reached]:
    """Parquet to Parquet, the whole command; and making what it reads."""
    making, _ = timed(lambda: made(size.nation, scratch))
    say(f"{size.nation:,} terms made in {making:.0f} s")
    rate, command = (
        size.nation / making * 60,
        f"caseward synth --terms {size.nation} --whole --flaws 0.1 --format parquet",
    )
    work = f"{size.nation:,} synthetic terms of 24 months as Parquet, once"
    yield Reached(work, f"{rate:,.0f} terms a minute", rate, targets.MADE, command)
    found = evaluated(size.nation, scratch)
    for folder in scratch.iterdir():
        if folder.is_dir():
            shutil.rmtree(folder)
    say(f"{found.terms:,} terms from Parquet to Parquet: {found.command.wall:.0f} s, {found.memory:.2f} GiB")
    work = f"{found.terms:,} terms, {found.rows:,} obligations, Parquet to Parquet, 2 processes, once"
    command = f"python -m benchmarks.nation {size.nation}"
    yield Reached(f"{work}: memory", f"{found.memory:.2f} GiB", found.memory, targets.GIBIBYTES, command)
    times = found.command.wall / found.plain.wall
    text = f"{times:.1f} times plain reading and writing ({found.command.wall:.0f} s, {found.plain.wall:.0f} s; "
    text += f"of processor {found.command.processor:.0f} s, {found.plain.processor:.0f} s)"
    yield Reached(f"{work}: time", text, times, targets.READ_AND_WRITE, command)


def on_spark(size: Size, scratch: Path, say: Say) -> Iterator[Reached]:
    """Spark on this machine against two plain processes."""
    record = made(size.spark, scratch)
    command = [sys.executable, "-m", "benchmarks.on_spark", str(record)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    found = json.loads(done.stdout.splitlines()[-1])
    times = found["spark"] / found["plain"]
    text = f"{times:.2f} times a plain run in two processes ({found['spark']:.1f} s, {found['plain']:.1f} s)"
    say(f"Spark: {text}")
    work = f"Spark `local[2]`, {size.spark:,} terms, after its session and first job, Parquet to Parquet, least of 3"
    yield Reached(work, text, times, targets.SPARK, "python -m benchmarks.on_spark RECORD")


PARTS: dict[str, Callable[[Size, Path, Say], Iterator[Reached]]] = {
    "compared": compared, "threads": threads, "growth": growth, "month-ends": month_ends, "one-subject": one_subject,
    "nation": nation, "spark": on_spark,
}  # fmt: skip
"""The parts of a run, in the order of the page."""
