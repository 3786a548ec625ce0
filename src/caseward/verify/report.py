"""What a check of a store found: one of five verdicts for every place of the log, and what is wrong beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from caseward.verify.trust import Trusted

#: How many of a sort are listed; more are counted.
MOST_LISTED = 200


class Verdict(StrEnum):
    """What can be said of a place in the log; every place has exactly one."""

    MATCHING = "present and matching"
    SEALED = "sealed"
    DESTROYED = "destroyed under authority"
    MISSING = "missing without authority"
    ALTERED = "altered"


BAD = (Verdict.MISSING, Verdict.ALTERED)


@dataclass(frozen=True, slots=True)
class Found:
    """Places ``first`` to ``last`` (both counted) with one verdict; ``what`` says what is wrong, if anything is."""

    first: int
    last: int
    verdict: Verdict
    what: str = ""

    def __str__(self) -> str:
        place = f"entry {self.first}" if self.first == self.last else f"entries {self.first} to {self.last}"
        return f"{place}: {self.verdict}" + (f" ({self.what})" if self.what else "")


@dataclass(slots=True)
class Report:
    """The whole answer. ``size`` is how many places the log has, as far as any signed head says.

    ``lost`` are recoveries: what was given up when the log went on from an older copy of itself.
    ``tables`` are faults of what is derived from the log (an index, the tree, a state); ``marked`` are times of
    recording that do not fit the times at which witnesses saw the log; ``unchecked`` is what could not be looked at.
    """

    origin: str = ""
    size: int = 0
    head: Trusted | None = None
    witnessed: Trusted | None = None
    ranges: list[Found] = field(default_factory=list)
    tables: list[str] = field(default_factory=list)
    more_tables: int = 0
    lost: list[str] = field(default_factory=list)
    marked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)
    parts_opened: int = 0
    newest: int = 0

    @property
    def sound(self) -> bool:
        """Whether nothing is missing or altered, in the log or in what is derived from it."""
        return not self.tables and not any(found.verdict in BAD for found in self.ranges)

    @property
    def exposed(self) -> int:
        """How many of the newest entries no witness has seen: what whoever holds the key could still rewrite."""
        return self.size - (self.witnessed.head.size if self.witnessed else 0)

    def counts(self) -> Counter[Verdict]:
        """How many places have each verdict."""
        found: Counter[Verdict] = Counter(dict.fromkeys(Verdict, 0))
        for one in self.ranges:
            found[one.verdict] += one.last - one.first + 1
        return found

    def bad(self) -> Iterator[Found]:
        """Places that are missing or altered, in order."""
        return (found for found in self.ranges if found.verdict in BAD)

    def fault(self, what: str) -> None:
        """A fault of a derived table."""
        if len(self.tables) < MOST_LISTED:
            self.tables.append(what)
        else:
            self.more_tables += 1
