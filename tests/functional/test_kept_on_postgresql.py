"""The same commands on a record in PostgreSQL: the log, the audit and the export are those of the file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from caseward.cli.main import run
from caseward.interchange.read import read_record

EL_MONTE = Path(__file__).resolve().parents[2] / "examples" / "el-monte-2022"


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
