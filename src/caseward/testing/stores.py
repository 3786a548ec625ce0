"""A kept record to try things on: a clock set by hand, keys, and a store at a place that the caller names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from caseward.ledger.keyring import FileRing, create_ring, new_unit, open_ring
from caseward.ledger.keys import Signer, new_signer
from caseward.ledger.note import Note
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.opening import create_store, open_store
from caseward.ledger.store.store import Store

ORIGIN = "example.org/record"


class HandClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """What it shows."""
        return self.at

    def move(self, **by: float) -> None:
        """Move it by so many hours, seconds, …; back when negative."""
        self.at += timedelta(**by)


class Place:
    """Where a store is, and all that opens it: keys made for it, a ring in a folder, a clock. ``entropy`` gives that
    many random bytes.
    """

    def __init__(self, where: str, folder: Path, entropy: Callable[[int], bytes]) -> None:
        self.where, self.entropy, self.clock = where, entropy, HandClock()
        self.signer, self.master = new_signer(ORIGIN), entropy(32)
        self.unit, public = new_unit()
        self._ring_file = folder / "ring.sqlite"
        self.ring = create_ring(self._ring_file, self.master, unit=public, entropy=entropy)

    def create(self) -> Store:
        """Make the store."""
        return create_store(self.where, ORIGIN, self.signer, self.ring, self.clock, entropy=self.entropy)

    def open(self, signer: Signer | None = None, *, seen: Sequence[Note] = ()) -> Store:
        """Open it to write, with its own key or another."""
        return open_store(self.where, signer or self.signer, self.ring, self.clock, entropy=self.entropy, seen=seen)

    def read(self, *, ring: bool = True) -> Store:
        """Open it to read, with the key ring or without."""
        return open_store(self.where, None, self.ring if ring else None)

    def other_ring(self, unit: bytes | None = None) -> FileRing:
        """The key ring opened once more, as another process would."""
        return open_ring(self._ring_file, self.master, unit, entropy=self.entropy)


def visit(
    n: int | str, subject: str = "P-1", matter: str = "T-1", *, kind: str = "contact", corrects: Sequence[str] = ()
) -> Draft:
    """An entry about a visit, with an id of its own made of ``n``."""
    parts = {"facts": {"occurred": "2026-02-01", "outcome": f"spoke {n}"}, "note": {"text": f"Nothing of note, {n}."}}
    return Draft(kind, subject, matter, "an officer", parts, id=f"V-{n}", corrects=tuple(corrects))


def correction(n: int | str, of: int | str, **other: str) -> Draft:
    """A correction with a number of its own of the entry with another."""
    return visit(n, kind="correction", corrects=[f"V-{of}"], **other)
