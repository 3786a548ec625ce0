"""Keys, notes, checkpoints and receipts: written, read again, and refused when they are not what they say."""

import base64
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.ledger.checkpoint import BadCheckpoint, Checkpoint
from caseward.ledger.keys import (
    COSIGN_ED25519,
    COSIGN_MLDSA44,
    ECDSA,
    ED25519,
    BadKey,
    PublicKey,
    new_signer,
    signer_from_pem,
)
from caseward.ledger.note import BadNote, Note, cosign, sign
from caseward.ledger.proof import BadReceipt, Receipt
from caseward.ledger.tree import BadProof, Frontier, inclusion_proof, leaf_hash

TILES = Path(__file__).resolve().parents[4] / "shared" / "vectors" / "tlog_tiles"
OUTSIDE = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
ORIGIN = "agency.example/record"
LOG, SECOND = new_signer(ORIGIN), new_signer(ORIGIN, ECDSA)
WITNESS, LATER = new_signer("inspector.example/w", COSIGN_ED25519), new_signer("inspector.example/pq", COSIGN_MLDSA44)
EVERY = [LOG.public, SECOND.public, WITNESS.public, LATER.public]
HEAD = Checkpoint(ORIGIN, 3, leaf_hash(b"root"))


def full_note():
    note = sign(str(HEAD), [LOG, SECOND])
    return note.signed(cosign(note.text, WITNESS, 1_700_000_000)).signed(cosign(note.text, LATER, 1_700_000_001))


@pytest.mark.parametrize("type_", [ED25519, ECDSA, COSIGN_ED25519, COSIGN_MLDSA44])
def test_a_key_is_written_and_read_again(type_):
    signer = new_signer("agency.example/key", type_)
    assert PublicKey.parse(str(signer.public)) == signer.public
    again = signer_from_pem("agency.example/key", type_, signer.to_pem())
    assert again.public == signer.public
    assert signer.public.verifies(b"words", again.sign(b"words"))
    assert not signer.public.verifies(b"other words", again.sign(b"words"))
    assert "PRIVATE" not in repr(signer)


@pytest.mark.parametrize(
    ("vkey", "says"),
    [
        ("", "no name of a key|empty"),
        ("name+00000000+", "is empty"),
        ("name+00000000+!!", "is not base64"),
        (OUTSIDE.replace("33d7b496", "33d7b497"), "it is 33d7b496"),
        ("a b+00000000+" + base64.b64encode(b"\x01" + b"x" * 32).decode(), "no name of a key"),
        ("name+00000000+" + base64.b64encode(b"\x01" + b"x" * 31).decode(), "has 32 bytes, not 31"),
        ("name+00000000+" + base64.b64encode(b"\x63" + b"x" * 32).decode(), "type 99 are not known"),
    ],
)
def test_a_key_that_is_none_is_refused(vkey, says):
    with pytest.raises(BadKey, match=says):
        PublicKey.parse(vkey)


def test_a_private_key_makes_only_its_own_kind_of_signature():
    with pytest.raises(BadKey, match="makes no signatures of type 2"):
        signer_from_pem(ORIGIN, ECDSA, LOG.to_pem())
    with pytest.raises(BadKey, match="no private key"):
        signer_from_pem(ORIGIN, ED25519, "nothing")


def test_a_note_is_written_and_read_again():
    note = full_note()
    assert Note.parse(str(note).encode()) == note
    assert [key for key, _ in note.verified(EVERY)] == EVERY
    assert [s.time for k, s in note.verified(EVERY) if k in (WITNESS.public, LATER.public)] == [
        1_700_000_000,
        1_700_000_001,
    ]


def test_signatures_of_others_are_passed_over():
    assert full_note().verified([WITNESS.public])[0][0] == WITNESS.public
    assert full_note().verified([new_signer("somebody.example").public]) == ()


@pytest.mark.parametrize("which", range(4))
def test_a_signature_of_a_known_key_that_is_wrong_spoils_the_note(which):
    note = full_note()
    bad = bytearray(note.signatures[which].data)
    bad[-1] ^= 1
    spoiled = Note(note.text, tuple(
        type(s)(s.name, s.key_id, bytes(bad)) if i == which else s for i, s in enumerate(note.signatures)
    ))  # fmt: skip
    with pytest.raises(BadNote, match="does not verify"):
        spoiled.verified(EVERY)


def test_a_cosignature_is_of_one_time_and_one_text():
    note = full_note()
    ours = note.signatures[2]
    moved = type(ours)(ours.name, ours.key_id, (1_700_000_009).to_bytes(8, "big") + ours.data[8:])
    with pytest.raises(BadNote, match="does not verify"):
        Note(note.text, (moved,)).verified([WITNESS.public])
    with pytest.raises(BadNote, match="does not verify"):
        Note(str(Checkpoint(ORIGIN, 4, HEAD.root)), (ours,)).verified([WITNESS.public])
    with pytest.raises(BadNote, match="does not verify"):
        Note(note.text, (type(ours)(ours.name, ours.key_id, b"short"),)).verified([WITNESS.public])


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no signatures"),
        (b"text\n\n\n", "no signatures under"),
        (b"text\n\nnot a signature\n", "no line of a signature"),
        ("text\n\n— name !!!!\n".encode(), "not base64"),
        ("text\n\n— name QUJD\n".encode(), "too short"),
        ("text\n\n— na+me QUJDREVG\n".encode(), "no line of a signature"),
        ("text\n\n— name QUJDREVG".encode(), "does not end in a newline"),
        ("te\rxt\n\n— name QUJDREVG\n".encode(), "control character"),
        (b"text\xff\n\n", "not UTF-8"),
        (b"text\n\n" + "— name QUJDREVG\n".encode() * 65, "more than 64"),
        (b"x" * (1 << 20) + b"\n", "more than"),
    ],
)  # fmt: skip
def test_what_is_no_note_is_refused(data, says):
    with pytest.raises(BadNote, match=says):
        Note.parse(data)


def test_a_text_that_no_note_can_hold_is_not_signed():
    for text in ("no newline", "a\rb\n"):
        with pytest.raises(ValueError, match="ends in a newline"):
            sign(text, [LOG])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("origin\n3\n", "three lines"),
        ("origin\n3\n\n", "three lines"),
        ("origin\n03\n" + base64.b64encode(HEAD.root).decode() + "\n", "no whole number"),
        ("origin\n-3\n" + base64.b64encode(HEAD.root).decode() + "\n", "no whole number"),
        ("origin\n9999999999999999999\n" + base64.b64encode(HEAD.root).decode() + "\n", "more than a log can hold"),
        ("origin\n3\nAAAA\n", "no hash of 32 bytes"),
        ("origin\n3\n!\n", "no hash in base64"),
    ],
)
def test_what_is_no_checkpoint_is_refused(text, says):
    with pytest.raises(BadCheckpoint, match=says):
        Checkpoint.parse(text)


def test_extension_lines_of_other_logs_are_kept():
    text = str(HEAD) + "more\n"
    assert Checkpoint.parse(text).extensions == ("more",)
    assert str(Checkpoint.parse(text)) == text


@pytest.mark.skipif(not TILES.is_dir(), reason="the outside log is not beside the project")
def test_the_outside_log_verifies():
    key, checked = PublicKey.parse(OUTSIDE), 0
    for file in sorted(TILES.glob("checkpoint.*")):
        note = Note.parse(file.read_bytes())
        assert [k for k, _ in note.verified([key])] == [key]
        head, frontier = Checkpoint.parse(note.text), Frontier()
        tile = TILES / "tile" / "0" / "000.p" / str(head.size)
        if head.size and tile.is_file():
            data = tile.read_bytes()
            for n in range(head.size):
                frontier, _ = frontier.appended(data[32 * n : 32 * n + 32])
            assert frontier.root() == head.root
            checked += 1
    assert checked >= 10


def receipt_of(index, size=1000):
    kept, frontier = {}, Frontier()
    for n in range(size):
        frontier, made = frontier.appended(leaf_hash(b"%d" % n))
        kept |= {(level, i): found for level, i, found in made}
    note = sign(str(Checkpoint(ORIGIN, size, frontier.root())), [LOG])
    note = note.signed(cosign(note.text, WITNESS, 1_700_000_000))
    return Receipt(index, inclusion_proof(index, size, lambda level, i: kept[level, i]), note)


def test_a_receipt_proves_its_entry_and_no_other():
    receipt = receipt_of(37)
    assert Receipt.parse(str(receipt).encode()) == receipt
    receipt.check(b"37")
    for leaf in (b"38", b""):
        with pytest.raises(BadProof):
            receipt.check(leaf)
    assert Receipt.parse(str(Receipt(37, receipt.hashes, receipt.note, b"carried")).encode()).extra == b"carried"


def test_a_receipt_at_a_million_entries_is_small():
    signed = receipt_of(1).note
    assert len(str(Receipt(999_999, (HEAD.root,) * 20, signed))) <= 1300


RECEIPT = str(receipt_of(5, 8)).encode()


@given(st.integers(0, len(RECEIPT) - 1), st.integers(0, 255))
def test_no_changed_receipt_is_accepted(place, byte):
    changed = RECEIPT[:place] + bytes([byte]) + RECEIPT[place + 1 :]
    if changed == RECEIPT:
        return
    try:
        found = Receipt.parse(changed)
        found.check(b"5")
        signed = {key for key, _ in found.note.verified([LOG.public, WITNESS.public])}
    except (BadReceipt, BadProof, BadNote):
        return
    # What is left of it: a signature line that now names a key nobody knows.
    assert signed < {LOG.public, WITNESS.public}


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda r: r.replace(b"@v1", b"@v2"), "does not begin with"),
        (lambda r: r.replace(b"index 5", b"index 05"), "no whole number"),
        (lambda r: r.replace(b"index 5", b"extra !\nindex 5"), "extra data is not base64"),
        (lambda r: r.replace(b"index 5", b"place 5"), "does not say which entry"),
        (lambda r: r.replace(b"index 5\n", b"index 5\n" + b"A" * 43 + b"=\n" * 1), "no hash|does not|needs 3"),
        (lambda r: r.split(b"\n\n")[0], "has no checkpoint"),
        (lambda r: b"\xff" + r, "not plain text"),
    ],
)
def test_what_is_no_receipt_is_refused(change, says):
    with pytest.raises((BadReceipt, BadProof), match=says):
        Receipt.parse(change(RECEIPT)).check(b"5")
