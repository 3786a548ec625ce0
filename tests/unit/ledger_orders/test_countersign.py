"""The second signature: what it covers, and every way in which it does not count."""

from __future__ import annotations

import pytest

from caseward.ledger.keys import COSIGN_ED25519, ECDSA, new_signer
from caseward.ledger.note import sign
from caseward.ledger.orders.countersign import Affected, Request, countersigned_by, digest_of_leaves, digest_of_order
from caseward.ledger.orders.errors import NotCountersigned

LOG, AUTHORITY, OTHER = new_signer("county.example/record"), new_signer("counsel"), new_signer("counsel")
REQUEST = Request(
    "county.example/record", b"\1" * 32, 120, (Affected("ab" * 16, 2, b"\2" * 32), Affected("01" * 16, 5, b"\3" * 32))
)


def test_a_request_is_read_as_it_was_written():
    again = Request.parse(REQUEST.text())
    assert again == Request(REQUEST.origin, REQUEST.order, REQUEST.below, tuple(sorted(REQUEST.cases)))
    assert again.text() == REQUEST.text()


def test_any_change_of_the_text_is_another_request_or_none():
    text = REQUEST.text()
    for place in range(len(text)):
        for wrong in ("x", "", "\n", text[place] * 2):
            bad = text[:place] + wrong + text[place + 1 :]
            if bad == text:
                continue
            try:
                assert Request.parse(bad).text() == bad
                assert Request.parse(bad) != Request.parse(text)
            except NotCountersigned:
                pass


@pytest.mark.parametrize(
    "text", ["", "\n", "caseward/destruction/v1\n", REQUEST.text()[:-1], REQUEST.text() + "\n", "x" + REQUEST.text()]
)
def test_what_is_no_request_is_refused(text):
    with pytest.raises(NotCountersigned):
        Request.parse(text)


@pytest.mark.parametrize("type_", [1, ECDSA])
def test_the_authority_signs(type_):
    signer = new_signer("counsel", type_)
    assert countersigned_by(sign(REQUEST.text(), [signer]), [signer.public], [LOG.public]) == ("counsel",)


def test_the_log_key_is_no_second_person():
    """Whoever runs the log puts its own key on the list of authorities, even under another name."""
    note = sign(REQUEST.text(), [LOG])
    for listed in (LOG.public, type(LOG.public)("counsel", LOG.public.type, LOG.public.raw)):
        with pytest.raises(NotCountersigned, match="No authority"):
            countersigned_by(note, [listed], [LOG.public])


def test_a_signature_of_nobody_listed_does_not_count():
    for note in (sign(REQUEST.text(), [OTHER]), sign(REQUEST.text(), [LOG]), sign(REQUEST.text(), [])):
        with pytest.raises(NotCountersigned, match="None of the authorities"):
            countersigned_by(note, [AUTHORITY.public], [LOG.public])


def test_a_signature_over_another_text_does_not_count():
    good = sign(REQUEST.text(), [AUTHORITY])
    bad = type(good)(REQUEST.text().replace("below 120", "below 121"), good.signatures)
    with pytest.raises(NotCountersigned, match="does not verify"):
        countersigned_by(bad, [AUTHORITY.public], [LOG.public])


def test_a_witness_of_the_log_is_no_authority():
    witness = new_signer("counsel", COSIGN_ED25519)
    with pytest.raises(NotCountersigned, match="No authority"):
        countersigned_by(sign(REQUEST.text(), [witness]), [witness.public], [LOG.public])


def test_the_digest_of_an_order_needs_the_secret():
    order = {"number": "1"}
    assert digest_of_order(order, b"a" * 32) != digest_of_order(order, b"b" * 32)
    assert digest_of_order(order, b"a" * 32) == digest_of_order(dict(order), b"a" * 32)


def test_the_digest_of_leaves_says_which_and_in_which_order():
    assert digest_of_leaves([b"a", b"b"])[0] == 2
    assert len({digest_of_leaves(leaves)[1] for leaves in ([], [b"a"], [b"a", b"b"], [b"b", b"a"], [b"ab"])}) == 5
