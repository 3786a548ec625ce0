"""Warnings about somebody whom nobody has identified: read from the record, since they hang on no term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from caseward.interchange.kept.matters import UNATTACHED
from caseward.interchange.kept.reading import gathered
from caseward.record.entry import Entry
from caseward.web.casework.queries import superseded
from caseward.web.intake.drawing import URGENT, caller_of, clock_of_nobody, is_agreed, responses_to
from caseward.web.intake.forms import CHANNELS, FACETS
from caseward.web.keeping import Keeping, policies
from caseward.web.moment import today


@dataclass(frozen=True, slots=True)
class Unattached:
    """A warning attached to nobody: what was said, how long it has waited, what was decided, others by the caller."""

    place: int
    id: str
    entry: Entry
    received: str
    age: int
    urgent: bool
    facets: tuple[str, ...]
    channel: str
    confidential: bool
    others: tuple[int, ...]
    responses: tuple[Entry, ...]
    closed: bool
    due: date | None  # by which the policy wants a decision, as far as it can tell of somebody unknown
    clock: str

    @property
    def columns(self) -> dict[str, str]:
        """The columns that a page shows as they are."""
        return {name: self.entry.text(name) for name in ("about", "words", "from_role", "call_back")}

    @property
    def recorded(self) -> datetime | None:
        """When the store took it."""
        return self.entry.recorded


def how_many_unattached(keeping: Keeping) -> int:
    """How many warnings are attached to nobody and not closed."""
    held = _standing(keeping)
    return sum(entry.kind == "warning" and not is_agreed(_answers(entry, held)) for _, entry in held)


def all_unattached(keeping: Keeping, *, closed: bool = False) -> list[Unattached]:
    """Warnings attached to nobody, open ones or closed ones: a weapon with violence at the top, then the oldest."""
    return [row for row in every_unattached(keeping) if row.closed == closed]


def every_unattached(keeping: Keeping) -> list[Unattached]:
    """The same, open and closed."""
    held = _standing(keeping)
    rows = [_one(place, entry, held, keeping.zone) for place, entry in held if entry.kind == "warning"]
    return sorted(rows, key=lambda row: (not row.urgent, -row.age, row.place))


def unattached(keeping: Keeping, place: int) -> Unattached | None:
    """The one at a place of the log, while it is attached to nobody."""
    return next((row for row in every_unattached(keeping) if row.place == place), None)


def is_same_caller(one: Entry, other: Entry) -> bool:
    """Whether two warnings about one person seem to be by one caller: by how they are reached, or by their relation."""
    said = [(caller_of(e), e.text("from_role").strip().lower()) for e in (one, other)]
    return any(a and a == b for a, b in zip(*said, strict=True))


def _standing(keeping: Keeping) -> list[tuple[int, Entry]]:
    taken = gathered(keeping.reading().store.of_subject(UNATTACHED)).taken
    gone = superseded(taken)
    return [
        (one.index, one.entry)
        for one in taken
        if one.entry is not None and one.kind in ("warning", "unattached_response") and one.entry.id not in gone
    ]


def _answers(warning: Entry, held: list[tuple[int, Entry]]) -> list[Entry]:
    return responses_to(warning.id, [entry for _, entry in held])


def _same_caller(place: int, entry: Entry, held: list[tuple[int, Entry]]) -> tuple[int, ...]:
    caller = caller_of(entry)
    return tuple(
        at for at, one in held if caller and at != place and one.kind == "warning" and caller_of(one) == caller
    )


def _one(place: int, entry: Entry, held: list[tuple[int, Entry]], zone: str) -> Unattached:
    at, day = entry.occurred.instant, today(zone)
    facets, answers = entry.many("facets"), _answers(entry, held)
    closed = is_agreed(answers)
    clock = None if closed else clock_of_nobody(entry, policies(), day)
    return Unattached(
        place=place,
        id=entry.id,
        entry=entry,
        received=entry.occurred.text if at is None else f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}",
        age=(day - entry.occurred.first).days,
        urgent=set(facets) >= URGENT,
        facets=tuple(str(FACETS.get(code, code)) for code in facets),
        channel=str(CHANNELS.get(entry.text("channel"), entry.text("channel"))),
        confidential=entry.values.get("confidential") is True,
        others=_same_caller(place, entry, held),
        responses=tuple(answers),
        closed=closed,
        due=clock.due if clock else None,
        clock=clock.status.value if clock else "",
    )
