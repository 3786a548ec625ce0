"""The record as known at an instant: entries recorded later are unseen, superseded entries are set aside, both are
counted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from caseward.record.entry import Entry, Record


@dataclass(frozen=True, slots=True)
class SetAside:
    """Rows of a kind that could not be read, and so are not in the record.

    ``about``: the id of whom or what they are about; empty: a whole table, about everyone.
    ``rows``: how many; 0: nobody knows.
    """

    kind: str
    about: str
    rows: int


@dataclass(frozen=True, slots=True)
class View:
    """What had been recorded by ``known_at`` (None: everything), after corrections.

    ``entries`` are in force. ``superseded`` maps the id of an entry set aside to the correction that did it.
    ``unseen`` were recorded later.
    ``undated`` carry no recorded time, so an as-known-at view cannot place them and leaves them out.
    ``set_aside`` could not be read: what depends on them is not known.
    """

    known_at: datetime | None
    entries: tuple[Entry, ...]
    superseded: dict[str, Entry]
    unseen: tuple[Entry, ...]
    undated: tuple[Entry, ...]
    set_aside: tuple[SetAside, ...] = ()


def view_of(record: Record, known_at: datetime | None = None, set_aside: tuple[SetAside, ...] = ()) -> View:
    """The record as known at an instant (aware datetime), or everything when None. Corrections themselves obey the
    same clock."""
    seen, unseen, undated = _by_clock(record, known_at)
    superseded = _superseded([e for e in seen if e.kind == "correction"])
    kept = tuple(e for e in seen if e.id not in superseded)
    return View(known_at, kept, superseded, unseen, undated, set_aside)


def _superseded(corrections: list[Entry]) -> dict[str, Entry]:
    """What each standing correction sets aside. A correction that was itself corrected sets nothing aside."""
    by_target = {c.text("corrects"): c for c in corrections}

    def stands(correction: Entry) -> bool:
        over = by_target.get(correction.id)
        return over is None or not stands(over)

    return {target: c for target, c in by_target.items() if stands(c)}


def _by_clock(
    record: Record, known_at: datetime | None
) -> tuple[tuple[Entry, ...], tuple[Entry, ...], tuple[Entry, ...]]:
    if known_at is None:
        return record.entries, (), ()
    seen = tuple(e for e in record if e.recorded is not None and e.recorded <= known_at)
    unseen = tuple(e for e in record if e.recorded is not None and e.recorded > known_at)
    undated = tuple(e for e in record if e.recorded is None)
    return seen, unseen, undated


def judged(view: View, as_of: date) -> View:
    """The view without what happened after a day. An assertion goes by the day it is about, not by when it was made."""
    return replace(view, entries=tuple(e for e in view.entries if _day(e) <= as_of))


def _day(entry: Entry) -> date:
    if entry.kind != "assertion":
        return entry.occurred.first
    about = entry.when("about_when")
    return about.first if about else date.min
