"""What insiders attack: a small record with a witness, an inspector and people who hold receipts; and every check.

The record has 25 entries. A witness that keeps copies saw it at 22; two older copies of the store lie about. Entries
22 to 24 are the exposure: nobody outside has seen them but the holder of one receipt.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from tempfile import mkdtemp

import apsw

from caseward.errors import CasewardError
from caseward.interchange.kept.opened_for_checking import RingKeys
from caseward.ledger.bundle import Question, Run, Shown, bundle_lines
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.envelope import Envelope
from caseward.ledger.keyring import open_ring
from caseward.ledger.keys import Signer
from caseward.ledger.note import Note, sign
from caseward.ledger.store.draft import Opened
from caseward.ledger.store.opening import open_store
from caseward.ledger.store.store import Store
from caseward.ledger.tree import Frontier, leaf_hash
from caseward.ledger.witness import Answer, Witness
from caseward.ledger.witness_client import request_for
from caseward.ledger.witness_mirror import Mirror
from caseward.ledger.witness_store import FolderStore
from caseward.verify.absence import check_absence
from caseward.verify.bundle import check_bundle
from caseward.verify.note import Note as Seen
from caseward.verify.receipt import check
from caseward.verify.report import BAD, Report
from caseward.verify.store import verify_store
from caseward.verify.trust import Trust
from tests.faults.insider import Check
from tests.unit.ledger_orders.kept import dice
from tests.unit.verify.stores import (
    BROUGHT,
    LOG,
    MASTER,
    ORIGIN,
    TRUST,
    WITNESS,
    built,
    clock,
    draft,
    rewritten,
    tampered,
)

#: The record ends here, and this is how much of it the witness saw.
SIZE, SAW = 25, 22
#: When the witness saw it: hours after the entries before, and hours before those after.
SEEN_AT, LATER = datetime(2023, 5, 1, 12, tzinfo=UTC), datetime(2023, 5, 1, 18, tzinfo=UTC)
POLICY = f"log {LOG.public}\nwitness inspector {WITNESS.public}\nquorum inspector\n".encode()
#: The entry whose receipt an officer holds; that of one beyond the witness.
HELD, LATE = 5, 23


class Scene:
    """A folder that an insider may spoil, and what is on its way to others. ``trust`` is what the inspector believes, and
    ``policy`` the file it is read from; ``alone`` is whom the agency would have them believe instead. ``papers`` are
    receipts and bundles; ``refusal`` the words in which something was refused; ``head`` one to show to the witness
    instead of the store's own.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "record.sqlite"
        self.trust, self.policy = TRUST, POLICY
        self.papers = {file.name: file.read_bytes() for file in sorted((folder / "papers").iterdir())}
        self.refusal = ""
        self.alone: Trust | None = None
        self.head: Note | None = None

    def state(self) -> bytes:
        """A digest of all that an attack could have changed; the same bytes when it did nothing."""
        found = sha256(repr((self.papers, self.policy, self.refusal, str(self.alone), self.head)).encode())
        with closing(apsw.Connection(str(self.path))) as db:
            for (table,) in db.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall():
                found.update(repr(sorted(map(repr, db.execute(f"SELECT * FROM {table}")))).encode())
            found.update(
                repr(db.execute("SELECT type, name, sql FROM sqlite_schema ORDER BY 1, 2").fetchall()).encode()
            )
        for file in sorted(self.folder.rglob("*")):
            if file.is_file() and not file.name.endswith((".lock", "-wal", "-shm")):
                found.update(file.name.encode() + file.read_bytes())
        return found.digest()

    # What an insider does

    def sql(self, *statements: str) -> None:
        """Statements by somebody who takes the guards away and puts them back."""
        tampered(self.path, *statements)

    def rewrite(self, change: Callable[[list[bytes]], list[bytes]], signer: Signer = LOG) -> Note:
        """Change the log's leaves, make all that is derived fit, and sign it again."""
        return rewritten(self.path, change, signer)

    def put_back(self, copy: str) -> None:
        """Put an older copy of the store in its place."""
        shutil.copy(self.folder / copy, self.path)

    @contextmanager
    def opened(self, start: datetime = LATER + timedelta(days=3), seen: Sequence[Note] = ()) -> Iterator[Store]:
        """The store, open to be written by the program, its clock standing at ``start``; ``seen`` as the agency keeps it beside its settings."""
        ring = open_ring(self.folder / "ring.sqlite", MASTER, entropy=dice("scene"))
        store = open_store(str(self.path), LOG, ring, clock(start), entropy=dice("opened"), seen=seen)
        try:
            yield store
        finally:
            store.close()
            ring.close()

    def tries(self, what: Callable[[], object]) -> None:
        """Try what has to be refused; the words of the refusal are kept."""
        try:
            what()
        except (CasewardError, apsw.Error, ValueError) as error:
            self.refusal = f"{type(error).__name__}: {error}"

    def leaves(self) -> list[bytes]:
        """The stored envelopes."""
        with closing(apsw.Connection(str(self.path))) as db:
            return [bytes(leaf) for (leaf,) in db.execute("SELECT leaf FROM entries ORDER BY idx")]

    # What others do

    def ask_witness(self, at: datetime = LATER + timedelta(hours=2)) -> Answer:
        """Show the newest head to the witness, as the agency does: with the entries that it has not seen."""
        with self.opened() as store:
            return asked(self.folder, store, self.head or store.head(), at)

    def witnessed(self, at: datetime) -> None:
        """Have the newest head cosigned, and keep it."""
        with self.opened(LATER + timedelta(days=4)) as store:
            answer = asked(self.folder, store, store.head(), at)
            store.keep_cosigned(Note.parse(str(store.head()).encode() + answer.body.encode()))

    def report(self, *seen: bytes, trust: Trust | None = None) -> Report:
        """What the independent check says of the store, shown these heads besides."""
        ring = open_ring(self.folder / "ring.sqlite", MASTER, entropy=dice("check"))
        heads = [Seen.parse(note) for note in seen]
        with closing(ring), closing(apsw.Connection(str(self.path))) as db:
            return verify_store(db, replace(BROUGHT, trust=trust or self.trust, keys=RingKeys(ring), seen=heads))

    def finds(self, by: Check) -> tuple[list[str], dict[str, list[int]]]:
        """What a check says against the scene, and by bad verdict the places that have it. Nothing: it is content."""
        if by in (Check.VERIFY, Check.ALONE, Check.HOLDER):
            return said(self.report(*self._heads(by), trust=self.alone if by is Check.ALONE else None))
        words = _CHECKS[by](self)
        return ([words] if words else []), {}

    def _heads(self, by: Check) -> list[bytes]:
        """Heads that whoever checks brings along."""
        inspectors = [] if by is Check.ALONE else [(self.folder / "inspector.note").read_bytes()]
        late = self.papers["late.receipt"].partition(b"\n\n")[2]
        return [*inspectors, late] if by is Check.HOLDER else inspectors


def said(report: Report) -> tuple[list[str], dict[str, list[int]]]:
    """The words of a report, and its bad places."""
    places: dict[str, list[int]] = {}
    for one in report.ranges:
        if one.verdict in BAD:
            places.setdefault(str(one.verdict), []).extend(range(one.first, one.last + 1))
    return [*map(str, report.bad()), *report.tables, *report.marked], places


def _words(check_it: Callable[[Scene], object]) -> Callable[[Scene], str]:
    """What a check says when it refuses; nothing when it does not."""

    def checked(scene: Scene) -> str:
        try:
            found = check_it(scene)
        except (ValueError, CasewardError) as error:
            return f"{type(error).__name__}: {error}"
        return found if isinstance(found, str) else ""

    return checked


def _opens(scene: Scene) -> None:
    kept = scene.folder / "inspector.note"  # the agency keeps the same head beside its settings
    with scene.opened(LATER + timedelta(days=5), [Note.parse(kept.read_bytes())] if kept.exists() else []):
        pass


def _witness(scene: Scene) -> str:
    answer = scene.ask_witness()
    return "" if answer.status == 200 else f"{answer.status} {answer.body}"


def _copies(scene: Scene) -> str:
    mirror = Mirror(scene.folder / "witness" / "copies")
    return ", ".join(f"{d.index} {d.what}" for d in mirror.compared(ORIGIN, scene.leaves(), SAW))


_CHECKS: dict[Check, Callable[[Scene], str]] = {
    Check.OPEN: _words(_opens),
    Check.REFUSED: lambda scene: scene.refusal,
    Check.WITNESS: _words(_witness),
    Check.COPIES: _copies,
    Check.RECEIPT: _words(lambda s: check(s.papers["held.receipt"], s.trust, s.papers.get("entry", b""))),
    Check.BUNDLE: _words(lambda s: check_bundle(s.papers["all.caseward-log"].splitlines(keepends=True), s.trust)),
    Check.CERTIFICATE: _words(lambda s: check_absence(s.papers["reports.caseward-log"].splitlines(True), s.trust)),
    Check.TRUST: _words(lambda s: Trust.parse(s.policy)),
    Check.RING: _words(lambda s: open_ring(s.folder / "ring.sqlite", MASTER, entropy=dice("look")).close()),
}


def asked(folder: Path, store: Store, head: Note, at: datetime) -> Answer:
    """A head shown to the witness of a folder, which copies the entries that it was not shown before."""
    heads, mirror = FolderStore(folder / "witness"), Mirror(folder / "witness" / "copies")
    size = Checkpoint.parse(head.text).size
    old = heads.last(ORIGIN).size
    try:
        mirror.take(ORIGIN, min(old, size), store.leaves(min(old, size), size), old)
        request = request_for(head, min(old, size), store.subtrees)
    except ValueError as error:
        return Answer(422, str(error))
    witness = Witness((WITNESS,), {ORIGIN: LOG.public}, heads, mirror)
    return witness.answer(bytes(request), int(at.timestamp()))


def forked(leaves: list[bytes], signer: Signer = LOG) -> Note:
    """A signed head over other leaves, of which no store exists."""
    frontier, _ = Frontier().extended(map(leaf_hash, leaves))
    return sign(str(Checkpoint(ORIGIN, len(leaves), frontier.root())), [signer])


def scene_in(folder: Path) -> Scene:
    """A scene of its own in a new folder."""
    shutil.copytree(_original(), folder)
    return Scene(folder)


@cache
def _original() -> Path:
    folder = Path(mkdtemp(prefix="caseward-insiders-"))
    (folder / "witness" / "copies").mkdir(parents=True)
    (folder / "papers").mkdir()
    built(folder)
    shutil.copy(folder / "record.sqlite", folder / "older.sqlite")
    with _open(folder, LATER - timedelta(hours=17)) as store:
        _handed_out(folder, "before.caseward-log", _certificate(store))
    _go_on(folder, [20, 21], SEEN_AT - timedelta(hours=3))
    with _open(folder, SEEN_AT) as store:
        note = Note.parse(str(store.head()).encode() + asked(folder, store, store.head(), SEEN_AT).body.encode())
        store.keep_cosigned(note)
        (folder / "inspector.note").write_bytes(str(note).encode())
        _handed_out(folder, "held.receipt", str(store.receipt(HELD)).encode())
        run = Run(0, SAW, store.leaves(0, SAW), store.subtrees, [note])
        _handed_out(folder, "all.caseward-log", b"".join(bundle_lines(run, shown=lambda n: _shown(store, n))))
        _handed_out(folder, "reports.caseward-log", _certificate(store))
    _go_on(folder, [22], LATER)
    shutil.copy(folder / "record.sqlite", folder / "recent.sqlite")
    _go_on(folder, [23, 24], LATER + timedelta(minutes=5))
    with _open(folder, LATER + timedelta(minutes=9)) as store:
        _handed_out(folder, "late.receipt", str(store.receipt(LATE)).encode())
    return folder


@contextmanager
def _open(folder: Path, at: datetime) -> Iterator[Store]:
    with closing(open_ring(folder / "ring.sqlite", MASTER, entropy=dice(f"ring {at}"))) as ring:
        where = str(folder / "record.sqlite")
        with closing(open_store(where, LOG, ring, clock(at), entropy=dice(f"store {at}"))) as store:
            yield store


def _go_on(folder: Path, places: list[int], at: datetime) -> None:
    with _open(folder, at) as store:
        store.append([draft(n + 1, "T-1", "desertion_report" if n == 21 else "contact") for n in places])


def _handed_out(folder: Path, name: str, data: bytes) -> None:
    (folder / "papers" / name).write_bytes(data)


def _certificate(store: Store) -> bytes:
    """Every report of the first case, under the newest cosigned head."""
    head, receipt = store.cosigned(), store.receipt(HELD)
    assert head
    size = Checkpoint.parse(head.text).size
    case = Envelope.parse(receipt.extra).case
    question = Question(case, "desertion_report", "", "", receipt, _shown(store, HELD)[0])
    return b"".join(bundle_lines(Run(0, size, store.leaves(0, size), store.subtrees, [head]), question))


def _shown(store: Store, index: int) -> list[Shown]:
    """What is laid open of the entry whose receipt somebody holds."""
    part = store.parts(index)["identity"] if index == HELD else None
    return [Shown("identity", part.opening, part.part)] if isinstance(part, Opened) else []
