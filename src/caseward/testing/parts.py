"""Strategies for the parts that requirements share: lengths, numbers by level, interruptions, quotas, for whom."""

from __future__ import annotations

from hypothesis import strategies as st

from caseward.policy.values import WEEKDAYS
from caseward.testing.entries import CASE_TYPES, LEVELS, Raw
from caseward.testing.matchers import GENEROUS, counting

CHANGES = ("retroactive", "fresh_start", "split_and_look_back", "latest_level_wins", "ask_but_do_not_score")


def lengths(least: int = 0, most: int = 60) -> st.SearchStrategy[Raw]:
    """A duration in days, business days, weeks or months, now and then carried to the end of a week or month."""
    number = st.integers(least, most)
    days: st.SearchStrategy[Raw] = number.map(lambda n: {"days": n})
    return st.one_of(
        days,
        days,
        st.integers(least, max(least, most // 7)).map(lambda n: {"weeks": n}),
        st.integers(least, max(least, most // 2)).map(lambda n: {"business_days": n}),
        st.builds(
            lambda n, end: {"months": n, **end},
            st.integers(max(1, least // 30), 4),
            st.sampled_from([{}, {"to_end_of": "month"}]),
        ),
        number.map(lambda n: {"days": n, "to_end_of": "week"}),
        st.builds(lambda n, day: {"days": n, "by_weekday": {day: n + 2}}, number, st.sampled_from(WEEKDAYS)),
    )


def short_lengths() -> st.SearchStrategy[Raw]:
    """Up to twelve days."""
    return st.integers(0, 12).map(lambda n: {"days": n})


def for_whom() -> st.SearchStrategy[Raw]:
    """Mostly everybody; else by a fact, now and then saying what an unknown means."""
    tests: st.SearchStrategy[Raw] = st.one_of(
        st.sampled_from(LEVELS).map(lambda v: {"level": v}),
        st.sampled_from(CASE_TYPES).map(lambda v: {"case_type": {"none_of": [v], "if_unknown": "applies"}}),
        st.just({"condition": {"none_of": ["kiosk"]}}),
        st.just({"employment": {"any_of": ["employed"], "if_unknown": "does_not_apply"}}),
        st.just({"id_parity": "even"}),
        st.integers(1, 300).map(lambda n: {"days_on_supervision": {"at_most": n}}),
        st.integers(1, 300).map(lambda n: {"days_to_end": {"at_least": n}}),
        st.integers(0, 40).map(lambda n: {"score": {"at_least": n}}),
        st.just({"expected_level": ["medium", "high"]}),
    )
    return st.one_of(st.just({}), st.just({}), tests)


@st.composite
def by_level(draw: st.DrawFn, name: str, values: st.SearchStrategy[object]) -> list[Raw]:
    """Rows that give a number by level; one level may owe nothing."""
    rows: list[Raw] = [{"for": {"level": level}, name: draw(values)} for level in LEVELS[1:]]
    last: Raw = draw(st.one_of(st.just({"none": "nothing is owed"}), values.map(lambda v: {name: v})))
    return [{"for": {"level": LEVELS[0]}, **last}, *rows]


@st.composite
def interruptions(draw: st.DrawFn) -> list[Raw]:
    """Up to two interruptions, each by one fact."""
    facts: list[Raw] = [{"fact": "custody"}, {"fact": "absence", "values": ["hospital"]}, {"fact": "absence"}]
    effects = st.sampled_from(["pause", "stop", "restart", "waive"])
    found = draw(st.lists(st.builds(lambda f, e: {**f, "effect": e}, st.sampled_from(facts), effects), max_size=2))
    return [{**i, "share": draw(st.sampled_from([1, 50, 100]))} for i in found]


@st.composite
def shared(draw: st.DrawFn) -> Raw:
    """Options that every kind with a clock or windows takes."""
    options: dict[str, st.SearchStrategy[object]] = {
        "interruptions": interruptions(),
        "on_change": st.sampled_from(CHANGES),
        "watches": st.sampled_from([["level"], ["level", "case_type"], ["employment"]]),
        "grace": short_lengths(),
        "late_within": short_lengths(),
        "show_from": short_lengths(),
        "for": for_whom(),
    }
    kept = draw(st.sets(st.sampled_from(sorted(options)), max_size=3))
    return {name: draw(options[name]) for name in sorted(kept)}


def sub_quotas(most: int) -> st.SearchStrategy[list[Raw]]:
    """One narrower quota, no larger than the quantity itself."""
    one = st.builds(lambda n, m: {"at_least": n, "matching": m}, st.integers(1, most), st.sampled_from(GENEROUS))
    return one.map(lambda quota: [quota])


def alternatives() -> st.SearchStrategy[list[Raw]]:
    """Two lines with a quantity each."""
    line = st.builds(lambda n, m: {"count": n, "counts": m}, st.integers(1, 3), counting())
    return st.lists(line, min_size=2, max_size=2)
