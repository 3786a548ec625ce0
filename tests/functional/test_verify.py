"""A record kept, spoiled, proven and certified by the commands that people type, each in a process of its own."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from pathlib import Path

import apsw
import pytest

from caseward.verify.packing import zipapp
from tests.house.tree import TOP

CASEWARD = Path(sys.executable).with_name("caseward")


def run(*arguments, code=0):
    done = subprocess.run([CASEWARD, *map(str, arguments)], capture_output=True, text=True, cwd=TOP, check=False)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    folder = tmp_path_factory.mktemp("record") / "kept"
    run("init", folder, "--origin", "probation.example/adult")
    run("import", folder, "examples/el-monte-2022", "--receipts", folder / "receipts")
    return folder


@pytest.fixture
def copy(kept, tmp_path):
    shutil.copytree(kept, tmp_path / "copy")
    return tmp_path / "copy"


def test_the_published_case_is_sound(kept):
    said = run("verify", kept)
    assert "present and matching                103" in said
    assert "Everything is as it was signed." in said
    data = json.loads(run("verify", kept, "--json"))
    assert (data["sound"], data["size"], data["exposed"]) == (True, 103, 103)
    assert data["parts_opened"] > 200


def test_a_store_somebody_edited_is_not_sound(copy):
    db = apsw.Connection(str(copy / "record.sqlite"))
    db.execute("DROP TRIGGER parts_no_delete")
    db.execute("DELETE FROM parts WHERE idx = 25 AND name = 'note'")
    db.close()
    said = run("verify", copy, code=1)
    assert "entry 25: missing without authority (its payload is not there (note), and no order took it)" in said
    assert "the database has lost its trigger parts_no_delete" in said
    assert "NOT SOUND" in said


def test_a_file_that_is_no_store(copy):
    (copy / "record.sqlite").write_bytes(b"SQLite format 3\0" + bytes(5000))
    assert "is no store" in run("verify", copy, code=2)


def test_a_receipt_is_checked_with_what_it_says(kept, tmp_path):
    receipt, trust = kept / "receipts" / "absence-1.tlog-proof", kept / "trust.policy"
    said = run("receipt", "check", receipt, "--trust", trust)
    assert "Proven: entry 25 is in the log probation.example/adult" in said
    assert "No desertion report is in the record." in said
    changed = tmp_path / "absence-1.tlog-proof"
    changed.write_bytes(receipt.read_bytes().replace(b"index 25", b"index 24"))
    assert "CW520" in run("receipt", "check", changed, "--trust", trust, code=1)
    told = tmp_path / "absence-1.said.json"
    told.write_text((kept / "receipts" / "absence-1.said.json").read_text().replace("No desertion", "One desertion"))
    shutil.copy(receipt, changed)
    assert "the part 'note' is not the one that was recorded" in run(
        "receipt", "check", changed, "--trust", trust, code=1
    )
    assert "CW522" in run("receipt", "check", receipt, code=2)
    assert json.loads(run("receipt", "check", receipt, "--trust", trust, "--json"))["index"] == 25
    assert "Nothing of this was checked" in run("receipt", "show", receipt)


def test_a_receipt_on_paper(kept, tmp_path):
    receipt, trust = kept / "receipts" / "absence-1.tlog-proof", kept / "trust.policy"
    for name in ("page.html", "page.pdf", "again.pdf"):
        run("receipt", "show", receipt, "--trust", trust, "--page", tmp_path / name)
    page = (tmp_path / "page.html").read_text()
    assert "It holds the whole text of the receipt" in page
    assert receipt.read_text().splitlines()[-1] in page
    assert (tmp_path / "page.pdf").read_bytes() == (tmp_path / "again.pdf").read_bytes()
    assert "written as .html or .pdf" in run("receipt", "show", receipt, "--trust", trust, "--page", "x.doc", code=2)


def test_a_certificate_that_there_is_no_report(kept, tmp_path):
    """The published case: staff said that a desertion report had been submitted."""
    out = tmp_path / "none.caseward-log"
    said = run("receipt", "absence", kept, "--case", "term-1", "--kind", "report", "--out", out)
    assert "There is no entry of the class report for case" in said
    assert '{"id":"term-1"' in said
    assert "There is no entry of the class report" in run("verify", out, "--trust", kept / "trust.policy")
    some = run("receipt", "absence", kept, "--case", "term-1", "--kind", "absence", "--out", tmp_path / "some")
    assert "There is one entry of the class absence" in some
    lines = out.read_bytes().splitlines(keepends=True)
    out.write_bytes(b"".join([*lines[:50], *lines[51:]]))
    assert "CW520" in run("verify", out, "--trust", kept / "trust.policy", code=1)
    unknown = run("receipt", "absence", kept, "--case", "term-9", "--kind", "report", "--out", out, code=2)
    assert "no entry of this record has that id" in unknown
    assert "there is no such class" in run(
        "receipt", "absence", kept, "--case", "term-1", "--kind", "raport", "--out", out, code=2
    )


def test_the_one_file_checker_needs_python_alone(kept, tmp_path):
    program = tmp_path / "caseward-verify.pyz"
    run("verify", "--write-zipapp", program)
    assert hashlib.sha256(program.read_bytes()).digest() == hashlib.sha256(zipapp()).digest()
    bare = ["env", "-i", shutil.which("python3", path="/usr/bin:/usr/local/bin") or sys.executable, "-I", str(program)]
    trust = ["--trust", str(kept / "trust.policy")]
    receipts = kept / "receipts"
    store = tmp_path / "copy.sqlite"
    db = apsw.Connection(str(kept / "record.sqlite"))
    db.execute("VACUUM INTO ?", (str(store),))
    db.close()
    bundle = tmp_path / "none.caseward-log"
    run("receipt", "absence", kept, "--case", "term-1", "--kind", "report", "--out", bundle)
    for what, words in (
        ([receipts / "absence-1.tlog-proof", "--said", receipts / "absence-1.said.json"], "No desertion report is in"),
        ([store], "Everything is as it was signed."),
        ([bundle], "There is no entry of the class report"),
    ):
        done = subprocess.run([*bare, *map(str, what), *trust], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert words in done.stdout
    spoiled = tmp_path / "spoiled.tlog-proof"
    spoiled.write_bytes((receipts / "absence-1.tlog-proof").read_bytes()[:-20] + b"AAAAAAAAAAAAAAAAAAA\n")
    done = subprocess.run([*bare, str(spoiled), *trust], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "REFUSED, it proves nothing" in done.stdout


def test_the_receipts_of_a_record_are_small(kept):
    """The bound of 1.3 kB, at a million entries, is for the proof; ours carry the envelope besides."""
    receipts = [path.read_bytes() for path in (kept / "receipts").glob("*.tlog-proof")]
    proofs = [b"".join(line for line in one.splitlines(True) if not line.startswith(b"extra ")) for one in receipts]
    hashes_of_a_million_more = (20 - 7) * 45
    assert max(map(len, proofs)) + hashes_of_a_million_more < 1300
    assert max(map(len, receipts)) < 1600
