"""Every requirement has the numbers it needs, each of them has an effect, and each says where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.policy import Policy
from caseward.policy.requirement import Every, Requirement, Row, When
from caseward.policy.source import Path
from caseward.policy.values import Provision
from caseward.policy.walk import each, requirements

#: The number each kind of requirement cannot do without, and what else may stand in for it.
_NEEDED: dict[str, tuple[str, ...]] = {"every": ("count", "most"), "apart": ("interval",), "when": ("within",)}
#: The numbers of a row that have an effect in each kind of requirement.
_ROW_NUMBERS: dict[str, frozenset[str]] = {
    "every": frozenset({"count", "most", "counts", "of_which", "any_of"}),
    "apart": frozenset({"count", "interval", "first", "counts"}),
    "when": frozenset({"count", "within", "counts"}),
    "before": frozenset({"within"}),
    "never": frozenset(),
    "keep": frozenset({"bound"}),
}
#: What only a requirement with windows can weigh: a rolling clock or a response is answered by one entry at a time.
_ONLY_WINDOWS = ("of_which", "any_of", "plus", "counts_surplus_of")
_NUMBER_KEYS = ("count", "most", "interval", "first", "within", "bound", "counts", "of_which", "any_of")


def number_faults(policy: Policy) -> Iterator[Fault]:
    """Every requirement without a number, every number without an effect, every number without a source or a reason."""
    for path, requirement in requirements(policy.document):
        yield from chain(
            _numbers(policy, path, requirement),
            _none_asked(policy, path, requirement),
            _what_counts(policy, path, requirement),
            _rows(policy, path, requirement),
            _windows(policy, path, requirement),
            _only_windows(policy, path, requirement),
            _quotas(policy, path, requirement),
            _basis(policy, path, requirement),
        )


def _paying_rows(path: Path, requirement: Requirement) -> list[tuple[Path, Row]]:
    """The rows under which something is owed; a requirement without rows has one that is blank, at its own place."""
    if not requirement.rows:
        return [(path, Row())]
    return [((*path, "rows", i), row) for i, row in enumerate(requirement.rows) if not row.none]


def _numbers(policy: Policy, path: Path, requirement: Requirement) -> Iterator[Fault]:
    needed = _NEEDED.get(requirement.body_key, ())
    body = getattr(requirement, requirement.body_key)
    if not needed or any(getattr(body, name) is not None for name in needed):
        return
    for where, row in _paying_rows(path, requirement):
        lines = row.any_of or requirement.any_of
        if all(getattr(row, name) is None for name in needed) and not (lines and requirement.body_key == "every"):
            what = " or ".join(needed)
            rule = f"{requirement.id} has neither a row nor a number of its own that says {what}"
            place = where if where == path else (*where, "for")
            yield policy.fault(place, codes.NO_NUMBER, rule, f"give {what} in {requirement.body_key} or in the row")


def _none_asked(policy: Policy, path: Path, requirement: Requirement) -> Iterator[Fault]:
    """A quantity of nothing: always met, and no clock could ever end."""
    body = ((*path, requirement.body_key), getattr(requirement, requirement.body_key))
    rows = [((*path, "rows", i), row) for i, row in enumerate(requirement.rows)]
    lines = [((*path, "any_of", i), line) for i, line in enumerate(requirement.any_of)]
    for where, part in (body, *rows, *lines):
        number = getattr(part, "count", None)
        if number is not None and number.value == 0:
            hint = "ask for at least 1; a row says none, with the reason, where nothing is owed"
            yield policy.fault((*where, "count"), codes.NO_NUMBER, "nothing is asked here", hint, value="0")


def _what_counts(policy: Policy, path: Path, requirement: Requirement) -> Iterator[Fault]:
    body = getattr(requirement, requirement.body_key)
    if requirement.body_key not in _NEEDED or requirement.counts or requirement.any_of:
        return
    if isinstance(body, When) and body.then:
        return
    for where, row in _paying_rows(path, requirement):
        if row.counts is None and not row.any_of:
            rule = f"{requirement.id} does not say what counts"
            hint = "give counts: the name of a matcher, or {kind: ...}"
            yield policy.fault(where, codes.NO_NUMBER, rule, hint)


def _rows(policy: Policy, path: Path, requirement: Requirement) -> Iterator[Fault]:
    effective = _ROW_NUMBERS[requirement.body_key]
    for i, row in enumerate(requirement.rows):
        given = [name for name in _NUMBER_KEYS if getattr(row, name) is not None]
        for name in given:
            where = (*path, "rows", i, name)
            if row.none:
                rule = "a row says either that nothing is owed or how much, not both"
                yield policy.fault(where, codes.SHAPE, rule, "leave out none or the number")
            elif name not in effective:
                rule = f"{name} has no effect in a requirement of kind {requirement.body_key}"
                hint = f"numbers that have: {', '.join(sorted(effective))}" if effective else "leave it out"
                yield policy.fault(where, codes.SHAPE, rule, hint)
    if requirement.otherwise_none and not requirement.rows:
        rule = "there are no rows, so there is no otherwise"
        yield policy.fault((*path, "otherwise_none"), codes.SHAPE, rule, "leave it out, or give rows")


def _windows(policy: Policy, path: Path, requirement: Requirement) -> Iterator[Fault]:
    every = requirement.every
    if every is None:
        return
    here = (*path, "every")
    blocks = every.period in ("months", "weeks", "days")
    if blocks and every.length is None:
        hint = f"give length: the number of {every.period}"
        yield policy.fault(here, codes.NO_NUMBER, f"blocks of {every.period} have a length", hint)
    if not blocks and every.length is not None:
        rule = f"a {every.period} has no other length"
        yield policy.fault((*here, "length"), codes.SHAPE, rule, "write period: months with a length, or leave it out")
    yield from _listed_months(policy, here, every)
    if every.count and every.most and every.count.value > every.most.value:
        rule = "the floor is above the ceiling, so no count satisfies it"
        yield policy.fault((*here, "most"), codes.SHAPE, rule, "make most at least as large as count")
    if requirement.score_part_windows_from.value > 100:
        where = (*path, "score_part_windows_from")
        yield policy.fault(where, codes.WRONG_VALUE, "a percentage is at most 100", "write 50 for half a window")


def _listed_months(policy: Policy, here: Path, every: Every) -> Iterator[Fault]:
    months = every.in_months if isinstance(every.in_months, tuple) else ()
    for i, month in enumerate(months):
        where = (*here, "in_months", i)
        if not 1 <= month <= 12:
            yield policy.fault(where, codes.WRONG_VALUE, "months are 1 to 12", "1 is January", value=str(month))
        elif month in months[:i]:
            yield policy.fault(where, codes.WRONG_VALUE, "this month stands twice", "keep one", value=str(month))
    if every.in_months is not None and every.period in ("week", "weeks", "days", "quarter", "year"):
        rule = f"windows of a {every.period.removesuffix('s')} are not chosen by month"
        yield policy.fault((*here, "in_months"), codes.SHAPE, rule, "write period: month")


def _only_windows(policy: Policy, path: Path, requirement: Requirement) -> Iterator[Fault]:
    if requirement.every is not None:
        return
    for name in (n for n in _ONLY_WINDOWS if getattr(requirement, n)):
        rule = f"{name} has no effect in a requirement of kind {requirement.body_key}"
        hint = "write a second requirement for that part, or use every"
        yield policy.fault((*path, name), codes.SHAPE, rule, hint)
    if requirement.judged_under == "closed":
        rule = f"judged_under has no effect in a requirement of kind {requirement.body_key}: it has no windows"
        yield policy.fault((*path, "judged_under"), codes.SHAPE, rule, "leave it out, or use every")


def _quotas(policy: Policy, path: Path, requirement: Requirement) -> Iterator[Fault]:
    """A sub-quota above the quantity asked can never be the smaller part of it."""
    body = getattr(requirement, requirement.body_key)
    for where, row in _paying_rows(path, requirement):
        asked = row.count or getattr(body, "count", None)
        own = row.of_which is not None
        quotas, place = (row.of_which or (), where) if own else (requirement.of_which, path)
        for i, quota in enumerate(quotas):
            if asked is not None and quota.at_least.value > asked.value:
                rule = f"asks for {quota.at_least.value} of {asked.value}"
                hint = "a sub-quota is at most the quantity itself"
                yield policy.fault((*place, "of_which", i, "at_least"), codes.SHAPE, rule, hint)


def _basis(policy: Policy, path: Path, requirement: Requirement) -> Iterator[Fault]:
    numbers = list(each(requirement, Provision, path))
    written = [(where, n) for where, n in numbers if where in policy.positions]
    if requirement.basis == "assumed" and not requirement.note and not _all_explained([n for _, n in written]):
        rule = f"the numbers of {requirement.id} are assumed, and nothing says why"
        yield policy.fault(
            (*path, "basis"), codes.BASIS, rule, "add a note: why these numbers, and who can change them"
        )
    for where, number in written:
        if number.basis == "assumed" and not number.note and not requirement.note:
            rule = "this number is assumed, and nothing says why"
            yield policy.fault(
                where, codes.BASIS, rule, "add a note to it, or to the requirement", value=str(number.value)
            )
        if number.basis == "published" and requirement.basis == "assumed" and not number.source:
            rule = "this number is published, in a requirement that is assumed, and has no source of its own"
            yield policy.fault(where, codes.BASIS, rule, "add source: a key of sources", value=str(number.value))


def _all_explained(numbers: list[Provision]) -> bool:
    return bool(numbers) and all(n.note or n.basis == "published" for n in numbers)
