"""Destruction: what goes, what stays, and who has to agree."""

from __future__ import annotations

import pytest

from caseward.ledger.keys import new_signer
from caseward.ledger.note import Note, sign
from caseward.ledger.orders.countersign import Request, countersigned_by
from caseward.ledger.orders.destruction import destroy, finish_destruction, unfinished
from caseward.ledger.orders.errors import BadOrder, NotCountersigned
from caseward.ledger.orders.sealing import seal
from caseward.ledger.proof import Receipt
from caseward.ledger.store.refusals import RequestReused
from tests.unit.ledger_orders.kept import (
    COUNSEL,
    UNIT,
    closed,
    destroyed,
    draft,
    made,
    opened,
    order,
    reasons,
    requested,
)

GONE = {"facts": "destroyed", "note": "destroyed"}
READ = {"facts": "", "note": ""}
DESTROY = order("destroy")


@pytest.fixture
def store(tmp_path):
    store = made(tmp_path)
    first = [
        draft("P-1", "T-1", "first", id="C-1"),
        draft("P-1", "T-2", "other term", id="C-2"),
        draft("P-2", "T-3", "x"),
    ]
    store.append(first, request="morning")
    store.append([draft("P-1", "T-1", "second", kind="violation"), draft("P-1", "", "of the person")])
    yield store
    closed(store)


def test_only_what_the_order_names_is_destroyed(store, tmp_path):
    done = destroyed(store, DESTROY)
    assert [reasons(store, i) for i in range(1, 6)] == [GONE, READ, READ, GONE, READ]
    assert [reasons(opened(tmp_path, UNIT), i) for i in (1, 4)] == [GONE, GONE]
    assert (done.order, done.entries, done.tombstone.index) == (6, 2, 7)


def test_what_is_sealed_can_be_destroyed(store):
    seal(store, order())
    destroyed(store, DESTROY)
    assert reasons(store, 1) == GONE


def test_every_receipt_still_proves_its_envelope(store):
    before = [(i, leaf, str(store.receipt(i))) for i, leaf in enumerate(store.leaves(0, store.size))]
    destroyed(store, DESTROY)
    for index, leaf, text in before:
        Receipt.parse(text.encode()).check(leaf)
        store.receipt(index).check(leaf)
    assert list(store.leaves(0, 6)) == [leaf for _, leaf, _ in before]


def test_nothing_tells_any_more_whose_they_were(store):
    token = store.reader.token_of("P-1", "T-1")
    destroyed(store, DESTROY)
    assert store.reader.token_of("P-1", "T-1") is None
    assert store.reader.matter_of(token).reason == "destroyed"
    assert store.reader.index_of("C-1") is None
    assert store.reader.index_of("C-2") == 2
    assert [entry.index for entry in store.of_subject("P-1")] == [2, 5]
    rows = store.reader.rows("SELECT subject, matter, name, state FROM matters WHERE token = ?", (token,))
    assert rows == [(None, None, None, "destroyed")]
    assert store.reader.rows("SELECT count(*) FROM destroying") == [(0,)]


def test_a_late_repetition_of_the_request_is_refused_not_kept_anew(store):
    destroyed(store, DESTROY)
    size = store.size
    with pytest.raises(RequestReused):
        store.append([draft("P-1", "T-1", "first", id="C-1")], request="morning")
    assert store.size == size
    assert store.reader.rows("SELECT digest FROM requests") == [(b"",)]


def test_somebody_can_begin_again_under_the_same_name(store):
    old = store.reader.token_of("P-1", "T-1")
    destroyed(store, DESTROY)
    (kept,) = store.append([draft("P-1", "T-1", "a new grant")])
    assert store.reader.token_of("P-1", "T-1") not in (old, None)
    assert reasons(store, kept.index) == READ


def test_order_note_and_tombstone_are_there_for_whoever_checks(store):
    done = destroyed(store, DESTROY)
    first, stone = store.stored(done.order)
    assert (first.envelope.kind, first.envelope.refers) == ("destruction_order", (1,))
    assert (stone.envelope.kind, stone.envelope.refers) == ("tombstone", (done.order,))
    assert stone.envelope.case == first.envelope.case != next(store.stored(1)).envelope.case
    ((index, stored),) = store.reader.rows("SELECT idx, note FROM countersigned")
    note = Note.parse(stored)
    assert index == done.order
    assert countersigned_by(note, [COUNSEL.public], [store.vkey]) == ("county-counsel",)
    said = Request.parse(note.text)
    assert (said.origin, said.below) == (store.origin, 6)
    assert [(case.token, case.count) for case in said.cases] == [(next(store.stored(1)).envelope.case, 2)]


def test_whoever_deletes_cannot_sign_alone(store):
    text = requested(store, DESTROY).text()
    log, stranger = store.pen.signer, new_signer("county-counsel")
    for note, listed in (
        (sign(text, [log]), [log.public, COUNSEL.public]),
        (sign(text, [log]), [log.public]),
        (sign(text, [stranger]), [COUNSEL.public]),
        (sign(text, []), [COUNSEL.public]),
        (sign(text, [COUNSEL]), []),
    ):
        with pytest.raises(NotCountersigned):
            destroy(store, DESTROY, note, listed)
    assert store.size == 6
    assert reasons(store, 1) == READ


def test_what_was_signed_is_what_goes_and_nothing_else(store):
    mine = requested(store, DESTROY)
    wider = requested(store, order("destroy", matters=("T-1", "T-2")))
    other = requested(store, order("destroy", number="YJ-23-9999"))
    elsewhere = Request("another.example/record", mine.order, mine.below, mine.cases)
    fewer = Request(mine.origin, mine.order, 3, mine.cases)
    later = Request(mine.origin, mine.order, 99, mine.cases)
    for signed in (wider, other, elsewhere, fewer, later):
        with pytest.raises(NotCountersigned):
            destroy(store, DESTROY, sign(signed.text(), [COUNSEL]), [COUNSEL.public])
    assert reasons(store, 1) == READ


def test_entries_added_since_need_a_new_signature(store):
    note = sign(requested(store, DESTROY).text(), [COUNSEL])
    store.append([draft("P-2", "T-3", "of another case, which does not matter")])
    store.append([draft("P-1", "T-1", "third")])
    with pytest.raises(NotCountersigned, match="1 entries were added"):
        destroy(store, DESTROY, note, [COUNSEL.public])
    destroyed(store, DESTROY)


def test_a_signature_serves_once(store):
    note = sign(requested(store, DESTROY).text(), [COUNSEL])
    destroy(store, DESTROY, note, [COUNSEL.public])
    with pytest.raises(BadOrder, match="destroyed already"):
        destroy(store, DESTROY, note, [COUNSEL.public])


def test_nothing_is_left_to_finish_and_finishing_again_does_nothing(store):
    destroyed(store, DESTROY)
    size = store.size
    assert unfinished(store) == ()
    assert finish_destruction(store) == ()
    assert store.size == size


def test_the_database_itself_refuses_a_deletion_without_an_order(store):
    for sql in ("DELETE FROM parts", "DELETE FROM ids", "UPDATE matters SET name = NULL", "DELETE FROM matters"):
        with pytest.raises(Exception, match=r"only ever added|keeps its token"), store.transaction() as writing:
            writing.db.execute(sql)
    destroyed(store, DESTROY)
    with pytest.raises(Exception, match="only ever added"), store.transaction() as writing:
        writing.db.execute("DELETE FROM countersigned")
