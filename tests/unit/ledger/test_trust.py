"""Who must have signed and seen a checkpoint: policies read, quorums reached or not, every fault with its line."""

import pytest

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keys import COSIGN_ED25519, new_signer
from caseward.ledger.note import cosign, sign
from caseward.ledger.tree import leaf_hash
from caseward.ledger.trust import BadTrust, NotTrusted, Trust, parse_trust

LOG = new_signer("agency.example/record")
WITNESSES = [new_signer(f"w{n}.example", COSIGN_ED25519) for n in range(4)]
TEXT = str(Checkpoint("agency.example/record", 9, leaf_hash(b"root")))
LINES = "\n".join([
    "# who is believed", "", f"log {LOG.public} https://agency.example", *(f"witness w{n}\t{w.public}" for n, w in enumerate(WITNESSES)),
    "group inspectors 2 w0 w1 w2", "group everybody all inspectors w3", "quorum everybody", "",
])  # fmt: skip


def seen_by(*numbers):
    note = sign(TEXT, [LOG])
    for n in numbers:
        note = note.signed(cosign(TEXT, WITNESSES[n], 1_700_000_000 + n))
    return note


@pytest.mark.parametrize("numbers", [(0, 1, 3), (1, 2, 3), (0, 1, 2, 3)])
def test_a_quorum_is_reached(numbers):
    found = parse_trust(LINES.encode()).vouched(seen_by(*numbers))
    assert found.checkpoint.size == 9
    assert [name for name, _ in found.witnesses] == [f"w{n}" for n in numbers]
    assert found.log == LOG.public


@pytest.mark.parametrize("numbers", [(), (0, 1), (0, 3), (0, 1, 2), (3,)])
def test_a_quorum_is_not_reached(numbers):
    with pytest.raises(NotTrusted, match="did not all see"):
        parse_trust(LINES.encode()).vouched(seen_by(*numbers))


def test_another_log_is_not_believed():
    other = new_signer("agency.example/record")
    with pytest.raises(NotTrusted, match="no log that is trusted here"):
        Trust((other.public,)).vouched(seen_by())


def test_a_log_signs_only_for_itself():
    """Two agencies' heads cannot be swapped: the key's name is the origin."""
    signed = sign(str(Checkpoint("elsewhere.example", 9, leaf_hash(b"root"))), [LOG])
    with pytest.raises(NotTrusted, match=r"elsewhere\.example"):
        Trust((LOG.public,)).vouched(signed)


def test_a_note_that_is_no_checkpoint_is_not_believed():
    with pytest.raises(NotTrusted, match="three lines"):
        Trust((LOG.public,)).vouched(sign("words\n", [LOG]))


def test_no_witness_need_be_asked_for():
    assert parse_trust(f"log {LOG.public}\nquorum none\n".encode()).vouched(seen_by()).witnesses == ()


def test_every_fault_is_told_with_its_line():
    w = WITNESSES[0].public
    text = "\n".join([
        "log", "log rubbish", f"log {LOG.public}", f"log {LOG.public}", f"witness none {w}", f"witness a {w}", f"witness b {w}",
        f"witness c {LOG.public}", "group g all", "group g 3 a", "group g any a a", "group g any nobody", "group a all a", "quorum nobody",
        "quorum a", "quorum a", "nonsense",
    ])  # fmt: skip
    with pytest.raises(BadTrust) as refused:
        parse_trust(text.encode())
    assert [line for line, _ in refused.value.faults] == [1, 2, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14, 16, 17]


@pytest.mark.parametrize(
    ("text", "says"), [(b"", "there is no quorum line"), (b"quorum none\r\n", "control character")]
)
def test_a_file_as_a_whole_can_be_at_fault(text, says):
    with pytest.raises(BadTrust, match=says):
        parse_trust(text)
