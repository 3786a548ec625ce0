"""Where the lives of a campaign happen: one folder with a store, its key ring, the sealed unit's key, a witness's heads.

All other keys are the same in every process, so that whoever opens the folder next needs nothing but the folder.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from itertools import count
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from caseward.ledger.durable import write_durably
from caseward.ledger.keyring import FileRing, create_ring, new_unit, open_ring
from caseward.ledger.keys import COSIGN_ED25519, ED25519, Signer, signer_of
from caseward.ledger.store.opening import create_store, open_store
from caseward.ledger.store.refusals import NotOpenedForThat
from caseward.ledger.store.store import Store
from caseward.ledger.witness import Witness
from caseward.ledger.witness_store import FolderStore
from caseward.verify.note import Key
from caseward.verify.trust import Trust

ORIGIN = "agency.example/record"
MASTER = bytes(range(32))


@cache
def key(number: int, name: str = ORIGIN, type_: int = ED25519) -> Signer:
    """A key that is the same in every process. The log's keys are counted from 0, each rotation takes the next."""
    return signer_of(name, type_, Ed25519PrivateKey.from_private_bytes(bytes([number % 251]) * 32))


WITNESS = key(250, "inspector.example/w", COSIGN_ED25519)
COUNSEL = key(249, "county-counsel")


def now() -> datetime:
    """The machine's clock."""
    return datetime.now(UTC)


@dataclass
class Folder:
    """The folder, and which of the log's keys is in use as far as is known."""

    path: Path
    number: int = 0

    @property
    def where(self) -> str:
        """The store's file."""
        return str(self.path / "record.sqlite")

    def make(self) -> None:
        """Make everything in it."""
        unit, public = new_unit()
        (self.path / "heads").mkdir()
        write_durably(self.path / "unit.pem", unit)
        ring = create_ring(self.path / "ring.sqlite", MASTER, unit=public, entropy=secrets.token_bytes)
        create_store(self.where, ORIGIN, key(0), ring, now, entropy=secrets.token_bytes).close()
        ring.close()

    def ring(self) -> FileRing:
        """The key ring, with the sealed unit's key."""
        unit = (self.path / "unit.pem").read_bytes()
        return open_ring(self.path / "ring.sqlite", MASTER, unit, entropy=secrets.token_bytes)

    def open(self, ring: FileRing) -> Store:
        """The store, opened to write with the key in use: a rotation may have ended or not."""
        for number in count(self.number):
            try:
                store = open_store(self.where, key(number), ring, now, entropy=secrets.token_bytes)
            except NotOpenedForThat:
                if number > self.number + 1:
                    raise
            else:
                self.number = number
                return store
        raise AssertionError

    def witness(self) -> Witness:
        """The witness, who believes the key in use."""
        return Witness((WITNESS,), {ORIGIN: key(self.number).public}, FolderStore(self.path / "heads"))


def trust(number: int) -> Trust:
    """Whom an inspector believes after so many rotations, one that may have ended unseen among them."""
    logs = "".join(f"log {key(n).public}\n" for n in range(number + 2))
    return Trust.parse(f"{logs}witness w {WITNESS.public}\nquorum none\n".encode())


AUTHORITIES = (Key.parse(str(COUNSEL.public)),)
