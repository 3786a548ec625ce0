"""Whether somebody who was taken into custody after a petition was let out again: custody that ended decides nothing.

An arrest or a served warrant counts as custody until the record says that the person left it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from caseward.oversight.timing import surely_before
from caseward.record.entry import Entry


@dataclass(frozen=True, slots=True)
class Release:
    """The last leaving of custody, and what may have taken the person in again: no date says that it did not."""

    entry: Entry
    perhaps: tuple[Entry, ...]


def takes_into_custody(entry: Entry) -> bool:
    """Whether an entry says that the person was taken: custody, an arrest, a served warrant."""
    return entry.kind in ("custody_in", "arrest") or (entry.kind == "warrant" and entry.text("step") == "served")


def released(petition: Entry, held: Sequence[Entry]) -> Release | None:
    """How custody ended that was there when a petition was filed, or followed it; None while it lasts, as far as the
    record says.
    """
    left = [e for e in held if e.kind == "custody_out"]
    last = max(left, key=lambda e: (e.occurred.last, e.occurred.sort_key, e.id), default=None)
    if last is None or surely_before(last.occurred, petition.occurred):
        return None
    taken = [e for e in held if takes_into_custody(e) and not surely_before(e.occurred, last.occurred)]
    if any(surely_before(last.occurred, e.occurred) for e in taken):
        return None
    return Release(last, () if _is_what_ended(taken, last, left, held) else tuple(taken))


def _is_what_ended(taken: Sequence[Entry], last: Entry, left: Sequence[Entry], held: Sequence[Entry]) -> bool:
    """Whether the release on one day with a single taking can only have ended that: nothing else was there to end."""
    before = [e for e in left if surely_before(e.occurred, last.occurred)]
    ended = [
        e
        for e in held
        if takes_into_custody(e)
        and surely_before(e.occurred, last.occurred)
        and not any(surely_before(e.occurred, earlier.occurred) for earlier in before)
    ]
    return len(taken) == 1 and not ended
