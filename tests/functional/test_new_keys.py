"""Another log key, another master key: the record reads and checks as before, and an interrupted change goes on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from caseward.cli.main import run

ORIGIN = "probation.example/adult"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rows.jsonl").write_text('{"kind": "person", "id": "P-1", "occurred": "2020-01-01"}\n')
    assert run(["init", "kept", "--origin", ORIGIN]) == 0
    assert run(["append", "kept", "rows.jsonl"]) == 0
    return tmp_path / "kept"


def appended(text):
    row = f'{{"kind": "person", "id": "{text}", "occurred": "2020-01-01"}}\n'
    Path("more.jsonl").write_text(row)
    return run(["append", "kept", "more.jsonl", "--receipts", "receipts"])


def test_the_log_goes_on_under_another_key(kept, capsys):
    before = (kept / "keys" / "log.pem").read_text()
    assert run(["keys", "rotate", "kept"]) == 2
    assert run(["keys", "rotate", "kept", "--confirm", ORIGIN]) == 0
    assert (kept / "keys" / "log.pem").read_text() != before
    assert not (kept / "keys" / "log.pem.new").exists()
    assert (kept / "keys" / "log.pem").stat().st_mode & 0o077 == 0
    assert appended("P-2") == 0
    assert run(["verify", "kept"]) == 0
    for receipt in ("P-1", "P-2"):
        assert run(["receipt", "check", f"receipts/{receipt}.tlog-proof", "--trust", "kept/trust.policy"]) == 0
    (kept / "keys" / "log.pem").write_text(before)
    assert appended("P-3") != 0


@pytest.mark.parametrize("rotated", [False, True])
def test_a_change_of_the_logs_key_goes_on_where_it_stopped(kept, rotated):
    """Stopped before the entry, or after it and before the new key was in its place."""
    keys = kept / "keys"
    old = (keys / "log.pem").read_bytes()
    shutil.copytree(kept, kept.with_name("copy"))
    assert run(["keys", "rotate", "kept", "--confirm", ORIGIN]) == 0
    new = (keys / "log.pem").read_bytes()
    if not rotated:
        shutil.rmtree(kept)
        kept.with_name("copy").rename(kept)
    (keys / "log.pem").write_bytes(old)
    (keys / "log.pem.new").write_bytes(new)
    assert run(["keys", "rotate", "kept", "--confirm", ORIGIN]) == 0
    assert (keys / "log.pem").read_bytes() == new
    assert appended("P-2") == 0
    assert run(["verify", "kept"]) == 0


@pytest.mark.parametrize("stopped", [False, True])
def test_the_ring_is_held_under_another_master_key(kept, stopped):
    keys = kept / "keys"
    old = (keys / "master.key").read_bytes()
    assert run(["keys", "rewrap", "kept", "--confirm", ORIGIN]) == 0
    new = (keys / "master.key").read_bytes()
    assert old != new
    if stopped:
        (keys / "master.key").write_bytes(old)
        (keys / "master.key.new").write_bytes(new)
        assert run(["keys", "rewrap", "kept", "--confirm", ORIGIN]) == 0
        assert (keys / "master.key").read_bytes() == new
    assert appended("P-2") == 0
    assert run(["verify", "kept"]) == 0
    (keys / "master.key").write_bytes(old)
    assert appended("P-3") != 0
