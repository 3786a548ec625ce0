"""Assertions tested against the record.

Competing ones share a topic and stay side by side; none is merged or preferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from caseward.obligations.truth import Truth
from caseward.oversight.claimed import Claimed, Dating, Unreadable, claimed_by
from caseward.oversight.contradiction import contradiction
from caseward.oversight.evidence import fewest_distinct
from caseward.oversight.model import AssertionTest, AssertionVerdict
from caseward.oversight.recording import CASEWORK
from caseward.oversight.thresholds import ASSUMED, Thresholds
from caseward.oversight.timing import days_until_recorded, surely_before, surely_recorded_after
from caseward.oversight.wording import counted, day_words, listed, range_words, sentence, spaced, when_words
from caseward.record.entry import Entry
from caseward.record.subjects import Subject
from caseward.record.view import View

SUPPORTED, LATE = AssertionVerdict.SUPPORTED, AssertionVerdict.RECORDED_LATE
CONTRADICTED, NO_RECORD = AssertionVerdict.CONTRADICTED, AssertionVerdict.NO_RECORD
NOT_TESTABLE = AssertionVerdict.NOT_TESTABLE


@dataclass(frozen=True, slots=True)
class _Answer:
    verdict: AssertionVerdict
    because: str
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Found:
    """The entries that surely are what is asserted, and those that may be."""

    surely: tuple[Entry, ...]
    perhaps: tuple[Entry, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(sorted(e.id for e in (*self.surely, *self.perhaps)))


def assertion_tests(
    view: View, terms: Sequence[Subject] = (), limits: Thresholds = ASSUMED
) -> tuple[AssertionTest, ...]:
    """Every assertion in the view with its verdict, by topic, then by who asserts it.

    Tested against everything in the view, whatever the as-of day: an assertion is about the record, and is mostly
    made later.
    """
    tests = [_test(e, view, terms, limits) for e in view.entries if e.kind == "assertion"]
    return tuple(sorted(tests, key=_side_by_side))


def _side_by_side(test: AssertionTest) -> tuple[list[str], str, str, str, str]:
    """By topic as a person counts (2 before 10), then by who asserts it."""
    topic = [part.rjust(9, "0") if part.isdigit() else part for part in re.split("([0-9]+)", test.topic)]
    return topic, test.topic, test.asserted_by, test.source, test.assertion


def _test(assertion: Entry, view: View, terms: Sequence[Subject], limits: Thresholds) -> AssertionTest:
    persons = {t.id: t.person for t in terms}
    try:
        answer = _answer(claimed_by(assertion, persons), assertion, view, terms, limits)
    except Unreadable as why:
        answer = _Answer(NOT_TESTABLE, str(why))
    return AssertionTest(
        assertion=assertion.id,
        topic=assertion.text("topic"),
        states=assertion.text("states"),
        asserted_by=assertion.text("asserted_by"),
        source=assertion.source,
        value=assertion.text("value"),
        verdict=answer.verdict,
        because=sentence(answer.because),
        entries=answer.entries,
    )


def _answer(claimed: Claimed, assertion: Entry, view: View, terms: Sequence[Subject], limits: Thresholds) -> _Answer:
    same = [e for e in view.entries if claimed.concerns(e)]
    against = contradiction(claimed, same, [t for t in terms if t.id == claimed.term])
    if against:
        return _Answer(CONTRADICTED, against.because, against.entries)
    found = _sorted_out(claimed, same)
    if claimed.count is not None:
        return _counted(claimed, claimed.count, found, assertion, view, limits)
    if found.surely:
        return _timely(claimed, found.surely, assertion, view, limits)
    if found.perhaps:
        which = listed([f"{e.id} ({when_words(e.occurred)})" for e in found.perhaps])
        said = f"the record cannot decide: {which} may be what is asserted, but a fact or a date of it is not recorded"
        return _Answer(NOT_TESTABLE, said, found.ids)
    return _Answer(NO_RECORD, f"the record holds no {_described(claimed)}")


def _sorted_out(claimed: Claimed, entries: Iterable[Entry]) -> _Found:
    surely: list[Entry] = []
    perhaps: list[Entry] = []
    for entry in entries:
        agrees, dated = claimed.agrees(entry), claimed.dated(entry)
        if agrees is Truth.NO or dated is Dating.APART:
            continue
        # A date wider than the asserted one supports no date in it: it would bear out two rival claims at once.
        (surely if agrees is Truth.YES and dated is Dating.WITHIN else perhaps).append(entry)
    return _Found(tuple(surely), tuple(perhaps))


def _counted(claimed: Claimed, count: int, found: _Found, assertion: Entry, view: View, limits: Thresholds) -> _Answer:
    least, most = _bounds(found)
    held = f"the record holds {range_words(least, most, 'such entry', 'such entries')} ({_described(claimed)})"
    if count and not most:
        return _Answer(NO_RECORD, f"the record holds no {_described(claimed)}; {count} asserted")
    if not least <= count <= most:
        return _Answer(CONTRADICTED, f"{held}; {count} asserted", found.ids)
    if least != most:
        return _Answer(
            NOT_TESTABLE, f"{held}; {count} asserted is possible, but the record does not settle it", found.ids
        )
    if not count:
        return _Answer(SUPPORTED, f"the record holds no {_described(claimed)}, as asserted")
    timely = _timely(claimed, found.surely, assertion, view, limits)
    return _Answer(timely.verdict, f"{held}, as asserted; {timely.because}", found.ids)


def _bounds(found: _Found) -> tuple[int, int]:
    """The fewest and most distinct events: entries that may state the same one, and those that only may be meant."""
    both = (*found.surely, *found.perhaps)
    return fewest_distinct(both, found.surely), len(both)


def _timely(claimed: Claimed, entries: Sequence[Entry], assertion: Entry, view: View, limits: Thresholds) -> _Answer:
    """Supported if one of the entries was recorded in time; when all were late, recorded late with every reason."""
    late = [(e, _lateness(e, assertion, view, claimed, limits)) for e in entries]
    in_time = [e for e, why in late if not why]
    wanted = claimed.count or 1
    if len(in_time) >= min(wanted, len(entries)):
        return _Answer(SUPPORTED, _recorded_words(in_time), tuple(e.id for e in in_time))
    said = "; ".join(f"the entry {e.id} {why}" for e, why in late if why)
    return _Answer(LATE, said, tuple(e.id for e in entries))


def _recorded_words(entries: Sequence[Entry]) -> str:
    words = []
    for entry in entries:
        at = (
            f"recorded on {day_words(entry.recorded.date())}"
            if entry.recorded
            else "when it was recorded is not stated"
        )
        words.append(f"{entry.id} ({spaced(entry.kind)} {when_words(entry.occurred)}, {at})")
    return f"the record holds {listed(words)}"


def _lateness(entry: Entry, assertion: Entry, view: View, claimed: Claimed, limits: Thresholds) -> str:
    """Why the entry surely came into the record too late to bear the assertion out; empty when it did not, or nobody
    knows.
    """
    if entry.recorded is None or entry.kind not in CASEWORK:
        return ""
    on = f"was recorded on {day_words(entry.recorded.date())}"
    incident = _incident_between(entry, view, claimed)
    if incident:
        return f"{on}, after the incident {when_words(incident.occurred)}"
    if assertion.recorded is not None and entry.recorded > assertion.recorded:
        return f"{on}, after the assertion itself"
    least, most = days_until_recorded(entry.occurred, entry.recorded)
    if least > limits.late_after_days:
        limit = counted(limits.late_after_days, "day")
        return (
            f"{on}, {range_words(least, most, 'day')} after it happened (more than {limit}; the threshold is assumed)"
        )
    return ""


def _incident_between(entry: Entry, view: View, claimed: Claimed) -> Entry | None:
    assert entry.recorded is not None
    for incident in (e for e in view.entries if e.kind == "incident"):
        same = not claimed.term or incident.text("term") == claimed.term
        before = surely_before(entry.occurred, incident.occurred)
        if same and before and surely_recorded_after(entry.recorded, incident.occurred):
            return incident
    return None


def _described(claimed: Claimed) -> str:
    fields = [f"{spaced(f.name)} {spaced(value)}" for f, value in claimed.fields]
    with_fields = f" with {listed(fields)}" if fields else ""
    return f"{spaced(claimed.kind.name)}{with_fields}{f' {when_words(claimed.when)}' if claimed.when else ''}"
