"""The small parts of a policy in plain English: numbers with their basis, durations, tests, predicates, matchers,
quantities.

Nothing here decides anything; it only says what stands there. ``sentences`` puts a whole requirement together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Protocol

from caseward.policy.requirement import Quantity, Requirement, Trigger
from caseward.policy.values import Citation, Length, Matcher, Predicate, Provision, Scalar, Test

Matchers = Mapping[str, Matcher]


class Stated(Protocol):
    """How a number is said, with the word that follows it: ``30 days (assumed)``."""

    def __call__(self, number: Provision, unit: str = "") -> str:
        """The number in words."""
        ...


NO_MATCHERS: Matchers = MappingProxyType({})
_SMALL = ("zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")


def plain(code: str) -> str:
    """A code or id as a reader sees it: ``left_message`` is *left message*."""
    return code.replace("_", " ").replace("-", " ") if code.islower() else code


def joined(words: Iterable[str], last: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    found = list(words)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} {last} {found[-1]}" if found else ""


def ordinal(n: int) -> str:
    """``first`` to ``tenth``, then ``11th``, ``21st``."""
    if n < len(_SMALL):
        return _SMALL[n]
    ending = "th" if n % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(n % 10, "th")
    return f"{n}{ending}"


def sentence(words: str) -> str:
    """Words as a sentence: a capital first, one full stop last."""
    trimmed = words.strip().rstrip(".")
    return f"{trimmed[:1].upper()}{trimmed[1:]}."


def lowered(words: str) -> str:
    """A sentence as the end of another: its first letter small unless it begins a name, without its full stop."""
    trimmed = words.strip().rstrip(".")
    return trimmed if trimmed[1:2].isupper() else f"{trimmed[:1].lower()}{trimmed[1:]}"


def number_words(number: Provision, unit: str = "") -> str:
    """The bare number, with its unit."""
    return f"{number.value} {unit}" if unit else str(number.value)


def stated_in(requirement: Requirement) -> Stated:
    """How a number of a requirement is said: ``1 (published, S2)``, ``30 days (assumed)``.

    A number's own basis prevails over the requirement's. Its source is named where it has one of its own; else the
    source of the
    requirement, named with it, is meant.
    """

    def stated(number: Provision, unit: str = "") -> str:
        basis = number.basis or requirement.basis
        source = f", {number.source}" if number.source else ""
        return f"{number_words(number, unit)} ({basis}{source})"

    return stated


def citation_words(cite: Citation) -> str:
    """``S2, section 3``."""
    return f"{cite.source}, {cite.at}" if cite.at else cite.source


def unit_words(unit: str, number: int) -> str:
    """``business_days`` as a reader sees it: *business days*, *business day* for one."""
    words = unit.replace("_", " ")
    return words.removesuffix("s") if number == 1 else words


def length_words(length: Length, stated: Stated = number_words) -> str:
    """A duration: ``30 days``, ``1 month, carried to the end of the month``, ``15 days, or 17 from a Friday``."""
    return span_words(length, stated) + carried_words(length)


def span_words(length: Length, stated: Stated = number_words) -> str:
    """A duration without what it is carried to."""
    number = length.provision
    words = stated(number, unit_words(length.unit, number.value))
    if length.by_weekday:
        words += ", or " + joined((f"{n} from a {day.capitalize()}" for day, n in length.by_weekday.items()), "or")
    return words


def carried_words(length: Length) -> str:
    """What a duration is carried to: ``, carried to the end of the month``, or nothing."""
    return f", carried to the end of the {length.to_end_of}" if length.to_end_of else ""


def value_words(value: Scalar) -> str:
    """A value as a reader sees it."""
    return ("yes" if value else "no") if isinstance(value, bool) else plain(str(value))


def test_words(test: Test) -> str:
    """A test after the name of what is tested: ``high or medium``, ``not kiosk``, ``at least 3``."""
    parts = []
    if test.any_of:
        parts.append(joined((value_words(v) for v in test.any_of), "or"))
    if test.all_of:
        parts.append("both " * (len(test.all_of) == 2) + joined(value_words(v) for v in test.all_of))
    if test.none_of:
        parts.append("not " + joined((value_words(v) for v in test.none_of), "or"))
    if test.at_least is not None:
        parts.append(f"at least {test.at_least}")
    if test.at_most is not None:
        parts.append(f"at most {test.at_most}")
    if test.blank is not None:
        parts.append("not recorded" if test.blank else "recorded")
    unknown = {"applies": ", or not recorded", "does_not_apply": ""}.get(test.if_unknown, "")
    return " and ".join(parts) + unknown


test_words.__test__ = False  # type: ignore[attr-defined]  # words of a test, not a test


def predicate_words(predicate: Predicate) -> str:
    """For whom: ``level is high or medium; sex is female``. Empty when it is for everybody."""
    return "; ".join(f"{plain(name)} is {test_words(test)}" for name, test in predicate.items())


def matcher_words(matcher: Matcher, matchers: Matchers = NO_MATCHERS) -> str:
    """What counts: the policy's own words (``says``) where it has them, else its kind and the tests on its columns."""
    if matcher.says:
        return matcher.says.rstrip(".")
    if matcher.use:
        named = matchers.get(matcher.use)
        return plain(matcher.use) if named is None or named.use == matcher.use else matcher_words(named, matchers)
    if matcher.any:
        return joined((matcher_words(m, matchers) for m in matcher.any), "or")
    return _described(matcher, matchers)


def _described(matcher: Matcher, matchers: Matchers) -> str:
    kind = plain(matcher.kind)
    parts = [f"{'an' if kind[:1] in 'aeio' else 'a'} {kind}"]
    if matcher.where:
        parts.append("(" + "; ".join(f"{plain(n)}: {test_words(t)}" for n, t in matcher.where.items()) + ")")
    if matcher.weekday:
        parts.append("on a " + joined((d.capitalize() for d in matcher.weekday), "or"))
    if matcher.in_custody is not None:
        parts.append("made in custody" if matcher.in_custody else "made out of custody")
    if matcher.recorded_within is not None:
        parts.append(f"recorded within {length_words(matcher.recorded_within)}")
    if matcher.unless is not None:
        parts.append(f"unless it is {matcher_words(matcher.unless, matchers)}")
    return " ".join(parts)


def trigger_words(trigger: Trigger, matchers: Matchers = NO_MATCHERS) -> str:
    """What sets a clock off."""
    if trigger.on in ("start", "end"):
        return f"supervision {trigger.on}s"
    if trigger.on == "entry" and trigger.entry is not None:
        return _entry_trigger(trigger, matcher_words(trigger.entry, matchers), matchers)
    fact = plain(trigger.fact)
    value = f" ({joined((value_words(v) for v in trigger.values), 'or')})" if trigger.values else ""
    change = {"fact_begins": "begins", "fact_ends": "ends", "fact_changes": "changes"}[trigger.on]
    first = " (the first value is no change)" if trigger.on == "fact_changes" and trigger.ignore_first else ""
    return f"{fact}{value} {change}{first}"


def _entry_trigger(trigger: Trigger, entry: str, matchers: Matchers) -> str:
    if trigger.nth == 1:
        return f"there is {entry}"
    within = f" within {length_words(trigger.run_within)}" if trigger.run_within else ""
    if not trigger.in_a_row:
        return f"there is, for the {ordinal(trigger.nth)} time{within}, {entry}"
    broken = f" (the run is broken by {matcher_words(trigger.broken_by, matchers)})" if trigger.broken_by else ""
    return f"there is, {trigger.nth} times in a row{within}, {entry}{broken}"


def quantity_words(quantity: Quantity, stated: Stated = number_words) -> str:
    """A quantity over time."""
    if quantity.number is not None:
        found = stated(quantity.number)
    elif quantity.kind:
        where = joined(f"{plain(n)}: {_held(v)}" for n, v in quantity.where.items())
        found = f"{plain(quantity.field)} of the latest {plain(quantity.kind)}{f' ({where})' if where else ''}"
    elif quantity.fact:
        found = f"the {plain(quantity.fact)} in force"
    else:
        found = f"the number of {plain(quantity.number_of)} in force"
    return found if quantity.times.value == 1 else f"{stated(quantity.times)} times {found}"


def _held(value: object) -> str:
    return value_words(value) if isinstance(value, str | int) and value != "" else "blank"
