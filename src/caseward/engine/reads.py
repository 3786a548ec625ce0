"""Which facts an answer depends on: those a predicate names, those its look-up tables read, and those that follow
from the calendar."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.values import Matcher, Predicate

DERIVED = ("days_on_supervision", "days_to_end", "id_parity")


@dataclass(frozen=True, slots=True)
class Reads:
    """The facts read, sorted: ``facts`` of the record, ``derived`` from the calendar with the numbers at which an
    answer turns."""

    facts: tuple[str, ...]
    derived: tuple[tuple[str, tuple[int, ...]], ...]


NOTHING = Reads((), ())


def named_facts(predicates: Iterable[Predicate]) -> set[str]:
    """The facts that predicates name."""
    return {name for p in predicates for name in p}


def read_by(document: PolicyDocument, names: Iterable[str]) -> set[str]:
    """Those facts and, where a look-up table gives one, what that table reads."""
    found = set(names)
    for lookup in (x for x in document.lookups if x.gives in found):
        found |= {lookup.of, *named_facts(row.for_ for row in lookup.rows)}
    return found


def predicates_of(requirement: Requirement) -> list[Predicate]:
    """The predicates that say for whom it is and which row fits."""
    return [requirement.for_, *(row.for_ for row in requirement.rows)]


def reads_of(document: PolicyDocument, predicates: Iterable[Predicate], beside: Iterable[str] = ()) -> Reads:
    """What predicates, and facts named beside them, read."""
    asked = [*predicates, *(row.for_ for x in document.lookups for row in x.rows)]
    names = read_by(document, {*named_facts(asked), *beside})
    cuts = tuple((name, _cuts(asked, name)) for name in DERIVED if name in names)
    return Reads(tuple(sorted(names - set(DERIVED))), cuts)


def _cuts(predicates: Iterable[Predicate], name: str) -> tuple[int, ...]:
    tests = [test for p in predicates for n, test in p.items() if n == name]
    low = {t.at_least for t in tests if t.at_least is not None}
    return tuple(sorted(low | {t.at_most + 1 for t in tests if t.at_most is not None}))


def exact_days(predicates: Iterable[Predicate]) -> bool:
    """Whether a test names single numbers of days, at which the reference does not look for a change."""
    tests = [t for p in predicates for n, t in p.items() if n.startswith("days_")]
    return any(t.any_of or t.none_of or t.all_of for t in tests)


def asks_custody(requirement: Requirement, named: Mapping[str, Matcher]) -> bool:
    """Whether some matcher of a requirement, or one that it may use, asks if an entry was made in custody."""
    return any('"in_custody":true' in x or '"in_custody":false' in x for x in _written(requirement, named))


def _written(requirement: Requirement, named: Mapping[str, Matcher]) -> Iterator[str]:
    yield requirement.model_dump_json()
    yield from (m.model_dump_json() for m in named.values())
