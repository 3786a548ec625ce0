"""What the engine has to reach, in one place: the page and the quick run read it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """A number that has to be at least, or at most, so much."""

    least: float | None = None
    most: float | None = None

    def holds(self, found: float) -> bool:
        """Whether a number reaches it."""
        return (self.least is None or found >= self.least) and (self.most is None or found <= self.most)

    def __str__(self) -> str:
        return f"at least {self.least:,.10g}" if self.least is not None else f"at most {self.most:,.10g}"


DUCKDB, POLARS, FLOOR = Target(least=30), Target(least=15), Target(most=8)
THREADS, EXPONENT = Target(least=1.7), Target(most=1.05)
PERSON_MONTHS = Target(least=1_000_000)
MADE = Target(least=2_000_000)  # "millions of terms a minute"
GIBIBYTES, READ_AND_WRITE = Target(most=8), Target(most=3)
SPARK = Target(most=2)
WARM_MILLISECONDS, FRESH_SECONDS = Target(most=2), Target(most=0.5)
