"""For each requirement of a policy: whether its kernel does all of it and, if not, why the reference evaluates it
instead."""

from __future__ import annotations

from dataclasses import dataclass

from caseward.engine.compiled import Compiler
from caseward.engine.packs import MOST_MATCHERS
from caseward.engine.reads import exact_days, predicates_of
from caseward.engine.regimes import Key, Outcomes, Rules, Template, overriders, reads_for
from caseward.policy.model import PolicyDocument
from caseward.policy.requirement import Requirement, When
from caseward.record.gives import ABSENT_MEANS_NONE

IN_FORCE = "in force"
VECTORISED = frozenset({"apart", "every", "never", "when"})


@dataclass(frozen=True, slots=True)
class Planned:
    """One requirement in one reading. ``why`` is blank when a kernel does all of it, else what it cannot do, in
    words."""

    reading: str
    id: str
    kind: str
    why: str

    @property
    def vectorised(self) -> bool:
        """Whether a kernel evaluates it."""
        return not self.why


def readings_of(document: PolicyDocument) -> list[str]:
    """The readings of a policy, the one in force first."""
    return [IN_FORCE, *sorted(r.id for r in document.readings)]


def plan_of(rules: Rules) -> list[Planned]:
    """Every requirement of a reading, sorted by id and kind."""
    return [Planned(rules.reading, *key, _why(rules, key, found)) for key, found in rules.templates().items()]


def _why(rules: Rules, key: Key, templates: list[Template]) -> str:
    if key[1] not in VECTORISED:
        return f"there is no kernel for the kind {key[1]}"
    if len({t.requirement.when.answers for t in templates if t.requirement.when}) > 1:
        return "what a response has to name differs from one version to another"
    reasons = [_of_rules(rules, key, templates), *(_of_requirement(t.requirement) for t in templates)]
    return next((r for r in reasons if r), "") or _of_matchers(rules, key, templates)


def _of_matchers(rules: Rules, key: Key, templates: list[Template]) -> str:
    """A candidate has a bit for each matcher, so that they must not be too many."""
    compiler = Compiler.of(rules.document, Outcomes.of(rules, key), reads_for(rules, key, templates))
    return f"it has more than {MOST_MATCHERS} matchers" if len(compiler.matchers.known) > MOST_MATCHERS else ""


def _of_rules(rules: Rules, key: Key, templates: list[Template]) -> str:
    """What in the policy around a requirement keeps it from its kernel."""
    document, over = rules.document, overriders(rules, key)
    predicates = [p for t in templates for p in predicates_of(t.requirement)]
    if len({t.requirement.about for t in templates}) > 1:
        return "its duty differs from one version to another"
    every = [*predicates, *(o.scope for o in rules.overlays), *(r.for_ for r in over)]
    if exact_days([*every, *(row.for_ for x in document.lookups for row in x.rows)]):
        return "it asks for an exact number of days on supervision"
    if any(x.of in ABSENT_MEANS_NONE for x in document.lookups):
        return "a look-up table reads a fact that may have several values"
    return ""


def _of_requirement(r: Requirement) -> str:
    if r.counts_surplus_of:
        return "it counts the surplus of another requirement"
    if r.apart is not None and (r.apart.per or r.apart.during):
        return "its clock runs in minutes while a fact holds"
    if r.apart is not None and r.grace is not None:
        return "its clock rolls and has a grace"
    return "" if r.when is None else _of_response(r, r.when)


def _of_response(r: Requirement, body: When) -> str:
    sorts = {t.on for t in body.triggers}
    if len(body.triggers) > 1 and sorts != {"entry"}:
        return "triggers of different sorts race"
    lengths = [body.within, *(row.within for row in r.rows), *(t.run_within for t in body.triggers)]
    if any(x is not None and x.unit in ("minutes", "hours") for x in lengths):
        return "its clock runs in minutes or hours"
    if any(t.run_within is not None and t.run_within.unit == "business_days" for t in body.triggers):
        return "a run of entries within business days names no calendar"
    return ""
