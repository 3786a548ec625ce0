"""Heads, keys and copies: what a store is opened with, and what it is opened against."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keys import COSIGN_ED25519, new_signer
from caseward.ledger.note import Note, cosign, sign
from caseward.ledger.store.refusals import (
    DamagedStore,
    NotOpenedForThat,
    RolledBack,
)
from caseward.ledger.store.store import Store
from caseward.ledger.tree import EMPTY_ROOT
from caseward.testing.stores import ORIGIN, Place, visit


class Heads:
    """Heads, keys and copies: what a store is opened with, and what it is opened against."""

    def test_a_head_that_was_cosigned_is_what_receipts_lead_to(self, store: Store) -> None:
        """Entries it covers are proven to it, later ones to the newest head; another log's head is refused."""
        witness = new_signer("example.org/witness", COSIGN_ED25519)
        store.append([visit(1)])
        head = store.head()
        cosigned = head.signed(cosign(head.text, witness, 1_790_000_000))
        store.keep_cosigned(head)
        store.keep_cosigned(cosigned)
        store.append([visit(2)])
        assert str(store.cosigned()) == str(cosigned)
        assert str(store.receipt(1).note) == str(cosigned)
        assert store.receipt(2).checkpoint.size == 3
        with pytest.raises(DamagedStore):
            store.keep_cosigned(Note(head.text.replace(ORIGIN, "example.org/other"), head.signatures))
        assert store.append([visit(3)])

    def test_a_key_is_changed_by_an_entry(self, place: Place, store: Store) -> None:
        """Both keys sign the head that says so; afterwards the old one opens nothing to write."""
        new = new_signer(ORIGIN)
        bystander = place.open()
        kept = store.rotate(new)
        head = store.head()
        assert [key for key, _ in head.verified([place.signer.public, new.public])] == [place.signer.public, new.public]
        kept.receipt.check(kept.leaf)
        store.append([visit(1)])
        assert store.head().verified([new.public])
        assert not store.head().verified([place.signer.public])
        for old in (bystander.append, lambda _: place.open()):
            with pytest.raises(NotOpenedForThat):
                old([visit(2)])
        bystander.close()
        again = place.open(new)
        assert (again.size, again.vkeys) == (3, (new.public, place.signer.public))
        again.close()
        with pytest.raises(NotOpenedForThat):
            store.rotate(new_signer("example.org/other"))

    def test_a_head_that_comes_back_after_the_key_was_changed_is_kept(self, place: Place, store: Store) -> None:
        """The witness had it while the old key was in use; receipts lead to it. A stranger's key signs nothing."""
        witness, new = new_signer("example.org/witness", COSIGN_ED25519), new_signer(ORIGIN)
        store.append([visit(1)])
        head = store.head()
        store.rotate(new)
        store.append([visit(2)])
        with pytest.raises(DamagedStore):
            store.keep_cosigned(sign(head.text, [new_signer(ORIGIN)]))
        cosigned = head.signed(cosign(head.text, witness, 1_790_000_000))
        store.keep_cosigned(cosigned)
        assert str(store.cosigned()) == str(store.receipt(1).note) == str(cosigned)
        store.close()
        again = place.open(new)
        assert str(again.receipt(1).note) == str(cosigned)
        again.close()

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE head SET note = (SELECT leaf FROM entries WHERE idx = 0)",
            "UPDATE head SET size = 2",
            "DELETE FROM entries WHERE idx = 2",
            "DELETE FROM head",
            "DELETE FROM tree WHERE level = 0 AND place = 2",
            "UPDATE entries SET leaf = (SELECT leaf FROM entries WHERE idx = 1) WHERE idx = 2",
            "UPDATE tree SET hash = (SELECT hash FROM tree WHERE level = 0 AND place = 0) WHERE level = 1",
        ],
    )
    def test_a_store_that_is_not_what_its_head_says_is_not_opened(
        self, place: Place, store: Store, tamper: Callable[[str], None], statement: str
    ) -> None:
        """What shows at the head is refused at once; the rest is for ``verify``."""
        store.append([visit(1), visit(2)])
        store.close()
        tamper(statement)
        with pytest.raises(DamagedStore):
            place.open()
        with pytest.raises(DamagedStore):
            place.read()

    def test_a_copy_that_lacks_what_was_seen_is_refused(self, place: Place, store: Store) -> None:
        """A head kept elsewhere that is longer, or of the same size and other contents."""
        store.append([visit(1)])
        known = store.head()
        place.open(seen=[known]).close()
        for size in (store.size, store.size + 1):
            other = Note(str(Checkpoint(ORIGIN, size, EMPTY_ROOT)), known.signatures)
            with pytest.raises(RolledBack):
                place.open(seen=[known, other])
