"""What a store keeps, and how it is read back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
import rfc8785

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.store.draft import Opened, Withheld
from caseward.ledger.store.refusals import (
    NotOpenedForThat,
)
from caseward.ledger.store.store import Store
from caseward.testing.stores import ORIGIN, Place, visit


class Keeping:
    """What a store keeps, and how it is read back."""

    def test_a_new_store_says_that_it_was_opened(self, place: Place, store: Store) -> None:
        """One entry, a head that its key signed, and the same after opening it again."""
        head = store.head()
        assert head.verified([place.signer.public])
        assert (store.size, Checkpoint.parse(head.text).origin, store.vkey) == (1, ORIGIN, place.signer.public)
        opened = next(store.stored()).parts["log"]
        assert isinstance(opened, Opened)
        assert json.loads(opened.part) == {"format": 1, "origin": ORIGIN, "vkey": str(place.signer.public)}
        again = place.open()
        assert str(again.head()) == str(head)
        again.close()

    def test_an_acknowledgement_proves_its_entry(self, place: Place, store: Store) -> None:
        """Each receipt leads to the head of its own commit; later ones lead to later heads; leaves are RFC 8785."""
        first, second = store.append([visit(1), visit(2)])
        store.append([visit(n) for n in range(3, 40)])
        for kept in (first, second):
            assert kept.receipt.checkpoint.size == 3
            assert kept.receipt.note.verified([place.signer.public])
            kept.receipt.check(kept.leaf)
            later = store.receipt(kept.index)
            assert later.checkpoint.size == 40
            later.check(kept.leaf)
        for leaf in store.leaves(0, 40):
            assert rfc8785.dumps(json.loads(leaf)) == leaf

    def test_what_was_kept_is_read_back(self, store: Store) -> None:
        """Parts, ids, and what the tokens stand for, which the envelopes do not show."""
        draft = visit("é", subject="P-9")
        (kept,) = store.append([draft])
        parts = store.parts(kept.index)
        assert {n: json.loads(p.part) for n, p in parts.items() if isinstance(p, Opened)} == dict(draft.parts)
        entry = next(store.stored(kept.index))
        assert store.reader.matter_of(entry.envelope.case) == ("P-9", "T-1")
        assert store.reader.actor_of(entry.envelope.actor) == "an officer"
        assert store.reader.index_of("V-é") == kept.index
        assert b"P-9" not in kept.leaf
        with pytest.raises(ValueError, match="no entry 2"):
            store.parts(2)

    def test_without_the_key_ring_only_envelopes_are_read(self, place: Place, store: Store) -> None:
        """Parts are withheld and subjects cannot be looked for."""
        store.append([visit(1)])
        reading = place.read(ring=False)
        assert set(reading.parts(1).values()) == {Withheld("no_key")}
        with pytest.raises(NotOpenedForThat):
            list(reading.of_subject("P-1"))
        with pytest.raises(NotOpenedForThat):
            reading.append([visit(2)])
        reading.close()

    def test_a_subject_is_read_by_matter_and_as_it_was(self, place: Place, store: Store) -> None:
        """In order over all matters, of one of them, and as the log was at an earlier size or instant."""
        for n in range(12):
            place.clock.move(minutes=1)
            store.append([visit(n, subject=f"P-{n % 2}", matter=f"T-{n % 3}")])
        assert [e.index for e in store.of_subject("P-0")] == [1, 3, 5, 7, 9, 11]
        assert [e.index for e in store.of_subject("P-0", "T-0")] == [1, 7]
        assert [e.index for e in store.of_subject("P-0", size=6)] == [1, 3, 5]
        assert list(store.of_subject("nobody")) == []
        at = place.clock() - timedelta(minutes=6)
        assert store.size_at(at) == 7
        assert store.size_at(at - timedelta(microseconds=1)) == 6
        assert store.size_at(at - timedelta(days=1)) == 0
