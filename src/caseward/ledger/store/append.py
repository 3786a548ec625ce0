"""Appending: the one door through which entries enter the log, and the order of writes that makes it safe.

A crash or a loss of power between any two steps leaves either everything of a commit or nothing. The steps are
numbered here and marked at the lines that do them:

1. keys of new matters are durable in the key ring, apart from the store
2. the transaction begins, alone in writing; the head is read
3. ``recorded`` is set: now, or the newest entry's when the clock is a little behind; far behind refuses
4. leaves, payloads and what is derived from them are inserted, then the subtrees that the new leaves complete
5. leaves and subtrees are read back and the root is recomputed along another path
6. the new head is signed
7. the head is written
8. commit: the one fdatasync
9. only now is anything acknowledged
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.envelope import leaf_of, time_text
from caseward.ledger.keyring import KeyRing
from caseward.ledger.keyring.wrap import NONCE_SIZE, locked
from caseward.ledger.keys import Signer
from caseward.ledger.note import sign
from caseward.ledger.store.database import Statement, Tables, Value
from caseward.ledger.store.draft import Draft, Kept, Signed
from caseward.ledger.store.head import Head, instant, micros
from caseward.ledger.store.ids import superseded_by
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.prepared import Prepared, pieces, prepared
from caseward.ledger.store.refusals import ClockWentBack, DamagedStore, RequestReused
from caseward.ledger.store.reread import Subtree, recomputed
from caseward.ledger.store.together import ACTORS, IDS, MATTERS, REQUESTS, Together, find
from caseward.ledger.store.tokens import Matter, Tokens
from caseward.ledger.tree import leaf_hash

#: How far behind the newest entry the clock may be, and appending go on with the newest entry's time.
TOLERANCE = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Pen:
    """What writing needs besides a database: who signs, the keys, the clock, chance."""

    signer: Signer
    ring: KeyRing
    marks: Marks
    now: Callable[[], datetime]
    entropy: Callable[[int], bytes]
    tolerance: timedelta = TOLERANCE


@dataclass(slots=True)
class Writing:
    """One transaction. ``append`` as often as needed, ``finish`` once; both between ``begin`` and ``commit`` of the
    database, under its lock.
    """

    db: Tables
    pen: Pen
    tokens: Tokens
    head: Head
    signed: Signed
    signers: tuple[Signer, ...] = ()
    recorded: int = 0
    _leaves: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        # 3: never decreasing. A clock that is a little behind is waited out by repeating the newest time.
        now = micros(self.pen.now())
        if now < self.head.recorded and instant(self.head.recorded) - instant(now) > self.pen.tolerance:
            newest = instant(self.head.recorded).isoformat()
            raise ClockWentBack(
                f"The newest entry was recorded at {newest}; the clock says {instant(now).isoformat()}."
            )
        self.recorded = max(now, self.head.recorded)

    @property
    def size(self) -> int:
        """Entries in the log, those of this transaction among them."""
        return self.head.size + len(self._leaves)

    def foresee(self, requests: Sequence[tuple[Sequence[Prepared], str]]) -> None:
        """Before several requests are added: look up at once what they will ask for, and add their rows at once."""
        marks, drafts = self.pen.marks, [ready.draft for some, _ in requests for ready in some]
        together = Together(self.db)
        together.foresee(
            (
                (REQUESTS, [marks.request(request) for _, request in requests if request]),
                (IDS, [ready.mark for some, _ in requests for ready in some if ready.mark]),
                (IDS, [marks.id(target) for draft in drafts for target in draft.corrects]),
                (MATTERS, [marks.matter(*who) for who in self.tokens.unknown(drafts)]),
                (ACTORS, [marks.actor(actor) for actor in self.tokens.unknown_actors(drafts)]),
            )
        )
        self.db = together

    def append(self, drafts: Sequence[Draft], request: str = "") -> tuple[Kept, ...]:
        """Insert entries, all or none; see ``add``."""
        return self.add(prepared(drafts, self.pen.entropy, self.pen.marks), request) if drafts else ()

    def add(self, drafts: Sequence[Prepared], request: str = "") -> tuple[Kept, ...]:
        """Insert entries, all or none. What is returned is worth nothing before the commit. NotKept, MatterClosed,
        RequestReused: the transaction is then as it was before this call.
        """
        digest = self.pen.marks.digest([draft.contents() for draft in drafts]) if request else b""
        key = self.pen.marks.request(request) if request else ""
        if request and (before := self._repeated(key, digest)) is not None:
            return before
        corrected = superseded_by(self.db, self.pen.marks, drafts, self.size)
        matters, actors = self._matters(drafts), self._actors(drafts)
        kept = self._insert(drafts, corrected, matters, actors)
        if request:
            row = (key, digest, kept[0].index if kept else self.size, len(kept))
            self.db.execute("INSERT INTO requests (key, digest, first, count) VALUES (?, ?, ?, ?)", row)
        return kept

    def _repeated(self, key: str, digest: bytes) -> tuple[Kept, ...] | None:
        """What a request that was acknowledged before was told; None for a new one."""
        rows = find(self.db, REQUESTS, [key])
        if not rows:
            return None
        before, first, count = rows[key]
        if bytes(before) != digest:
            raise RequestReused
        return tuple(self.again(first, first + count))

    def again(self, first: int, end: int) -> Iterator[Kept]:
        """Entries that are in the log already, as they are acknowledged: their receipts lead to the new head."""
        for index, leaf in self.db.execute(
            "SELECT idx, leaf FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx", (first, end)
        ):
            yield Kept(index, bytes(leaf), self.signed)

    def _matters(self, drafts: Sequence[Prepared]) -> dict[tuple[str, str], Matter]:
        wanted = dict.fromkeys((d.draft.subject, d.draft.matter) for d in drafts)
        found = {who: self.tokens.matter(self.db, *who) for who in wanted}  # refuses before anything is made
        return {who: matter or self.tokens.new_matter(self.db, *who) for who, matter in found.items()}

    def _actors(self, drafts: Sequence[Prepared]) -> dict[str, str]:
        return {actor: self.tokens.actor(self.db, actor) for actor in dict.fromkeys(d.draft.actor for d in drafts)}

    def _insert(
        self,
        drafts: Sequence[Prepared],
        corrected: list[tuple[int, ...]],
        matters: dict[tuple[str, str], Matter],
        actors: dict[str, str],
    ) -> tuple[Kept, ...]:
        entries: list[tuple[Value, ...]] = []
        parts: list[tuple[Value, ...]] = []
        ids: list[tuple[Value, ...]] = []
        superseded: list[tuple[Value, ...]] = []
        leaves, kept = [], []
        recorded, signed = self.recorded, self.signed
        at = time_text(instant(recorded))
        nonces = pieces(self.pen.entropy, NONCE_SIZE, sum([len(ready.parts) for ready in drafts]))
        for index, ((draft, pieced, mark), targets) in enumerate(zip(drafts, corrected, strict=True), start=self.size):
            matter, actor, kind = matters[draft.subject, draft.matter], actors[draft.actor], draft.kind
            token, key_id, key = matter.token, matter.key_id, matter.key
            commitments = {name: made.hex() for name, _, _, made in pieced}
            refers = targets or (tuple(sorted({*draft.refers})) if draft.refers else ())
            leaf = leaf_of(at, kind, token, actor, commitments, refers)
            leaves.append(leaf)
            entries.append((index, leaf, recorded, kind, token, actor))
            for name, opening, data, made in pieced:
                parts.append((index, name, key_id, locked(key, next(nonces), opening + data, made)))
            if mark:
                ids.append((mark, index))
            if targets:
                superseded += [(target, index) for target in targets]
            kept.append(Kept(index, leaf, signed))
        # 4: leaves and everything that hangs on them.
        for sql, rows in ((_ENTRIES, entries), (_PARTS, parts), (_IDS, ids), (_SUPERSEDED, superseded)):
            if rows:
                self.db.executemany(sql, rows)
        self._leaves += leaves
        return tuple(kept)

    def finish(self) -> Head:
        """Grow the tree, check it, sign and write the head; to be followed by the commit. The head that then holds."""
        if not self._leaves:
            if isinstance(self.db, Together):
                self.db.flush()
            self.signed.size, self.signed.note = self.head.size, self.head.note
            return self.head
        before = self.head.frontier
        frontier, made = before.extended(map(leaf_hash, self._leaves))
        # 4: the subtrees that the new leaves complete.
        self.db.executemany(_SUBTREES, [(level, place, found) for (level, place), found in made.items()])
        root = self._read_back(made)
        if root != frontier.root():
            raise DamagedStore("The root of what was written is not the root of what is stored.")
        # 6: only now is anything signed.
        signer, size = self.pen.signer, frontier.size
        note = sign(str(Checkpoint(signer.public.name, size, root)), self.signers or (signer,))
        # 7: the head, in the same transaction as the entries it covers.
        stored = str(note).encode()
        self.db.execute("UPDATE head SET size = ?, note = ?", (size, stored))
        signed = self.signed
        signed.size, signed.note, signed.subtrees, signed.before = size, note, made, before
        return Head(frontier, self.recorded, note, stored)

    def _read_back(self, made: Subtree) -> bytes:
        # 5: from the bytes that the database gives back, top down, by code of its own.
        before = self.head.frontier
        entries, tree = self.db.several([(_LEAVES, (before.size,)), _completed(before.size, self.size)])
        leaves = [bytes(leaf) for (leaf,) in entries]
        stored = {(level, place): bytes(found) for level, place, found in tree}
        if len(leaves) != len(self._leaves) or stored != made:
            raise DamagedStore(_OTHERWISE)
        root, again = recomputed(before.hashes, before.size, leaves)
        if again != stored:
            raise DamagedStore(_OTHERWISE)
        return root


def _completed(before: int, size: int) -> Statement:
    """What asks for every subtree that a log of ``before`` entries completes in growing to ``size``: of each level
    those whose last leaf is new, which lie side by side.
    """
    spans: list[int] = []
    level, first, end = 0, before, size
    while first < end:
        spans += (level, first, end)
        level, first, end = level + 1, first >> 1, end >> 1
    return _of_levels(level), spans


@lru_cache(maxsize=64)
def _of_levels(count: int) -> str:
    return " UNION ALL ".join(
        ["SELECT level, place, hash FROM tree WHERE level = ? AND place >= ? AND place < ?"] * count
    )


_OTHERWISE = "What the database gives back is not what was written."
_LEAVES = "SELECT leaf FROM entries WHERE idx >= ? ORDER BY idx"
_SUBTREES = "INSERT INTO tree (level, place, hash) VALUES (?, ?, ?)"
_ENTRIES = "INSERT INTO entries (idx, leaf, recorded, kind, case_token, actor_token) VALUES (?, ?, ?, ?, ?, ?)"
_PARTS = "INSERT INTO parts (idx, name, key_id, box) VALUES (?, ?, ?, ?)"
_IDS = "INSERT INTO ids (mark, idx) VALUES (?, ?)"
_SUPERSEDED = "INSERT INTO superseded (idx, by_idx) VALUES (?, ?)"
