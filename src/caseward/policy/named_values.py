"""Which values of a fact a policy asks for by name: those that must hold for a rule of it to apply."""

from __future__ import annotations

from caseward.policy.check_facts import predicates
from caseward.policy.policy import Policy
from caseward.policy.requirement import Trigger
from caseward.policy.walk import walk


def named_values(policy: Policy, fact: str) -> tuple[str, ...]:
    """The values of a fact that the policy names, sorted; none where it asks for all but some, or does not ask."""
    found: set[str] = set()
    for _, tests in predicates(policy):
        test = tests.get(fact)
        if test is not None and test.none_of:
            return ()
        found |= {str(value) for value in (*test.any_of, *test.all_of)} if test is not None else set()
    for _, part in walk(policy.document):
        if isinstance(part, Trigger) and part.fact == fact:
            found |= {str(value) for value in part.values}
    return tuple(sorted(found))
