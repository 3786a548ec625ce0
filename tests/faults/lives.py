"""A process that does all that is done with a store, in an order left to chance, until it is killed.

It says what it is about to do and what was acknowledged, a line at a time, into a pipe; ``telling`` reads the lines.
There is one layout of the store so far. What would be a migration is what an installation does that gets another
version of SQLite: the file is carried from its write-ahead log to a rollback journal and back.
"""

from __future__ import annotations

import errno
import os
import random
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from hashlib import sha256

import apsw

from caseward.errors import CasewardError
from caseward.ledger.bundle import Run, bundle_lines
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.durable import write_durably
from caseward.ledger.note import sign
from caseward.ledger.orders.destruction import destroy, finish_destruction, request
from caseward.ledger.orders.errors import BadOrder
from caseward.ledger.orders.order import Order
from caseward.ledger.orders.plan import planned
from caseward.ledger.orders.sealing import finish_sealing, seal
from caseward.ledger.store import sqlite
from caseward.ledger.store.draft import Draft, Kept
from caseward.ledger.store.refusals import MatterClosed, NotKept
from caseward.ledger.store.writer import WriterQueue
from caseward.ledger.witness_client import ask
from caseward.testing.stores import visit
from tests.faults.folder import COUNSEL, WITNESS, Folder, key, now

SUBJECTS, TERMS = 4, 2
CORRECTS = "~"


def drafts_of(name: str) -> list[Draft]:
    """The entries of a request: whoever repeats it by its name asks for the same ones. ``name~ID`` corrects ID."""
    of, _, target = name.partition(CORRECTS)
    chance = random.Random(of)
    about = f"P-{chance.randrange(SUBJECTS)}", f"T-{chance.randrange(TERMS)}"
    if target:
        return [visit(of, *about, kind="correction", corrects=[target])]
    return [visit(f"{of}-{k}", *about) for k in range(chance.randrange(1, 4))]


class Life:
    """One life, from opening the folder to whatever ends it. What it does follows from its name, which no other life of
    the folder has. ``again`` are requests that nobody saw answered.
    """

    def __init__(self, folder: Folder, pipe: int, name: str, again: list[str], deeds: dict[str, int]) -> None:
        self.folder, self.pipe, self.name = folder, pipe, name
        self.chance, self.again, self.deeds = random.Random(name), again, deeds
        self.done, self.ids = 0, ["none"]

    def live(self, most: int = 10**9) -> None:
        """Begin, and do deed after deed."""
        self.begin()
        while self.done < most:
            self.one()

    def begin(self) -> None:
        """Open the folder, carry on what was cut short, ask again what was not answered."""
        with self.deed("open"):
            if not (self.folder.path / "record.sqlite").exists():
                self.folder.make()
                self.say("made")
            self._open()
            finish_sealing(self.store)
            finish_destruction(self.store)
        for name in self.again:
            self.ask(name)

    def one(self) -> None:
        """Some deed, left to chance."""
        self.done += 1
        (name,) = self.chance.choices([*self.deeds], [*self.deeds.values()])
        with self.deed(name):
            getattr(self, f"_{name}")()

    @contextmanager
    def deed(self, name: str) -> Iterator[None]:
        """Say that something begins, and that it is over."""
        self.say(f"begin {name}")
        yield
        self.say(f"end {name}")

    def say(self, line: str) -> None:
        """One line, whole: a write of this size into a pipe is never cut in two."""
        os.write(self.pipe, f"{line}\n".encode())

    def _open(self) -> None:
        ring = self.folder.ring()
        try:
            self.store = self.folder.open(ring)
        except BaseException:
            ring.close()
            raise
        self.ring = ring
        self.say(f"key {self.folder.number}")

    def ask(self, name: str, append: Callable[..., tuple[Kept, ...]] | None = None) -> None:
        """Append the entries of a request, and say which they became."""
        self.say(f"ask {name}")
        try:
            kept = (append or self.store.append)(drafts_of(name), request=name)
        except (MatterClosed, NotKept):
            self.say(f"refused {name}")
            return
        found = " ".join(f"{k.index}:{sha256(k.leaf).hexdigest()}" for k in kept)
        self.say(f"kept {name} {b64encode(str(kept[0].signed.note).encode()).decode()} {found}")
        self.ids.append(drafts_of(name)[0].id)

    def _append(self) -> None:
        self.ask(f"{self.name}-{self.done}")

    def _correct(self) -> None:
        self.ask(f"{self.name}-{self.done}{CORRECTS}{self.chance.choice(self.ids)}")

    def _queue(self) -> None:
        """Several requests at once, which share a commit."""
        names = [f"{self.name}-{self.done}-{n}" for n in range(3)]
        with WriterQueue(self.store) as queue:
            waiting = [queue.submit(drafts_of(name), request=name) for name in names]
            for name, answer in zip(names, waiting, strict=True):
                self.ask(name, lambda _, request, answer=answer: answer.result())

    def _checkpoint(self) -> None:
        self.store.tidy()

    def _shut(self) -> None:
        self.store.close()
        self.ring.close()

    def _reopen(self) -> None:
        self._shut()
        self._open()

    def _migrate(self) -> None:
        """To a rollback journal, as an installation with an affected SQLite keeps it, and back by opening it here."""
        self._shut()
        try:
            with closing(apsw.Connection(self.folder.where)) as db:
                db.execute("PRAGMA journal_mode = DELETE")
        except apsw.Error as error:
            raise OSError(errno.ENOSPC if isinstance(error, apsw.FullError) else errno.EIO, str(error)) from None
        self._open()

    def _rotate(self) -> None:
        self.store.rotate(key(self.folder.number + 1))
        self.folder.number += 1
        self.say(f"key {self.folder.number}")

    def _order(self, action: str) -> tuple[Order, str] | None:
        subject, term = f"P-{self.chance.randrange(SUBJECTS)}", f"T-{self.chance.randrange(TERMS)}"
        token = self.store.reader.token_of(subject, term)
        if token is None:
            return None
        on = (now() - timedelta(days=1)).date()
        number = f"{self.name}-{self.done}"
        order = Order(action, "Superior Court", number, on, "Penal Code 851.8", "a judge", "a clerk", subject, (term,))
        try:
            planned(self.store, order, now().date())
        except BadOrder:
            return None
        self.say(f"moving {token} {action}")
        return order, token

    def _seal(self) -> None:
        if found := self._order("seal"):
            seal(self.store, found[0])
            self.say(f"moved {found[1]} seal")

    def _unseal(self) -> None:
        if found := self._order("unseal"):
            seal(self.store, found[0])
            self.say(f"moved {found[1]} unseal")

    def _destroy(self) -> None:
        if found := self._order("destroy"):
            order, token = found
            asked = request(self.store, planned(self.store, order, now().date()))
            destroy(self.store, order, sign(asked.text(), [COUNSEL]), [COUNSEL.public])
            self.say(f"moved {token} destroy")

    def _witness(self) -> None:
        witness, store = self.folder.witness(), self.store
        before = store.cosigned()
        old = Checkpoint.parse(before.text).size if before else 0
        answered = ask(
            store.head(),
            store.subtrees,
            [WITNESS.public],
            old,
            lambda data: witness.answer(data, int(now().timestamp())),
        )
        self.say(f"seen {b64encode(str(answered.note).encode()).decode()}")
        store.keep_cosigned(answered.note)

    def _export(self) -> None:
        """A bundle of the whole log, and the entry that says that it left."""
        store, name = self.store, f"{self.name}-{self.done}.caseward-log"
        head = store.head()
        size = Checkpoint.parse(head.text).size
        data = b"".join(bundle_lines(Run(0, size, store.leaves(0, size), store.subtrees, [head])))
        write_durably(self.folder.path / name, data)
        store.append([Draft("export_made", "", "", "a clerk", {"export": {"name": name, "purpose": "a hearing"}})])
        self.say(f"exported {name} {sha256(data).hexdigest()}")

    def _receipt(self) -> None:
        index = self.chance.randrange(self.store.size)
        receipt = self.store.receipt(index)
        receipt.check(next(self.store.leaves(index, index + 1)))
        name = f"{self.name}-{self.done}.tlog-proof"
        data = str(receipt).encode()
        write_durably(self.folder.path / name, data)
        self.say(f"exported {name} {sha256(data).hexdigest()}")


#: What is done how often. Everything an agency does, the rare things far more often than there.
DEEDS = {"append": 30, "correct": 6, "queue": 10, "checkpoint": 10, "reopen": 4, "migrate": 4, "rotate": 2, "seal": 8,
         "unseal": 6, "destroy": 6, "witness": 6, "export": 5, "receipt": 3}  # fmt: skip


def lived(folder: Folder, pipe: int, name: str, again: list[str]) -> None:
    """A life in a process of its own that never comes back; what goes wrong in it is said, too."""
    life = Life(folder, pipe, name, again, DEEDS)
    sqlite.LONG_LOG = life.chance.choice((1, 30, sqlite.LONG_LOG))  # a small store has a short log to carry over
    try:
        life.live()
    except CasewardError as error:
        life.say(f"fault {error.code} {' '.join(str(error).split())[:500]}")
    except BaseException as error:
        life.say(f"fault {type(error).__name__} {' '.join(str(error).split())[:500]}")
    finally:
        os._exit(1)
