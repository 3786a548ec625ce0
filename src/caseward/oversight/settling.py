"""Which kinds of entry settle what a policy asks: what somebody does next about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from caseward.obligations.match import kinds_of
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement
from caseward.policy.values import Matcher
from caseward.policy.walk import each


def settling_kinds(documents: Sequence[PolicyDocument]) -> dict[tuple[str, str], tuple[str, ...]]:
    """By policy and requirement: the kinds of entry that satisfy it, sorted; of all its versions and overlays."""
    found: dict[tuple[str, str], set[str]] = {}
    for document in documents:
        for requirement in _requirements(document):
            kinds = found.setdefault((document.policy, requirement.id), set())
            kinds.update(kind for matcher in _settles(requirement) for kind in kinds_of(matcher, document.matchers))
    return {key: tuple(sorted(kinds)) for key, kinds in found.items()}


def looked_at(documents: Sequence[PolicyDocument], kind: str) -> dict[str, tuple[str, ...]]:
    """By column of a kind that any matcher of the policies looks at: the values named for it, sorted; of all versions
    and overlays.
    """
    found: dict[str, set[str]] = {}
    matchers = (matcher for document in documents for _, matcher in each(document, Matcher))
    for name, test in (item for matcher in matchers if matcher.kind == kind for item in matcher.where.items()):
        found.setdefault(name, set()).update(str(value) for value in (*test.any_of, *test.none_of, *test.all_of))
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def _requirements(document: PolicyDocument) -> Iterator[Requirement]:
    for version in document.versions:
        yield from version.requirements
    for overlay in document.overlays:
        yield from overlay.requirements


def _settles(requirement: Requirement) -> Iterable[Matcher]:
    found = [requirement.counts, *(row.counts for row in requirement.rows)]
    found += [line.counts for line in requirement.any_of]
    found += [line.counts for row in requirement.rows for line in row.any_of or ()]
    if requirement.when is not None:
        found.append(requirement.when.then)
    if requirement.before is not None:
        found.append(requirement.before.require)
    return [matcher for matcher in found if matcher is not None]
