"""A record is kept, as a person does it at the command line: made, filled, added to, corrected, exported, audited."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import pytest

from caseward.cli.main import run
from caseward.interchange.read import read_record
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.proof import Receipt
from caseward.ledger.trust import parse_trust
from caseward.verify.bundle import check_bundle
from caseward.verify.receipt import check
from caseward.verify.trust import Trust

TOP = Path(__file__).resolve().parents[2]
EL_MONTE = TOP / "examples" / "el-monte-2022"
POLICY = TOP / "policies" / "us-ca-los-angeles" / "adult.yaml"
CONTACT = '{"kind": "contact", "id": "c-new", "occurred": "2022-06-10", "term": "term-1", "mode": "phone"}\n'


@pytest.fixture
def caseward(capsys, monkeypatch, tmp_path):
    """Run a command in an empty folder; what it printed, when it ended as expected."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments, code=0):
        capsys.readouterr()
        left = run([str(a) for a in arguments])
        said = capsys.readouterr()
        assert left == code, said.out + said.err
        return said.out if code == 0 else said.out + said.err

    return call


@pytest.fixture
def store(caseward, tmp_path):
    caseward("init", "el-monte-2022", "--origin", "log.example/one", "--zone", "America/Los_Angeles")
    return tmp_path / "el-monte-2022"


@pytest.fixture
def filled(caseward, store):
    caseward("import", store, EL_MONTE)
    return store


def test_a_new_record_has_its_files_and_its_keys_are_nobody_elses(store):
    found = {path.relative_to(store).as_posix(): path.stat().st_mode & 0o777 for path in store.rglob("*.*")}
    secret = {name for name, mode in found.items() if mode == 0o600}
    assert {"keys/log.pem", "keys/master.key", "keys/ring.sqlite", "keys/unit.pem"} <= secret
    assert {"kept.toml", "trust.policy", "record.sqlite"} <= set(found)
    trust = parse_trust((store / "trust.policy").read_bytes())
    assert [key.name for key in trust.logs] == ["log.example/one"]


def test_a_record_is_not_made_over_anything(caseward, store):
    assert "holds files that caseward did not make" in caseward("init", store, "--origin", "x", code=2)
    wrong = caseward("init", "y", "--origin", "a b", "--zone", "Mars/One", "--postgres", "mysql://x", code=2)
    assert all(word in wrong for word in ("--origin", "--zone", "--postgres"))
    assert "kept.toml holds no secret" in caseward(
        "init", "y", "--origin", "o", "--postgres", "postgresql://u:p@h/d", code=2
    )
    assert "makes no cosignatures" in caseward("init", "y", "--origin", "o", "--witness", vkey(store), code=2)
    assert not Path("y").exists()


def vkey(store):
    return str(parse_trust((store / "trust.policy").read_bytes()).logs[0])


def test_what_would_be_made_is_shown_and_not_made(caseward):
    assert 'origin = "o"' in caseward("init", "y", "--origin", "o", "--dry-run")
    assert not Path("y").exists()


def test_an_audit_of_the_kept_record_is_that_of_its_folder_byte_for_byte(caseward, filled):
    asked = ("--policy", POLICY, "--as-of", "2022-06-14")
    caseward("audit", EL_MONTE, *asked, "--out", "folder")
    caseward("audit", filled, *asked, "--out", "kept")
    names = sorted(path.name for path in Path("folder").iterdir())
    assert "findings.json" in names
    assert names == sorted(path.name for path in Path("kept").iterdir())
    assert [n for n in names if Path("folder", n).read_bytes() != Path("kept", n).read_bytes()] == []


def test_so_is_one_as_known_at_an_earlier_time(caseward, filled):
    asked = ("--policy", POLICY, "--as-of", "2022-06-14", "--known-at", "2022-01-31T12:00-08:00", "--json")
    assert caseward("audit", filled, *asked) == caseward("audit", EL_MONTE, *asked)


def test_explain_and_check_read_it_too(caseward, filled):
    said = caseward("record", "check", filled)
    assert "101 rows in 18 tables read" in said
    assert "101 imported from an earlier system, 0 made in the kept record." in said
    assert json.loads(caseward("record", "check", filled, "--json"))["kept"]["imported"] == 101
    asked = ("--policy", POLICY, "--as-of", "2022-06-14")
    assert caseward("explain", filled, *asked) == caseward("explain", EL_MONTE, *asked)


def test_evaluate_reads_it_too(caseward, filled):
    asked = ("--policy", POLICY, "--as-of", "2022-06-14")
    for record, out in ((EL_MONTE, "folder"), (filled, "kept")):
        caseward("evaluate", record, *asked, "--out", out, "--workers", "1")
    files = sorted(path.relative_to("folder") for path in Path("folder").rglob("*") if path.is_file())
    assert [f for f in files if (Path("folder") / f).read_bytes() != (Path("kept") / f).read_bytes()] == []


def test_an_import_says_what_it_did_and_can_be_repeated(caseward, store):
    assert "101 entries would be brought in, 0 kept already" in caseward("import", store, EL_MONTE, "--dry-run")
    assert json.loads(caseward("import", store, EL_MONTE, "--json", "--receipts", "r"))["brought"] == 101
    assert "0 entries brought in, 101 kept already; the log has 103 entries." in caseward("import", store, EL_MONTE)
    assert len(list(Path("r").glob("*.tlog-proof"))) == 101


def test_an_acknowledgement_carries_a_receipt_that_others_can_check(caseward, filled):
    Path("new.jsonl").write_text(CONTACT, encoding="utf-8")
    said = caseward("append", filled, "new.jsonl")
    assert "back-dated" in said
    proof = Path("receipts/c-new.tlog-proof").read_bytes()
    receipt = Receipt.parse(proof)
    trust = Trust.parse((filled / "trust.policy").read_bytes())
    assert check(proof, trust).index == receipt.index == 102 + 1
    opened = json.loads(Path("receipts/c-new.said.json").read_text(encoding="utf-8"))
    envelope = json.loads(receipt.extra)
    for name, part in opened["parts"].items():
        label = b"caseward/part/v1\0" + name.encode() + b"\0"
        hashed = sha256(label + bytes.fromhex(part["opening"]) + part["part"].encode()).hexdigest()
        assert hashed == envelope["parts"][name]
    assert json.loads(opened["parts"]["facts"]["part"])["mode"] == "phone"


def test_the_same_file_sent_again_is_recorded_once(caseward, filled):
    Path("new.jsonl").write_text(CONTACT, encoding="utf-8")
    first = json.loads(caseward("append", filled, "new.jsonl", "--json"))
    again = json.loads(caseward("append", filled, "new.jsonl", "--json"))
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["entries"][0]["index"] == again["entries"][0]["index"]


def test_a_dry_run_records_nothing(caseward, filled):
    Path("new.jsonl").write_text(CONTACT, encoding="utf-8")
    before = size(caseward, filled)
    assert "Nothing recorded (--dry-run): 1 would be." in caseward("append", filled, "new.jsonl", "--dry-run")
    caseward("submit", filled, "new.jsonl", "--term", "term-1", "--dry-run")
    caseward("correct", filled, "court-report-2021", "--withdraw", "--because", "x", "--dry-run", code=(2))
    caseward("export", filled, "out", "--dry-run")
    assert size(caseward, filled) == before
    assert not Path("out").exists()
    assert not Path("receipts").exists()


def size(caseward, store):
    caseward("export", store, "--bundle", "size.caseward-log", "--force")
    return json.loads(Path("size.caseward-log").read_text(encoding="utf-8").splitlines()[0])["end"]


def test_standard_input_is_read_and_faults_name_its_lines(filled):
    command = [sys.executable, "-m", "caseward.cli.main", "append", str(filled), "-"]
    done = subprocess.run(command, input="{}\n", capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "standard input:1: kind" in done.stderr


def test_a_report_handed_in_gives_its_receipt_at_once_and_again_when_it_is_handed_in_again(caseward, filled):
    Path("desertion.pdf").write_bytes(b"%PDF report")
    asked = ("submit", filled, "desertion.pdf", "--term", "term-1", "--type", "desertion", "--officer", "o-7", "--json")
    ((first,), (again,)) = json.loads(caseward(*asked)), json.loads(caseward(*asked))
    assert [entry["kind"] for entry in first["entries"]] == ["report", "document"]
    assert [entry["index"] for entry in first["entries"]] == [entry["index"] for entry in again["entries"]]
    assert again["repeated"]
    document = read_record(filled).record.by_id()[first["entries"][1]["id"]]
    assert document.text("sha256") == sha256(b"%PDF report").hexdigest()
    assert all(Path(entry["receipt"]).is_file() for entry in first["entries"])


def test_a_submission_that_cannot_be_says_why(caseward, filled):
    Path("x.pdf").write_bytes(b"x")
    said = caseward("submit", filled, "x.pdf", "--type", "desertoin", code=2)
    assert "term: it must be filled" in said
    assert "did you mean desertion?" in said
    assert "no term has this id" in caseward("submit", filled, "x.pdf", "--term", "t-9", code=2)
    assert "missing.pdf" in caseward("submit", filled, "missing.pdf", "--term", "term-1", code=2)


def test_a_correction_shows_before_and_after_and_leaves_both(caseward, filled):
    Path("new.jsonl").write_text(CONTACT, encoding="utf-8")
    caseward("append", filled, "new.jsonl")
    asked = ("correct", filled, "c-new", "--set", "mode=video", "--because", "it was by video", "--by", "o-7")
    assert re.search(r"mode\s+phone\s+video", caseward(*asked, "--dry-run"))
    assert re.search(r"mode\s+phone\s+video", caseward(*asked))
    record = read_record(filled).record.by_id()
    assert (record["c-new"].text("mode"), record["c-new.2"].text("mode")) == ("phone", "video")
    assert record["c-new.2.correction"].text("replaced_by") == "c-new.2"
    assert "corrected twice" in caseward(*asked[:3], "--withdraw", "--because", "x", code=2)
    assert "with --set" in caseward(*asked[:3], "--because", "x", code=2)
    assert "write a column" in caseward(*asked[:3], "--set", "mode", "--because", "x", code=2)
    caseward("correct", filled, "c-new.2", "--withdraw", "--because", "it never was")  # its name for it is taken
    assert read_record(filled).record.by_id()["c-new.2.correction.2"].text("corrects") == "c-new.2"


def test_an_export_is_the_folder_that_was_imported_and_is_in_the_log(caseward, filled):
    caseward("export", filled, "out", "--purpose", "annual audit", "--expires", "2027-01-31")
    assert read_record(Path("out"), strict=True).sha256 == read_record(EL_MONTE).sha256
    note = Path("out/EXPORT.md").read_text(encoding="utf-8")
    assert "Nothing is withheld." in note
    assert "To be destroyed after 2027-01-31." in note
    shutil.rmtree("out")
    assert "recorded later and 17 undated left out" in caseward(
        "export", filled, "out", "--known-at", "2021-09-01T00:00-07:00"
    )
    assert "Nothing is kept about" in caseward("export", filled, "other", "--person", "nobody", code=2)
    assert "caseward export" in caseward("record", "convert", filled, "converted", code=2)


def test_a_bundle_is_the_whole_log_and_anybody_can_check_it(caseward, filled):
    assert "the log of 103 entries" in caseward("export", filled, "--bundle", "one.caseward-log")
    trust = Trust.parse((filled / "trust.policy").read_bytes())
    lines = Path("one.caseward-log").read_bytes().splitlines(keepends=True)
    checked = check_bundle(lines, trust)
    assert (checked.first, checked.end, checked.faults) == (0, 103, [])
    assert checked.kinds["contact"] == len(read_record(EL_MONTE).record.of_kind("contact"))
    assert b"probationer" not in b"".join(lines)
    assert Checkpoint.parse(json.loads(lines[1])["checkpoint"].split("\n\n")[0] + "\n").size == 103


def test_nothing_named_is_nothing_exported(caseward, filled):
    assert "Name a folder" in caseward("export", filled, code=2)
    assert "pack the folder afterwards" in caseward("export", filled, "out", "--to", "zip", code=2)


def test_what_is_no_kept_record_says_so(caseward, tmp_path):
    (tmp_path / "empty").mkdir()
    Path("new.jsonl").write_text(CONTACT, encoding="utf-8")
    assert "CW541" in caseward("append", "empty", "new.jsonl", code=2)


def test_a_missing_key_is_named(caseward, filled):
    (filled / "keys" / "master.key").unlink()
    assert "master.key" in caseward("record", "check", filled, code=2)
