"""The facts of one signature, as a policy reads them: recorded, given by a look-up table, or following from the
calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from caseward.engine.reads import Reads
from caseward.engine.truths import UNKNOWN, YES, conjunction, tested
from caseward.policy.model import Lookup, PolicyDocument
from caseward.policy.values import Predicate, Scalar
from caseward.record.gives import ABSENT_MEANS_NONE


@dataclass(frozen=True, slots=True)
class Moment:
    """Any day that bears one signature. ``day`` is one such day, for what the policy itself dates.

    ``held`` has values that stand for those in force, by fact; ``passed`` how many of the numbers at which an answer
    turns a derived fact has reached (-1: nobody knows it); ``odd`` is the parity of the subject's id.
    """

    document: PolicyDocument
    reads: Reads
    day: date
    held: Mapping[str, tuple[Scalar, ...]]
    passed: Mapping[str, int]
    odd: bool

    def truth(self, predicate: Predicate) -> int:
        """Whether the facts pass a predicate: 0 no, 1 yes, 2 unknown."""
        return conjunction(tested(test, self.values(name)) for name, test in predicate.items())

    def missing(self, predicate: Predicate) -> Iterable[str]:
        """The facts of a predicate that nobody recorded."""
        return (n for n, t in predicate.items() if tested(t, self.values(n)) == UNKNOWN)

    def values(self, name: str) -> tuple[Scalar, ...] | None:
        """Every value of a fact; None when nobody knows; empty when there is none."""
        lookup = next((x for x in self.document.lookups if x.gives == name and self._dated(x)), None)
        if lookup is not None and (given := self._given(lookup)) is not None:
            return given
        if name in dict(self.reads.derived):
            return self._derived(name)
        found = self.recorded(name)
        if name in ABSENT_MEANS_NONE:
            return found or ((False,) if name in ("custody", "deceased") else ())
        return found or None

    def recorded(self, name: str) -> tuple[Scalar, ...]:
        """What the record says of a fact, whatever the look-up tables give."""
        return self.held.get(name, ())

    def _dated(self, lookup: Lookup) -> bool:
        return lookup.from_ <= self.day < (lookup.until or date.max)

    def _given(self, lookup: Lookup) -> tuple[Scalar, ...] | None:
        values = self.recorded(lookup.of)
        if not values:
            return None if lookup.before_first is None else (lookup.before_first,)
        value = values[-1]
        for row in lookup.rows:
            low = row.at_least is None or (isinstance(value, int) and value >= row.at_least)
            high = row.at_most is None or (isinstance(value, int) and value <= row.at_most)
            if low and high and self.truth(row.for_) == YES:
                return (row.gives,)
        return None

    def _derived(self, name: str) -> tuple[Scalar, ...] | None:
        if name == "id_parity":
            return ("odd" if self.odd else "even",)
        passed, cuts = self.passed[name], dict(self.reads.derived)[name]
        if passed < 0:
            return None
        return (cuts[passed - 1] if passed else cuts[0] - 1,) if cuts else (0,)
