"""Three-valued tests over the distinct values of a column: 0 no, 1 yes, 2 unknown. Written apart from the reference
on purpose."""

from __future__ import annotations

from collections.abc import Iterable

from caseward.policy.values import Test

NO, YES, UNKNOWN = 0, 1, 2
_BLANK = {"applies": YES, "does_not_apply": NO, "unknown": UNKNOWN}


def conjunction(truths: Iterable[int]) -> int:
    """No before unknown before yes."""
    worst = YES
    for truth in truths:
        if truth == NO:
            return NO
        worst = UNKNOWN if truth == UNKNOWN else worst
    return worst


def tested(test: Test, values: tuple[object, ...] | None) -> int:
    """Whether values pass a test; None: nobody knows them."""
    if test.blank is not None:
        return YES if test.blank is (not values) else NO
    if values is None:
        return _BLANK[test.if_unknown]
    held = {typed(v) for v in values}
    numbers = [v for v in values if isinstance(v, int)]
    fails = (
        bool(test.any_of) and held.isdisjoint(map(typed, test.any_of)),
        bool(test.none_of) and not held.isdisjoint(map(typed, test.none_of)),
        not held.issuperset(map(typed, test.all_of)),
        test.at_least is not None and not any(v >= test.at_least for v in numbers),
        test.at_most is not None and not any(v <= test.at_most for v in numbers),
    )
    return NO if any(fails) else YES


def typed(value: object) -> tuple[bool, object]:
    """A value that is not taken for another: True is not 1."""
    return isinstance(value, bool), value
