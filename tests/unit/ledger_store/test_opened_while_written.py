"""A store is opened while others append to it and have its heads cosigned: that is no older copy of it.

Found by killing servers under several clients on a busy machine.
"""

import pytest

from caseward.ledger.keys import COSIGN_ED25519, new_signer
from caseward.ledger.note import cosign
from caseward.ledger.store import opening
from caseward.ledger.store.refusals import NotOpenedForThat
from caseward.testing.stores import ORIGIN, visit


class Meanwhile:
    """A connection on which something happens after the first statement about a table was answered."""

    def __init__(self, db, table, happens):
        self._db, self._table, self._happens = db, f"FROM {table}", happens

    def __getattr__(self, name):
        return getattr(self._db, name)

    def execute(self, sql, params=()):
        rows = self._db.execute(sql, params)
        if self._table in sql and self._happens:
            happens, self._happens = self._happens, None
            happens()
        return rows


def test_a_head_that_is_cosigned_while_the_store_is_opened(place, store, monkeypatch):
    witness, honest = new_signer("example.org/witness", COSIGN_ED25519), opening.connect
    happened = []

    def happens():
        store.append([visit(len(happened))])
        head = store.head()
        store.keep_cosigned(head.signed(cosign(head.text, witness, 1_790_000_000)))
        happened.append(head)

    for table in ("log", "cosigned", "tree", "entries"):
        monkeypatch.setattr(opening, "connect", lambda *a, t=table, **k: Meanwhile(honest(*a, **k), t, happens))
        place.read().close()
    assert len(happened) == 4


@pytest.mark.parametrize("write", [False, True])
@pytest.mark.parametrize("table", ["log", "tree", "entries"])
def test_a_key_that_is_changed_while_the_store_is_opened(place, store, monkeypatch, table, write):
    honest, new = opening.connect, new_signer(ORIGIN)

    def connect(where, **how):
        db = honest(where, **how)
        return Meanwhile(db, table, lambda: store.rotate(new)) if how["write"] == write else db

    monkeypatch.setattr(opening, "connect", connect)
    if write:  # the key it is opened with is an old one now; the store is not damaged
        with pytest.raises(NotOpenedForThat):
            place.open()
    else:
        reading = place.read()
        assert reading.vkeys == (new.public, place.signer.public)
        reading.close()
    assert store.vkey == new.public


@pytest.mark.parametrize("table", ["log", "entries"])
def test_the_keys_are_asked_for_while_one_is_changed(place, store, table):
    reading, old, new = place.read(), store.vkey, new_signer(ORIGIN)
    reading.reader._db = Meanwhile(reading.reader._db, table, lambda: store.rotate(new))
    assert old in reading.vkeys
    assert reading.vkeys == (new.public, old)
    reading.close()
