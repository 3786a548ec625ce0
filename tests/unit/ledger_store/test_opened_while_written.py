"""A store is opened while others append to it and have its heads cosigned: that is no older copy of it.

Found by killing servers under several clients on a busy machine.
"""

from caseward.ledger.keys import COSIGN_ED25519, new_signer
from caseward.ledger.note import cosign
from caseward.ledger.store import opening
from caseward.testing.stores import visit


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

    for table in ("log", "head", "cosigned", "entries"):
        monkeypatch.setattr(opening, "connect", lambda *a, t=table, **k: Meanwhile(honest(*a, **k), t, happens))
        place.read().close()
    assert len(happened) == 4
