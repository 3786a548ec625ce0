"""One chunk of the long comparison: so many trials, compared, and what they amounted to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from caseward.engine import evaluator
from caseward.testing.trials import Trial
from tests.generative.agree import Compared, compared

TRIALS = 10  # of a chunk


@dataclass
class Sums:
    """What was compared so far. ``left``: of ``asked`` (subject, requirement, reading), those a kernel left to the
    reference."""

    pairs: int = 0
    policies: int = 0
    rows: int = 0
    explained: int = 0
    asked: int = 0
    left: int = 0
    seconds: float = 0.0  # of every run together
    by_kind: Counter[str] = field(default_factory=Counter)
    by_status: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, data: dict[str, Any]) -> Sums:
        """As it was written down."""
        counters = {name: Counter(data[name]) for name in ("by_kind", "by_status")}
        return cls(**{**data, **counters})

    def add(self, other: Sums) -> None:
        """Both together."""
        for name in ("pairs", "policies", "rows", "explained", "asked", "left", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.by_kind.update(other.by_kind)
        self.by_status.update(other.by_status)

    def data(self) -> dict[str, Any]:
        """To be written down."""
        return dict(vars(self))


@dataclass
class Done:
    """A chunk that was compared: what it amounted to, and the seed of the first trial that differed with how."""

    chunk: int
    sums: Sums
    seed: int | None = None
    said: str = ""


def comparer(subjects: int) -> Callable[[int], Done]:
    """What compares chunks of trials with so many subjects, for a process of its own."""
    return partial(compare_chunk, subjects=subjects)


def compare_chunk(chunk: int, subjects: int) -> Done:
    """The trials of one chunk; it stops at the first that differs."""
    done = Done(chunk, Sums())
    for seed in range(chunk * TRIALS, (chunk + 1) * TRIALS):
        said = _trial(seed, subjects, done.sums)
        if said:
            return Done(chunk, done.sums, seed, said)
    return done


def _trial(seed: int, subjects: int, sums: Sums) -> str:
    trial = Trial.seeded(seed, subjects)
    try:
        found = _compared(trial, explained=1)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    sums.policies += 1
    sums.pairs += found.pairs
    sums.rows += len(found.rows)
    sums.explained += bool(found.rows)
    sums.asked += found.pairs * len(found.left)
    sums.left += sum(found.left.values())
    sums.by_kind.update(r.kind for r in found.rows)
    sums.by_status.update(r.status.value for r in found.rows)
    return found.difference


def _compared(trial: Trial, *, explained: int = 0) -> Compared:
    """In small parts on two threads, so that what parts share is tried as well."""
    whole, evaluator.PART = evaluator.PART, 25
    try:
        return compared(trial.document(), trial.view(), trial.as_of, threads=2, explained=explained)
    finally:
        evaluator.PART = whole


def fails_as(said: str) -> Any:
    """Whether a trial still fails: by differing where it differed before, or by the same error."""
    error = said.split(":")[0] if not said.startswith(("row", "the columns")) and " rows of the " not in said else ""

    def fails(trial: Trial) -> bool:
        try:
            return bool(_compared(trial).difference) and not error
        except Exception as found:
            if error and type(found).__name__ == error:
                return True
            raise

    return fails
