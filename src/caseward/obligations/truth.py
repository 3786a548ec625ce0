"""Three answers, never two: yes, no, unknown. Unknown is never taken for compliant and never for a miss."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from caseward.policy.values import Test


class Truth(StrEnum):
    """Kleene's strong three-valued logic."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


def all_of(truths: Iterable[Truth]) -> Truth:
    """No if any is no; else unknown if any is unknown; else yes (also for none at all)."""
    found = Truth.YES
    for truth in truths:
        if truth is Truth.NO:
            return truth
        if truth is Truth.UNKNOWN:
            found = truth
    return found


def any_of(truths: Iterable[Truth]) -> Truth:
    """Yes if any is yes; else unknown if any is unknown; else no (also for none at all)."""
    found = Truth.NO
    for truth in truths:
        if truth is Truth.YES:
            return truth
        if truth is Truth.UNKNOWN:
            found = truth
    return found


def opposite(truth: Truth) -> Truth:
    """Yes and no exchanged; unknown stays."""
    return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(truth, Truth.UNKNOWN)


def passes(test: Test, values: tuple[object, ...] | None) -> Truth:
    """Whether values pass a test. None: nobody knows the value. An empty tuple: there is none."""
    if test.blank is not None:
        return _truth(test.blank == (not values))
    if values is None:
        return {"applies": Truth.YES, "does_not_apply": Truth.NO}.get(test.if_unknown, Truth.UNKNOWN)
    return _truth(all(_clauses(test, values)))


def _clauses(test: Test, values: tuple[object, ...]) -> Iterable[bool]:
    if test.any_of:
        yield any(same(v, wanted) for v in values for wanted in test.any_of)
    if test.none_of:
        yield not any(same(v, wanted) for v in values for wanted in test.none_of)
    if test.all_of:
        yield all(any(same(v, wanted) for v in values) for wanted in test.all_of)
    if test.at_least is not None:
        yield any(isinstance(v, int) and v >= test.at_least for v in values)
    if test.at_most is not None:
        yield any(isinstance(v, int) and v <= test.at_most for v in values)


def same(value: object, wanted: object) -> bool:
    """Equal and of one type: 1 is not yes."""
    return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)


def _truth(ok: bool) -> Truth:
    return Truth.YES if ok else Truth.NO
