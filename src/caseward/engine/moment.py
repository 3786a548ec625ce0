"""The facts of one signature, as a policy reads them: recorded, given by a look-up table, or following from the
calendar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from caseward.engine.columns import Columns, day_of
from caseward.engine.segments import Segments
from caseward.engine.truths import UNKNOWN, YES, conjunction, tested
from caseward.policy.model import Lookup, PolicyDocument
from caseward.policy.values import Predicate, Scalar
from caseward.record.gives import ABSENT_MEANS_NONE


@dataclass(frozen=True, slots=True)
class Moment:
    """Any day that bears one signature. ``day`` is one such day, for what the policy itself dates."""

    document: PolicyDocument
    columns: Columns
    segments: Segments
    number: int

    @property
    def day(self) -> date:
        """The first day of the epoch (the days between two changes of the policy), or the earliest day there is."""
        epoch = int(self.segments.distinct[self.number, len(self.segments.reads.facts)])
        return day_of(self.segments.edges[epoch - 1]) if epoch else date.min

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
        if name in dict(self.segments.reads.derived):
            return self._derived(name)
        found = self.recorded(name)
        if name in ABSENT_MEANS_NONE:
            return found or ((False,) if name in ("custody", "deceased") else ())
        return found or None

    def recorded(self, name: str) -> tuple[Scalar, ...]:
        """What the record says of a fact, whatever the look-up tables give."""
        facts = self.segments.reads.facts
        if name not in facts or name not in self.columns.facts:
            return ()
        values = self.columns.values[self.columns.facts.index(name)]
        held = int(self.segments.distinct[self.number, facts.index(name)])
        if name in ABSENT_MEANS_NONE:
            return tuple(v for i, v in enumerate(values) if held >> i & 1)
        return () if held < 0 else (values[held],)

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
        reads = self.segments.reads
        if name == "id_parity":
            return ("odd" if self.segments.distinct[self.number, -1] else "even",)
        days = [d for d in reads.derived if d[0] != "id_parity"]
        place = [d[0] for d in days].index(name)
        passed, cuts = int(self.segments.distinct[self.number, len(reads.facts) + 1 + place]), days[place][1]
        if passed < 0:
            return None
        return (cuts[passed - 1] if passed else cuts[0] - 1,) if cuts else (0,)
