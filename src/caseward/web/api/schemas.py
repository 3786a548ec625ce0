"""What goes in and what comes out, as the description of the interface has it. Days and instants as ISO 8601."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Generic, Self, TypeVar

from ninja import Header, Schema
from pydantic import ConfigDict, Field, ValidationInfo, model_validator

T = TypeVar("T")
MOST = 500
"""Rows in one answer, and entries in one request, at most."""
SHORTEST_REASON = 15

Text = Annotated[str, Field(max_length=200, pattern=r"^[^\x00]*$")]
Key = Annotated[
    str,
    Header(
        alias="Idempotency-Key",
        min_length=8,
        max_length=100,
        pattern=r"^[A-Za-z0-9_.:-]+$",
        description="A name that you make for what you send, such as a UUID. The same one sent again is recorded once.",
        examples=["6f1c8f0e-2f5e-4f4e-9d63-2a4f9a2f7a11"],
    ),
]


class Given(Schema):
    """What a program sends: a column or parameter that is not known is a fault."""

    model_config = ConfigDict(extra="forbid")


class Asked(Given):
    """The parameters of an address. One that is not known would be passed over, so it is refused."""

    @model_validator(mode="after")
    def _known(self, info: ValidationInfo) -> Self:
        request = (info.context or {}).get("request")
        strange = [] if request is None else [name for name in request.GET if name not in type(self).model_fields]
        if strange:
            raise ValueError(f"there is no such parameter: {', '.join(strange)}")
        return self


class Part(Asked):
    """Which part of a list is wanted."""

    cursor: Text = Field("", description="`next_cursor` of the part before; leave it out for the first.", examples=[""])
    limit: int = Field(100, ge=1, le=MOST, description="How many at most.", examples=[50])


class PeoplePart(Part):
    """Which people are wanted."""

    officer: Text = Field("", description="Of one officer, by staff token.", examples=["officer-1"])
    office: Text = Field("", description="Of one office.", examples=["west"])
    show: Text = Field("", description="Narrowed as a caseload is: `overdue`, `soon`, `never`…", examples=["overdue"])


class EntriesPart(Part):
    """Which entries are wanted."""

    known_at: Text = Field("", description="What was recorded by an instant.", examples=["2022-06-13T17:00:00-07:00"])
    kind: Text = Field("", description="Of one kind.", examples=["contact"])


class KnownAt(Asked):
    """As known at an instant."""

    known_at: Text = Field("", description="What was recorded by an instant.", examples=["2022-06-13T17:00:00-07:00"])
    open: bool = Field(False, description="Only what can still be done.", examples=[True])


class WarningsPart(Part):
    """Which warnings are wanted."""

    closed: bool = Field(False, description="Those that two people decided alike.", examples=[False])


class UnitAsked(Asked):
    """Which office's counts are wanted."""

    office: Text = Field("", description="One office of those you oversee; all of them without it.", examples=["west"])


class Entries(Given):
    """Entries to be recorded, all or none."""

    entries: list[dict[str, Any]] = Field(
        min_length=1,
        max_length=MOST,
        description="Each as the record format has its kind, without `recorded`. Without an `id` it is given one.",
        examples=[[{"kind": "contact", "occurred": "2026-03-01", "term": "term-1", "mode": "phone", "outcome": "spoke",
                    "with_whom": "person"}]],
    )  # fmt: skip


class Correction(Given):
    """What is put right in an entry, and why. Without ``sets`` the entry is withdrawn."""

    sets: dict[str, str] | None = Field(
        None, description="Columns and what they are to say instead.", examples=[{"outcome": "left_message"}]
    )
    reason: str = Field(
        min_length=SHORTEST_REASON, max_length=2000, description="Why; everybody who sees the entry sees it.",
        examples=["The call went to voicemail; it was coded wrongly."],
    )  # fmt: skip
    sort: Text = Field("", description="Of what sort, as the kind `correction` has it.", examples=[""])


class Page(Schema, Generic[T]):
    """A part of a list."""

    items: list[T]
    next_cursor: str | None = Field(description="Send it as `cursor` for the part that follows; null when this is all.")


class TermOut(Schema):
    """A supervision term as of today, in the agency's zone."""

    id: str
    person: str
    office: str
    officer: str
    supervision_type: str
    case_type: str
    level: str
    starts: date
    ends: date | None
    in_custody: bool
    standing: list[str]
    last_in_person: date | None
    last_spoke: date | None
    last_in_person_written: str
    last_spoke_written: str
    next_due: date | None
    overdue: int
    missed: int
    unknown: int


class PersonOut(Schema):
    """A person with their terms."""

    person: str
    role: str
    terms: list[TermOut]


class SeenOut(PersonOut):
    """A person with their terms, why you may see them, and whether you may record about them."""

    because: str
    may_record: bool


class EntryOut(Schema):
    """An entry at its place in the log. ``said`` holds its columns; what you may not read is replaced by words."""

    place: int
    id: str
    kind: str
    occurred: str
    recorded: datetime | None
    recorded_by: str
    said: dict[str, str | int | bool | list[str]]
    corrected: bool = Field(description="A later entry supersedes it.")
    withheld: str = Field(description="Why its contents are not shown, where an order seals or destroyed them.")


class ConsideredOut(Schema):
    """An entry that was looked at, and what was decided about it."""

    entry: str
    bearing: str
    reason: str


class ObligationOut(Schema):
    """Something owed, with everything that explains its status. ``window_end`` is exclusive."""

    id: str
    policy: str
    version: str
    requirement: str
    title: str
    subject: str
    window_start: date
    window_end: date
    due: date
    status: str
    needs: str
    reason: str
    settles: str
    citation: str
    basis: str
    sentence: str
    counted: list[str]
    considered: list[ConsideredOut]


class AppointmentOut(Schema):
    """An appointment as it stands. ``todo`` is what a person has to do next about it."""

    place: int
    id: str
    when: str
    officer: str
    mode: str
    at: str
    outcome: str
    acceptable: str
    judged_by: str
    due: bool
    todo: str
    withdrawn: bool
    why: str


class WarningOut(Schema):
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
    due: date | None
    clock: str
    decided_on: date | None = Field(description="since when a decision waits for its second person")


class DecisionOut(Schema):
    """What was decided about a warning, by whom and why."""

    action: str
    by: str
    role: str
    reason: str
    recorded: datetime | None


class WarningWhole(WarningOut):
    """A warning with what was said; blank where it was said in confidence and you may not read it."""

    caller: str
    words: str
    call_back: str
    held_apart: bool
    decisions: list[DecisionOut]


class SaidPart(Schema):
    """What opens one commitment of an entry's envelope."""

    opening: str
    part: str


class ReceiptOut(Schema):
    """Proof that an entry is in the log (C2SP tlog-proof), and what opens it for whoever may read it."""

    place: int
    receipt: str
    said: dict[str, SaidPart] | None


class RecordedOut(ReceiptOut):
    """An entry that was recorded: where and when, and its receipt."""

    id: str
    kind: str
    recorded: datetime


class AddedOut(Schema):
    """What came of a request: everything in it is on disk."""

    repeated: bool = Field(description="It had been acknowledged before, and was recorded once.")
    entries: list[RecordedOut]


class CheckpointOut(Schema):
    """The signed state of the log, and the newest one that a witness cosigned."""

    origin: str
    size: int
    checkpoint: str
    cosigned: str | None


class CountsOut(Schema):
    """How many terms of an officer stand in each column of the unit board; null: of the whole unit."""

    officer: str | None
    counts: dict[str, int]


class UnitOut(Schema):
    """How a unit stands on a day."""

    day: date
    whole: CountsOut
    officers: list[CountsOut]


class MeOut(Schema):
    """Who asks, by staff token: what the token opens, and the roles held today."""

    staff: str
    scope: str
    roles: list[dict[str, str]]


class HealthOut(Schema):
    """That it is well, and how many entries the record holds."""

    entries: int


class Fault(Schema):
    """One thing wrong at one place. ``row`` counts from 1; 0 is the whole."""

    file: str
    row: int
    column: int
    code: str
    field: str
    value: str
    rule: str
    hint: str


class Problem(Schema):
    """Whatever fails (RFC 9457), with every fault and a way out."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    hint: str
    faults: list[Fault]
