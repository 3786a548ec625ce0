"""The boxes of payloads: they open under their key, for their part, to what was committed, and in no other way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.ledger.commitment import commitment
from caseward.ledger.keyring.wrap import NotOpened, locked, unlocked
from caseward.ledger.payload import BrokenBox, boxed, opened

KEY, OTHER_KEY, OPENING, NONCE = bytes(range(32)), bytes(32), b"o" * 32, b"n" * 12
PART = b'{"outcome":"spoke"}'


def made(name="facts", opening=OPENING, part=PART, key=KEY):
    to = commitment(name, opening, part)
    return boxed(key, name, opening, part, to, NONCE), to


@given(
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32),
    st.binary(max_size=300),
    st.binary(min_size=12, max_size=12),
)
def test_what_goes_in_comes_out(key, opening, part, nonce):
    to = commitment("facts", opening, part)
    assert opened(key, "facts", boxed(key, "facts", opening, part, to, nonce), to) == (opening, part)


def test_another_key_opens_nothing():
    box, to = made()
    with pytest.raises(BrokenBox, match="CW514"):
        opened(OTHER_KEY, "facts", box, to)


def test_a_box_belongs_to_one_commitment():
    box, _ = made()
    other, to = made(part=b'{"outcome":"left message"}')
    for wrong_box, wrong_to in ((box, to), (other, made()[1])):
        with pytest.raises(BrokenBox):
            opened(KEY, "facts", wrong_box, wrong_to)


def test_a_box_belongs_to_one_name():
    box, to = made("facts")
    with pytest.raises(BrokenBox):
        opened(KEY, "note", box, to)


def test_the_same_part_elsewhere_has_another_commitment():
    """The nonce is the same here, on purpose: what keeps the two apart is the opening."""
    box, _ = made()
    _, to = made(opening=b"p" * 32)
    with pytest.raises(BrokenBox):
        opened(KEY, "facts", box, to)


def test_a_box_whose_content_is_not_what_was_committed_does_not_pass():
    """Somebody with the key locks another part for the commitment that stands in the log."""
    _, to = made()
    for content in (OPENING + b'{"outcome":"missed"}', OPENING, b"", b"short"):
        with pytest.raises(BrokenBox):
            opened(KEY, "facts", locked(KEY, NONCE, content, to), to)


def test_nothing_is_boxed_under_a_commitment_to_something_else():
    with pytest.raises(ValueError, match="facts"):
        boxed(KEY, "facts", OPENING, PART, bytes(32), NONCE)


def test_every_bit_counts_and_so_does_every_byte_of_length():
    box, to = made()
    bad = [bytes(b ^ (1 << bit % 8) if i == bit // 8 else b for i, b in enumerate(box)) for bit in range(len(box) * 8)]
    bad += [box[:size] for size in range(len(box))] + [box + b"\0", b"\0" + box]
    for wrong in bad:
        with pytest.raises(BrokenBox):
            opened(KEY, "facts", wrong, to)


def test_a_lock_is_for_a_purpose():
    box = locked(KEY, NONCE, b"a name", b"actor/1")
    assert unlocked(KEY, box, b"actor/1") == b"a name"
    with pytest.raises(NotOpened):
        unlocked(KEY, box, b"actor/2")
    with pytest.raises(ValueError, match="12 bytes"):
        locked(KEY, b"short", b"", b"")


def test_the_cipher_is_the_published_one():
    """NIST's test case 16 for AES-256-GCM (McGrew and Viega, appendix B)."""
    key = bytes.fromhex("feffe9928665731c6d6a8f9467308308" * 2)
    nonce = bytes.fromhex("cafebabefacedbaddecaf888")
    plain = bytes.fromhex(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    purpose = bytes.fromhex("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    cipher = bytes.fromhex(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
    )
    tag = bytes.fromhex("76fc6ece0f4e1768cddf8853bb2d551b")
    assert locked(key, nonce, plain, purpose) == nonce + cipher + tag
