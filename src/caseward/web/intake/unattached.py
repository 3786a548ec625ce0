"""Warnings about somebody whom nobody has identified yet: read from the record, since they hang on no term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from caseward.interchange.kept.matters import UNATTACHED
from caseward.interchange.kept.reading import gathered
from caseward.record.entry import Entry
from caseward.web.casework.queries import superseded
from caseward.web.intake.drawing import URGENT
from caseward.web.intake.forms import CHANNELS, FACETS
from caseward.web.keeping import Keeping
from caseward.web.moment import today


@dataclass(frozen=True, slots=True)
class Unattached:
    """A warning attached to nobody: what was said, how long it has waited, and others by the same caller."""

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

    @property
    def columns(self) -> dict[str, str]:
        """The columns that a page shows as they are."""
        return {name: self.entry.text(name) for name in ("about", "words", "from_role", "call_back")}

    @property
    def recorded(self) -> datetime | None:
        """When the store took it."""
        return self.entry.recorded


def how_many_unattached(keeping: Keeping) -> int:
    """How many warnings are attached to nobody."""
    return len(_standing(keeping))


def all_unattached(keeping: Keeping) -> list[Unattached]:
    """Warnings attached to nobody: a weapon with violence at the top, then the oldest first."""
    held = _standing(keeping)
    day = today(keeping.zone)
    rows = [_one(place, entry, held, day, keeping.zone) for place, entry in held]
    return sorted(rows, key=lambda row: (not row.urgent, -row.age, row.place))


def unattached(keeping: Keeping, place: int) -> Unattached | None:
    """The one at a place of the log, while it is attached to nobody."""
    return next((row for row in all_unattached(keeping) if row.place == place), None)


def caller_of(entry: Entry) -> str:
    """By what two warnings are taken to be by one caller: how the caller may be reached, however it is written."""
    return "".join(letter for letter in entry.text("call_back").lower() if letter.isalnum())


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
        if one.entry is not None and one.kind == "warning" and one.entry.id not in gone
    ]


def _one(place: int, entry: Entry, held: list[tuple[int, Entry]], day: date, zone: str) -> Unattached:
    at = entry.occurred.instant
    facets = entry.many("facets")
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
        others=tuple(at for at, one in held if at != place and caller_of(entry) and caller_of(one) == caller_of(entry)),
    )
