"""Orders in any sequence, held against a plain model; and what somebody with a guess can find out: nothing."""

from __future__ import annotations

import json
import tempfile
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from caseward.ledger.canonical import canonical
from caseward.ledger.commitment import commitment, label_of
from caseward.ledger.envelope import Envelope
from caseward.ledger.note import Note
from caseward.ledger.orders.errors import BadOrder
from caseward.ledger.orders.sealing import seal
from caseward.ledger.proof import Receipt
from caseward.ledger.store.refusals import MatterClosed
from caseward.verify.note import Key
from caseward.verify.note import Note as CheckedNote
from caseward.verify.report import Verdict
from caseward.verify.store import Brought, verify_store
from caseward.verify.trust import Trust
from tests.unit.ledger_orders.kept import COUNSEL, UNIT, closed, destroyed, draft, made, opened, order

WHO = st.sampled_from([("P-1", ""), ("P-1", "T-1"), ("P-1", "T-2"), ("P-2", "T-1")])


class Orders(RuleBasedStateMachine):
    """A model that remembers, for each matter that has a name, its state, and for each entry what it should say."""

    def __init__(self):
        super().__init__()
        self.held = tempfile.TemporaryDirectory()
        self.folder = Path(self.held.name)
        self.store = made(self.folder)
        self.turn = 0
        self.state = {}
        self.says = {}  # index: (matter, text); a destroyed one: (None, text)
        self.receipts = []

    def teardown(self):
        closed(self.store)
        self.held.cleanup()

    def later(self):
        self.turn += 1
        return datetime(2024, 1, 1 + self.turn % 28, tzinfo=UTC).replace(year=2024 + self.turn // 28)

    @rule(who=WHO)
    def append(self, who):
        text = f"said {self.store.size}"
        try:
            (kept,) = self.store.append([draft(*who, text)])
        except MatterClosed:
            assert self.state.get(who) == "sealed"
            return
        assert self.state.setdefault(who, "open") == "open"
        self.says[kept.index] = who, text
        self.receipts.append((str(kept.receipt), kept.leaf))

    def carried_out(self, who, fitting, work):
        try:
            work()
        except BadOrder:
            assert self.state.get(who) not in fitting
            return False
        assert self.state.get(who) in fitting
        return True

    @rule(who=WHO)
    def seal(self, who):
        if self.carried_out(who, ("open",), lambda: seal(self.store, order("seal", who[0], (who[1],)))):
            self.state[who] = "sealed"

    @rule(who=WHO)
    def unseal(self, who):
        unit = opened(self.folder, UNIT, seed=f"unit {self.turn}", start=self.later())
        if self.carried_out(who, ("sealed",), lambda: seal(unit, order("unseal", who[0], (who[1],)))):
            self.state[who] = "open"
        closed(unit)
        self.reopen()

    @rule(who=WHO)
    def destroy(self, who):
        if self.carried_out(
            who, ("open", "sealed"), lambda: destroyed(self.store, order("destroy", who[0], (who[1],)))
        ):
            del self.state[who]
            self.says = {i: (None if m == who else m, text) for i, (m, text) in self.says.items()}

    @rule()
    def reopen(self):
        closed(self.store)
        self.store = opened(self.folder, seed=f"turn {self.turn}", start=self.later())

    @invariant()
    def every_entry_says_what_it_should(self):
        for index, (matter, text) in self.says.items():
            part = self.store.parts(index)["note"]
            want = "destroyed" if matter is None else {"open": "", "sealed": "sealed"}[self.state[matter]]
            assert getattr(part, "reason", "") == want
            if not want:
                assert json.loads(part.part) == {"text": text}

    @invariant()
    def every_receipt_ever_given_proves_its_envelope(self):
        for text, leaf in self.receipts:
            Receipt.parse(text.encode()).check(leaf)
        if self.receipts:
            assert next(self.store.leaves(1, 2)) is not None

    @precondition(lambda self: self.store.size > 4)
    @invariant()
    def the_checker_gives_the_same_verdicts(self):
        report = verify_store(Rows(self.store), Brought(trust_of(self.store), [Key.parse(str(COUNSEL.public))]))
        assert report.tables == []
        want = {i: {None: Verdict.DESTROYED}.get(m) or self.verdict(m) for i, (m, _) in self.says.items()}
        found = {i: each.verdict for each in report.ranges for i in range(each.first, each.last + 1)}
        assert {i: found[i] for i in want} == want

    def verdict(self, matter):
        return Verdict.SEALED if self.state[matter] == "sealed" else Verdict.MATCHING


class Rows:
    """The store's tables, as the checker reads them."""

    def __init__(self, store):
        self.store = store

    def execute(self, sql, params=()):
        return iter(self.store.reader.rows(sql, params))


def trust_of(store):
    return Trust.parse(f"log {store.vkey}\nquorum none\n".encode())


TestOrders = Orders.TestCase
TestOrders.settings = settings(
    # Every step syncs the disk: few of them here, and no time spent on making a failure smaller.
    max_examples=5,
    stateful_step_count=14,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.generate,),
)


def test_a_commitment_answers_no_guess(tmp_path):
    """All values that a small field can have, and all openings that a careless writer would choose."""
    store = made(tmp_path)
    outcomes = ["spoke", "left_message", "no_answer", "failed_to_attend", "refused"]
    store.append([draft("P-1", "T-1", text) for text in outcomes])
    taken = [made_ for leaf in store.leaves(0, 6) for made_ in Envelope.parse(leaf).parts.values()]
    parts = [canonical({"text": text}) for text in outcomes] + [canonical({"outcome": text}) for text in outcomes]
    guessed = set()
    for name in ("note", "facts", "identity", ""):
        for part in parts:
            guessed |= {sha256(part).digest(), sha256(label_of(name) + part).digest()}
            openings = [bytes(32), b"\xff" * 32, sha256(part).digest(), sha256(b"").digest(), *taken]
            openings += [number.to_bytes(32, order_) for number in range(2000) for order_ in ("big", "little")]
            guessed |= {commitment(name, opening, part) for opening in openings} if name else set()
    assert len(guessed) > 50_000
    assert not guessed & set(taken)
    store.receipt(1)
    opening = store.parts(1)["note"].opening
    assert commitment("note", opening, parts[0]) in taken, "the same search finds it with the opening"
    closed(store)


def test_a_stolen_store_tells_nothing_without_its_ring(tmp_path):
    """Neither names nor marks: every guess at whose case it is, hashed in all plain ways, is nowhere in the file."""
    store = made(tmp_path)
    store.append([draft("P-1", "T-1", "hello", id="C-1")])
    store.scrub()
    held = (tmp_path / "record.sqlite").read_bytes()
    for guess in ("P-1", "T-1", "C-1", "officer 4", "hello", '["P-1","T-1"]', "P-1/T-1"):
        for prefix in (
            b"",
            b"caseward/subject/v1\0",
            b"caseward/matter/v1\0",
            b"caseward/id/v1\0",
            b"caseward/actor/v1\0",
        ):
            assert sha256(prefix + guess.encode()).digest() not in held
    assert b"hello" not in held
    assert b"officer 4" not in held
    closed(store)


def test_destruction_takes_keys_and_boxes_both(tmp_path):
    """Neither an old copy of the ring nor an old copy of the key opens anything in the store of today."""
    store = made(tmp_path)
    store.append([draft("P-1", "T-1", "hello")])
    ((key_id,),) = store.reader.rows("SELECT key_id FROM parts WHERE idx = 1 AND name = 'note'")
    destroyed(store, order("destroy"))
    assert store.reader.rows("SELECT count(*) FROM parts WHERE idx = 1 OR key_id = ?", (key_id,)) == [(0,)]
    assert store.pen.ring.state(key_id) == "destroyed"
    closed(store)


def test_both_readers_of_notes_read_what_was_countersigned(tmp_path):
    store = made(tmp_path)
    store.append([draft("P-1", "T-1", "hello")])
    destroyed(store, order("destroy"))
    note = store.reader.rows("SELECT note FROM countersigned")[0][0]
    assert CheckedNote.parse(note).text == Note.parse(note).text
    closed(store)
