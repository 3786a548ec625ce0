"""Strategies for one requirement of each of the six kinds, as it would stand in a policy file."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import strategies as st

from caseward.policy.values import WEEKDAYS
from caseward.testing.entries import Raw
from caseward.testing.matchers import counting, happenings
from caseward.testing.parts import alternatives, by_level, for_whom, lengths, shared, short_lengths, sub_quotas


@st.composite
def every(draw: st.DrawFn) -> Raw:
    """So many in each window: a floor, lines, or numbers by level."""
    body, extra = draw(_windows()), draw(shared())
    options: list[Raw] = [{}, {"score_part_windows_from": 50}, {"judged_under": "closed"}]
    extra |= draw(st.sampled_from(options))
    shape = draw(st.sampled_from(["count", "quota", "lines", "rows", "plus", "supplementary"]))
    if shape == "lines":
        return {"every": body, **extra, "any_of": draw(alternatives())}
    if shape == "rows":
        return {"every": body, **extra, "counts": draw(counting()), "rows": draw(by_level("count", st.integers(1, 3)))}
    count = draw(st.integers(1, 3))
    found: Raw = {"every": {**body, "count": count}, **extra, "counts": draw(counting())}
    more: Mapping[str, st.SearchStrategy[Raw]] = {
        "quota": sub_quotas(count).map(lambda q: {"of_which": q}),
        "plus": st.sampled_from(["whole_window", "any_day"]).map(
            lambda s: {"plus": {"per": "programme", "spanning": s}}
        ),
        "supplementary": st.just({"supplementary": "voicemail"}),
    }
    return {**found, **(draw(more[shape]) if shape in more else {})}


@st.composite
def ceilings(draw: st.DrawFn) -> Raw:
    """No more than so many in each window."""
    body = {**draw(_windows()), "most": draw(st.integers(0, 2))}
    return {"every": body, "for": draw(for_whom()), "counts": draw(counting())}


@st.composite
def _windows(draw: st.DrawFn) -> Raw:
    period = draw(st.sampled_from(["month", "week", "quarter", "year", "months", "weeks"]))
    if period in ("months", "weeks"):
        anchor = draw(st.sampled_from(["calendar", "start", "change"]))
        return {"period": period, "length": draw(st.integers(1, 4)), "anchor": anchor}
    if period == "month":
        months: st.SearchStrategy[Raw] = st.sampled_from(
            [{}, {}, {"in_months": "odd"}, {"in_months": "even"}, {"in_months": [1, 4, 7, 10]}]
        )
        return {"period": period, **draw(months)}
    return {"period": period, **({"week_starts": draw(st.sampled_from(WEEKDAYS))} if period == "week" else {})}


@st.composite
def apart(draw: st.DrawFn) -> Raw:
    """No longer apart than an interval."""
    body: Raw = {"count": draw(st.integers(1, 2)), "after_miss": draw(st.sampled_from(["keep_open", "restart_at_due"]))}
    body |= draw(st.one_of(st.just({}), lengths(0, 30).map(lambda n: {"first": n})))
    extra = {**draw(shared()), "counts": draw(counting())}
    extra |= draw(st.one_of(st.just({}), short_lengths().map(lambda n: {"look_back": n})))
    if draw(st.booleans()):
        return {"apart": body, **extra, "rows": draw(by_level("interval", lengths(5, 90)))}
    return {"apart": {**body, "interval": draw(lengths(5, 90))}, **extra}


@st.composite
def triggers(draw: st.DrawFn) -> Raw:
    """One trigger of any sort."""
    on = draw(st.sampled_from(["entry", "entry", "fact_begins", "fact_ends", "fact_changes", "start", "end"]))
    if on == "entry":
        nth = draw(st.integers(1, 3))
        row: Raw = draw(st.sampled_from([{}, {"in_a_row": True, "broken_by": "kept"}, {"run_within": {"days": 40}}]))
        return {"on": on, "entry": draw(happenings()), "nth": nth, **(row if nth > 1 else {})}
    if on.startswith("fact"):
        single = ["level", "case_type", "residence_type", "employment"]
        plural = ["custody", "absence", "programme", "condition"]
        return {"on": on, "fact": draw(st.sampled_from(single if on == "fact_changes" else single + plural))}
    return {"on": on}


@st.composite
def when(draw: st.DrawFn) -> Raw:
    """A response within a time."""
    answered = draw(st.booleans())
    if answered:
        body: Raw = {"triggers": [{"on": "entry", "entry": "warning"}], "then": "answer", "answers": "warning"}
    else:
        found = draw(st.lists(triggers(), min_size=1, max_size=2))
        body = {"triggers": [{**t, "priority": n} for n, t in enumerate(found, 1)], "then": draw(counting())}
        body["race"] = draw(st.sampled_from(["each", "first", "last"]))
    options: dict[str, st.SearchStrategy[object]] = {
        "already_within": short_lengths(),
        "closes_after": lengths(0, 60),
        "closes_with_fact": st.booleans(),
        "cancelled_by": st.just("kept"),
        "count": st.integers(1, 2),
    }
    kept = draw(st.sets(st.sampled_from(sorted(options)), max_size=2))
    body |= {name: draw(options[name]) for name in sorted(kept)}
    return {"when": {**body, "within": draw(lengths(0, 40))}, **draw(shared())}


@st.composite
def before(draw: st.DrawFn) -> Raw:
    """One thing only after another."""
    within = draw(st.one_of(st.just({}), lengths(0, 40).map(lambda n: {"within": n})))
    return {"before": {"this": draw(happenings()), "require": draw(counting()), **within}, "for": draw(for_whom())}


@st.composite
def never(draw: st.DrawFn) -> Raw:
    """A thing that may not happen, now and then with an exception."""
    exceptions: Raw = draw(st.sampled_from([{}, {"exceptions": {"at-home": "home"}}]))
    return {"never": {"this": draw(happenings()), **exceptions}, "for": draw(for_whom())}


@st.composite
def keep(draw: st.DrawFn) -> Raw:
    """A quantity within a bound."""
    quantity: Raw = draw(
        st.sampled_from(
            [
                {"number_of": "programme"},
                {"fact": "score"},
                {"kind": "assessment", "field": "score"},
                {"fact": "score", "times": 2},
            ]
        )
    )
    side = draw(st.sampled_from(["at_most", "at_least"]))
    return {"keep": {"quantity": quantity, side: {"number": draw(st.integers(0, 30))}}}


#: The strategy for each kind of requirement; floors and ceilings are both of the kind ``every``.
KINDS: Mapping[str, st.SearchStrategy[Raw]] = {
    "every": st.one_of(every(), every(), ceilings()),
    "apart": apart(),
    "when": when(),
    "before": before(),
    "never": never(),
    "keep": keep(),
}
