"""An obligation: one instance of a requirement, with its window, due day, status, and everything that explains the
status."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from hashlib import sha256
from operator import attrgetter
from typing import Any


class Status(StrEnum):
    """What became of an obligation (DESIGN §2)."""

    MET = "met"
    LATE = "late"
    MISSED = "missed"
    OVERDUE = "overdue"
    PENDING = "pending"
    EXCUSED = "excused"
    INDETERMINATE = "indeterminate"
    NOT_ASSESSABLE = "not assessable"


#: Statuses that end an obligation: nothing done later changes them.
CLOSED = frozenset({Status.MET, Status.LATE, Status.MISSED, Status.EXCUSED})


class Bearing(StrEnum):
    """How an entry that was looked at bears on an obligation."""

    COUNTED = "counted"
    REFUSED = "refused"
    UNKNOWN = "unknown"  # a fact of the entry is missing
    POSSIBLE = "possible"  # its date may or may not fall in the window
    SUPPLEMENTARY = "supplementary"  # shown, never counted


@dataclass(frozen=True, slots=True, order=True)
class Considered:
    """One entry that was looked at, what was decided, and why in one clause."""

    entry: str
    bearing: Bearing
    reason: str


@dataclass(frozen=True, slots=True)
class Interrupted:
    """A span that paused, stopped, restarted or waived the clock. ``end`` exclusive."""

    fact: str
    value: str
    effect: str
    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Obligation:
    """One row. Days are local days; ``window_end`` is exclusive; ``due`` is the last day on which it is on time.

    ``about`` is the entry that set it off, when one did, or the value of the clock's own key (a unit). ``counted``
    are the entries that satisfy it.
    ``needed`` is the quantity asked. ``scored`` False: asked of the officer but left out of rates, and ``reason``
    says why.
    ``minute`` is set for clocks in minutes: minutes since 1970-01-01T00:00Z at which it was due.
    """

    policy: str
    version: str
    requirement: str
    duty: str
    title: str
    kind: str
    subject: str
    subject_kind: str
    about: str
    window_start: date
    window_end: date
    due: date
    status: Status
    needed: int = 1
    counted: tuple[str, ...] = ()
    considered: tuple[Considered, ...] = ()
    interruptions: tuple[Interrupted, ...] = ()
    scored: bool = True
    reading: str = "in force"
    overlay: str = ""
    basis: str = "published"
    citation: str = ""
    needs: str = ""  # what was needed, in words: "1 direct contact in the calendar month"
    reason: str = ""  # why this status, in words
    settles: str = ""  # for indeterminate and not assessable: what would settle it
    earliest_unmet: date | None = None
    show_from: date | None = None
    minute: int | None = None
    late_by_days: int | None = None
    ordinal: int = 0  # position among the obligations of one requirement, subject and reading

    @property
    def key(self) -> tuple[str, str, str, str, str, date, int]:
        """What identifies the obligation within one evaluation."""
        return (self.reading, self.policy, self.requirement, self.subject, self.about, self.window_start, self.ordinal)

    @property
    def id(self) -> str:
        """A short stable id made from the key: the same inputs always give the same id."""
        return "ob-" + sha256("\x1f".join(map(str, self.key)).encode()).hexdigest()[:16]

    @property
    def sentence(self) -> str:
        """The explanation in one plain sentence: what was needed, by when, what became of it, why, under which rule."""
        needs = self.needs or self.title
        because = f": {self.reason}" if self.reason else ""
        under = f"{self.citation}; {self.basis}" if self.citation else self.basis
        return f"{needs}, due {self.due.isoformat()}, {self.status.value}{because} ({under})."

    def with_status(self, status: Status, reason: str, *, settles: str = "", **also: object) -> Obligation:
        """The same obligation with another status and its reason, and with ``also`` other values."""
        return self.but(status=status, reason=reason, settles=settles, **also)

    def but(self, **changes: object) -> Obligation:
        """The same obligation with other values, by the names of its fields. KeyError for a name that is no field.

        As ``dataclasses.replace`` does, in half its time: a year of windows makes hundreds of them.
        """
        values: list[Any] = list(_ALL(self))
        for name, value in changes.items():
            values[_PLACE[name]] = value
        return Obligation(*values)

    def as_data(self) -> dict[str, object]:
        """The whole explanation as plain data, ISO dates, for JSON."""
        data = asdict(self)
        data["id"], data["sentence"] = self.id, self.sentence
        return {k: _plain(v) for k, v in data.items()}


_ALL = attrgetter(*(f.name for f in fields(Obligation)))
_PLACE = {f.name: place for place, f in enumerate(fields(Obligation))}


def _plain(value: object) -> object:
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(v) for v in value]
    return value


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of a subject's scored obligations of one requirement were met, over every placement of imprecise
    entries at once.

    ``least`` and ``most`` bound the number met when each imprecise or incomplete entry is placed in every way the
    record allows;
    they are equal when the record decides it. ``windows`` counts the scored, closed windows.
    """

    reading: str
    policy: str
    requirement: str
    title: str
    subject: str
    windows: int
    least: int
    most: int
    missed: int
    explained: str
