"""One requirement of a policy: one of six kinds, for whom, what counts, and what interrupts it (DESIGN §5)."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from caseward.policy.values import Basis, Citation, Length, Matcher, Part, Predicate, Provision, Slug, Weekday

LevelChange = Literal["retroactive", "fresh_start", "split_and_look_back", "latest_level_wins", "ask_but_do_not_score"]


class Every(Part):
    """N qualifying entries in each window of the calendar, or in each block anchored to a start (bounded existence)."""

    period: Annotated[
        Literal["week", "month", "quarter", "year", "months", "weeks", "days"],
        Field(description="the window: a calendar week, month, quarter or year, or blocks of N months, weeks or days"),
    ]
    length: Annotated[int | None, Field(ge=1, le=400, description="N, for blocks of N months, weeks or days")] = None
    anchor: Annotated[Literal["calendar", "start", "change"], Field(description="where blocks are counted from")] = (
        "calendar"
    )
    in_months: Annotated[
        Literal["odd", "even"] | tuple[int, ...] | None, Field(description="only windows that open in these months")
    ] = None
    week_starts: Annotated[Weekday, Field(description="the day on which weeks begin")] = "monday"
    count: Annotated[Provision | None, Field(description="at least this many")] = None
    most: Annotated[Provision | None, Field(description="at most this many (a ceiling)")] = None


class Apart(Part):
    """No longer than an interval between the n-th last qualifying entry and now (bounded recurrence)."""

    interval: Annotated[
        Length | None, Field(description="the longest time between one and the next; blank: each row says")
    ] = None
    count: Annotated[Provision, Field(description="n: the interval runs from the n-th last qualifying entry")] = (
        Provision(value=1)
    )
    first: Annotated[
        Length | None, Field(description="the first one is due this long after the start; blank: one interval")
    ] = None
    after_miss: Annotated[
        Literal["keep_open", "restart_at_due"],
        Field(description="a missed one stays due until done, or the clock restarts at the due date"),
    ] = "restart_at_due"
    per: Annotated[
        str, Field(description="a field of the entries: one clock for each of its values (safety checks per unit)")
    ] = ""
    during: Annotated[
        str, Field(description="a fact: the clock runs only while it holds, fresh each time (youths in rooms)")
    ] = ""


class Trigger(Part):
    """What starts a clock: an entry, the k-th of a kind, k in a row, a change of a fact, or the term's start."""

    on: Annotated[
        Literal["entry", "fact_begins", "fact_ends", "fact_changes", "start", "end"],
        Field(description="what sets it off"),
    ]
    entry: Annotated[Matcher | None, Field(description="the entry that sets it off")] = None
    nth: Annotated[int, Field(ge=1, le=100, description="the k-th such entry")] = 1
    in_a_row: Annotated[bool, Field(description="k in a row, broken by an entry that matches `broken_by`")] = False
    broken_by: Annotated[Matcher | None, Field(description="an entry that breaks a run")] = None
    run_within: Annotated[Length | None, Field(description="the k entries fall within this time")] = None
    fact: Annotated[str, Field(description="the fact that begins, ends or changes")] = ""
    values: Annotated[tuple[str | int | bool, ...], Field(description="only these values of the fact; blank: any")] = ()
    ignore_first: Annotated[bool, Field(description="the first value of the fact in an episode is not a change")] = True
    priority: Annotated[int, Field(description="which trigger wins on the same day: the lowest")] = 1

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.on == "entry" and self.entry is None:
            raise ValueError("a trigger on an entry needs `entry`")
        if self.on.startswith("fact") and not self.fact:
            raise ValueError("a trigger on a fact needs `fact`")
        return self


class When(Part):
    """When something happens, a qualifying response within a time (response)."""

    triggers: Annotated[tuple[Trigger, ...], Field(min_length=1, description="what starts the clock")]
    race: Annotated[
        Literal["each", "first", "last"],
        Field(description="several triggers: each starts its own clock, or the first or the last of those open wins"),
    ] = "each"
    then: Annotated[
        Matcher | None, Field(description="the response that qualifies; blank: `counts` of the requirement")
    ] = None
    answers: Annotated[str, Field(description="a reference field of the response that must name the trigger entry")] = (
        ""
    )
    count: Annotated[Provision, Field(description="how many responses are needed")] = Provision(value=1)
    within: Annotated[Length | None, Field(description="the time allowed; blank: each row says")] = None
    already_within: Annotated[
        Length | None, Field(description="a response this long before the trigger also counts")
    ] = None
    closes_with_fact: Annotated[
        bool, Field(description="the obligation can no longer be done when the fact that set it off ends")
    ] = False
    closes_after: Annotated[
        Length | None, Field(description="after this time from the due day it can no longer be done")
    ] = None
    cancelled_by: Annotated[
        Matcher | None, Field(description="an entry that ends the obligation, as if it had not arisen")
    ] = None


class Before(Part):
    """This may not happen unless that happened first (precedence)."""

    this: Annotated[Matcher, Field(description="the entry that may not happen first")]
    require: Annotated[Matcher, Field(description="the entry that must come before it")]
    within: Annotated[Length | None, Field(description="how long before; blank: at any time before")] = None
    answers: Annotated[
        str, Field(description="a reference field of the required entry that must name the entry it allows")
    ] = ""


class Never(Part):
    """An entry that is itself the breach (absence)."""

    this: Annotated[Matcher, Field(description="the entry that is the breach")]
    exceptions: Annotated[dict[str, Matcher], Field(description="named exceptions")] = Field(default_factory=dict)


class Quantity(Part):
    """A quantity over time: the latest value of a field, a fact, the number of spans of a fact in force, or a number;
    times a factor."""

    kind: Annotated[str, Field(description="kind of entry whose latest field is taken")] = ""
    field: Annotated[str, Field(description="the column of that kind whose latest value is taken")] = ""
    where: Annotated[dict[str, object], Field(description="only entries whose fields equal these")] = Field(
        default_factory=dict
    )
    fact: Annotated[str, Field(description="a fact whose value is taken")] = ""
    number_of: Annotated[str, Field(description="a fact whose spans in force are counted")] = ""
    number: Annotated[Provision | None, Field(description="a plain number")] = None
    times: Annotated[Provision, Field(description="a factor")] = Provision(value=1)

    @model_validator(mode="after")
    def _one_shape(self) -> Self:
        if sum((bool(self.kind), bool(self.fact), bool(self.number_of), self.number is not None)) != 1:
            raise ValueError("a quantity needs exactly one of kind, fact, number_of, number")
        return self


class Keep(Part):
    """A quantity kept at most or at least at a bound, over time (invariant)."""

    quantity: Annotated[Quantity, Field(description="what is kept within a bound")]
    at_most: Annotated[Quantity | None, Field(description="the most it may be")] = None
    at_least: Annotated[Quantity | None, Field(description="the least it may be")] = None

    @model_validator(mode="after")
    def _one_bound(self) -> Self:
        if (self.at_most is None) == (self.at_least is None):
            raise ValueError("an invariant needs exactly one of at_most, at_least")
        return self


class SubQuota(Part):
    """At least k of the counted entries match this too."""

    at_least: Annotated[Provision, Field(description="how many of those counted")]
    matching: Annotated[Matcher, Field(description="what they must match too")]
    title: Annotated[str, Field(description="in plain words")] = ""


class Alternative(Part):
    """One acceptable line with its own quantity: whichever line is reached satisfies the obligation."""

    count: Annotated[Provision, Field(description="how many of this line are enough")]
    counts: Annotated[Matcher, Field(description="what counts in this line")]
    title: Annotated[str, Field(description="in plain words")] = ""


class Plus(Part):
    """Extra quantity from data: one more for each span of a fact that covers the whole window (or any day of it)."""

    each: Annotated[int, Field(ge=1, le=20, description="how many more for each")] = 1
    per: Annotated[str, Field(description="a fact with several values, such as programme")]
    values: Annotated[Predicate, Field(description="only spans whose value passes")] = Field(default_factory=dict)
    spanning: Annotated[
        Literal["whole_window", "any_day"],
        Field(description="whether the span must cover the whole window or any day of it"),
    ] = "whole_window"


class Interruption(Part):
    """What a fact does to the clock while it holds: pause, stop, restart, or waive."""

    fact: Annotated[str, Field(description="the fact")]
    values: Annotated[tuple[str | int | bool, ...], Field(description="only these values of it; blank: any")] = ()
    effect: Annotated[
        Literal["pause", "stop", "restart", "waive"],
        Field(
            description="what it does to the clock: pause (time stands still), stop (the clock ends), "
            "restart (it begins anew), waive (nothing is owed)"
        ),
    ]
    share: Annotated[
        int, Field(ge=1, le=100, description="for windows: excused when this percentage of its days is interrupted")
    ] = 100
    cite: Annotated[Citation | None, Field(description="where this stands, if not with the rest")] = None


class Row(Part):
    """Numbers that differ by fact. Fields given here replace those of the requirement; `none` says, with a reason,
    that nothing is owed."""

    for_: Annotated[Predicate, Field(alias="for")] = Field(default_factory=dict)
    none: Annotated[str, Field(description="why nothing is owed by these")] = ""
    count: Annotated[Provision | None, Field(description="instead of `count` of the body")] = None
    most: Annotated[Provision | None, Field(description="instead of `most` of the body")] = None
    interval: Annotated[Length | None, Field(description="instead of `interval` of the body")] = None
    first: Annotated[Length | None, Field(description="instead of `first` of the body")] = None
    within: Annotated[Length | None, Field(description="instead of `within` of the body")] = None
    bound: Annotated[Provision | None, Field(description="instead of the number that `keep` compares with")] = None
    counts: Annotated[Matcher | None, Field(description="instead of `counts` of the requirement")] = None
    of_which: Annotated[tuple[SubQuota, ...] | None, Field(description="instead of `of_which` of the requirement")] = (
        None
    )
    any_of: Annotated[tuple[Alternative, ...] | None, Field(description="instead of `any_of` of the requirement")] = (
        None
    )
    cite: Annotated[Citation | None, Field(description="where this row stands, if not with the rest")] = None


BODY_KEYS = ("every", "apart", "when", "before", "never", "keep")


class Requirement(Part):
    """A rule that creates obligations."""

    id: Slug
    title: Annotated[str, Field(description="what is required, as a person would say it")]
    duty: Annotated[
        Slug | None,
        Field(
            description="what it is about; two requirements with one duty may not apply to one moment; blank: its id"
        ),
    ] = None
    overrides: Annotated[tuple[str, ...], Field(description="ids of requirements it prevails over")] = ()
    cite: Annotated[Citation, Field(description="where the rule stands")]
    basis: Annotated[
        Basis, Field(description="whether its numbers are published or assumed, unless a number says otherwise")
    ]
    note: Annotated[str, Field(description="what is published, what is assumed and why, where sources disagree")] = ""
    for_: Annotated[Predicate, Field(alias="for")] = Field(default_factory=dict)
    rows: Annotated[tuple[Row, ...], Field(description="numbers by fact; exactly one row must fit")] = ()
    otherwise_none: Annotated[
        str, Field(description="why nothing is owed where no row fits; blank: a hole is an error")
    ] = ""
    every: Annotated[Every | None, Field(description="so many in each window of the calendar")] = None
    apart: Annotated[Apart | None, Field(description="no longer than an interval apart")] = None
    when: Annotated[When | None, Field(description="a response within a time")] = None
    before: Annotated[Before | None, Field(description="this only after that")] = None
    never: Annotated[Never | None, Field(description="an entry that is itself the breach")] = None
    keep: Annotated[Keep | None, Field(description="a quantity kept within a bound")] = None
    counts: Annotated[Matcher | None, Field(description="which entries count")] = None
    of_which: Annotated[tuple[SubQuota, ...], Field(description="so many of those counted must match this too")] = ()
    any_of: Annotated[
        tuple[Alternative, ...],
        Field(description="lines with a quantity each; whichever is reached satisfies the obligation"),
    ] = ()
    counts_surplus_of: Annotated[str, Field(description="entries beyond the quota of that requirement count here")] = ""
    plus: Annotated[Plus | None, Field(description="more is owed for each span of a fact")] = None
    supplementary: Annotated[
        Matcher | None, Field(description="entries shown beside the obligation but never counted")
    ] = None
    look_back: Annotated[
        Length | None, Field(description="entries this long before the start count, never those of an earlier episode")
    ] = None
    interruptions: Annotated[
        tuple[Interruption, ...], Field(description="facts that pause, stop, restart or waive the clock")
    ] = ()
    on_change: Annotated[LevelChange, Field(description="what a change of a watched fact (such as level) does")] = (
        "retroactive"
    )
    watches: Annotated[tuple[str, ...], Field(description="facts whose change is a change of level")] = (
        "level",
        "case_type",
    )
    score_part_windows_from: Annotated[
        Provision, Field(description="percentage of a full window below which a part window is asked but not scored")
    ] = Provision(value=100)
    grace: Annotated[Length | None, Field(description="done this long after due is still on time")] = None
    late_within: Annotated[Length | None, Field(description="done this long after due is late; later it is missed")] = (
        None
    )
    show_from: Annotated[Length | None, Field(description="shown this long before it is due")] = None
    shown_not_before: Annotated[
        date | None, Field(description="an amnesty floor for the date shown; the due date itself stays")
    ] = None
    judged_under: Annotated[
        Literal["opened", "closed"], Field(description="the version in force when the window opened, or when it closed")
    ] = "opened"
    calendar: Annotated[str, Field(description="a key of `calendars`, for business days")] = ""

    @model_validator(mode="after")
    def _one_body(self) -> Self:
        if sum(getattr(self, k) is not None for k in BODY_KEYS) != 1:
            raise ValueError("a requirement needs exactly one of every, apart, when, before, never, keep")
        return self

    @cached_property
    def body_key(self) -> str:
        """Which of the six kinds it is."""
        return next(k for k in BODY_KEYS if getattr(self, k) is not None)

    @property
    def about(self) -> str:
        """The duty it states."""
        return self.duty or self.id
