"""Where a witness keeps the one head of each log it has cosigned: a folder, a file for each log, one lock for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint
from caseward.ledger.durable import held, write_durably
from caseward.ledger.note import BadNote, Note
from caseward.ledger.witness import Head


class DamagedHead(ValueError):
    """The file of a head cannot be read: without it the witness would forget what it has sworn to, so it stops."""


def name_of(origin: str) -> str:
    """What files about a log are called: the SHA-256 of its origin in hex, as in tlog-mirror."""
    return sha256(origin.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FolderSlot:
    """The head of one log, held by nobody else meanwhile."""

    place: Path

    def read(self) -> Head:
        """The head kept; size 0 where there is none. DamagedHead when the file is not a checkpoint."""
        try:
            data = self.place.read_bytes()
        except FileNotFoundError:
            return Head()
        try:
            head = Checkpoint.parse(Note.parse(data).text)
        except (BadNote, BadCheckpoint) as error:
            raise DamagedHead(f"{self.place.name}: {error}") from None
        return Head(head.size, head.root, data)

    def keep(self, head: Head) -> None:
        """Keep a head; it is on disk when this returns."""
        write_durably(self.place, head.note)


@dataclass(frozen=True, slots=True)
class FolderStore:
    """A folder of heads. Called with an origin it opens the slot of that log; others wait, in any process."""

    folder: Path

    @contextmanager
    def __call__(self, origin: str) -> Iterator[FolderSlot]:
        """Hold the slot of a log."""
        name = name_of(origin)
        with held(self.folder / f"{name}.lock"):
            yield FolderSlot(self.folder / f"{name}.head")

    def last(self, origin: str) -> Head:
        """The head kept of a log, for looking only."""
        return FolderSlot(self.folder / f"{name_of(origin)}.head").read()
