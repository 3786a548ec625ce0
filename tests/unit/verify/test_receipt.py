"""The independent checker agrees with the writer on good receipts, and with nobody on false ones."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keys import COSIGN_ED25519, new_signer
from caseward.ledger.note import BadNote, cosign, sign
from caseward.ledger.proof import BadReceipt, Receipt
from caseward.ledger.tree import BadProof, Frontier, inclusion_proof, leaf_hash
from caseward.verify.ed25519 import verifies
from caseward.verify.receipt import Key, Proven, Refused, check

LOG, WITNESS = new_signer("agency.example/record"), new_signer("inspector.example/w", COSIGN_ED25519)
OURS, THEIRS = Key.parse(str(LOG.public)), Key.parse(str(WITNESS.public))


def made(index, size, origin="agency.example/record", signer=LOG):
    kept, frontier = {}, Frontier()
    for n in range(size):
        frontier, new = frontier.appended(leaf_hash(b"%d" % n))
        kept |= {(level, i): found for level, i, found in new}
    note = sign(str(Checkpoint(origin, size, frontier.root())), [signer])
    note = note.signed(cosign(note.text, WITNESS, 1_700_000_000))
    return str(Receipt(index, inclusion_proof(index, size, lambda level, i: kept[level, i]), note)).encode()


def test_every_place_of_small_logs_is_proven():
    for size in range(1, 20):
        for index in {0, size // 2, size - 1}:
            found = check(made(index, size), b"%d" % index, OURS, (THEIRS,))
            assert found == Proven(
                "agency.example/record", index, size, found.root, (("inspector.example/w", 1_700_000_000),)
            )


# RFC 8032 section 7.1, tests 1 to 3.
VECTORS = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]  # fmt: skip


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_published_signatures_verify(public, message, signature):
    key, words, proof = map(bytes.fromhex, (public, message, signature))
    assert verifies(key, words, proof)
    assert not verifies(key, words + b"!", proof)
    assert not verifies(key, words, proof[:32] + bytes(32))
    assert not verifies(key, words, proof[:63])
    assert not verifies(bytes([key[0] ^ 1]) + key[1:], words, proof)


@settings(max_examples=20)
@given(st.binary(max_size=40))
def test_it_agrees_with_the_library_on_what_was_signed(message):
    signature = LOG.sign(message)
    assert verifies(LOG.public.raw, message, signature)
    order = 2**252 + 27742317777372353535851937790883648493
    twin = signature[:32] + (int.from_bytes(signature[32:], "little") + order).to_bytes(32, "little")
    assert not verifies(LOG.public.raw, message, twin)  # a second signature made from the first without the key


RECEIPT = made(5, 8)


@settings(max_examples=200)
@given(st.integers(0, len(RECEIPT) - 1), st.integers(0, 255), st.sampled_from(["change", "drop", "double"]))
def test_both_checkers_refuse_the_same_changed_receipts(place, byte, how):
    changed = {
        "change": RECEIPT[:place] + bytes([byte]) + RECEIPT[place + 1 :],
        "drop": RECEIPT[:place] + RECEIPT[place + 1 :],
        "double": RECEIPT[: place + 1] + RECEIPT[place:],
    }[how]
    assert by_checker(changed) == by_writer(changed)
    if changed != RECEIPT:
        assert by_checker(changed) in (None, ())  # refused, or the witness's line is now somebody's nobody knows


def by_checker(receipt):
    try:
        return tuple(name for name, _ in check(receipt, b"5", OURS, (THEIRS,)).witnesses)
    except Refused:
        return None


def by_writer(receipt):
    try:
        found = Receipt.parse(receipt)
        found.check(b"5")
        signed = [key for key, _ in found.note.verified([LOG.public, WITNESS.public])]
    except (BadReceipt, BadProof, BadNote):
        return None
    if LOG.public not in signed or found.checkpoint.origin != LOG.public.name:
        return None
    return tuple(k.name for k in signed if k == WITNESS.public)


@pytest.mark.parametrize(
    ("receipt", "leaf", "says"),
    [
        (RECEIPT, b"6", "not in the log at that place"),
        (made(5, 8, signer=new_signer("agency.example/record")), b"5", "did not sign"),
        (made(5, 8, origin="elsewhere.example"), b"5", "is of 'elsewhere.example'"),
        (b"", b"5", "no receipt"),
        (RECEIPT.replace(b"index 5", b"index 9"), b"5", "has no entry 9"),
        (RECEIPT.replace(b"index 5", b"index 5\n" + b"A" * 43 + b"="), b"5", "too many hashes"),
    ],
    ids=["another entry", "another key", "another log", "nothing", "no such place", "a hash too many"],
)
def test_a_false_receipt_is_refused_in_words(receipt, leaf, says):
    with pytest.raises(Refused, match=says):
        check(receipt, leaf, OURS)


@pytest.mark.parametrize(
    "vkey",
    ["", "name", "name+00000000+AAAA", str(LOG.public).replace("+", "+0", 1)],
    ids=["nothing", "no key", "too short", "another id"],
)
def test_a_key_that_is_none_is_refused(vkey):
    with pytest.raises(Refused):
        Key.parse(vkey)
