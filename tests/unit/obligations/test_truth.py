"""Three answers: the tables of Kleene's strong logic, and tests of values that may be unknown."""

from __future__ import annotations

import pytest

from caseward.obligations.truth import Truth, all_of, any_of, opposite, passes
from caseward.policy.values import Test

Y, N, U = Truth.YES, Truth.NO, Truth.UNKNOWN


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [(Y, Y, Y, Y), (Y, N, N, Y), (Y, U, U, Y), (N, N, N, N), (N, U, N, U), (U, U, U, U)],
)
def test_the_tables(a: Truth, b: Truth, both: Truth, either: Truth) -> None:
    assert all_of([a, b]) is all_of([b, a]) is both
    assert any_of([a, b]) is any_of([b, a]) is either
    assert opposite(any_of([a, b])) is all_of([opposite(a), opposite(b)])


def test_none_at_all() -> None:
    assert all_of([]) is Y
    assert any_of([]) is N
    assert opposite(U) is U


@pytest.mark.parametrize(
    ("test", "values", "answer"),
    [
        (Test(any_of=("a", "b")), ("b",), Y),
        (Test(any_of=("a", "b")), ("c",), N),
        (Test(any_of=("a",)), (), N),
        (Test(none_of=("a",)), (), Y),
        (Test(none_of=("a",)), ("a", "b"), N),
        (Test(all_of=("a", "b")), ("a", "b", "c"), Y),
        (Test(all_of=("a", "b")), ("a",), N),
        (Test(at_least=3), (3,), Y),
        (Test(at_least=3), (2,), N),
        (Test(at_least=3, at_most=5), (6,), N),
        (Test(any_of=(1,)), (True,), N),
        (Test(any_of=(True,)), (True,), Y),
        (Test(any_of=("a",)), None, U),
        (Test(any_of=("a",), if_unknown="applies"), None, Y),
        (Test(any_of=("a",), if_unknown="does_not_apply"), None, N),
    ],
)
def test_a_test_of_values(test: Test, values: tuple[object, ...] | None, answer: Truth) -> None:
    assert passes(test, values) is answer
