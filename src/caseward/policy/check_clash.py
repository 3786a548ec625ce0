"""Rules that may both apply to one moment, rows that both fit, and combinations of facts that no row fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain, combinations

from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.check_names import paths_of
from caseward.policy.model import Overlay
from caseward.policy.policy import Policy
from caseward.policy.requirement import Requirement, Row
from caseward.policy.satisfy import State, TooMany, shown, together, uncovered
from caseward.policy.source import Path
from caseward.policy.values import Test
from caseward.policy.versions import overlay_end, resolved_versions
from caseward.policy.walk import requirements

MOST_ROWS = 300
MOST_PAIRS = 100_000
"""Beyond these a policy is not compared pair by pair: it could not be read by a person either."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A requirement where it is in force: from when until when, and the overlay it comes from (None: a version)."""

    requirement: Requirement
    path: Path
    start: date
    end: date
    overlay: Overlay | None = None

    @property
    def regions(self) -> list[tuple[Mapping[str, Test], ...]]:
        """The facts under which something is owed: one region for each row that asks something."""
        scope = () if self.overlay is None else (self.overlay.scope,)
        rows = [r for r in self.requirement.rows if not r.none] if self.requirement.rows else [Row()]
        return [(*scope, self.requirement.for_, row.for_) for row in rows]


def clash_faults(policy: Policy) -> Iterator[Fault]:
    """Every clash, overlap and hole, each with both places or an example."""
    yield from chain(_duties(policy), _overlays(policy), _rows(policy), _tables(policy))


def _standings(policy: Policy) -> list[Standing]:
    paths = paths_of(policy.document)
    found = [
        Standing(r, paths[id(r)], v.start, v.end) for v in resolved_versions(policy.document) for r in v.requirements
    ]
    for overlay in policy.document.overlays:
        found += [Standing(r, paths[id(r)], overlay.from_, overlay_end(overlay), overlay) for r in overlay.requirements]
    return found


def _duties(policy: Policy) -> Iterator[Fault]:
    said: set[tuple[Path, Path]] = set()
    pairs = 0
    by_duty: dict[str, list[Standing]] = {}
    for standing in _standings(policy):
        by_duty.setdefault(standing.requirement.about, []).append(standing)
    for standings in by_duty.values():
        for a, b in combinations(standings, 2):
            pair = (a.path, b.path)
            pairs += len(a.regions) * len(b.regions)
            if pairs > MOST_PAIRS:
                rule = "too many requirements of one duty to compare each with each"
                yield policy.fault(b.path, codes.CLASH, rule, "give them duties of their own")
                return
            if a.path != b.path and pair not in said and _meet(a, b) and not _settled(a, b):
                example = _example(policy, a, b)
                if example is not None:
                    said.add(pair)
                    yield _clash(policy, a, b, example)


def _meet(a: Standing, b: Standing) -> bool:
    return a.start < b.end and b.start < a.end


def _settled(a: Standing, b: Standing) -> bool:
    """Whether the policy says which of two prevails."""
    one, other = a.requirement, b.requirement
    if other.id in one.overrides or one.id in other.overrides:
        return True
    if a.overlay is b.overlay and one.id == other.id:
        return True  # one version has one id twice: said elsewhere
    if (a.overlay is None and b.overlay is None) or a.overlay is b.overlay:
        return False
    upper, lower = (a, b) if _order(a) > _order(b) else (b, a)
    replaces = upper.overlay.replaces if upper.overlay else ()
    return lower.requirement.id in replaces or lower.requirement.id == upper.requirement.id


def _order(standing: Standing) -> float:
    return float("-inf") if standing.overlay is None else standing.overlay.order


def _example(policy: Policy, a: Standing, b: Standing) -> dict[str, State] | None:
    for one in a.regions:
        for other in b.regions:
            found = together([*one, *other], policy.document)
            if found is not None:
                return found
    return None


def _clash(policy: Policy, a: Standing, b: Standing, example: Mapping[str, State]) -> Fault:
    first, second = (a, b) if policy.source.at_key(a.path) < policy.source.at_key(b.path) else (b, a)
    place = policy.spot((*first.path, "id"))
    when = max(a.start, b.start).isoformat()
    rule = (
        f"this and {first.requirement.id} ({place}) state one duty, {a.requirement.about}, and may both apply to one "
        f"moment: from {when}, {shown(example)}"
    )
    hint = "give them facts that cannot hold together, or say in one of them that it overrides the other"
    return policy.fault((*second.path, "id"), codes.CLASH, rule, hint, value=second.requirement.id)


def _overlays(policy: Policy) -> Iterator[Fault]:
    overlays = policy.document.overlays
    for j, b in enumerate(overlays[:MOST_ROWS]):
        for i, a in enumerate(overlays[:j]):
            meet = a.from_ < overlay_end(b) and b.from_ < overlay_end(a)
            if a.order == b.order and meet:
                example = together([a.scope, b.scope], policy.document)
                if example is not None:
                    place = policy.spot(("overlays", i, "order"))
                    rule = f"this overlay and {a.id} ({place}) have one order and may both hold: {shown(example)}"
                    where = ("overlays", j, "order")
                    yield policy.fault(
                        where, codes.CLASH, rule, "give the one that prevails a higher order", value=str(b.order)
                    )


def _rows(policy: Policy) -> Iterator[Fault]:
    for path, requirement in requirements(policy.document):
        rows = requirement.rows
        if len(rows) > MOST_ROWS:
            hint = "make two requirements of it"
            yield policy.fault((*path, "rows", MOST_ROWS), codes.SHAPE, f"at most {MOST_ROWS} rows", hint)
            continue
        for i, j in combinations(range(len(rows)), 2):
            example = together([requirement.for_, rows[i].for_, rows[j].for_], policy.document)
            if example is not None:
                place = policy.spot((*path, "rows", i))
                rule = f"this row and the one at {place} both fit: {shown(example)}"
                yield policy.fault((*path, "rows", j), codes.OVERLAP, rule, "exactly one row must fit")
        if rows and not requirement.otherwise_none:
            yield from _hole(policy, path, requirement)


def _hole(policy: Policy, path: Path, requirement: Requirement) -> Iterator[Fault]:
    where = (*path, "rows")
    try:
        example = uncovered(requirement.for_, [row.for_ for row in requirement.rows], policy.document)
    except TooMany:
        rule = "these rows name too many facts to see whether they leave a hole"
        yield policy.fault(where, codes.HOLE, rule, "split the requirement, or give otherwise_none")
        return
    if example is not None:
        rule = f"no row fits: {shown(example)}"
        hint = "add a row, declare fewer values under facts, or give otherwise_none: why nothing is owed"
        yield policy.fault(where, codes.HOLE, rule, hint)


def _tables(policy: Policy) -> Iterator[Fault]:
    """Rows of a look-up table that both fit."""
    for t, lookup in enumerate(policy.document.lookups):
        if len(lookup.rows) > MOST_ROWS:
            where = ("lookups", t, "rows", MOST_ROWS)
            yield policy.fault(where, codes.SHAPE, f"at most {MOST_ROWS} rows", "make two tables of it")
            continue
        bounds = [
            {} if (r.at_least, r.at_most) == (None, None) else {lookup.of: Test(at_least=r.at_least, at_most=r.at_most)}
            for r in lookup.rows
        ]
        for i, j in combinations(range(len(lookup.rows)), 2):
            example = together([lookup.rows[i].for_, bounds[i], lookup.rows[j].for_, bounds[j]], policy.document)
            if example is not None:
                place = policy.spot(("lookups", t, "rows", i))
                rule = f"this row and the one at {place} both fit: {shown(example)}"
                yield policy.fault(("lookups", t, "rows", j), codes.OVERLAP, rule, "exactly one row must fit")
