"""What a policy looks for in the record must be there to find: kinds of entry, their columns, the codes a column can
hold.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from caseward.errors import Fault
from caseward.policy import codes
from caseward.policy.model import PolicyDocument
from caseward.policy.policy import Policy
from caseward.policy.requirement import Apart, Before, Quantity, When
from caseward.policy.source import Path
from caseward.policy.values import Matcher, Scalar, Test
from caseward.policy.walk import each, requirements
from caseward.record.fields import Field, FieldType, Kind
from caseward.record.kinds import BY_NAME
from caseward.record.nearest import did_you_mean

_TEXTS = frozenset({FieldType.TEXT, FieldType.LIST, FieldType.REF, FieldType.HASH})
_DATES = frozenset({FieldType.WHEN, FieldType.INSTANT, FieldType.DAY})


def record_faults(policy: Policy) -> Iterator[Fault]:
    """Every kind, column or code that the record does not have, and every matcher that can match nothing."""
    yield from chain(_matchers(policy), _quantities(policy), _references(policy), _clock_keys(policy))


def _matchers(policy: Policy) -> Iterator[Fault]:
    for path, matcher in each(policy.document, Matcher):
        if matcher.kind:
            yield from _matcher(policy, path, matcher)
        for name in ("where", "weekday", "in_custody", "recorded_within", "unless"):
            if not matcher.kind and getattr(matcher, name) not in ({}, (), None):
                rule = f"{name} needs a kind of entry beside it"
                hint = "say it inside the matcher that is used, or inside each of any"
                yield policy.fault((*path, name), codes.SHAPE, rule, hint)


def _matcher(policy: Policy, path: Path, matcher: Matcher) -> Iterator[Fault]:
    kind = BY_NAME.get(matcher.kind)
    if kind is None:
        yield _no_kind(policy, (*path, "kind"), matcher.kind)
        return
    if not _concerns(kind, policy.document.subject):
        rule = f"entries of this kind are not about a {policy.document.subject}, and this policy is"
        yield policy.fault(
            (*path, "kind"), codes.UNKNOWN_RECORD, rule, f"its subject is {kind.subject or 'none'}", value=kind.name
        )
    for name, test in matcher.where.items():
        yield from _column(policy, (*path, "where", name), kind, name, test)


def _no_kind(policy: Policy, path: Path, word: str) -> Fault:
    return policy.fault(
        path,
        codes.UNKNOWN_RECORD,
        "the record has no such kind of entry",
        did_you_mean(word, BY_NAME, what="kinds"),
        value=word,
    )


def _concerns(kind: Kind, subject: str) -> bool:
    """Whether an entry of the kind can be among the entries of such a subject."""
    own = {"term": ("term", "person"), "facility": ("facility",), "officer": ("officer", "term")}[subject]
    return kind.name == subject or any(kind.field(name) is not None for name in own)


def _column(policy: Policy, path: Path, kind: Kind, name: str, test: Test) -> Iterator[Fault]:
    field = kind.field(name)
    if field is None:
        names = [f.name for f in kind.all_fields]
        rule = f"{kind.name} has no such column"
        hint = did_you_mean(name, names, what=f"columns of {kind.name}")
        yield policy.fault(path, codes.UNKNOWN_RECORD, rule, hint)
        return
    if field.type in _DATES and test.blank is None:
        rule = "a date is not tested by its value"
        yield policy.fault(path, codes.UNKNOWN_RECORD, rule, "use within, recorded_within or run_within")
        return
    if (test.at_least is not None or test.at_most is not None) and field.type is not FieldType.INT:
        rule = f"{kind.name}.{name} is not a number, so it has no bounds"
        yield policy.fault(path, codes.UNKNOWN_RECORD, rule, "name the values instead")
    for where, value in values_in(policy, test, path):
        yield from _value(policy, where, kind, field, value)


def values_in(policy: Policy, test: Test, path: Path) -> Iterator[tuple[Path, Scalar]]:
    """Each value that a test names, with its place, whether it was written short (a value, a list) or long."""
    for key in ("any_of", "none_of", "all_of"):
        for i, value in enumerate(getattr(test, key)):
            ways = ((*path, key, i), (*path, i))
            yield next((way for way in ways if way in policy.positions), path), value


def _value(policy: Policy, path: Path, kind: Kind, field: Field, value: Scalar) -> Iterator[Fault]:
    rule = hint = ""
    if field.codes:
        if value not in field.codes:
            rule = f"{kind.name}.{field.name} has no such code"
            hint = did_you_mean(str(value), field.codes, what="codes")
    elif field.type is FieldType.BOOL and not isinstance(value, bool):
        rule, hint = f"{kind.name}.{field.name} is yes or no", "write true or false"
    elif field.type is FieldType.INT and (isinstance(value, bool) or not isinstance(value, int)):
        rule, hint = f"{kind.name}.{field.name} is a whole number", "write a number without quotes"
    elif field.type in _TEXTS and not isinstance(value, str):
        rule, hint = f"{kind.name}.{field.name} is text", "put it in quotes"
    if rule:
        yield policy.fault(path, codes.UNKNOWN_RECORD, rule, hint, value=str(value))


def _quantities(policy: Policy) -> Iterator[Fault]:
    for path, quantity in each(policy.document, Quantity):
        if not quantity.kind:
            continue
        kind = BY_NAME.get(quantity.kind)
        if kind is None:
            yield _no_kind(policy, (*path, "kind"), quantity.kind)
            continue
        field = kind.field(quantity.field)
        if field is None or field.type is not FieldType.INT:
            numbers = [f.name for f in kind.fields if f.type is FieldType.INT]
            rule = f"{kind.name} has no such column of numbers"
            hint = did_you_mean(quantity.field, numbers, what=f"number columns of {kind.name}")
            yield policy.fault((*path, "field"), codes.UNKNOWN_RECORD, rule, hint, value=quantity.field)
        for name in quantity.where:
            if kind.field(name) is None:
                rule, names = f"{kind.name} has no such column", [f.name for f in kind.all_fields]
                yield policy.fault((*path, "where", name), codes.UNKNOWN_RECORD, rule, did_you_mean(name, names))


def _references(policy: Policy) -> Iterator[Fault]:
    """``answers`` names a column by which the response (or what is required first) points at the other entry."""
    for path, requirement in requirements(policy.document):
        body = getattr(requirement, requirement.body_key)
        where = (*path, requirement.body_key, "answers")
        if isinstance(body, When) and body.answers:
            pointed = kinds_in([t.entry for t in body.triggers], policy.document)
            yield from _answers(policy, where, body.answers, body.then or requirement.counts, pointed)
        elif isinstance(body, Before) and body.answers:
            yield from _answers(policy, where, body.answers, body.require, kinds_in([body.this], policy.document))


def _answers(policy: Policy, path: Path, name: str, matcher: Matcher | None, pointed: list[str]) -> Iterator[Fault]:
    for kind in [BY_NAME[k] for k in kinds_in([matcher], policy.document)]:
        field = kind.field(name)
        if field is None or not (set(field.refers_to) & set(pointed) or not pointed):
            names = [f.name for f in kind.fields if set(f.refers_to) & set(pointed)]
            rule = f"{kind.name} has no such column that refers to {' or '.join(pointed) or 'an entry'}"
            hint = did_you_mean(name, names, what="such columns")
            yield policy.fault(path, codes.UNKNOWN_RECORD, rule, hint, value=name)


def _clock_keys(policy: Policy) -> Iterator[Fault]:
    """``per`` names a column that every kind counted has."""
    for path, requirement in requirements(policy.document):
        if not isinstance(requirement.apart, Apart) or not requirement.apart.per:
            continue
        for kind in [BY_NAME[k] for k in kinds_in([requirement.counts], policy.document)]:
            if kind.field(requirement.apart.per) is None:
                names = [f.name for f in kind.all_fields]
                hint = did_you_mean(requirement.apart.per, names, what=f"columns of {kind.name}")
                rule = f"{kind.name} has no such column"
                yield policy.fault(
                    (*path, "apart", "per"), codes.UNKNOWN_RECORD, rule, hint, value=requirement.apart.per
                )


def kinds_in(matchers: list[Matcher | None], document: PolicyDocument) -> list[str]:
    """The known kinds that some of the matchers can match, sorted; circular and unknown names give none."""
    found: set[str] = set()
    queue, seen = [m for m in matchers if m is not None], set[str]()
    while queue:
        matcher = queue.pop()
        if matcher.use and matcher.use not in seen:
            seen.add(matcher.use)
            queue.extend(m for m in [document.matchers.get(matcher.use)] if m is not None)
        queue.extend(matcher.any)
        found |= {matcher.kind} & BY_NAME.keys()
    return sorted(found)
