"""A store to try things on: a hand-set clock, a real key ring, a file."""

import secrets
from datetime import UTC, datetime, timedelta

import pytest

from caseward.ledger.keyring import create_ring, new_unit, open_ring
from caseward.ledger.keys import new_signer
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.opening import create_store, open_store

ORIGIN = "example.org/record"


class HandClock:
    """A clock that stands still until it is set."""

    def __init__(self):
        self.at = datetime(2026, 3, 1, 12, tzinfo=UTC)

    def __call__(self):
        return self.at

    def move(self, **by):
        self.at += timedelta(**by)


class Place:
    """A folder with a store and a ring in it, opened again as often as wanted."""

    def __init__(self, folder):
        self.file, self.ring_file = folder / "record.sqlite", folder / "ring.sqlite"
        self.clock, self.master = HandClock(), secrets.token_bytes(32)
        self.signer = new_signer(ORIGIN)
        self.unit, public = new_unit()
        self.ring = create_ring(self.ring_file, self.master, unit=public, entropy=secrets.token_bytes)

    def create(self):
        return create_store(str(self.file), ORIGIN, self.signer, self.ring, self.clock, entropy=secrets.token_bytes)

    def open(self, **other):
        return open_store(
            str(self.file),
            other.pop("signer", self.signer),
            self.ring,
            self.clock,
            entropy=secrets.token_bytes,
            **other,
        )

    def open_ring(self, **other):
        return open_ring(self.ring_file, self.master, entropy=secrets.token_bytes, **other)


@pytest.fixture
def place(tmp_path):
    return Place(tmp_path)


@pytest.fixture
def store(place):
    made = place.create()
    yield made
    made.close()


def contact(n, subject="P-1", matter="T-1", **other):
    parts = {"facts": {"occurred": "2026-02-01", "outcome": f"spoke {n}"}, "note": {"text": f"note {n}"}}
    return Draft("contact", subject, matter, "officer", parts, id=f"C-{n}", **other)
