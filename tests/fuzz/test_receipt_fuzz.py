"""Changed receipts before three checkers that share no code: none is accepted for what it does not prove, and they
agree."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from caseward.ledger.keys import ECDSA, new_signer
from tests.fuzz.receipts import PAGE, REFUSED, Originals, by_page, judged
from tests.unit.verify.test_receipt import SIGNATURES, VECTORS, later_cosigned

NUMBER = int(os.environ.get("CASEWARD_FUZZ_RECEIPTS", "10000"))


@pytest.fixture(scope="module")
def originals():
    return Originals()


@pytest.fixture(scope="module")
def ask(originals):
    with by_page(originals.policy) as asked:
        yield asked


def test_all_three_accept_what_is_true(originals, ask):
    answers = ask(originals.true)
    assert REFUSED not in answers
    assert (
        answers
        == [originals.by_checker(case) for case in originals.true]
        == [*map(originals.by_writer, originals.true)]
    )


def test_all_three_refuse_what_others_signed(originals, ask):
    cases = [(receipt, b"") for receipt in originals.strange]
    assert ask(cases) == [REFUSED] * 3 == [*map(originals.by_checker, cases)] == [*map(originals.by_writer, cases)]


def test_changed_receipts(originals, ask):
    wrong, kept = judged(originals, ask, range(NUMBER))
    assert wrong == []
    assert 0 < kept < NUMBER / 10, "a few changes leave a receipt what it was; nearly all spoil it"


def test_the_page_names_what_it_cannot_check_and_does_not_count_it():
    receipt, policy = later_cosigned()
    assert asked_of_page({"unchecked": [[policy.decode(), receipt.decode()]]})["unchecked"] == [["inspector", "later"]]
    receipt, policy = later_cosigned(b"later")
    assert asked_of_page({"unchecked": [[policy.decode(), receipt.decode()]]})["unchecked"] == [False]


def asked_of_page(question):
    node = [shutil.which("node") or "node", str(Path(__file__).with_name("vectors.js")), str(PAGE)]
    done = subprocess.run(node, input=json.dumps(question), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_the_page_holds_to_vectors_from_outside():
    """Hash functions against the library, published signatures, and, where they lie beside the project, other logs."""
    data = [bytes(range(n % 256)).hex() for n in (0, 1, 55, 56, 63, 64, 65, 111, 112, 127, 128, 129, 255)]
    signer, other = new_signer("a", ECDSA), new_signer("a", ECDSA)
    signature = signer.sign(b"words").hex()
    p256 = [
        (k.public.raw.hex(), m.hex(), signature) for k, m in ((signer, b"words"), (signer, b"word"), (other, b"words"))
    ]
    files = sorted((VECTORS / "rfc6962" / "inclusion").rglob("*.json")) if VECTORS.is_dir() else []
    cases = [json.loads(file.read_text(encoding="utf-8")) for file in files]
    policy = "log example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx\nquorum none\n"
    heads = [file.read_text(encoding="utf-8") for file in sorted((VECTORS / "tlog_tiles").glob("checkpoint.*"))]
    notes = [(policy, text) for head in heads for text in (head, head.replace("\n", "\n ", 1))]
    spoiled = [(key, message + "00", proof) for key, message, proof in SIGNATURES]
    found = asked_of_page(
        {"inclusion": cases, "signatures": [*SIGNATURES, *spoiled], "p256": p256, "checkpoints": notes, "sha": data}
    )
    assert found["sha256"] == [hashlib.sha256(bytes.fromhex(text)).hexdigest() for text in data]
    assert found["sha512"] == [hashlib.sha512(bytes.fromhex(text)).hexdigest() for text in data]
    assert found["signatures"] == [True] * len(SIGNATURES) + [False] * len(spoiled)
    assert found["p256"] == [True, False, False]
    assert found["inclusion"] == [not case["wantErr"] for case in cases]
    assert found["checkpoints"] == [True, False] * len(heads)
