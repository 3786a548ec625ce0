"""Changed receipts before three checkers that share no code: none is accepted for what it does not prove, and they
agree."""

import os

import pytest

from tests.fuzz.receipts import REFUSED, Originals, by_page, judged

NUMBER = int(os.environ.get("CASEWARD_FUZZ_RECEIPTS", "10000"))


@pytest.fixture(scope="module")
def originals():
    return Originals()


@pytest.fixture(scope="module")
def ask(originals):
    with by_page(originals.policy) as asked:
        yield asked


def test_all_three_accept_what_is_true(originals, ask):
    answers = ask(originals.true)
    assert REFUSED not in answers
    assert (
        answers
        == [originals.by_checker(case) for case in originals.true]
        == [*map(originals.by_writer, originals.true)]
    )


def test_all_three_refuse_what_others_signed(originals, ask):
    cases = [(receipt, b"") for receipt in originals.strange]
    assert ask(cases) == [REFUSED] * 3 == [*map(originals.by_checker, cases)] == [*map(originals.by_writer, cases)]


def test_changed_receipts(originals, ask):
    wrong, kept = judged(originals, ask, range(NUMBER))
    assert wrong == []
    assert 0 < kept < NUMBER / 10, "a few changes leave a receipt what it was; nearly all spoil it"
