"""Compare the engine with the reference for as long as it takes: ``python -m tests.generative.deep --pairs 1000000``.

It goes on where it stopped, unless the source of either has changed since; however it is stopped, no process is left.
It ends at the first difference and prints that as small as it will go; what it came to is left in a file beside what it
remembers. The plain kernels (``--plain``) run without the compiler, on fewer subjects. In the background, out of the
way of other work: ``nice -n 10 make agree >agree.log &``.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import caseward
from caseward.cli.progress import clock
from caseward.engine.output.workers import in_processes, in_turn
from caseward.testing.trials import Trial
from tests.generative.deep.shrink import shrunk, written
from tests.generative.deep.work import Done, Sums, comparer, fails_as

ROOMS = ("dates", "record", "policy", "obligations", "engine", "testing")  # what is compared, and what makes it up
ENDLESS = 10**9


def main() -> int:
    """Run it; 0 when nothing differs."""
    options = _options()
    if options.plain and os.environ.get("NUMBA_DISABLE_JIT") != "1":
        os.environ["NUMBA_DISABLE_JIT"] = "1"  # read when numba is imported, so by another process
        os.execv(sys.executable, [sys.executable, "-m", "tests.generative.deep", *sys.argv[1:]])
    mark = _tree()
    state = Path(options.state) / f"{'plain' if options.plain else 'compiled'}-{options.subjects}-{mark}.json"
    chunk, sums = _resumed(state)
    _say(f"from chunk {chunk}, {sums.pairs:,} of {options.pairs:,} pairs done")
    with closing(_chunks(chunk, options)) as chunks:
        differs = _compare(chunks, sums, state, options)
    if differs is not None:
        return _differs(differs, options.subjects, state.with_suffix(".txt"))
    _end(f"{_summary(sums)} Source {mark}.", state.with_suffix(".txt"))
    return 0


def _compare(chunks: Iterator[Done], sums: Sums, state: Path, options: argparse.Namespace) -> Done | None:
    """Chunk after chunk until there are as many pairs as wanted, or one differs."""
    pairs, seconds, begun = sums.pairs, sums.seconds, time.monotonic()
    shown = begun
    while sums.pairs < options.pairs:
        done = next(chunks)
        sums.add(done.sums)
        if done.seed is not None:
            return done
        now = time.monotonic()
        sums.seconds = seconds + now - begun
        _keep(state, done.chunk + 1, sums)
        if now - shown >= options.every or sums.pairs >= options.pairs:
            _say(_progress(sums, options.pairs, (sums.pairs - pairs) / (now - begun)))
            shown = now
    return None


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.generative.deep", description=__doc__)
    parser.add_argument("--pairs", type=int, default=1_000_000, help="subject-policy pairs to compare in all")
    parser.add_argument("--subjects", type=int, default=60, help="subjects of one policy")
    parser.add_argument("--workers", type=int, default=2, help="processes")
    parser.add_argument("--every", type=float, default=10, help="seconds between lines of progress")
    parser.add_argument("--plain", action="store_true", help="kernels as plain Python, without the compiler")
    parser.add_argument("--state", default="build/agree", help="folder that remembers what was done")
    return parser.parse_args()


def _tree() -> str:
    """A short mark of the source: what was compared of another one does not count."""
    files = sorted(f for room in ROOMS for f in (Path(caseward.__file__).parent / room).rglob("*.py"))
    return sha256(b"\0".join(f.read_bytes() for f in files)).hexdigest()[:8]


def _chunks(first: int, options: argparse.Namespace) -> Generator[Done]:
    """Chunks in order, worked on by several processes, which end with this one however it ends."""
    numbers = range(first, first + ENDLESS)
    with closing(in_processes(comparer, options.subjects, numbers, options.workers)) as answers:
        yield from in_turn(answers, lambda done: done.chunk, first)


def _resumed(state: Path) -> tuple[int, Sums]:
    if not state.exists():
        return 0, Sums()
    found = json.loads(state.read_text())
    return int(found["chunk"]), Sums.of(found["sums"])


def _keep(state: Path, chunk: int, sums: Sums) -> None:
    """Beside it first and then in its place, so that a run cut short leaves one or the other."""
    state.parent.mkdir(parents=True, exist_ok=True)
    beside = state.with_suffix(".new")
    beside.write_text(json.dumps({"chunk": chunk, "sums": sums.data()}))
    beside.replace(state)


def _progress(sums: Sums, wanted: int, rate: float) -> str:
    left = clock(max(0, wanted - sums.pairs) / rate) if rate else "unknown"
    return (
        f"{sums.pairs:,} of {wanted:,} pairs, {sums.policies:,} policies, {sums.rows:,} rows, "
        f"{rate:,.0f} pairs a second; {left} left"
    )


def _summary(sums: Sums) -> str:
    kinds = ", ".join(f"{kind} {n:,}" for kind, n in sorted(sums.by_kind.items()))
    statuses = ", ".join(f"{status} {n:,}" for status, n in sorted(sums.by_status.items()))
    return (
        f"No difference in {sums.pairs:,} pairs of {sums.policies:,} policies: {sums.rows:,} rows on every column, "
        f"{sums.explained:,} explained again from their ids.\nBy kind: {kinds}.\nBy status: {statuses}.\n"
        f"Left to the reference by the kernels: {100 * sums.left / max(1, sums.asked):.1f}% of subjects by requirement."
        f"\n{clock(sums.seconds)} in all, {sums.pairs / max(sums.seconds, 0.001):,.0f} pairs a second."
    )


def _end(words: str, file: Path) -> None:
    """Say what it came to, and leave it in a file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(words + "\n", encoding="utf-8")
    _say(f"{words}\nLeft in {file.as_posix()}.")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _differs(done: Done, subjects: int, file: Path) -> int:
    assert done.seed is not None
    _say(f"seed {done.seed}, {subjects} subjects: {done.said}\nmaking it smaller ...")
    trial = shrunk(Trial.seeded(done.seed, subjects), fails_as(done.said))
    _end(f"seed {done.seed}, {subjects} subjects: {done.said}\n\n{written(trial)}", file)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        _say("stopped; the same command goes on from here")
        sys.exit(130)
