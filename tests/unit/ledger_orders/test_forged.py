"""What somebody with the database, the log's key and the key ring can try instead of an order, and what an inspector
who brings the authority's key finds."""

from __future__ import annotations

import apsw
import pytest

from caseward.ledger.keys import new_signer
from caseward.ledger.note import sign
from caseward.ledger.orders.countersign import Request
from caseward.ledger.orders.sealing import seal
from caseward.ledger.store.draft import Draft
from caseward.verify.note import Key
from caseward.verify.report import Verdict
from caseward.verify.store import Brought, verify_store
from caseward.verify.trust import Trust
from tests.unit.ledger_orders.kept import COUNSEL, closed, destroyed, draft, made, order, requested

MINE = order("destroy")
OTHER = order("destroy", matters=("T-2",), number="YJ-23-9999")


@pytest.fixture
def store(tmp_path):
    store = made(tmp_path)
    store.append(
        [draft("P-1", "T-1", "first", id="C-1"), draft("P-1", "T-2", "other", id="C-2"), draft("P-1", "T-1", "x")]
    )
    yield store
    closed(store)


def inside(store, *statements):
    """Statements run by somebody who takes the guards away and puts them back."""
    db = apsw.Connection(store.reader.rows("PRAGMA database_list")[0][2])
    guards = db.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
    for name, _ in guards:
        db.execute(f"DROP TRIGGER {name}")
    for statement, *values in statements:
        db.execute(statement, values)
    for _, sql in guards:
        db.execute(sql)
    db.close()


def found(store, authorities=(COUNSEL.public,)):
    class Rows:
        def execute(self, sql, params=()):
            return iter(store.reader.rows(sql, params))

    trust = Trust.parse(f"log {store.vkey}\nquorum none\n".encode())
    report = verify_store(Rows(), Brought(trust, [Key.parse(str(key)) for key in authorities]))
    verdicts = {i: each.verdict for each in report.ranges for i in range(each.first, each.last + 1)}
    return [verdicts[i] for i in (1, 2, 3)], report


FIRST = "(SELECT case_token FROM entries WHERE idx = 1)"
ERASE = (
    "DELETE FROM parts WHERE idx IN (1, 3)",
    "DELETE FROM ids WHERE idx IN (1, 3)",
    f"UPDATE matters SET state = 'destroyed', subject = NULL, matter = NULL, name = NULL WHERE token = {FIRST}",
)
GONE = [Verdict.MISSING, Verdict.MATCHING, Verdict.MISSING]
RIGHT = [Verdict.DESTROYED, Verdict.MATCHING, Verdict.DESTROYED]


def own_order(store, refers=(1,)):
    """An entry that looks like an order, and a tombstone for it, signed with the log's own key."""
    said = Draft("destruction_order", "", "order 1", "clerk", {"order": MINE.particulars()}, refers=refers)
    (kept,) = store.append([said])
    store.append([Draft("tombstone", "", "order 1", "clerk", {"tombstone": {"entries": 2}}, refers=(kept.index,))])
    return kept.index


def test_a_true_destruction_is_called_one(store):
    destroyed(store, MINE)
    verdicts, report = found(store)
    assert verdicts == RIGHT
    assert report.sound


def test_rows_deleted_without_an_order(store):
    inside(store, *((sql,) for sql in ERASE))
    verdicts, report = found(store)
    assert verdicts == GONE
    assert not report.sound


def test_an_order_that_nobody_else_signed(store):
    own_order(store)
    inside(store, *((sql,) for sql in ERASE))
    assert found(store)[0] == GONE


@pytest.mark.parametrize("name", ["county-counsel", "county.example/record"])
def test_an_order_signed_with_a_key_of_their_own(store, name):
    """Under the authority's name, or with the log's key itself."""
    signer = store.pen.signer if name == store.origin else new_signer(name)
    note = sign(requested(store, MINE).text(), [signer])
    index = own_order(store)
    inside(store, *((sql,) for sql in ERASE), ("INSERT INTO countersigned VALUES (?, ?)", index, str(note).encode()))
    assert found(store)[0] == GONE
    assert found(store, [COUNSEL.public, store.vkey])[0] == GONE


def test_the_signature_for_one_case_put_under_another(store):
    note = sign(requested(store, OTHER).text(), [COUNSEL])
    index = own_order(store)
    inside(store, *((sql,) for sql in ERASE), ("INSERT INTO countersigned VALUES (?, ?)", index, str(note).encode()))
    assert found(store)[0] == GONE


def test_a_signature_for_fewer_entries_than_were_taken(store):
    """Signed when the case had one entry; another was added, and both went."""
    whole = requested(store, MINE)
    case = whole.cases[0]
    fewer = Request(whole.origin, whole.order, 2, (type(case)(case.token, 1, case.digest),))
    note = sign(fewer.text(), [COUNSEL])
    index = own_order(store)
    inside(store, *((sql,) for sql in ERASE), ("INSERT INTO countersigned VALUES (?, ?)", index, str(note).encode()))
    assert found(store)[0] == GONE


def test_a_signature_of_another_log(store):
    whole = requested(store, MINE)
    note = sign(Request("another.example/record", whole.order, whole.below, whole.cases).text(), [COUNSEL])
    index = own_order(store)
    inside(store, *((sql,) for sql in ERASE), ("INSERT INTO countersigned VALUES (?, ?)", index, str(note).encode()))
    assert found(store)[0] == GONE


def test_an_authority_that_only_the_agency_names_does_not_count(store):
    mine = new_signer("county-counsel")
    destroyed(store, MINE, mine, [mine.public])
    assert found(store, [mine.public])[0] == RIGHT
    assert found(store)[0] == GONE


def test_the_signature_taken_away_afterwards(store):
    destroyed(store, MINE)
    inside(store, ("DELETE FROM countersigned",))
    assert found(store)[0] == GONE


@pytest.mark.parametrize("state", ["sealed", "destroyed"])
def test_a_state_that_no_order_gave(store, state):
    inside(store, ("UPDATE matters SET state = ? WHERE token = (SELECT case_token FROM entries WHERE idx = 1)", state))
    verdicts, report = found(store)
    assert verdicts == [Verdict.MATCHING] * 3
    assert any("matters" in fault for fault in report.tables)


def test_a_seal_broken_without_an_order(store):
    seal(store, order())
    assert found(store)[0] == [Verdict.SEALED, Verdict.MATCHING, Verdict.SEALED]
    inside(store, ("UPDATE matters SET state = 'open'",))
    assert not found(store)[1].sound


def test_what_was_sealed_and_taken_away_is_missing(store):
    """Sealing is no cover: the payload has to be there, though only few can read it."""
    seal(store, order())
    inside(store, ("DELETE FROM parts WHERE idx = 1",))
    assert found(store)[0] == [Verdict.MISSING, Verdict.MATCHING, Verdict.SEALED]
