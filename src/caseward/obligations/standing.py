"""The facts an obligation reads on a day: those of the record, those a policy's look-up tables give, and those that
follow from the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256

from caseward.dates import Period, add_months
from caseward.obligations.candidates import Candidate, sorted_out
from caseward.obligations.match import Match, kinds_of, match
from caseward.obligations.model import Considered
from caseward.obligations.truth import Truth, all_of, passes
from caseward.policy.model import Lookup, PolicyDocument
from caseward.policy.values import Matcher, Predicate, Scalar
from caseward.record.entry import Entry
from caseward.record.gives import ABSENT_MEANS_NONE
from caseward.record.subjects import Facts, Subject

DERIVED = frozenset({"days_on_supervision", "days_to_end", "id_parity"})


@dataclass(frozen=True)
class Standing:
    """A subject's facts as one policy reads them. What is asked again for every window is worked out once and kept."""

    subject: Subject
    facts: Facts
    document: PolicyDocument

    @cached_property
    def entries(self) -> Mapping[str, Entry]:
        """The subject's entries by id."""
        return {e.id: e for e in self.subject.entries}

    @cached_property
    def _matches(self) -> dict[int, tuple[Matcher, dict[str, Match]]]:
        """What each matcher said of each entry. Here and below the matcher is kept too, so that no other can take its
        id."""
        return {}

    def named(self, matcher: Matcher) -> Matcher:
        """The matcher, or the one of the document that it names."""
        return self.named(self.document.matchers[matcher.use]) if matcher.use else matcher

    def matched(self, entry: Entry, matcher: Matcher) -> Match:
        """Whether one entry matches."""
        matcher = self.named(matcher)
        said = self._matches.setdefault(id(matcher), (matcher, {}))[1]
        if entry.id not in said:
            said[entry.id] = match(entry, matcher, self.document.matchers, self.facts)
        return said[entry.id]

    def candidates(self, matcher: Matcher, as_of: date) -> tuple[Sequence[Candidate], Sequence[Considered]]:
        """Entries up to a day that count or may count, and those of the same kinds that were refused, in order."""
        matcher = self.named(matcher)
        key = (id(matcher), as_of)
        if key not in self._candidates:
            kinds = kinds_of(matcher, self.document.matchers)
            own = (e for e in self.subject.entries if e.kind in kinds and e.occurred.first <= as_of)
            self._candidates[key] = (matcher, sorted_out((e, self.matched(e, matcher)) for e in own))
        return self._candidates[key][1]

    @cached_property
    def _candidates(self) -> dict[tuple[int, date], tuple[Matcher, tuple[Sequence[Candidate], Sequence[Considered]]]]:
        return {}

    def values(self, name: str, day: date) -> tuple[Scalar, ...] | None:
        """Every value of a fact on a day; None when nobody knows; empty when there is none."""
        key = (name, day)
        if key not in self._values:
            self._values[key] = self._held(name, day)
        return self._values[key]

    @cached_property
    def _values(self) -> dict[tuple[str, date], tuple[Scalar, ...] | None]:
        return {}

    def _held(self, name: str, day: date) -> tuple[Scalar, ...] | None:
        looked_up = self._looked_up(name, day)
        if looked_up is not None:
            return looked_up
        if name in DERIVED:
            return self._derived(name, day)
        found = self.facts.values(name, day)
        if name in ABSENT_MEANS_NONE:
            return found or ((False,) if name in {"custody", "deceased"} else ())
        return found[-1:] or None

    def test(self, predicate: Predicate, day: date) -> Truth:
        """Whether the facts of a day pass a predicate; a blank predicate passes."""
        return all_of(passes(test, self.values(name, day)) for name, test in predicate.items())

    def missing(self, predicate: Predicate, day: date) -> list[str]:
        """The facts of a predicate that nobody recorded for a day, sorted."""
        return sorted(n for n, t in predicate.items() if passes(t, self.values(n, day)) is Truth.UNKNOWN)

    def edges(self, predicates: Iterable[Predicate], within: Period) -> list[date]:
        """The days inside a period on which an answer to one of the predicates may change, sorted."""
        names = {n for p in predicates for n in p}
        found = set(self.facts.edges(self._read_by(names), within))
        found |= {d for p in predicates for n, t in p.items() for d in self._thresholds(n, t.at_least, t.at_most)}
        found |= {
            d for lookup in self.document.lookups if lookup.gives in names for d in (lookup.from_, lookup.until) if d
        }
        return sorted(d for d in found if within.start < d < within.end)

    def _read_by(self, names: set[str]) -> list[str]:
        read = set(names)
        for lookup in (x for x in self.document.lookups if x.gives in names):
            read |= {lookup.of, *(n for row in lookup.rows for n in row.for_)}
        return sorted(read)

    def _looked_up(self, name: str, day: date) -> tuple[Scalar, ...] | None:
        lookup = next(
            (x for x in self.document.lookups if x.gives == name and x.from_ <= day < (x.until or date.max)), None
        )
        if lookup is None:
            return None
        values = self.facts.values(lookup.of, day)
        if not values:
            return None if lookup.before_first is None else (lookup.before_first,)
        return self._row(lookup, values[-1], day)

    def _row(self, lookup: Lookup, value: Scalar, day: date) -> tuple[Scalar, ...] | None:
        for row in lookup.rows:
            low = row.at_least is None or (isinstance(value, int) and value >= row.at_least)
            high = row.at_most is None or (isinstance(value, int) and value <= row.at_most)
            if low and high and self.test(row.for_, day) is Truth.YES:
                return (row.gives,)
        return None

    def _derived(self, name: str, day: date) -> tuple[Scalar, ...] | None:
        if name == "id_parity":
            return ("even" if sha256(self.subject.id.encode()).digest()[-1] % 2 == 0 else "odd",)
        if name == "days_on_supervision":
            return ((day - self.subject.opened.first).days,)
        planned = self.planned_end()
        return None if planned is None else ((planned - day).days,)

    def planned_end(self) -> date | None:
        """The day the term would end by the length ordered, or None when no length is recorded."""
        term = next((e for e in self.subject.entries if e.id == self.subject.opening), None)
        months = term.number("length_months") if term else None
        return None if months is None else add_months(self.subject.opened.first, months)

    def _thresholds(self, name: str, least: int | None, most: int | None) -> list[date]:
        if name == "days_on_supervision":
            base, bounds = self.subject.opened.first, (least, None if most is None else most + 1)
            return [base + timedelta(days=b) for b in bounds if b is not None]
        planned = self.planned_end() if name == "days_to_end" else None
        if planned is None:
            return []
        return [planned - timedelta(days=b) for b in (None if least is None else least - 1, most) if b is not None]
