"""Long content locked in pieces: it comes out as it went in, or not at all."""

from __future__ import annotations

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseward.ledger.keyring import locked_file
from caseward.ledger.keyring.locked_file import BEGINNING, lock_file, unlock_file
from caseward.ledger.keyring.wrap import NotOpened

KEY, OTHER, PIECE = bytes(range(32)), bytes(32), 64
FRONT = len(BEGINNING) + 60


def entropy(size: int) -> bytes:
    return b"e" * size


@pytest.fixture(autouse=True, scope="module")
def short_pieces():
    patch = pytest.MonkeyPatch()
    patch.setattr(locked_file, "PIECE", PIECE)
    yield
    patch.undo()


def locked(content: bytes) -> bytes:
    box = BytesIO()
    lock_file(BytesIO(content), box, KEY, b"mine", entropy)
    return box.getvalue()


def unlocked(box: bytes, key: bytes = KEY, purpose: bytes = b"mine") -> bytes:
    return b"".join(unlock_file(BytesIO(box), key, purpose))


@given(st.integers(0, 4 * PIECE))
def test_what_goes_in_comes_out(size):
    content = bytes(n % 251 for n in range(size))
    box = locked(content)
    assert unlocked(box) == content
    assert content[:8] not in box or size < 8


def test_another_key_and_another_purpose_open_nothing():
    box = locked(b"a")
    for key, purpose in ((OTHER, b"mine"), (KEY, b"theirs")):
        with pytest.raises(NotOpened):
            unlocked(box, key, purpose)


def test_pieces_cannot_be_changed_moved_left_out_or_cut_off():
    box = locked(bytes(3 * PIECE))
    step = PIECE + 16
    front, pieces = box[:FRONT], [box[at : at + step] for at in range(FRONT, len(box), step)]
    assert len(pieces) == 3
    wrong = [
        front + pieces[1] + pieces[0] + pieces[2],
        front + pieces[0] + pieces[2],
        front + pieces[0] + pieces[1],
        front + pieces[0],
        front + b"".join(pieces) + pieces[2],
        front,
        b"",
        *(box[:at] + bytes([box[at] ^ 1]) + box[at + 1 :] for at in range(0, len(box), 7)),
        *(box[:at] for at in range(0, len(box), 11)),
    ]
    for changed in wrong:
        with pytest.raises(NotOpened):
            unlocked(changed)
