"""What an audit reports: findings with the profession's five elements, counts with ranges, integrity marks, tested
assertions, gaps.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class AssertionVerdict(StrEnum):
    """What the record says of an assertion."""

    SUPPORTED = "supported"
    RECORDED_LATE = "recorded late"
    CONTRADICTED = "contradicted"
    NO_RECORD = "no record"
    NOT_TESTABLE = "not testable"  # it names nothing the record could hold, or the record allows either answer


@dataclass(frozen=True, slots=True)
class Evidence:
    """One entry cited: id, kind, its date as stated, its source, and what it shows in one clause."""

    entry: str
    kind: str
    occurred: str
    source: str
    shows: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Criteria and condition, filled from policy and record; cause, effect, recommendation and response are for a
    person to write.

    ``sort`` is missed | late | overdue | integrity | assertion | warning. ``id`` is stable for the same
    inputs.
    """

    id: str
    sort: str
    title: str
    subject: str
    criteria: str  # the rule in words with its citation and basis
    condition: str  # what the record shows
    first_day: date | None
    last_day: date | None
    evidence: tuple[Evidence, ...] = ()
    obligations: tuple[str, ...] = ()  # obligation ids grouped here
    basis: str = "published"
    reading: str = "in force"
    cause: str = ""
    effect: str = ""
    recommendation: str = ""
    response: str = ""


@dataclass(frozen=True, slots=True)
class ContactCount:
    """Contacts of one subject by mode: as coded by the agency, and as the policy's words define them, with the range
    between.
    """

    subject: str
    mode: str
    coded: int
    defined_least: int
    defined_most: int
    coded_least: int  # when entries may state the same event, the fewest distinct ones
    entries: tuple[str, ...]
    explained: str


@dataclass(frozen=True, slots=True)
class IntegrityMark:
    """One entry or group of entries whose plausibility is in question: the check, the entries, what was seen, and what
    it does not prove.
    """

    check: str
    subject: str
    entries: tuple[str, ...]
    seen: str
    words: tuple[str, ...] = ()  # the words of a narrative that led to it
    caution: str = ""


@dataclass(frozen=True, slots=True)
class AssertionTest:
    """An assertion tested against the record."""

    assertion: str
    topic: str
    states: str
    asserted_by: str
    source: str
    value: str
    verdict: AssertionVerdict
    because: str
    entries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch without a qualifying contact, longest first. Days are bounds when its ends are imprecise."""

    subject: str
    what: str  # "in person" or "direct contact"
    start: date
    end: date
    least_days: int
    most_days: int
    from_entry: str
    to_entry: str


@dataclass(frozen=True, slots=True)
class WarningTime:
    """One warning and the time to its first response, in days as a range; None when the record has no response."""

    warning: str
    subject: str
    received: str
    facets: tuple[str, ...]
    response: str
    least_days: int | None
    most_days: int | None
    said: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A state of affairs that must not be mistaken for another: a petition filed and no custody recorded."""

    subject: str
    what: str
    since: str
    as_of: date
    evidence: tuple[Evidence, ...]
    law: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """One requirement in one office and month (of the due day). The numbers are None where the group is too small to
    show.

    ``asked`` counts met, late, missed and overdue. ``undecided`` (indeterminate) and ``not_assessable`` stand beside
    it and
    are in neither number.
    """

    office: str
    month: date
    policy: str
    requirement: str
    title: str
    met: int | None
    asked: int | None
    percent: int | None
    undecided: int | None
    not_assessable: int | None
    suppressed: bool


@dataclass(frozen=True, slots=True)
class Assessment:
    """Everything the oversight room says about one evaluation."""

    as_of: date
    known_at: datetime | None
    findings: tuple[Finding, ...]
    counts: tuple[ContactCount, ...]
    marks: tuple[IntegrityMark, ...]
    assertions: tuple[AssertionTest, ...]
    gaps: tuple[Gap, ...]
    warnings: tuple[WarningTime, ...]
    standing: tuple[Standing, ...]
    measures: tuple[Measure, ...] = ()
