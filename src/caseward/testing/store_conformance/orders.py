"""Orders: sealing, unsealing and destruction in whatever database the store is."""

from __future__ import annotations

from datetime import date

import pytest

from caseward.ledger.keys import new_signer
from caseward.ledger.note import sign
from caseward.ledger.orders.destruction import begin_destruction, destroy, finish_destruction, request, unfinished
from caseward.ledger.orders.errors import BadOrder, NotCountersigned
from caseward.ledger.orders.order import Order
from caseward.ledger.orders.plan import planned
from caseward.ledger.orders.sealing import seal
from caseward.ledger.store.opening import open_store
from caseward.ledger.store.refusals import MatterClosed, RequestReused, StoreFailed
from caseward.ledger.store.store import Store
from caseward.testing.stores import Place, visit

TODAY = date(2026, 3, 1)
COUNSEL = new_signer("counsel")


def order(action: str, *matters: str, number: str = "A-1") -> Order:
    """An order about matters of the person of ``visit``."""
    who = ("Court", number, date(2026, 2, 1), "a statute", "a judge", "a clerk", "P-1", matters)
    return Order(action, *who)


def reasons(store: Store, index: int) -> set[str]:
    """Why parts of an entry are withheld; an empty text for one that can be read."""
    return {getattr(part, "reason", "") for part in store.parts(index).values()}


class Orders:
    """Orders: what they name and nothing beside it."""

    def test_what_is_sealed_is_the_units(self, place: Place, store: Store) -> None:
        """Sealed for everybody else, closed for more, and open again by another order."""
        store.append([visit(1), visit(2, matter="T-2")])
        seal(store, order("seal", "T-1"))
        assert (reasons(store, 1), reasons(store, 2)) == ({"sealed"}, {""})
        with pytest.raises(MatterClosed):
            store.append([visit(3)])
        ring = place.other_ring(place.unit)
        unit = open_store(place.where, place.signer, ring, place.clock, entropy=place.entropy)
        assert reasons(unit, 1) == {""}
        seal(unit, order("unseal", "T-1", number="A-2"))
        unit.close()
        ring.close()
        assert reasons(store, 1) == {""}
        assert store.append([visit(3)])

    def test_what_is_destroyed_is_gone_and_its_receipt_is_good(self, store: Store) -> None:
        """Parts, ids and names go, by two; envelopes and receipts stay; a repeated request is refused."""
        (kept,) = store.append([visit(1)], request="morning")
        store.append([visit(2, matter="T-2")])
        asked = order("destroy", "T-1")
        text = request(store, planned(store, asked, TODAY)).text()
        with pytest.raises(NotCountersigned):
            destroy(store, asked, sign(text, [new_signer("counsel")]), [COUNSEL.public])
        done = destroy(store, asked, sign(text, [COUNSEL]), [COUNSEL.public])
        assert (done.order, done.entries, done.tombstone.index) == (3, 1, 4)
        assert (reasons(store, 1), reasons(store, 2)) == ({"destroyed"}, {""})
        kept.receipt.check(kept.leaf)
        store.receipt(1).check(kept.leaf)
        assert (store.reader.index_of("V-1"), store.reader.index_of("V-2")) == (None, 2)
        assert [entry.index for entry in store.of_subject("P-1")] == [2]
        with pytest.raises(RequestReused):
            store.append([visit(1)], request="morning")
        with pytest.raises(BadOrder):
            planned(store, asked, TODAY)

    def test_a_destruction_that_was_interrupted_is_finished(self, place: Place, store: Store) -> None:
        """From the commit on nothing can be read; whoever opens the store next carries it to its end."""
        store.append([visit(1)])
        asked = order("destroy", "T-1")
        note = sign(request(store, planned(store, asked, TODAY)).text(), [COUNSEL])
        assert begin_destruction(store, asked, note, [COUNSEL.public]) == 2
        store.close()
        again = place.open()
        assert reasons(again, 1) == {"destroyed"}
        assert unfinished(again) == (2,)
        assert [done.order for done in finish_destruction(again)] == [2]
        assert (unfinished(again), finish_destruction(again)) == ((), ())
        again.close()

    @pytest.mark.parametrize(
        "statement",
        [
            "DELETE FROM parts",
            "DELETE FROM ids",
            "DELETE FROM matters",
            "UPDATE matters SET name = NULL",
            "DELETE FROM countersigned",
        ],
    )
    def test_nothing_goes_without_an_order(self, store: Store, statement: str) -> None:
        """The database itself refuses, outside the transaction of a destruction."""
        store.append([visit(1)])
        asked = order("destroy", "T-1")
        if "countersigned" in statement:
            note = sign(request(store, planned(store, asked, TODAY)).text(), [COUNSEL])
            destroy(store, asked, note, [COUNSEL.public])
        with pytest.raises(StoreFailed), store.transaction() as writing:
            writing.db.execute(statement)
