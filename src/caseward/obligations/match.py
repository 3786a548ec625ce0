"""Does this entry count? Yes, no or unknown, with the reason in one clause."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from caseward.obligations.lengths import duration
from caseward.obligations.once import once
from caseward.obligations.truth import Truth, opposite, passes
from caseward.policy.values import WEEKDAYS, Length, Matcher, Test
from caseward.record.entry import Entry, Value
from caseward.record.fields import Blank, FieldType
from caseward.record.kinds import BY_NAME
from caseward.record.subjects import Facts


@dataclass(frozen=True, slots=True)
class Match:
    """Whether one entry matches, and why; the reason names the field, what it holds, and what was needed."""

    truth: Truth
    reason: str = ""


YES = Match(Truth.YES)


def match(entry: Entry, matcher: Matcher, named: Mapping[str, Matcher], facts: Facts) -> Match:
    """Whether an entry matches. ``named`` are the document's matchers; ``facts`` say whether the person was in
    custody that day.

    Of several refusals the first stands, in the order a reader checks: kind, fields, weekday, custody, time of
    recording, exceptions.
    """
    if matcher.use:
        return match(entry, named[matcher.use], named, facts)
    if matcher.any:
        return _any([match(entry, m, named, facts) for m in matcher.any])
    return _first_refusal(entry, matcher, named, facts)


def kinds_of(matcher: Matcher, named: Mapping[str, Matcher]) -> frozenset[str]:
    """The kinds of entry a matcher can match."""
    if matcher.use:
        return kinds_of(named[matcher.use], named)
    if matcher.any:
        return frozenset().union(*(kinds_of(m, named) for m in matcher.any))
    return frozenset({matcher.kind})


def _first_refusal(entry: Entry, matcher: Matcher, named: Mapping[str, Matcher], facts: Facts) -> Match:
    if entry.kind != matcher.kind:
        return Match(Truth.NO, f"it is a {entry.kind}, not a {matcher.kind}")
    said = YES
    for found in _conditions(entry, matcher, named, facts):
        if found.truth is Truth.NO:
            return found
        if found.truth is Truth.UNKNOWN and said is YES:
            said = found
    return said


def _conditions(entry: Entry, matcher: Matcher, named: Mapping[str, Matcher], facts: Facts) -> Iterator[Match]:
    """What each part of a matcher says, in the order a reader checks."""
    for name, test in matcher.where.items():
        yield _field(test, entry.kind, name, entry.values.get(name))
    if matcher.weekday:
        yield _weekday(entry, matcher)
    if matcher.in_custody is not None:
        yield _custody(entry, matcher.in_custody, facts)
    if matcher.recorded_within is not None:
        yield _recorded(entry, matcher.recorded_within)
    if matcher.unless is not None:
        yield _unless(entry, matcher.unless, named, facts)


def _any(found: list[Match]) -> Match:
    """The best of several; when all refuse, the refusal that got furthest: one that is not about the kind of entry."""
    for wanted in (Truth.YES, Truth.UNKNOWN):
        hit = next((m for m in found if m.truth is wanted), None)
        if hit is not None:
            return hit
    return next((m for m in found if not m.reason.startswith("it is a ")), found[0])


@once(20_000)
def _field(test: Test, kind: str, name: str, value: Value | None) -> Match:
    values = _values(kind, name, value)
    truth = passes(test, values)
    if truth is Truth.YES:
        return YES
    if truth is Truth.UNKNOWN:
        return Match(truth, f"{shown(name)} is not recorded, needs {needs(test)}")
    held = ", ".join(shown(str(v)) for v in values or ()) or "blank"
    return Match(truth, f"{shown(name)} is {held}, needs {needs(test)}")


def _values(kind: str, name: str, value: Value | None) -> tuple[object, ...] | None:
    """The values of a field; None when blank and a blank says nothing; an empty tuple or False when a blank says none
    or no."""
    if value is not None:
        return value if isinstance(value, tuple) else (value,)
    field = BY_NAME[kind].field(name)
    if field is None or field.blank is Blank.UNKNOWN:
        return None
    if field.blank is Blank.NO:
        return (False,) if field.type is FieldType.BOOL else ()
    return ()


def shown(word: str) -> str:
    """A code as a reader sees it: ``left_message`` is *left message*."""
    return word.replace("_", " ")


def needs(test: Test) -> str:
    """What a test asks for, in words."""
    parts = []
    if test.any_of:
        parts.append(" or ".join(_value(v) for v in test.any_of))
    if test.all_of:
        parts.append(" and ".join(_value(v) for v in test.all_of))
    if test.none_of:
        parts.append("anything but " + " or ".join(_value(v) for v in test.none_of))
    if test.blank is not None:
        parts.append("it blank" if test.blank else "it filled")
    if test.at_least is not None:
        parts.append(f"at least {test.at_least}")
    if test.at_most is not None:
        parts.append(f"at most {test.at_most}")
    return " and ".join(parts)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shown(str(value))


def _weekday(entry: Entry, matcher: Matcher) -> Match:
    allowed = {WEEKDAYS.index(d) for d in matcher.weekday}
    day = entry.occurred.first
    if entry.occurred.precise:
        wanted = " or ".join(d.capitalize() for d in matcher.weekday)
        return (
            YES
            if day.weekday() in allowed
            else Match(Truth.NO, f"it was a {WEEKDAYS[day.weekday()].capitalize()}, needs {wanted}")
        )
    return Match(Truth.UNKNOWN, "its weekday is not known")


def _custody(entry: Entry, wanted: bool, facts: Facts) -> Match:
    held = [_held(facts, d) for d in (entry.occurred.first, entry.occurred.last)]
    if held[0] != held[1]:
        return Match(Truth.UNKNOWN, "its date does not say whether it was made in custody")
    if held[0] == wanted:
        return YES
    return Match(Truth.NO, "it was made while the person was in custody" if held[0] else "it was not made in custody")


def _held(facts: Facts, day: date) -> bool:
    return facts.value("custody", day) is True


def _recorded(entry: Entry, within: Length) -> Match:
    if entry.recorded is None:
        return Match(Truth.UNKNOWN, "when it was recorded is not stated")
    limit = duration(within, entry.occurred.last)
    if limit.minutes is not None:
        if entry.occurred.instant is None:
            return Match(Truth.UNKNOWN, "its time of day is not recorded")
        in_time = (entry.recorded - entry.occurred.instant).total_seconds() <= limit.minutes * 60
    else:
        in_time = entry.recorded.date() <= limit.due_from(entry.occurred.last)
    return (
        YES
        if in_time
        else Match(Truth.NO, f"it was recorded on {entry.recorded.date().isoformat()}, needs within {limit.sentence}")
    )


def _unless(entry: Entry, matcher: Matcher, named: Mapping[str, Matcher], facts: Facts) -> Match:
    found = match(entry, matcher, named, facts)
    if found.truth is Truth.YES:
        return Match(
            Truth.NO,
            "it is excluded: " + (named[matcher.use].says if matcher.use else matcher.says or "an exception applies"),
        )
    return Match(opposite(found.truth), found.reason)
