"""The order of writes that makes appending safe, and that what is signed is what the database gives back."""

import json

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from caseward.ledger.keys import Signer
from caseward.ledger.store.marks import Marks
from caseward.ledger.store.refusals import DamagedStore
from caseward.ledger.store.reread import recomputed
from caseward.ledger.tree import Frontier, leaf_hash
from caseward.testing.stores import correction, visit


class Watched:
    """Something whose calls are written down, and whose answers may be changed on the way."""

    def __init__(self, what, name, calls, change=lambda call, answer: answer):
        self._what, self._name, self._calls, self._change = what, name, calls, change

    def __getattr__(self, name):
        found = getattr(self._what, name)
        if not callable(found):
            return found

        def call(*args):
            if name == "several":  # each by itself, as SQLite's own does
                return [self.execute(*statement) for statement in args[0]]
            said = f"{self._name}.{name} {' '.join(str(args[0]).split()[:3]) if args else ''}".strip()
            self._calls.append(said)
            return self._change(said, found(*args))

        return call


def watch(store, change=lambda call, answer: answer):
    """The store with its database, key ring and private key watched; the list of their calls."""
    calls, connect, pen = [], store.connect, store.pen
    store.close()
    store.connect = lambda: Watched(connect(), "db", calls, change)
    signer = Signer(pen.signer.public, Watched(pen.signer.private, "key", calls))
    store.pen = type(pen)(signer, Watched(pen.ring, "ring", calls), pen.marks, pen.now, pen.entropy)
    store.__post_init__()
    return calls


def test_the_steps_come_in_the_order_that_is_safe(store):
    calls = watch(store)
    store.append([visit(1), correction(2, of=1)])
    ring, begin, commit = (calls.index(call) for call in ("ring.new_many 1", "db.begin", "db.commit"))
    (sign,) = (n for n, call in enumerate(calls) if call.startswith("key."))
    inserts = [n for n, call in enumerate(calls) if call.startswith("db.executemany INSERT")]
    again = [
        n for n, call in enumerate(calls) if call.startswith(("db.execute SELECT leaf", "db.execute SELECT level,"))
    ]
    head = calls.index("db.execute UPDATE head SET")
    assert ring < begin < min(inserts) < max(inserts) < min(n for n in again if n > begin)
    assert max(again) < sign < head < commit
    assert commit == max(n for n, call in enumerate(calls) if call.startswith("db.")), "nothing is written afterwards"


FLIPS = {
    "a leaf": lambda call, rows: [(flip(rows[0][0]),), *rows[1:]] if call == "db.execute SELECT leaf FROM" else rows,
    "a subtree": lambda call, rows: [(*rows[0][:2], flip(rows[0][2])), *rows[1:]] if "SELECT level," in call else rows,
    "a lost leaf": lambda call, rows: rows[:-1] if call == "db.execute SELECT leaf FROM" else rows,
    "a lost subtree": lambda call, rows: rows[:-1] if "SELECT level," in call else rows,
}


def flip(data):
    return bytes([data[0] ^ 1]) + data[1:]


@pytest.mark.parametrize("what", FLIPS)
def test_what_comes_back_otherwise_than_it_was_written_is_never_signed(store, what):
    store.append([visit(1)])
    armed = []
    calls = watch(store, lambda call, answer: FLIPS[what](call, answer) if armed else answer)
    with pytest.raises(DamagedStore), store.transaction() as writing:  # noqa: PT012 (the fault begins in the middle)
        writing.append([visit(2), visit(3)])
        armed.append("from here on")
    armed.clear()
    assert not [call for call in calls if call.startswith("key.")]
    assert store.size == 2
    (kept,) = store.append([visit(2)])
    kept.receipt.check(kept.leaf)


@given(before=st.integers(0, 70), leaves=st.lists(st.binary(max_size=3), min_size=1, max_size=40))
def test_the_second_path_comes_to_the_same_tree(before, leaves):
    old, _ = Frontier().extended(leaf_hash(b"%d" % n) for n in range(before))
    new, made = old.extended(map(leaf_hash, leaves))
    assert recomputed(old.hashes, before, leaves) == (new.root(), made)


def test_envelopes_are_canonical_whatever_they_hold(store):
    store.append([visit(1), correction(2, of=1), visit("ü", subject='"\\\n', matter="ß")])
    for leaf in store.leaves(0, store.size):
        assert rfc8785.dumps(json.loads(leaf)) == leaf


def test_marks_of_different_things_differ_and_hang_on_the_key():
    marks, others = Marks(bytes(32)), Marks(bytes(31) + b"\1")
    made = [
        marks.subject("a"), marks.matter("a", ""), marks.matter("", "a"), marks.matter("a", "b"), marks.matter("ab", ""),
        marks.matter("a:", "b"), marks.actor("a"), marks.id("a"), bytes.fromhex(marks.request("a")), marks.actors_key(),
        marks.digest([b"a"]), marks.digest([b"a", b""]), marks.digest([]), others.subject("a"), others.id("a"),
    ]  # fmt: skip
    assert len(set(made)) == len(made)
    assert {len(mark) for mark in made} == {32}
