"""Can these predicates hold together, and is there anything that none of them covers?

Each fact is taken apart into the few states that the tests can tell apart: its declared values, the numbers around each
bound, every set of the words named (for facts of which several hold at once), "something else" for open text, and
"unknown".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from typing import TypeAlias

from caseward.policy.known_facts import domain_of, fact_named
from caseward.policy.model import PolicyDocument
from caseward.policy.values import Scalar, Test

#: The values in force of one fact; None when nobody knows.
State: TypeAlias = tuple[Scalar, ...] | None
Tests: TypeAlias = Mapping[str, Test]

OTHER = "any other"
_MOST_WORDS = 10
_MOST_STEPS = 20_000


class TooMany(Exception):
    """The rows name so many facts that not every combination can be tried."""


def holds(test: Test, state: State) -> bool:
    """Whether a test surely passes in a state. An unknown passes only a test that says so."""
    if state is None:
        return test.if_unknown == "applies"
    clauses = [
        not test.any_of or any(_same(v, w) for v in state for w in test.any_of),
        not any(_same(v, w) for v in state for w in test.none_of),
        all(any(_same(v, w) for v in state) for w in test.all_of),
        test.at_least is None or any(isinstance(v, int) and v >= test.at_least for v in state),
        test.at_most is None or any(isinstance(v, int) and v <= test.at_most for v in state),
    ]
    return all(clauses)


def _same(a: Scalar, b: Scalar) -> bool:
    return a == b and isinstance(a, bool) == isinstance(b, bool)


def states_of(name: str, tests: Sequence[Test], document: PolicyDocument) -> list[State]:
    """The states of a fact that the tests may tell apart, in a fixed order; the unknown last, if it can be unknown."""
    fact = fact_named(name, document)
    if fact is not None and fact.plural:
        return _sets(_named(tests))
    domain = domain_of(name, document)
    if domain:
        known: list[State] = [(v,) for v in domain]
    elif fact is not None and fact.sort == "number":
        known = [(n,) for n in _numbers(tests)]
    else:
        known = [*((v,) for v in _named(tests)), (OTHER,)]
    if fact is not None and fact.absent_means_none:
        return known if fact.sort == "flag" else [*known, ()]
    return [*known, None]


def _named(tests: Iterable[Test]) -> list[Scalar]:
    found = [v for t in tests for v in (*t.any_of, *t.none_of, *t.all_of)]
    return list(dict.fromkeys(found))


def _sets(words: list[Scalar]) -> list[State]:
    """Every set of the words named, and one word that is not named; only small sets when there are very many words."""
    pool = [*words, OTHER]
    largest = len(pool) if len(pool) <= _MOST_WORDS else 2
    return [subset for size in range(largest + 1) for subset in combinations(pool, size)]


def _numbers(tests: Iterable[Test]) -> list[int]:
    found = {0}
    for test in tests:
        bounds = [b for b in (test.at_least, test.at_most) if b is not None]
        bounds += [v for v in (*test.any_of, *test.none_of) if isinstance(v, int)]
        found |= {b + step for b in bounds for step in (-1, 0, 1)}
    return sorted(n for n in found if n >= 0)


def together(predicates: Sequence[Tests], document: PolicyDocument) -> dict[str, State] | None:
    """An example of facts under which all the predicates hold, or None when they cannot hold together."""
    example: dict[str, State] = {}
    for name in dict.fromkeys(n for p in predicates for n in p):
        tests = [p[name] for p in predicates if name in p]
        states = states_of(name, tests, document)
        found = [s for s in states if all(holds(t, s) for t in tests)]
        if not found:
            return None
        example[name] = found[0]
    return example


def uncovered(within: Tests, rows: Sequence[Tests], document: PolicyDocument) -> dict[str, State] | None:
    """An example of known facts under which ``within`` holds and no row does, or None. TooMany when it cannot be
    told.
    """
    names = list(dict.fromkeys(n for p in rows for n in p))
    choices: dict[str, list[State]] = {}
    for name in names:
        tests = [p[name] for p in (within, *rows) if name in p]
        allowed = [s for s in states_of(name, tests, document) if name not in within or holds(within[name], s)]
        choices[name] = [s for s in allowed if s is not None]
    return _search(names, choices, rows, [0])


def _search(
    names: Sequence[str], choices: Mapping[str, list[State]], rows: Sequence[Tests], steps: list[int]
) -> dict[str, State] | None:
    """Fix one fact after another, keeping the rows that still fit; a row without further tests covers all that is
    left.
    """
    steps[0] += 1
    if steps[0] > _MOST_STEPS:
        raise TooMany
    if any(not any(n in row for n in names) for row in rows):
        return None
    if not names:
        return {}
    if not rows:
        return {n: choices[n][0] for n in names} if all(choices[n] for n in names) else None
    name, rest = names[0], names[1:]
    tried: set[tuple[int, ...]] = set()
    for state in choices[name]:
        fitting = tuple(i for i, row in enumerate(rows) if name not in row or holds(row[name], state))
        if fitting in tried:
            continue
        tried.add(fitting)
        found = _search(rest, choices, [rows[i] for i in fitting], steps)
        if found is not None:
            return {name: state, **found}
    return None


def shown(example: Mapping[str, State]) -> str:
    """An example as a reader sees it: ``level high, sex male``."""
    return (
        ", ".join(f"{name.replace('_', ' ')} {_said(state)}" for name, state in example.items()) or "whatever the facts"
    )


def _said(state: State) -> str:
    if state is None:
        return "unknown"
    if not state:
        return "none"
    words = [("yes" if v else "no") if isinstance(v, bool) else str(v).replace("_", " ") for v in state]
    return " with ".join(words)
