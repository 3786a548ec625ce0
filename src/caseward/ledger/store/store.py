"""A store: one log with its payloads, read by many, written through one door."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import RLock
from typing import TypeAlias

from caseward.errors import CasewardError
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keys import PublicKey, Signer
from caseward.ledger.note import Note
from caseward.ledger.proof import Receipt
from caseward.ledger.store.append import Pen, Writing
from caseward.ledger.store.continuing import check_continues, keep_cosigned, rehashed
from caseward.ledger.store.database import Database, DatabaseFailed
from caseward.ledger.store.draft import Draft, Kept, Opened, Parts, Signed, Stored
from caseward.ledger.store.head import Head, load_head, named_head, newest_note
from caseward.ledger.store.prepared import Prepared, prepared
from caseward.ledger.store.reading import Reader
from caseward.ledger.store.refusals import DamagedStore, NotOpenedForThat, StoreFailed
from caseward.ledger.store.tokens import Tokens

Outcome: TypeAlias = "tuple[Kept, ...] | CasewardError"


@dataclass(slots=True)
class Store:
    """A log that is open. ``reader`` reads it; appending takes turns, within this process and among all others.

    After a failure of disk or database nothing more is written over that connection: the next append opens the store
    anew, checks it from the signed head and that all that was acknowledged is still there, and only then goes on.
    """

    origin: str
    reader: Reader
    connect: Callable[[], Database]
    pen: Pen | None = None
    _tokens: Tokens | None = None
    _db: Database | None = None
    _head: Head | None = None
    _lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        if self.pen is not None:
            self._tokens = Tokens(self.pen.ring, self.pen.marks, self.pen.entropy)

    # Reading

    @property
    def size(self) -> int:
        """Entries in the log."""
        return self.reader.size()

    @property
    def vkeys(self) -> tuple[PublicKey, ...]:
        """Every key that signed for the log, the one in use first. Earlier ones are read from the entries that changed
        them, which takes the key ring.
        """
        named = str(self.vkey)  # asked first: when another process changes the key meanwhile, its entry says so below
        parts = [entry.parts["key"] for entry in self.reader.of_kind("key_rotated")]
        changes = [json.loads(part.part) for part in reversed(parts) if isinstance(part, Opened)]
        known = [*(change["new"] for change in changes[:1]), named, *(change["old"] for change in changes)]
        return tuple(PublicKey.parse(vkey) for vkey in dict.fromkeys(known))

    @property
    def vkey(self) -> PublicKey:
        """The public key in use, as the store names it; whom to believe is for a trust policy to say."""
        return PublicKey.parse(self.reader.rows("SELECT vkey FROM log")[0][0])

    def head(self) -> Note:
        """The signed head of the newest commit."""
        return self.reader.head()

    def leaves(self, first: int, end: int) -> Iterator[bytes]:
        """The bytes of envelopes ``first`` up to ``end``, in order."""
        return self.reader.leaves(first, end)

    def stored(self, first: int = 0, end: int = 2**62) -> Iterator[Stored]:
        """Entries ``first`` up to ``end`` with their parts, in order."""
        return self.reader.stored(first, end)

    def parts(self, index: int) -> Parts:
        """The parts of an entry by name, each opened or withheld."""
        return self.reader.parts(index)

    def of_subject(self, subject: str, matter: str | None = None, *, size: int | None = None) -> Iterator[Stored]:
        """Entries of a subject, or of one matter of theirs, in order; as the log was at ``size`` when asked."""
        return self.reader.of_subject(subject, matter, size=size)

    def size_at(self, instant: datetime) -> int:
        """How many entries had been recorded by an instant: the size at which the log is as known then."""
        return self.reader.size_at(instant)

    def receipt(self, index: int) -> Receipt:
        """The receipt of an entry: to the newest cosigned head that covers it, otherwise to the newest head."""
        return self.reader.receipt(index)

    def subtrees(self, level: int, place: int) -> bytes:
        """The hash of a perfect subtree."""
        return self.reader.subtree(level, place)

    def cosigned(self) -> Note | None:
        """The newest head that a witness cosigned."""
        return self.reader.cosigned()

    # Writing

    def append(self, drafts: Sequence[Draft], *, request: str = "") -> tuple[Kept, ...]:
        """Keep entries, all or none, in one transaction that is on the disk when this returns.

        A ``request`` key makes repeating harmless: the same key with the same drafts gives the same entries again,
        with receipts to the newest head. NotKept, MatterClosed, RequestReused, ClockWentBack, StoreFailed.
        """
        return self.keep(self.ready(drafts), request=request)

    def keep(self, ready: Sequence[Prepared], *, request: str = "") -> tuple[Kept, ...]:
        """Keep what was made ready; see ``append``."""
        (outcome,) = self.append_ready([(ready, request)])
        if isinstance(outcome, CasewardError):
            raise outcome
        return outcome

    def ready(self, drafts: Sequence[Draft]) -> tuple[Prepared, ...]:
        """Drafts made ready for ``append_ready``, by any thread, while another writes. NotKept with every fault."""
        return prepared(drafts, self._pen().entropy, self._pen().marks) if drafts else ()

    def append_ready(self, requests: Sequence[tuple[Sequence[Prepared], str]]) -> list[Outcome]:
        """Keep the drafts of several requests in one commit. One that is refused has its error in its place; the
        others are kept. What stops all of them is raised.
        """
        self._stock([drafts for drafts, _ in requests])
        with self._transaction() as writing:
            if len(requests) > 1 or writing.db.dialect == "postgresql":
                writing.foresee(requests)
            return [_added(writing, drafts, request) for drafts, request in requests]

    @contextmanager
    def transaction(self) -> Iterator[Writing]:
        """A transaction to append in and to run statements in (``writing.db``), committed at its end."""
        with self._lock:
            tokens = self._made_tokens()
            tokens.forget()
            try:
                with self._transaction() as writing:
                    yield writing
            finally:
                tokens.forget()  # whatever was done in it may have closed a matter

    @contextmanager
    def _transaction(self) -> Iterator[Writing]:
        """A transaction in which nothing is done but to append."""
        with self._lock:
            db = None
            try:
                db = self._writable()
                # 2: alone in writing from here on.
                db.begin()
                head = self._current(db)
                writing = Writing(db, self._pen(), self._made_tokens(), head, Signed(self.subtrees))
                yield writing
                head = writing.finish()
                # 8: the one fdatasync. 9: whoever called goes on only when it is done.
                db.commit()
            except BaseException as error:
                self._made_tokens().forget()
                if db is not None:
                    db.rollback()
                if isinstance(error, DatabaseFailed | DamagedStore):
                    self._give_up()
                if isinstance(error, DatabaseFailed):
                    raise StoreFailed(str(error)) from error
                raise
            self._head = head

    def keep_cosigned(self, note: Note) -> None:
        """Keep a head that a witness cosigned; signatures join those that are kept for that size. DamagedStore when
        it is no head of this log. One that an earlier key of the log signed, and that came back after the key was
        changed, is one.
        """
        keys = self.vkeys
        with self.transaction() as writing:
            keep_cosigned(writing.db, note, self.origin, keys)

    def rotate(self, new: Signer) -> Kept:
        """Sign with another key from now on: an entry says so, in a head that both keys sign."""
        if new.public.name != self.origin:
            raise NotOpenedForThat(f"The key is named {new.public.name!r}; the log is {self.origin!r}.")
        old = self._pen().signer
        key = {"new": str(new.public), "old": str(old.public)}
        with self.transaction() as writing:
            (kept,) = writing.append([Draft("key_rotated", "", "", "", {"key": key})])
            writing.db.execute("UPDATE log SET vkey = ?", (str(new.public),))
            writing.signers = (old, new)
        self.pen = replace(self._pen(), signer=new)
        return kept

    def tidy(self) -> None:
        """Do what may wait until nobody does."""
        with self._lock, self._poisoned_by_failure():
            if self._db is not None:
                self._db.tidy()

    def scrub(self) -> None:
        """Leave no copy of deleted rows in the files of the database."""
        with self._lock, self._poisoned_by_failure():
            self._writable().scrub()

    def close(self) -> None:
        """Give both connections up."""
        with self._lock:
            if self._db is not None:
                self._db.close()
            self._db = None
            self.reader.close()

    def _stock(self, ready: Sequence[Sequence[Prepared]]) -> None:
        """1: keys for new matters, durable before a transaction begins."""
        tokens = self._made_tokens()
        unseen = tokens.unseen((d.draft.subject, d.draft.matter) for drafts in ready for d in drafts)
        if unseen:
            with self._lock:
                tokens.stock(sum(not self.reader.token_of(*who) for who in unseen))

    def _pen(self) -> Pen:
        if self.pen is None:
            raise NotOpenedForThat("It was opened for reading.")
        return self.pen

    def _made_tokens(self) -> Tokens:
        self._pen()
        assert self._tokens is not None
        return self._tokens

    @contextmanager
    def _poisoned_by_failure(self) -> Iterator[None]:
        """Whatever goes wrong in the database ends the use of this connection."""
        try:
            yield
        except DatabaseFailed as error:
            self._give_up()
            raise StoreFailed(str(error)) from error
        except DamagedStore:
            self._give_up()
            raise

    def _give_up(self) -> None:
        if self._db is not None:
            self._db.close()
        self._db = None

    def _writable(self) -> Database:
        if self._db is not None:
            self._db.tidy()
            return self._db
        db = self.connect()
        try:
            if self._head is not None:
                db.settle()
            self._head = self._followed(db)
        except BaseException:
            db.close()
            raise
        self._db = db
        return db

    def _current(self, db: Database) -> Head:
        """The head, read in the transaction: our own of last time, or checked anew when another process appended."""
        assert self._head is not None
        if newest_note(db)[1] == self._head.stored:
            return self._head
        self._made_tokens().forget()
        return self._followed(db)

    def _followed(self, db: Database) -> Head:
        """The stored head, checked, and that it continues the one we know: by the tree, and by the entries since."""
        named = named_head(db)
        if named[0] != self._pen().signer.public:
            raise NotOpenedForThat("The log's key was changed; open it with the key in use.")
        head = load_head(db, named)
        if self._head is not None:
            check_continues(db, head.size, Checkpoint.parse(self._head.note.text))
            if rehashed(db, self._head.frontier, head.size).root() != head.frontier.root():
                raise DamagedStore(f"The entries since {self._head.size} do not lead to the signed root.")
        return head


def _added(writing: Writing, drafts: Sequence[Prepared], request: str) -> Outcome:
    try:
        return writing.add(drafts, request)
    except CasewardError as error:
        if isinstance(error, DamagedStore | StoreFailed):
            raise
        return error
