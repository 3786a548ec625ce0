"""Names that a policy uses must be defined in it: sources, matchers, calendars, versions, requirements, overlays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.model import PolicyDocument
from caseward.policy.policy import Policy
from caseward.policy.source import Path
from caseward.policy.values import Citation, Matcher, Part, Provision
from caseward.policy.versions import resolved_versions
from caseward.policy.walk import each, requirements
from caseward.record.nearest import did_you_mean


def name_faults(policy: Policy) -> Iterator[Fault]:
    """Every name that is not defined, defined twice, or defined by way of itself."""
    document = policy.document
    yield from chain(
        _sources(policy),
        _matchers(policy),
        _calendars(policy),
        _twice(policy, ("versions",), [v.version for v in document.versions], "version"),
        _twice(policy, ("overlays",), [o.id for o in document.overlays], "id"),
        _twice(policy, ("readings",), [r.id for r in document.readings], "id"),
        _requirement_ids(policy),
        _taken_over(policy),
        _set_aside(policy),
        _between_requirements(policy),
    )


def unknown(policy: Policy, path: Path, word: str, names: Iterable[str], what: str) -> Iterator[Fault]:
    """A fault when a word is not among the names."""
    known = list(names)
    if word not in known:
        hint = did_you_mean(word, known, what=f"{what}s of this policy")
        yield policy.fault(path, codes.UNKNOWN_NAME, f"the policy defines no such {what}", hint, value=word)


def _sources(policy: Policy) -> Iterator[Fault]:
    names = policy.document.sources
    for path, cite in each(policy.document, Citation):
        yield from unknown(policy, (*path, "source"), cite.source, names, "source")
    for path, number in each(policy.document, Provision):
        if number.source:
            yield from unknown(policy, (*path, "source"), number.source, names, "source")


def _matchers(policy: Policy) -> Iterator[Fault]:
    names = policy.document.matchers
    for path, matcher in each(policy.document, Matcher):
        if matcher.use:
            yield from unknown(policy, (*path, "use"), matcher.use, names, "matcher")
    for name in names:
        circle = _circle(name, policy.document)
        if circle and name == min(circle):
            shown = " → ".join(circle)
            rule = f"this matcher is defined by way of itself: {shown}"
            yield policy.fault(("matchers", name), codes.CIRCULAR, rule, "write out what one of them matches")


def _circle(start: str, document: PolicyDocument) -> list[str]:
    """The way from a matcher back to itself, or nothing."""
    ways: list[list[str]] = [[start]]
    seen: set[str] = set()
    while ways:
        way = ways.pop(0)
        for used in _used_by(document.matchers.get(way[-1])):
            if used == start:
                return [*way, used]
            if used not in seen:
                seen.add(used)
                ways.append([*way, used])
    return []


def _used_by(matcher: Matcher | None) -> list[str]:
    return [] if matcher is None else sorted({m.use for _, m in each(matcher, Matcher) if m.use})


def _calendars(policy: Policy) -> Iterator[Fault]:
    for path, requirement in requirements(policy.document):
        if requirement.calendar:
            calendars = policy.document.calendars
            yield from unknown(policy, (*path, "calendar"), requirement.calendar, calendars, "calendar")


def _twice(policy: Policy, path: Path, ids: Sequence[str], key: str) -> Iterator[Fault]:
    for i, word in enumerate(ids):
        first = list(ids).index(word)
        if first != i:
            rule = f"this {key} stands twice; the first is at {policy.spot((*path, first, key))}"
            yield policy.fault((*path, i, key), codes.DUPLICATE_ID, rule, "give each its own", value=word)


def _requirement_ids(policy: Policy) -> Iterator[Fault]:
    document = policy.document
    for i, version in enumerate(document.versions):
        yield from _twice(policy, ("versions", i, "requirements"), [r.id for r in version.requirements], "id")
    for i, overlay in enumerate(document.overlays):
        yield from _twice(policy, ("overlays", i, "requirements"), [r.id for r in overlay.requirements], "id")


def _taken_over(policy: Policy) -> Iterator[Fault]:
    """``based_on`` names an earlier version, and ``removes`` what that version holds."""
    earlier: dict[str, list[str]] = {}
    paths = {version.version: i for i, version in enumerate(policy.document.versions)}
    for resolved in resolved_versions(policy.document):
        version, path = resolved.version, ("versions", paths[resolved.version.version])
        if version.based_on:
            yield from unknown(policy, (*path, "based_on"), version.based_on, earlier, "earlier version")
        held = earlier.get(version.based_on, [])
        for j, word in enumerate(version.removes):
            if not version.based_on:
                rule = "removes something from a version that takes nothing over"
                yield policy.fault((*path, "removes", j), codes.UNKNOWN_NAME, rule, "say based_on too", value=word)
            elif version.based_on in earlier:
                yield from unknown(policy, (*path, "removes", j), word, held, "requirement")
        earlier[version.version] = [r.id for r in resolved.requirements]


def _set_aside(policy: Policy) -> Iterator[Fault]:
    document = policy.document
    ids = sorted({r.id for _, r in requirements(document)})
    for i, overlay in enumerate(document.overlays):
        for j, word in enumerate(overlay.replaces):
            yield from unknown(policy, ("overlays", i, "replaces", j), word, ids, "requirement")
    overlays = [o.id for o in document.overlays]
    for i, reading in enumerate(document.readings):
        for j, word in enumerate(reading.without):
            yield from unknown(policy, ("readings", i, "without", j), word, overlays, "overlay")


def _between_requirements(policy: Policy) -> Iterator[Fault]:
    """``overrides`` and ``counts_surplus_of`` name other requirements, and no two override each other."""
    found = list(requirements(policy.document))
    ids = sorted({r.id for _, r in found})
    overriding: dict[str, set[str]] = {}
    for _, requirement in found:
        overriding.setdefault(requirement.id, set()).update(requirement.overrides)
    for path, requirement in found:
        for j, word in enumerate(requirement.overrides):
            where = (*path, "overrides", j)
            yield from unknown(policy, where, word, ids, "requirement")
            if requirement.id in overriding.get(word, set()):
                rule = "two requirements override each other" if word != requirement.id else "it overrides itself"
                yield policy.fault(where, codes.CIRCULAR, rule, "keep the one that prevails", value=word)
        surplus = requirement.counts_surplus_of
        if surplus == requirement.id:
            rule = "a requirement cannot count its own surplus"
            yield policy.fault((*path, "counts_surplus_of"), codes.CIRCULAR, rule, "name another", value=surplus)
        elif surplus:
            yield from unknown(policy, (*path, "counts_surplus_of"), surplus, ids, "requirement")


def paths_of(document: PolicyDocument) -> dict[int, Path]:
    """The path of each part, by its identity: a requirement taken over by a later version keeps the place where it
    stands.
    """
    return {id(part): path for path, part in each(document, Part)}
