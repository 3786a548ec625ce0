"""Clients of a store in PostgreSQL whose server dies under them again and again: they ask again until they are answered.

A client is a process that does what ``lives`` does with a store, several of them beside each other. When a request is
lost, nobody can say whether its commit happened; the client asks again with the same key, over the same store object,
which opens a connection anew and checks the log from the last signed head before it goes on.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event

from caseward.errors import CasewardError
from caseward.ledger.durable import write_durably
from caseward.ledger.keyring import create_ring, new_unit
from caseward.ledger.orders.destruction import finish_destruction
from caseward.ledger.orders.errors import NotCountersigned
from caseward.ledger.orders.sealing import finish_sealing
from caseward.ledger.store.draft import Kept
from caseward.ledger.store.opening import create_store
from caseward.ledger.store.refusals import RequestReused, StoreFailed
from tests.faults.folder import MASTER, ORIGIN, Folder, key, now
from tests.faults.lives import Life, drafts_of
from tests.faults.telling import Known

DEEDS = {"append": 30, "correct": 6, "queue": 10, "reopen": 2, "export": 3, "receipt": 3}
ORDERS = {"append": 10, "seal": 8, "unseal": 6, "destroy": 4, "witness": 4, "export": 2}
"""What one of them does besides: who orders is one, so that it is known in which state each case has to be."""
PAUSE = 0.01


@dataclass
class ServerFolder(Folder):
    """A folder with everything but the entries, which are in a database."""

    url: str = ""

    @property
    def where(self) -> str:
        """The database."""
        return self.url

    def make(self) -> None:
        """Make everything in it, and the store."""
        unit, public = new_unit()
        (self.path / "heads").mkdir()
        write_durably(self.path / "unit.pem", unit)
        ring = create_ring(self.path / "ring.sqlite", MASTER, unit=public, entropy=secrets.token_bytes)
        create_store(self.where, ORIGIN, key(0), ring, now, entropy=secrets.token_bytes).close()
        ring.close()


@dataclass
class KnownOfServer(Known):
    """What clients said. ``begun``: the beginning of a line, by client."""

    begun: dict[int, bytes] = field(default_factory=dict)

    def heard(self, client: int, said: bytes) -> None:
        """Take in what a client said, as far as its lines are whole."""
        whole, end, rest = (self.begun.get(client, b"") + said).rpartition(b"\n")
        self.begun[client] = rest
        for line in (whole + end).decode().splitlines():
            what, *words = line.split(" ")
            getattr(self, f"_{what}")(*words)

    def _inside(self, *words: str) -> None:
        self.inside[" ".join(words)] += 1


class Client(Life):
    """A client: a life that goes on when the server is gone."""

    def begin(self) -> None:
        """Open the store, carry on what was cut short."""
        self.ring = self.folder.ring()
        self.store = self.folder.open(self.ring)
        self._finish()

    def live(self, most: int = 10**9) -> None:
        """Deed after deed."""
        self._until_it_is_there(self.begin)
        while self.done < most:
            try:
                self.one()
            except StoreFailed:
                self.say(f"inside {self.doing}")
                self._until_it_is_there(self._again)

    def ask(self, name: str, append: Callable[..., tuple[Kept, ...]] | None = None) -> None:
        """Append the entries of a request; ask again until there is an answer."""
        try:
            super().ask(name, append)
        except StoreFailed:
            self.say("inside request")
            self._until_it_is_there(lambda: self._repeat(name))

    def _repeat(self, name: str) -> None:
        before = self.store.size
        try:
            super().ask(name)
        except RequestReused:  # its case was destroyed since: the mark over what it held is gone, too
            self.say(f"refused {name}")
            return
        place = self.store.reader.index_of(drafts_of(name)[0].id)
        self.say(f"inside request, {'its commit was done' if place is not None and place < before else 'nothing done'}")
        if name == self.refused and place is not None:
            self.say(f"fault {name} is in the log at {place}, and was refused when it was asked for again")

    refused = doing = ""

    def say(self, line: str) -> None:
        """Say it, and remember what was begun and what was refused."""
        if line.startswith("refused "):
            self.refused = line.removeprefix("refused ")
        if line.startswith("begin "):
            self.doing = line.removeprefix("begin ")
        super().say(line)

    def _again(self) -> None:
        """After a deed that was cut short: a new connection to read with, too, and orders carried to their end."""
        with suppress(AttributeError):
            self.store.close()
        self.store = self.folder.open(self.ring)
        self._finish()

    def _destroy(self) -> None:
        """Another client may add to a case between the request and the signature: the signature is then void."""
        with suppress(NotCountersigned):
            super()._destroy()

    def _finish(self) -> None:
        if "seal" in self.deeds:
            finish_sealing(self.store)
            finish_destruction(self.store)

    def _until_it_is_there(self, work: Callable[[], None]) -> None:
        while True:
            try:
                return work()
            except StoreFailed:
                Event().wait(PAUSE)

    def _shut(self) -> None:
        self.store.close()

    def _open(self) -> None:
        self.store = self.folder.open(self.ring)


class TooEarly(Client):
    """The control: it says that entries are kept before they are."""

    def ask(self, name: str, append: Callable[..., tuple[Kept, ...]] | None = None) -> None:
        """Acknowledge, then ask; never again."""
        size = self.store.size
        found = " ".join(f"{size + k}:unknown" for k in range(len(drafts_of(name))))
        self.say(f"ask {name}\nkept {name} - {found}")
        self.store.append(drafts_of(name), request=name)


def lived(folder: Folder, pipe: int, name: str, kind: type[Client], deeds: dict[str, int]) -> None:
    """A client in a process of its own that never comes back; what goes wrong in it is said, too."""
    client = kind(folder, pipe, name, [], deeds)
    try:
        client.live()
    except CasewardError as error:
        client.say(f"fault {error.code} {' '.join(str(error).split())[:500]}")
    except BaseException as error:
        client.say(f"fault {type(error).__name__} {' '.join(str(error).split())[:500]}")
    finally:
        os._exit(1)
