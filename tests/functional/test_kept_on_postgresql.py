"""The same commands on a record in PostgreSQL: the log, the audit and the export are those of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caseward.cli.main import run
from caseward.interchange.read import read_record

TOP = Path(__file__).resolve().parents[2]
EL_MONTE = TOP / "examples" / "el-monte-2022"
ASKED = ("--policy", TOP / "policies" / "us-ca-los-angeles" / "adult.yaml", "--as-of", "2022-06-14")


@pytest.fixture
def caseward(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*arguments):
        capsys.readouterr()
        left = run([str(a) for a in arguments])
        said = capsys.readouterr()
        assert left == 0, said.out + said.err
        return said.out

    return call


def test_a_record_in_postgresql_is_kept_by_the_same_commands(caseward, cluster, tmp_path):
    store = tmp_path / "kept"
    caseward("init", store, "--origin", "log.example/two", "--postgres", cluster.new_database())
    assert not (store / "record.sqlite").exists()
    assert "101 entries brought in" in caseward("import", store, EL_MONTE)
    assert "0 entries brought in, 101 kept already" in caseward("import", store, EL_MONTE)
    Path("new.jsonl").write_text('{"kind": "person", "id": "p-9", "occurred": "2022-01-01"}\n', encoding="utf-8")
    assert json.loads(caseward("append", store, "new.jsonl", "--json"))["entries"][0]["index"] == 103
    assert "p-9.2.correction" in caseward("correct", store, "p-9", "--set", "sex=male", "--because", "it was blank")
    caseward("export", store, "out")
    kept, out = read_record(store, strict=True), read_record(tmp_path / "out", strict=True)
    assert kept.sha256 == out.sha256
    assert len(kept.record) == 101 + 3
    proof = "receipts/p-9.tlog-proof"
    assert "Proven: entry 103" in caseward("receipt", "check", proof, "--trust", store / "trust.policy")


def files_in(folder):
    return {path.relative_to(folder): path.read_bytes() for path in Path(folder).rglob("*") if path.is_file()}


def test_everything_that_is_done_with_a_record(caseward, cluster, tmp_path):
    """One record in PostgreSQL, from its making to its restoring, by the commands that people type."""
    database = cluster.new_database()
    made = ("--origin", "log.example/el-monte", "--zone", "America/Los_Angeles", "--postgres", database)
    caseward("init", "el-monte-2022", *made)
    caseward("import", "el-monte-2022", EL_MONTE)
    for record, out in ((EL_MONTE, "of-folder"), ("el-monte-2022", "of-store")):
        caseward("audit", record, *ASKED, "--out", out)
    assert "findings.json" in map(str, files_in("of-folder"))
    assert files_in("of-folder") == files_in("of-store")
    assert "Everything is as it was signed." in caseward("verify", "el-monte-2022")

    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    caseward("append", "el-monte-2022", "rows.jsonl")
    Path("report.txt").write_text("A desertion report.", encoding="utf-8")
    handing = (
        "submit",
        "el-monte-2022",
        "report.txt",
        "--term",
        "T-1",
        "--type",
        "desertion",
        "--officer",
        "officer-7",
    )
    (first,), (again,) = (json.loads(caseward(*handing, "--json")) for _ in range(2))
    assert [e["index"] for e in first["entries"]] == [e["index"] for e in again["entries"]]
    assert again["repeated"]
    because = ("--because", "typed wrongly")
    assert "c-9.2.correction" in caseward("correct", "el-monte-2022", "c-9", "--set", "mode=in_person", *because)
    assert "Proven" in caseward("receipt", "check", "receipts/c-9.tlog-proof", "--trust", "el-monte-2022/trust.policy")

    orders(caseward)
    said = caseward("verify", "el-monte-2022")
    assert "Everything is as it was signed." in said
    assert "destroyed under authority             6" in said
    caseward("export", "el-monte-2022", "out")
    caseward("backup", "el-monte-2022", "--to", "copy")
    caseward("restore", "copy", "--to", "restored", "--postgres", cluster.new_database())
    Path("el-monte-2022/keys").rename("restored/keys")
    assert "Everything is as it was signed." in caseward("verify", "restored")
    caseward("export", "restored", "out-again")
    assert read_record(Path("out"), strict=True).sha256 == read_record(Path("out-again"), strict=True).sha256


ROWS = (
    {"kind": "person", "id": "P-1", "occurred": "2020-01-01"},
    *({"kind": "term", "id": term, "occurred": "2020-01-01", "person": "P-1"} for term in ("T-1", "T-2")),
    {"kind": "contact", "id": "c-9", "occurred": "2020-02-03", "term": "T-1", "mode": "phone", "outcome": "spoke"},
    {"kind": "contact", "id": "c-10", "occurred": "2020-02-04", "term": "T-2", "mode": "phone", "outcome": "spoke"},
)


def orders(caseward):
    """One term sealed and opened again, then destroyed by two people."""
    settings = Path("el-monte-2022/kept.toml")
    vkey = caseward("authority", "key", "counsel.pem", "--name", "county-counsel").splitlines()[-1]
    settings.write_text(settings.read_text().replace("authorities = []", f'authorities = ["{vkey}"]'))
    for action in ("seal", "unseal", "destroy"):
        Path(f"{action}.toml").write_text(caseward(action, "--example").replace("P-1001", "P-1"))
        number = Path(f"{action}.toml").read_text().partition('number = "')[2].partition('"')[0]
        if action == "destroy":
            caseward("destroy", "el-monte-2022", "destroy.toml", "--request", "request.txt")
            caseward("authority", "sign", "request.txt", "--key", "counsel.pem", "--out", "signed.txt")
        more = {"unseal": ("--unit", "el-monte-2022/keys/unit.pem"), "destroy": ("--countersigned", "signed.txt")}
        caseward(action, "el-monte-2022", f"{action}.toml", *more.get(action, ()), "--confirm", number)
