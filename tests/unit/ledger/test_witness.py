"""The witness: what it signs, what it refuses and by which status, and that it never goes back."""

from contextlib import contextmanager

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keys import COSIGN_ED25519, new_signer
from caseward.ledger.note import Note, sign
from caseward.ledger.tree import Frontier, consistency_proof, leaf_hash, root_of
from caseward.ledger.witness import Head, Request, Witness

ORIGIN = "agency.example/record"
LOG, OTHER = new_signer(ORIGIN), new_signer(ORIGIN)
SIGNER = new_signer("inspector.example/w", COSIGN_ED25519)


class Kept:
    """Heads in memory, with what happened in which order."""

    def __init__(self):
        self.heads, self.done = {}, []

    @contextmanager
    def __call__(self, origin):
        self.origin = origin
        yield self

    def read(self):
        return self.heads.get(self.origin, Head())

    def keep(self, head):
        self.done.append(head.size)
        self.heads[self.origin] = head


class Tree:
    def __init__(self, words="leaf", size=40, forked_at=None):
        self.kept, frontier = {}, Frontier()
        for n in range(size):
            said = "fork" if forked_at is not None and n >= forked_at else words
            frontier, made = frontier.appended(leaf_hash(f"{said} {n}".encode()))
            self.kept |= {(level, i): found for level, i, found in made}

    def at(self, level, index):
        return self.kept[level, index]

    def request(self, old, size, signer=LOG, origin=ORIGIN, proof=None):
        note = sign(str(Checkpoint(origin, size, root_of(size, self.at))), [signer])
        found = consistency_proof(old, size, self.at) if proof is None and old <= size else tuple(proof or ())
        return bytes(Request(old, found, note))


TREE, FORK = Tree(), Tree(forked_at=7)


def witness():
    return Witness((SIGNER,), {ORIGIN: LOG.public}, Kept())


def test_a_head_that_continues_is_cosigned():
    one = witness()
    for old, size in ((0, 0), (0, 5), (5, 5), (5, 9), (9, 40)):
        said = one.answer(TREE.request(old, size), 1_700_000_000 + size)
        assert said.status == 200
        note = Note.parse(
            str(sign(str(Checkpoint(ORIGIN, size, root_of(size, TREE.at))), [LOG])).encode() + said.body.encode()
        )
        assert [(k.name, s.time) for k, s in note.verified([SIGNER.public])] == [
            (SIGNER.public.name, 1_700_000_000 + size)
        ]
    assert one.store.done == [0, 5, 5, 9, 40]


@pytest.mark.parametrize(
    ("data", "status", "says"),
    [
        (b"", 400, "a request is"),
        (b"new 3\n\ntext", 400, "begins with the old size"),
        (b"old 03\n\ntext", 400, "no whole number"),
        (b"old 3\nAAAA\n\ntext", 400, "no hash"),
        (b"old 3\n\n" + str(sign("words\n", [LOG])).encode(), 400, "three lines"),
        (TREE.request(0, 5, origin="elsewhere.example"), 404, "not known"),
        (TREE.request(0, 5, signer=OTHER), 403, "no signature of the log"),
        (TREE.request(9, 5), 400, "larger than the new"),
        (TREE.request(3, 5), 409, "0\n"),
        (TREE.request(0, 5, proof=[leaf_hash(b"x")]), 422, "none are needed"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_and_how(data, status, says):
    one = witness()
    said = one.answer(data, 0)
    assert (said.status, says in said.body) == (status, True), said
    assert one.store.done == []


def test_a_false_signature_of_the_log_is_refused():
    data = bytearray(TREE.request(0, 5))
    at = data.rindex(b"\n") - 6
    data[at] = data[at] ^ 1
    assert witness().answer(bytes(data), 0).status in (400, 403)


def test_a_fork_is_refused_whatever_its_size():
    one = witness()
    assert one.answer(TREE.request(0, 10), 0).status == 200
    same = one.answer(FORK.request(10, 10), 0)
    assert (same.status, same.body, same.type) == (409, "10\n", "text/x.tlog.size")
    assert one.answer(FORK.request(10, 20), 0).status == 422
    assert one.store.read().root == root_of(10, TREE.at)


def test_going_back_is_refused_with_the_size_last_seen():
    one = witness()
    assert one.answer(TREE.request(0, 10), 0).status == 200
    said = one.answer(TREE.request(0, 5), 0)
    assert (said.status, said.body) == (409, "10\n")


class Requests(RuleBasedStateMachine):
    """However requests of an honest log and a forked one come, what is cosigned is always one growing log."""

    def __init__(self):
        super().__init__()
        self.one, self.signed = witness(), []

    @rule(tree=st.sampled_from([TREE, FORK]), old=st.integers(0, 40), size=st.integers(0, 40))
    def asks(self, tree, old, size):
        kept = self.one.store.heads.get(ORIGIN, Head())
        said = self.one.answer(tree.request(old, size), 0)
        if said.status == 200:
            assert old == kept.size <= size
            self.signed.append((size, root_of(size, tree.at)))

    @invariant()
    def one_log(self):
        sizes = [size for size, _ in self.signed]
        assert sizes == sorted(sizes)
        for tree in (TREE, FORK):
            if all(root == root_of(size, tree.at) for size, root in self.signed):
                return
        raise AssertionError(self.signed)


Requests.TestCase.settings = settings(max_examples=60, stateful_step_count=12)
TestRequests = Requests.TestCase
