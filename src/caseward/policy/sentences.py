"""A requirement in plain sentences: what is owed, by whom, what counts, and what interrupts it. Each number says its
basis.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from caseward.policy.requirement import Apart, Before, Every, Keep, Never, Requirement, Row, When
from caseward.policy.values import Length, Matcher, Provision
from caseward.policy.words import (
    NO_MATCHERS,
    Matchers,
    Stated,
    carried_words,
    joined,
    length_words,
    lowered,
    matcher_words,
    ordinal,
    plain,
    predicate_words,
    quantity_words,
    sentence,
    span_words,
    stated_in,
    trigger_words,
    value_words,
)

_CHANGES = {
    "retroactive": "A change of level applies at once, to the entries there already are.",
    "fresh_start": "After a change of level the clock starts anew, and earlier entries do not count.",
    "split_and_look_back": "A change of level cuts the window; entries since it began count; the full number is asked.",
    "latest_level_wins": "The level at the end of the window governs the whole of it.",
    "ask_but_do_not_score": "A window cut by a change of level is asked but not scored.",
}
_EFFECTS = {
    "pause": "pauses the clock",
    "stop": "stops the clock",
    "restart": "restarts the clock",
    "waive": "waives it",
}


@dataclass(frozen=True, slots=True)
class Sentences:
    """A requirement in sentences: for whom and (unless it differs by fact) what; then row by row; then everything
    else.
    """

    head: tuple[str, ...]
    rows: tuple[str, ...]
    rest: tuple[str, ...]

    def __str__(self) -> str:
        return " ".join((*self.head, *self.rows, *self.rest))


def in_sentences(requirement: Requirement, matchers: Matchers = NO_MATCHERS) -> Sentences:
    """The requirement in sentences."""
    said = _Said(requirement, matchers)
    rest = chain(said.counted(), said.detail())
    return Sentences(*(tuple(sentence(w) for w in words if w) for words in (said.head(), said.rows(), rest)))


def requirement_words(requirement: Requirement, matchers: Matchers = NO_MATCHERS) -> str:
    """A whole requirement in plain sentences, each number with its basis."""
    return str(in_sentences(requirement, matchers))


class _Said:
    """One requirement being put into words."""

    def __init__(self, requirement: Requirement, matchers: Matchers) -> None:
        self.requirement = requirement
        self.matchers = matchers
        self.stated: Stated = stated_in(requirement)

    def length(self, length: Length) -> str:
        return length_words(length, self.stated)

    def matcher(self, matcher: Matcher) -> str:
        return matcher_words(matcher, self.matchers)

    def head(self) -> Iterator[str]:
        if self.requirement.for_:
            yield f"applies where {predicate_words(self.requirement.for_)}"
        if not self.requirement.rows:
            yield self.owed(Row())

    def rows(self) -> Iterator[str]:
        """What is owed, row by row where it differs by fact."""
        for row in self.requirement.rows:
            whom = f"where {predicate_words(row.for_)}: " if row.for_ else ""
            yield whom + (f"nothing is owed; {lowered(row.none)}" if row.none else self.owed(row))
        if self.requirement.otherwise_none:
            yield f"otherwise nothing is owed; {lowered(self.requirement.otherwise_none)}"

    def counted(self) -> Iterator[str]:
        if self.requirement.counts is not None and self.requirement.when is None:
            yield f"what counts: {self.matcher(self.requirement.counts)}"

    def owed(self, row: Row) -> str:
        """The main clause under one row."""
        body = getattr(self.requirement, self.requirement.body_key)
        if isinstance(body, Every):
            words = self.every(body, row)
        elif isinstance(body, Apart):
            words = self.apart(body, row)
        elif isinstance(body, When):
            words = self.when(body, row)
        elif isinstance(body, Before):
            words = self.before(body, row)
        elif isinstance(body, Never):
            words = self.never(body)
        else:
            assert isinstance(body, Keep)
            words = self.keep(body, row)
        return words + self.parts(row)

    def parts(self, row: Row) -> str:
        """What counts under this row alone, sub-quotas and alternatives."""
        words = [f"counting {self.matcher(row.counts)}"] if row.counts is not None else []
        quotas = row.of_which if row.of_which is not None else self.requirement.of_which
        words += [f"of which at least {self.stated(q.at_least)}: {q.title or self.matcher(q.matching)}" for q in quotas]
        lines = row.any_of if row.any_of is not None else self.requirement.any_of
        if lines:
            each = (f"{self.stated(a.count)} × {a.title or self.matcher(a.counts)}" for a in lines)
            words.append("satisfied by any one of these: " + joined(each, "or"))
        return "".join(f"; {w}" for w in words)

    def every(self, body: Every, row: Row) -> str:
        least, most = row.count or body.count, row.most or body.most
        bounds = [f"at least {self.stated(least)}"] if least else []
        bounds += [f"at most {self.stated(most)}"] if most else []
        return f"{joined(bounds) or 'as many as one of the lines asks'} in each {_window(body)}"

    def apart(self, body: Apart, row: Row) -> str:
        interval = row.interval or body.interval
        count: Provision = row.count or body.count
        latest = "most recent" if count.value == 1 else f"{ordinal(count.value)} most recent"
        words = "due again"
        if interval is not None:
            words += f" {span_words(interval, self.stated)} after the {latest} one{carried_words(interval)}"
        words += f"; {self.stated(count)} are asked in that time" if count.value > 1 else ""
        return words + (f"; the first is due {self.length(row.first)} after the start" if row.first else "")

    def when(self, body: When, row: Row) -> str:
        triggers = [trigger_words(t, self.matchers) for t in body.triggers]
        which = {
            "each": "",
            "first": "the first of these sets the clock: ",
            "last": "the last of these sets the clock: ",
        }
        start = (which[body.race] if len(triggers) > 1 else "") + "; or ".join(triggers)
        count = row.count or body.count
        matcher = body.then or row.counts or self.requirement.counts
        response = self.matcher(matcher) if matcher is not None else "what counts"
        many = "" if count.value == 1 else f"{self.stated(count)} × "
        within = row.within or body.within
        time = f" within {self.length(within)}" if within else ""
        return f"when {start}, then {many}{response}{' that refers to it' if body.answers else ''}{time}"

    def before(self, body: Before, row: Row) -> str:
        within = row.within or body.within
        time = f", no more than {self.length(within)} before" if within else ""
        if within is not None and within.unit == "days" and within.provision.value == 0:
            time = ", on the same day"
        refers = " that refers to it" if body.answers else ""
        return f"before {self.matcher(body.this)} there must be {self.matcher(body.require)}{refers}{time}"

    def never(self, body: Never) -> str:
        words = f"there must never be {self.matcher(body.this)}"
        exceptions = [f"{plain(name)} ({self.matcher(m)})" for name, m in body.exceptions.items()]
        return f"{words}, except: {'; '.join(exceptions)}" if exceptions else words

    def keep(self, body: Keep, row: Row) -> str:
        bound = body.at_most or body.at_least
        assert bound is not None
        sort = "at most" if body.at_most is not None else "at least"
        limit = self.stated(row.bound) if row.bound is not None else quantity_words(bound, self.stated)
        return f"{quantity_words(body.quantity, self.stated)} is kept {sort} {limit}"

    def detail(self) -> Iterator[str]:
        """Everything that changes the plain case."""
        requirement = self.requirement
        body = getattr(requirement, requirement.body_key)
        if isinstance(body, Apart):
            yield from self.apart_detail(body)
        if isinstance(body, When):
            yield from self.when_detail(body)
        yield from self.counting()
        yield from self.interruptions()
        if requirement.body_key in ("every", "apart") and "on_change" in requirement.model_fields_set:
            yield _CHANGES[requirement.on_change]
        yield from self.dates()
        if requirement.overrides:
            yield f"prevails over {joined(plain(r) for r in requirement.overrides)}"

    def apart_detail(self, body: Apart) -> Iterator[str]:
        yield f"the first is due {self.length(body.first)} after the start" if body.first else ""
        yield "one that is missed stays due until it is done" if body.after_miss == "keep_open" else ""
        yield f"there is one clock for each {plain(body.per)}" if body.per else ""
        yield f"the clock runs only while {plain(body.during)} is recorded, fresh each time" if body.during else ""

    def when_detail(self, body: When) -> Iterator[str]:
        yield f"one up to {self.length(body.already_within)} before also counts" if body.already_within else ""
        yield "it can no longer be done once what set it off has ended" if body.closes_with_fact else ""
        yield f"it can no longer be done {self.length(body.closes_after)} after it was due" if body.closes_after else ""
        yield f"cancelled by {self.matcher(body.cancelled_by)}" if body.cancelled_by else ""

    def counting(self) -> Iterator[str]:
        requirement = self.requirement
        if requirement.plus is not None:
            plus = requirement.plus
            values = f" where {predicate_words(plus.values)}" if plus.values else ""
            span = "throughout the window" if plus.spanning == "whole_window" else "on any day of the window"
            yield f"{plus.each} more for each {plain(plus.per)}{values} in force {span}"
        if requirement.counts_surplus_of:
            yield f"entries beyond the quota of {plain(requirement.counts_surplus_of)} count here too"
        if requirement.look_back is not None:
            before = self.length(requirement.look_back)
            yield f"entries up to {before} before the start count, never those of an earlier term"
        if requirement.supplementary is not None:
            yield f"shown beside it but not counted: {self.matcher(requirement.supplementary)}"

    def interruptions(self) -> Iterator[str]:
        for one in self.requirement.interruptions:
            values = f" ({joined((value_words(v) for v in one.values), 'or')})" if one.values else ""
            windowed = self.requirement.body_key == "every" and one.effect in ("pause", "waive", "stop")
            share = f"; a window of which {one.share} percent or more falls in it is excused" if windowed else ""
            yield f"{plain(one.fact)}{values} {_EFFECTS[one.effect]}{share}"

    def dates(self) -> Iterator[str]:
        requirement = self.requirement
        share = requirement.score_part_windows_from
        if requirement.body_key == "every" and share.value < 100:
            yield f"a part window is scored from {self.stated(share, 'percent')} of a whole one"
        yield (
            f"done up to {self.length(requirement.grace)} after it was due is still on time"
            if requirement.grace
            else ""
        )
        if requirement.late_within:
            yield f"done up to {self.length(requirement.late_within)} after it was due is late; after that it is missed"
        yield f"shown from {self.length(requirement.show_from)} before it is due" if requirement.show_from else ""
        if requirement.shown_not_before:
            yield f"no due date is shown before {requirement.shown_not_before.isoformat()}; the date itself stays"
        if requirement.judged_under == "closed":
            yield "judged under the version in force when the window closes"
        yield f'business days are those of the calendar "{plain(requirement.calendar)}"' if requirement.calendar else ""


def _window(body: Every) -> str:
    names = {"week": "calendar week", "month": "calendar month", "quarter": "calendar quarter", "year": "calendar year"}
    words = names.get(body.period) or f"block of {body.length} {body.period}"
    if body.period in ("months", "weeks", "days"):
        words += {"calendar": "", "start": " from the start", "change": " from the last change of level"}[body.anchor]
    if body.period == "week" and body.week_starts != "monday":
        words += f" from {body.week_starts.capitalize()}"
    if isinstance(body.in_months, str):
        words += f" in {body.in_months} months"
    elif body.in_months:
        months = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October")
        named = [(*months, "November", "December")[m - 1] for m in body.in_months]
        words += f" that opens in {joined(named, 'or')}"
    return words
