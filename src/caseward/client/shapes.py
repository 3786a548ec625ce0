"""What the server answers, as ``docs/api/openapi.json`` has it. Days and instants are texts in ISO 8601."""

from __future__ import annotations

from typing import Any, TypedDict


class Term(TypedDict):
    """A supervision term as of today."""

    id: str
    person: str
    office: str
    officer: str
    supervision_type: str
    case_type: str
    level: str
    starts: str
    ends: str | None
    in_custody: bool
    standing: list[str]
    last_in_person: str | None
    last_spoke: str | None
    last_in_person_written: str
    last_spoke_written: str
    next_due: str | None
    overdue: int
    missed: int
    unknown: int


class Person(TypedDict):
    """A person with their terms."""

    person: str
    role: str
    terms: list[Term]


class Entry(TypedDict):
    """An entry at its place in the log."""

    place: int
    id: str
    kind: str
    occurred: str
    recorded: str | None
    recorded_by: str
    said: dict[str, Any]
    corrected: bool
    withheld: str


class Obligation(TypedDict):
    """Something owed, with everything that explains its status."""

    id: str
    policy: str
    version: str
    requirement: str
    title: str
    subject: str
    window_start: str
    window_end: str
    due: str
    status: str
    needs: str
    reason: str
    settles: str
    citation: str
    basis: str
    sentence: str
    counted: list[str]
    considered: list[dict[str, str]]


class Warned(TypedDict):
    """A warning without caller and words."""

    id: str
    term: str
    received: str
    channel: str
    facets: list[str]
    confidential: bool
    urgent: bool
    action: str
    decided_by: str
    closed: bool
    due: str | None
    clock: str
    decided_on: str | None


class Recorded(TypedDict):
    """An entry that was recorded, with its receipt and what opens it."""

    place: int
    id: str
    kind: str
    recorded: str
    receipt: str
    said: dict[str, dict[str, str]] | None


class Checkpoint(TypedDict):
    """The signed state of the log."""

    origin: str
    size: int
    checkpoint: str
    cosigned: str | None
