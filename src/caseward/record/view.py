"""The record as known at an instant: entries recorded later are unseen, superseded entries are set aside, both are
counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from caseward.record.entry import Entry, Record


@dataclass(frozen=True, slots=True)
class View:
    """What had been recorded by ``known_at`` (None: everything), after corrections.

    ``entries`` are in force. ``superseded`` maps the id of an entry set aside to the correction that did it.
    ``unseen`` were recorded later.
    ``undated`` carry no recorded time, so an as-known-at view cannot place them and leaves them out.
    """

    known_at: datetime | None
    entries: tuple[Entry, ...]
    superseded: dict[str, Entry]
    unseen: tuple[Entry, ...]
    undated: tuple[Entry, ...]


def view_of(record: Record, known_at: datetime | None = None) -> View:
    """The record as known at an instant (aware datetime), or everything when None. Corrections themselves obey the
    same clock."""
    seen, unseen, undated = _by_clock(record, known_at)
    superseded = _superseded([e for e in seen if e.kind == "correction"])
    kept = tuple(e for e in seen if e.id not in superseded)
    return View(known_at, kept, superseded, unseen, undated)


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
