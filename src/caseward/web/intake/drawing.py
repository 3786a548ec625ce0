"""A term's warnings drawn from its entries: what was decided, by how many people, and the clock. No database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from caseward.obligations.evaluate import evaluate_subject
from caseward.obligations.model import Obligation, Status
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry
from caseward.record.subjects import Subject

URGENT = frozenset({"weapon", "violence"})
RESPONSES = frozenset({"warning_response", "unattached_response"})
EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(r"(?:\d[\s().\-/]*){7,}")
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class DrawnWarning:
    """A warning as of a day. Names as the columns of ``ThirdPartyWarning``."""

    id: str
    received: str
    day: date
    channel: str
    facets: tuple[str, ...]
    confidential: bool
    urgent: bool
    action: str
    decided_by: str
    closed: bool
    due: date | None
    clock: str
    decided_on: date | None  # the day of the first decision, while a second person has to confirm one
    caller: str  # how the caller is reached, not to be kept as it is


def warnings_of(subject: Subject, documents: Sequence[PolicyDocument], as_of: date) -> tuple[DrawnWarning, ...]:
    """Every warning about a term as of a day, by id."""
    if not any(e.kind == "warning" for e in subject.entries):
        return ()
    return warnings_in(subject, _judged(subject, documents, as_of), as_of)


def warnings_in(subject: Subject, rows: Iterable[Obligation], as_of: date) -> tuple[DrawnWarning, ...]:
    """The same, where everything owed of the term is judged already."""
    told = sorted((e for e in subject.entries if e.kind == "warning"), key=lambda e: e.id)
    owed = {row.about: row for row in _clocks(rows)}
    return tuple(_drawn(w, responses_to(w.id, subject.entries), owed.get(w.id), as_of) for w in told)


def responses_to(warning: str, entries: Sequence[Entry]) -> list[Entry]:
    """What was decided about a warning, in the order in which it was recorded."""
    found = (e for e in entries if e.kind in RESPONSES and e.text("warning") == warning)
    return sorted(found, key=lambda e: (e.recorded or _BEFORE_ALL, e.id))


def is_agreed(responses: Sequence[Entry]) -> bool:
    """Whether two people recorded the same decision, each with a reason: only that closes a warning."""
    whole = {(e.text("action"), e.recorded_by) for e in responses if e.recorded_by and e.text("reason")}
    return len(whole) > len({action for action, _ in whole})


def clock_of_nobody(warning: Entry, documents: Sequence[PolicyDocument], as_of: date) -> Obligation | None:
    """What the policy asks about a warning about somebody of whom nothing is known; None where it asks nothing."""
    nobody = Subject(id="", kind="term", opened=warning.occurred, entries=(warning,))
    found = [row for row in _clocks(_judged(nobody, documents, as_of)) if row.about == warning.id]
    return found[-1] if found else None


def caller_of(entry: Entry) -> str:
    """By what two warnings are taken to be by one caller: how the caller may be reached, however it is written.

    An address of email, a telephone number by its last ten digits, or else the words.
    """
    said = entry.text("call_back").lower()
    if email := EMAIL.search(said):
        return email[0]
    if phone := PHONE.search(said):
        return re.sub(r"\D", "", phone[0])[-10:]
    return "".join(letter for letter in said if letter.isalnum())


def _judged(subject: Subject, documents: Sequence[PolicyDocument], as_of: date) -> list[Obligation]:
    return [row for document in documents for row in evaluate_subject(document, subject, as_of)]


def _clocks(rows: Iterable[Obligation]) -> list[Obligation]:
    """What is owed about single entries; of several about one entry, the first due comes last."""
    return sorted((row for row in rows if row.about), key=lambda row: (row.due, row.key), reverse=True)


def _status(clock: Obligation, as_of: date) -> Status:
    """How the clock of an open warning stands: a decision that waits for its second person does not stop it."""
    if clock.status not in (Status.MET, Status.LATE):
        return clock.status
    return Status.OVERDUE if clock.due < as_of else Status.PENDING


def _drawn(warning: Entry, responses: Sequence[Entry], clock: Obligation | None, as_of: date) -> DrawnWarning:
    facets, closed = warning.many("facets"), is_agreed(responses)
    runs = None if closed else clock
    return DrawnWarning(
        id=warning.id,
        received=warning.occurred.text,
        day=warning.occurred.first,
        channel=warning.text("channel"),
        facets=facets,
        confidential=warning.values.get("confidential") is True,
        urgent=set(facets) >= URGENT,
        action=responses[-1].text("action") if responses else "",
        decided_by=responses[-1].recorded_by if responses else "",
        closed=closed,
        due=runs.due if runs else None,
        clock=_status(runs, as_of).value if runs else "",
        decided_on=responses[0].occurred.first if responses and not closed else None,
        caller=caller_of(warning),
    )
