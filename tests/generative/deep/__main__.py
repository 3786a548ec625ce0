"""Compare the engine with the reference for as long as it takes: ``python -m tests.generative.deep --pairs 1000000``.

It goes on where it stopped, unless the source has changed since. It stops at the first difference and prints that as
small as it will go. The plain kernels
(``--plain``) run without the compiler, on fewer subjects.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from hashlib import sha256
from itertools import count
from multiprocessing import get_context
from pathlib import Path

import caseward
from caseward.testing.trials import Trial
from tests.generative.deep.shrink import shrunk, written
from tests.generative.deep.work import Done, Sums, compare_chunk, fails_as

AHEAD = 4  # chunks handed out to each worker at a time


def main() -> int:
    """Run it; 0 when nothing differs."""
    options = _options()
    if options.plain and os.environ.get("NUMBA_DISABLE_JIT") != "1":
        os.environ["NUMBA_DISABLE_JIT"] = "1"  # read when numba is imported, so by another process
        os.execv(sys.executable, [sys.executable, "-m", "tests.generative.deep", *sys.argv[1:]])
    state = Path(options.state) / f"{'plain' if options.plain else 'compiled'}-{options.subjects}-{_tree()}.json"
    chunk, sums = _resumed(state)
    begun, first = time.monotonic(), sums.pairs
    _say(f"from chunk {chunk}, {sums.pairs:,} of {options.pairs:,} pairs done")
    shown = begun
    for done in _chunks(chunk, options):
        sums.add(done.sums)
        if done.seed is not None:
            return _differs(done, options.subjects)
        _keep(state, done.chunk + 1, sums)
        now = time.monotonic()
        if now - shown >= options.every or sums.pairs >= options.pairs:
            _say(_progress(sums, options.pairs, (sums.pairs - first) / (now - begun)))
            shown = now
        if sums.pairs >= options.pairs:
            break
    _say(_summary(sums, time.monotonic() - begun))
    return 0


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
    files = sorted(Path(caseward.__file__).parent.rglob("*.py"))
    return sha256(b"\0".join(f.read_bytes() for f in files)).hexdigest()[:8]


def _chunks(first: int, options: argparse.Namespace) -> Iterator[Done]:
    """Chunks in order, worked on ahead by several processes."""
    with ProcessPoolExecutor(options.workers, mp_context=get_context("spawn")) as pool:
        waiting: list[Future[Done]] = []
        numbers = count(first)
        try:
            while True:
                while len(waiting) < AHEAD * options.workers:
                    waiting.append(pool.submit(compare_chunk, next(numbers), options.subjects))
                yield waiting.pop(0).result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


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
    left = max(0, wanted - sums.pairs) / rate / 60 if rate else 0
    return f"{sums.pairs:,} pairs, {sums.policies:,} policies, {rate:,.0f} pairs a second, {left:.0f} minutes left"


def _summary(sums: Sums, seconds: float) -> str:
    kinds = ", ".join(f"{kind} {n:,}" for kind, n in sorted(sums.by_kind.items()))
    statuses = ", ".join(f"{status} {n:,}" for status, n in sorted(sums.by_status.items()))
    return (
        f"No difference in {sums.pairs:,} pairs of {sums.policies:,} policies: {sums.rows:,} rows on every column, "
        f"{sums.explained:,} explained again from their ids.\nBy kind: {kinds}.\nBy status: {statuses}.\n"
        f"Left to the reference by the kernels: {100 * sums.left / max(1, sums.asked):.1f}% of subjects by requirement."
        f"\nThis run took {seconds / 60:.1f} minutes."
    )


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _differs(done: Done, subjects: int) -> int:
    assert done.seed is not None
    _say(f"seed {done.seed}, {subjects} subjects: {done.said}\nmaking it smaller ...")
    trial = shrunk(Trial.seeded(done.seed, subjects), fails_as(done.said))
    _say(written(trial))
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        _say("stopped; the same command goes on from here")
        sys.exit(130)
