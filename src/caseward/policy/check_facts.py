"""Facts that a policy asks about must be facts somebody records (or that follow from them), with values they can
take.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.check_record import values_in
from caseward.policy.known_facts import KnownFact, domain_of, fact_named, fact_names
from caseward.policy.model import Lookup, LookupRow, Overlay
from caseward.policy.policy import Policy
from caseward.policy.requirement import Apart, Interruption, Plus, Quantity, Requirement, Row, Trigger
from caseward.policy.source import Path
from caseward.policy.values import Scalar, Test
from caseward.policy.walk import requirements, walk
from caseward.record.nearest import did_you_mean


def fact_faults(policy: Policy) -> Iterator[Fault]:
    """Every fact that nothing gives, and every value that a fact cannot take."""
    yield from chain(_declared(policy), _predicates(policy), _named(policy), _watched(policy), _lookups(policy))


def _declared(policy: Policy) -> Iterator[Fault]:
    for name, values in policy.document.facts.items():
        path = ("facts", name)
        fact = fact_named(name, policy.document)
        if fact is None:
            yield _no_fact(policy, path, name)
            continue
        if not values:
            yield policy.fault(
                path, codes.FACT, "declares no value", "list every value it may take here, or leave it out"
            )
        for i, value in enumerate(values):
            yield from _fits(policy, (*path, i), fact, value, fact.words)
            if value in values[:i]:
                rule = "this value stands twice"
                yield policy.fault((*path, i), codes.FACT, rule, "keep one of them", value=str(value))


def _no_fact(policy: Policy, path: Path, word: str) -> Fault:
    hint = did_you_mean(word, fact_names(policy.document), what=f"facts of a {policy.document.subject}")
    return policy.fault(path, codes.FACT, "nothing gives such a fact", hint, value=word)


def _fits(policy: Policy, path: Path, fact: KnownFact, value: Scalar, allowed: tuple[Scalar, ...]) -> Iterator[Fault]:
    rule = hint = ""
    if fact.sort == "flag" and not isinstance(value, bool):
        rule, hint = f"{fact.name} is yes or no", "write true or false"
    elif fact.sort == "number" and (isinstance(value, bool) or not isinstance(value, int)):
        rule, hint = f"{fact.name} is a whole number", "write a number without quotes"
    elif fact.sort == "text" and not isinstance(value, str):
        rule, hint = f"{fact.name} is text", "put it in quotes"
    elif allowed and not any(value == a and isinstance(value, bool) == isinstance(a, bool) for a in allowed):
        declared = policy.document.facts.get(fact.name) == allowed
        rule = f"{fact.name} has no such value" + (" among those this policy declares" if declared else "")
        hint = did_you_mean(str(value), [str(a) for a in allowed], what="values")
    if rule:
        yield policy.fault(path, codes.FACT, rule, hint, value=str(value))


def _predicates(policy: Policy) -> Iterator[Fault]:
    for path, predicate in predicates(policy):
        for name, test in predicate.items():
            yield from _test(policy, (*path, name), name, test)


def predicates(policy: Policy) -> Iterator[tuple[Path, Mapping[str, Test]]]:
    """Every predicate on facts in a policy, with its place."""
    for path, part in walk(policy.document):
        if isinstance(part, Requirement | Row | LookupRow):
            yield (*path, "for"), part.for_
        elif isinstance(part, Overlay):
            yield (*path, "scope"), part.scope
        elif isinstance(part, Plus):
            yield (*path, "values"), part.values


def _test(policy: Policy, path: Path, name: str, test: Test) -> Iterator[Fault]:
    fact = fact_named(name, policy.document)
    if fact is None or name not in fact_names(policy.document):
        yield _no_fact(policy, path, name)
        return
    allowed = domain_of(name, policy.document)
    for where, value in values_in(policy, test, path):
        yield from _fits(policy, where, fact, value, allowed)
    if (test.at_least is not None or test.at_most is not None) and fact.sort != "number":
        yield policy.fault(path, codes.FACT, f"{name} is not a number, so it has no bounds", "name the values instead")
    if test.at_least is not None and test.at_most is not None and test.at_least > test.at_most:
        yield policy.fault(path, codes.FACT, "no number is within these bounds", "at_least is at most at_most")
    if test.blank is not None:
        yield policy.fault(
            path, codes.FACT, f"{name} is a fact, not a column", "say with if_unknown what no record means"
        )
    if len(test.all_of) > 1 and not fact.plural:
        yield policy.fault(
            path, codes.FACT, f"{name} has one value at a time, so it never has all of these", "write any_of"
        )


def _named(policy: Policy) -> Iterator[Fault]:
    """Facts named outside predicates: by triggers, interruptions, clocks, quantities, extra quantity."""
    for path, part in walk(policy.document):
        if isinstance(part, Trigger | Interruption) and part.fact:
            yield from _fact_with(policy, path, part.fact, part.values)
        elif isinstance(part, Apart) and part.during:
            yield from _fact(policy, (*path, "during"), part.during)
        elif isinstance(part, Plus):
            yield from _fact(policy, (*path, "per"), part.per)
        elif isinstance(part, Quantity):
            for key in ("fact", "number_of"):
                if getattr(part, key):
                    yield from _fact(policy, (*path, key), getattr(part, key))


def _fact(policy: Policy, path: Path, name: str) -> Iterator[Fault]:
    if name not in fact_names(policy.document):
        yield _no_fact(policy, path, name)


def _fact_with(policy: Policy, path: Path, name: str, values: tuple[Scalar, ...]) -> Iterator[Fault]:
    fact = fact_named(name, policy.document)
    if fact is None or name not in fact_names(policy.document):
        yield _no_fact(policy, (*path, "fact"), name)
        return
    for i, value in enumerate(values):
        yield from _fits(policy, (*path, "values", i), fact, value, domain_of(name, policy.document))


def _watched(policy: Policy) -> Iterator[Fault]:
    """Facts watched for a change; the default (level and case type) is for terms and asks nothing of other subjects."""
    for path, requirement in requirements(policy.document):
        if "watches" in requirement.model_fields_set:
            for i, name in enumerate(requirement.watches):
                yield from _fact(policy, (*path, "watches", i), name)


def _lookups(policy: Policy) -> Iterator[Fault]:
    for i, lookup in enumerate(policy.document.lookups):
        yield from _lookup(policy, ("lookups", i), lookup)


def _lookup(policy: Policy, path: Path, lookup: Lookup) -> Iterator[Fault]:
    yield from _fact(policy, (*path, "of"), lookup.of)
    if lookup.gives == lookup.of:
        rule = "a look-up gives one fact from another, not from itself"
        yield policy.fault((*path, "gives"), codes.CIRCULAR, rule, "name another fact", value=lookup.gives)
    fact = fact_named(lookup.gives, policy.document)
    if fact is None:
        return
    allowed = domain_of(lookup.gives, policy.document)
    if lookup.before_first is not None:
        yield from _fits(policy, (*path, "before_first"), fact, lookup.before_first, allowed)
    for j, row in enumerate(lookup.rows):
        yield from _fits(policy, (*path, "rows", j, "gives"), fact, row.gives, allowed)
        if row.at_least is not None and row.at_most is not None and row.at_least > row.at_most:
            yield policy.fault(
                (*path, "rows", j), codes.FACT, "no number is within these bounds", "at_least is at most at_most"
            )
