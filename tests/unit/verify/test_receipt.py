"""The independent checker agrees with the writer on good receipts, and with nobody on false ones."""

import base64
import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from caseward.ledger.keys import COSIGN_MLDSA44, ECDSA, PublicKey, new_signer
from caseward.ledger.note import BadNote, cosign, sign
from caseward.ledger.proof import BadReceipt, Receipt
from caseward.ledger.tree import BadProof
from caseward.ledger.trust import NotTrusted, parse_trust
from caseward.verify import growing, merkle, p256
from caseward.verify.ed25519 import verifies
from caseward.verify.laptop import receipt_lines
from caseward.verify.note import Key, Note
from caseward.verify.receipt import Proven, check
from caseward.verify.trust import Trust
from caseward.verify.wire import Refused
from tests.unit.verify.made import LOG, ORIGIN, POLICY, TRUST, WITNESS, Log, key

VECTORS = Path(__file__).resolve().parents[4] / "shared" / "vectors"


def made(index, size, origin=ORIGIN, signer=LOG):
    log = Log(size, signer, lambda n: b"%d" % n)
    return str(log.receipt(index, origin=origin, extra=False)).encode()


def test_every_place_of_small_logs_is_proven():
    for size in range(1, 20):
        for index in {0, size // 2, size - 1}:
            found = check(made(index, size), TRUST, b"%d" % index)
            seen = (("inspector", 1_700_000_000 + size),)
            assert found == Proven(ORIGIN, index, size, found.root, seen, b"%d" % index)


# RFC 8032 section 7.1, tests 1 to 3.
SIGNATURES = [
    ("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"),
    ("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"),
    ("fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"),
]  # fmt: skip


@pytest.mark.parametrize(("public", "message", "signature"), SIGNATURES)
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


@settings(max_examples=20)
@given(st.binary(max_size=40), st.integers(0, 10**6))
def test_p256_agrees_with_the_library(message, place):
    signature = P256.sign(message)
    assert p256.verifies(P256.public.raw, message, signature)
    assert not p256.verifies(P256.public.raw, message + b"!", signature)
    at = place % (8 * len(signature))
    flipped = bytearray(signature)
    flipped[at // 8] ^= 1 << at % 8
    assert p256.verifies(P256.public.raw, message, bytes(flipped)) is P256.public.verifies(message, bytes(flipped))


P256 = new_signer(ORIGIN, ECDSA)


@pytest.mark.parametrize(
    "signature", [b"", b"0\x00", b"0\x06\x02\x01\x00\x02\x01\x00", b"0\x06\x02\x01\x01\x02\x01\x01", bytes(80)]
)
def test_p256_refuses_what_is_no_signature(signature):
    assert not p256.verifies(P256.public.raw, b"words", signature)
    assert not p256.verifies(P256.public.raw[:-1] + b"\x00", b"words", P256.sign(b"words"))


def test_a_log_may_sign_with_p256():
    log = Log(5, P256)
    trust = Trust.parse(f"log {P256.public}\nwitness inspector {WITNESS.public}\nquorum inspector\n".encode())
    assert check(str(log.receipt(3)).encode(), trust).index == 3
    with pytest.raises(Refused, match="no log that is trusted here"):
        check(str(log.receipt(3)).encode(), TRUST)


def later_cosigned(quorum=b"inspector"):
    """A receipt with an ML-DSA-44 cosignature besides, a policy that knows that witness, and who it is."""
    later = new_signer("inspector.example/pq", COSIGN_MLDSA44)
    receipt = Log(5).receipt(3)
    whole = Receipt(3, receipt.hashes, receipt.note.signed(cosign(receipt.note.text, later, 7)), receipt.extra)
    policy = POLICY.replace(b"quorum inspector", f"witness later {later.public}\nquorum ".encode() + quorum)
    return str(whole).encode(), policy


def test_a_later_cosignature_is_checked_where_there_is_a_library_and_not_counted_where_there_is_none():
    receipt, policy = later_cosigned()
    found = check(receipt, Trust.parse(policy))
    assert (found.witnesses, found.unchecked) == ((("inspector", 1_700_000_005),), ("later",))
    said = [line for line in receipt_lines(found) if "later" in line]
    assert said == ["Not checked here, and not counted: the signature of the witness later (ML-DSA-44)."]
    by_library = check(
        receipt, Trust.parse(policy), verifier=lambda k, m, s: PublicKey(k.name, k.type, k.raw).verifies(m, s)
    )
    assert by_library.witnesses == (("inspector", 1_700_000_005), ("later", 7))
    assert by_library.unchecked == ()


def test_a_quorum_that_rests_on_what_cannot_be_checked_is_not_reached():
    receipt, policy = later_cosigned(b"later")
    with pytest.raises(Refused, match="did not; not checked here: what later signed"):
        check(receipt, Trust.parse(policy))


RECEIPT = made(5, 8)


@settings(max_examples=200)
@given(st.integers(0, len(RECEIPT) - 1), st.integers(0, 255), st.sampled_from(["change", "drop", "double"]))
def test_both_checkers_refuse_the_same_changed_receipts(place, byte, how):
    changed = {
        "change": RECEIPT[:place] + bytes([byte]) + RECEIPT[place + 1 :],
        "drop": RECEIPT[:place] + RECEIPT[place + 1 :],
        "double": RECEIPT[: place + 1] + RECEIPT[place:],
    }[how]
    assert by_checker(changed) is by_writer(changed) is (changed == RECEIPT)


def by_checker(receipt):
    try:
        check(receipt, TRUST, b"5")
    except Refused:
        return False
    return True


def by_writer(receipt):
    try:
        found = Receipt.parse(receipt)
        found.check(b"5")
        parse_trust(POLICY).vouched(found.note)
    except (BadReceipt, BadProof, BadNote, NotTrusted):
        return False
    return True


NOT_SEEN = Log(8, leaf=lambda n: b"%d" % n).receipt(5, seen=False, extra=False)


@pytest.mark.parametrize(
    ("receipt", "leaf", "says"),
    [
        (RECEIPT, b"6", "not in the log at that place"),
        (RECEIPT, b"", "has to be given with it"),
        (made(5, 8, signer=key(3)), b"5", "no log that is trusted here"),
        (made(5, 8, origin="elsewhere.example"), b"5", r"elsewhere\.example"),
        (str(NOT_SEEN).encode(), b"5", "have to have seen it"),
        (b"", b"5", "no receipt"),
        (RECEIPT.replace(b"index 5", b"index 9"), b"5", "has no entry 9"),
        (RECEIPT.replace(b"index 5", b"index 5\n" + b"A" * 43 + b"="), b"5", "too many hashes"),
        (RECEIPT.replace(b"index 5", b"extra NQ==\nindex 5"), b"6", "carries another entry"),
    ],
    ids=[
        "another entry",
        "no entry",
        "another key",
        "another log",
        "no witness",
        "nothing",
        "no such place",
        "a hash too many",
        "two entries",
    ],
)
def test_a_false_receipt_is_refused_in_words(receipt, leaf, says):
    with pytest.raises(Refused, match=says):
        check(receipt, TRUST, leaf)


@pytest.mark.parametrize(
    "vkey",
    ["", "name", "name+00000000+AAAA", str(LOG.public).replace("+", "+0", 1), "a b" + str(LOG.public)],
    ids=["nothing", "no key", "too short", "another id", "a space"],
)
def test_a_key_that_is_none_is_refused(vkey):
    with pytest.raises(Refused):
        Key.parse(vkey)


POLICIES = [
    (POLICY, None),
    (b"", "names the quorum"),
    (b"quorum nobody\n", "line 1"),
    (POLICY + b"quorum none\n", "line 4"),
    (POLICY + POLICY, "listed twice"),
    (POLICY.replace(b"witness inspector", b"witness none"), "is taken"),
    (POLICY + b"log x\nlog y\n", "line 4.*line 5"),
    (POLICY.replace(b"\nquorum", b"\ngroup g 2 inspector\nquorum"), "from 1 to 1"),
    (POLICY.replace(b"\nquorum", b"\ngroup g all inspector inspector\nquorum"), "each once"),
    (b"# who\n\n" + POLICY.replace(b"\nquorum inspector", b"\ngroup g any inspector\nquorum g"), None),
    (POLICY.replace(b"inspector ", b"inspector\x00 "), "control character"),
    (POLICY.replace(f"log {LOG.public}".encode(), f"witness w {LOG.public}".encode()), "makes no cosignatures"),
]


@pytest.mark.parametrize(("policy", "says"), POLICIES)
def test_policies_are_read_as_the_writer_reads_them(policy, says):
    if says is None:
        assert check(RECEIPT, Trust.parse(policy), b"5").witnesses == (("inspector", 1_700_000_008),)
        assert parse_trust(policy).vouched(Receipt.parse(RECEIPT).note).witnesses
        return
    with pytest.raises(Refused, match=says):
        Trust.parse(policy)
    with pytest.raises(ValueError, match=r"line|quorum|control"):
        parse_trust(policy)


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the outside vectors are not beside the project")
def test_the_outside_vectors_agree():
    seen = {True: 0, False: 0}
    for file in sorted((VECTORS / "rfc6962").rglob("*.json")):
        case = json.loads(file.read_text(encoding="utf-8"))
        assert holds(case) is not case["wantErr"], file.name
        seen[case["wantErr"]] += 1
    assert min(seen.values()) >= 5, seen


def holds(case):
    path = [raw(h) for h in case["proof"] or ()]
    hashes = [raw(case[name]) for name in ("leafHash", "root", "root1", "root2") if name in case]
    if any(len(h) != 32 for h in (*path, *hashes)):
        return False  # a hash of another length is refused where it is read
    if "leafIdx" not in case:
        return growing.grows(case["size1"], raw(case["root1"]), case["size2"], raw(case["root2"]), path)
    try:
        return merkle.root_by_path(raw(case["leafHash"]), case["leafIdx"], case["treeSize"], path) == raw(case["root"])
    except Refused:
        return False


def raw(text):
    return base64.b64decode(text) if text else b""


@pytest.mark.skipif(not VECTORS.is_dir(), reason="the outside log is not beside the project")
def test_the_outside_log_is_believed():
    trust = Trust.parse(
        b"log example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx\nquorum none\n"
    )
    checked = 0
    for file in sorted((VECTORS / "tlog_tiles").glob("checkpoint.*")):
        head = trust.believed(Note.parse(file.read_bytes())).head
        tile = VECTORS / "tlog_tiles" / "tile" / "0" / "000.p" / str(head.size)
        if head.size and tile.is_file():
            peaks, data = growing.Peaks(), tile.read_bytes()
            for n in range(head.size):
                peaks.add(data[32 * n : 32 * n + 32])
            assert peaks.root() == head.root
            checked += 1
    assert checked >= 10


def test_a_receipt_at_a_million_entries_is_small():
    """1.3 kB with the log's signature and one witness's; the envelope that it may carry besides comes on top."""
    receipt = Log(3).receipt(1)
    proof = str(Receipt(999_999, (bytes(32),) * 20, receipt.note))
    assert len(proof) <= 1300
    assert len(str(Receipt(999_999, (bytes(32),) * 20, receipt.note, receipt.extra))) <= 2100
    assert sign(receipt.note.text, [LOG]).signatures == receipt.note.signatures[:1]
