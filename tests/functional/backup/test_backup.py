"""Backup and restore, as people run them: what is copied, what is refused, what is lost and how it is told."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from caseward.interchange.kept.opening import opened_record
from caseward.ledger.backup.manifest import copied, read_manifest
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.store.refusals import RolledBack
from tests.functional.backup.lost import ORIGIN, cosign, grow, head_of, lost_three, put_back, signed


def test_a_backup_is_the_record_as_it_was_and_holds_no_key(record, caseward):
    grow(record, 4)
    said = caseward("backup", record, "--to", "b")
    assert f"5 entries of {ORIGIN}" in said
    assert sorted(p.name for p in Path("b").iterdir()) == [
        "kept.toml",
        "manifest.json",
        "manifest.note",
        "record.sqlite",
        "trust.policy",
    ]
    secret = (record / "keys/master.key").read_bytes().strip()
    held = b"".join(p.read_bytes() for p in Path("b").iterdir())
    assert secret not in held
    assert b"PRIVATE" not in held
    assert "holds files that caseward did not make" in caseward("backup", record, "--to", "b", code=2)
    caseward("restore", "b", "--to", "again")
    shutil.copytree(record / "keys", "again/keys")
    grow("again", 1)
    assert "Everything is as it was signed." in caseward("verify", "again")
    assert Checkpoint.parse(head_of("again").text).size == 6


def test_dry_runs_leave_nothing(record, caseward, tmp_path):
    before = sorted(tmp_path.rglob("*"))
    assert "1 entries" in caseward("backup", record, "--to", "b", "--dry-run")
    assert "the key ring" in caseward("backup", record, "--to", "b", "--keys", "--dry-run")
    assert sorted(tmp_path.rglob("*")) == before
    caseward("backup", record, "--to", "b")
    before = sorted(tmp_path.rglob("*"))
    assert "The backup is whole" in caseward("restore", "b", "--to", "r", "--dry-run")
    assert "The backup is whole" in caseward("restore", "b", "--to", "kept", "--replace", "--dry-run")
    assert sorted(tmp_path.rglob("*")) == before


def test_a_backup_that_is_not_as_it_was_written_is_refused_and_every_fault_named(record, caseward):
    grow(record, 4)
    caseward("backup", record, "--to", "b")
    whole = {p.name: p.read_bytes() for p in Path("b").iterdir()}

    def refused(*words, **files):
        shutil.rmtree("b")
        Path("b").mkdir()
        for name, data in {**whole, **{k.replace("__", "."): v for k, v in files.items()}}.items():
            if data is not None:
                Path("b", name).write_bytes(data)
        said = caseward("restore", "b", "--to", "r", code=5)
        assert all(word in said for word in words), said
        assert "[CW533]" in said or "[CW553]" in said
        assert not Path("r").exists()

    store = whole["record.sqlite"]
    middle = len(store) // 2
    flipped = store[:middle] + bytes([store[middle] ^ 4]) + store[middle + 1 :]
    refused("record.sqlite", "cut off", record__sqlite=store[:-4096])
    refused("record.sqlite", "not those that were written", record__sqlite=flipped)
    refused(
        "trust.policy",
        "not there",
        "kept.toml",
        "not those",
        trust__policy=None,
        kept__toml=bytes(len(whole["kept.toml"])),
    )
    refused("has no manifest.json", manifest__json=None)
    refused("cannot be read", manifest__json=whole["manifest.json"][:-20])
    climbing = whole["manifest.json"].replace(b'"kept.toml"', b'"../x"')
    refused("cannot be read", "no name of a file", manifest__json=climbing)
    other = json.loads(whole["manifest.json"]) | {"size": 4}
    refused("is not about the store", manifest__json=json.dumps(other).encode())


def test_an_altered_store_with_a_manifest_to_match_is_refused(record, caseward):
    """Whoever signed what: entries that do not lead to the signed head are refused."""
    grow(record, 4)
    caseward("backup", record, "--to", "b")
    db = sqlite3.connect("b/record.sqlite")
    db.executescript(
        "DROP TRIGGER entries_no_update; UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), 'contact', 'contacs') AS BLOB);"
    )
    db.commit()
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    found = read_manifest(Path("b"))
    replace(found, files=copied(Path("b"), [f.name for f in found.files])).write(Path("b"))
    assert "[CW553]" in caseward("restore", "b", "--to", "r", code=5)


def test_a_manifest_is_signed_and_one_that_is_not_is_told(record, caseward):
    caseward("backup", record, "--to", "b")
    assert "signed its manifest" not in caseward("restore", "b", "--to", "r", "--dry-run")
    settings = Path("b/kept.toml")
    settings.write_text(settings.read_text() + "\n")
    found = read_manifest(Path("b"))
    replace(found, files=copied(Path("b"), [f.name for f in found.files])).write(Path("b"))
    assert "manifest.note signs" in caseward("restore", "b", "--to", "r", "--dry-run", code=5)
    Path("b/manifest.note").unlink()
    assert "Nobody signed its manifest" in caseward("restore", "b", "--to", "r", "--dry-run")
    (record / "keys/log.pem").rename("log.pem")
    caseward("backup", record, "--to", "without")
    assert not Path("without/manifest.note").exists()


def test_a_note_of_another_log_signs_nothing(record, caseward):
    caseward("init", "other", "--origin", "other.example/log")
    for name in (record, "other"):
        caseward("backup", name, "--to", f"of-{Path(name).name}")
    shutil.copy("of-other/manifest.note", f"of-{Path(record).name}/manifest.note")
    assert "manifest.note signs" in caseward("restore", f"of-{Path(record).name}", "--to", "r", code=5)


def test_a_backup_signed_by_another_key_is_refused_in_the_place_of_the_record(record, caseward):
    caseward("init", "forged", "--origin", ORIGIN)
    caseward("backup", "forged", "--to", "b")
    said = caseward("restore", "b", "--to", "kept", "--replace", "--confirm", ORIGIN, code=5)
    assert "which the trust policy does not name" in said
    assert "which the trust policy does not name" in caseward(
        "restore", "b", "--to", "r", "--trust", "kept/trust.policy", code=5
    )


def test_what_is_lost_is_counted_and_the_older_copy_refuses_to_be_written(record, caseward):
    said = lost_three(caseward)
    assert "LOST with it: 3 entries (5 to 7), of 8 that were signed." in said
    with pytest.raises(RolledBack, match="one with 8 was seen"):
        grow("kept", 1)
    assert "3 entries (5 to 7)" in caseward("restore", "older", "--to", "r", "--seen", "cosigned.txt", "--dry-run")
    assert "cannot be told here" in caseward("restore", "older", "--to", "r", "--dry-run")
    caseward("restore", "older", "--to", "r", "--seen", "cosigned.txt")
    shutil.copytree("kept/keys", "r/keys")
    with pytest.raises(RolledBack, match="one with 8 was seen"):
        grow("r", 1)
    (aside,) = Path("kept/replaced").iterdir()
    assert sqlite3.connect(aside / "record.sqlite").execute("SELECT count(*) FROM entries").fetchone() == (8,)
    assert "[CW554]" in caseward("backup", "kept", "--to", "worse", code=5)
    assert not Path("worse").exists()


def test_every_earlier_copy_is_known_for_what_it_is(record, caseward):
    for n in range(6):
        caseward("backup", record, "--to", f"b{n}")
        grow(record, 1)
    cosign(caseward)
    for n in range(6):
        said = put_back(caseward, f"b{n}")
        assert f"of {7} that were signed" in said
        with pytest.raises(RolledBack, match=rf"has {n + 1} entries; one with 7 was seen"):
            grow(record, 1)


def test_entries_that_no_witness_saw_count_too(record, caseward):
    caseward("backup", record, "--to", "b")
    grow(record, 2)
    assert "LOST with it: 2 entries (1 to 2), of 3" in put_back(caseward, "b")
    with pytest.raises(RolledBack, match="one with 3 was seen"):
        grow(record, 1)


def test_the_ring_is_backed_up_apart_for_a_time_and_expires(record, caseward):
    said = caseward("backup", record, "--to", "rings/monday", "--keys")
    assert "It has to be gone by" in said
    manifest = Path("rings/monday/manifest.json")
    assert "1 remain" in caseward("backup", "--expire", "rings")
    manifest.write_text(re.sub(r'"expires": "20\d\d', '"expires": "2001', manifest.read_text()))
    refused = caseward("restore", "rings/monday", "--to", record, code=5)
    assert "manifest.note signs" in refused, "nobody gives a ring more time, or less, than it had"
    Path("rings/monday/manifest.note").unlink()
    (record / "keys/ring.sqlite").rename("ring.was")
    assert "had to be gone by 2001" in caseward("restore", "rings/monday", "--to", record, code=5)
    shutil.copytree("rings/monday", "rings/unknown")
    Path("rings/unknown/manifest.json").unlink()
    assert "2 remain" in caseward("backup", "--expire", "rings", "--dry-run", code=1)
    said = caseward("backup", "--expire", "rings", code=1)
    assert "1 deleted; 1 remain" in said
    assert "rings/unknown/ring.sqlite: nobody knows until when" in said
    assert not Path("rings/monday/ring.sqlite").exists()
    assert "0 deleted" in caseward("backup", "--expire", "rings", code=1)


def written(caseward, record):
    rows = [
        {"kind": "person", "id": "P-1", "occurred": "2020-01-01", "sex": "male"},
        {"kind": "term", "id": "T-1", "occurred": "2020-01-01", "person": "P-1"},
    ]
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    caseward("append", record, "rows.jsonl")


def destroyed(caseward, record):
    Path("destroy.toml").write_text(caseward("destroy", "--example").replace("P-1001", "P-1"))
    caseward("destroy", record, "destroy.toml", "--request", "request.txt")
    caseward("authority", "sign", "request.txt", "--key", "counsel.pem", "--out", "countersigned.txt")
    number = re.search(r'number = "(.+)"', Path("destroy.toml").read_text())[1]
    caseward("destroy", record, "destroy.toml", "--countersigned", "countersigned.txt", "--confirm", number)


def test_a_restored_ring_brings_nothing_back_that_was_destroyed_or_sealed(record, caseward):
    written(caseward, record)
    caseward("backup", record, "--to", "rings/before", "--keys")
    destroyed(caseward, record)
    (record / "keys/ring.sqlite").unlink()
    said = caseward("restore", "rings/before", "--to", record)
    with opened_record(record) as opened:
        ((key_id,),) = opened.store.reader.rows("SELECT key_id FROM matters WHERE state = 'destroyed'")
        assert opened.ring.state(key_id) == "destroyed"
    assert "Keys destroyed again, as the log orders: 1" in said
    assert "There is a ring at" in caseward("restore", "rings/before", "--to", record, code=2)


def test_an_order_that_was_lost_with_a_restore_is_carried_out_again(record, caseward):
    written(caseward, record)
    caseward("backup", record, "--to", "older")
    destroyed(caseward, record)
    put_back(caseward, "older")
    caseward("recover", "kept", "--because", "the disk failed", "--out", "recovery.txt")
    caseward("recover", "kept", "--with", signed(caseward))
    assert "its key is destroyed" in caseward("verify", record, code=1)
    destroyed(caseward, record)
    said = caseward("verify", record)
    assert re.search(r"destroyed under authority +1\n", said)
    assert "Everything is as it was signed." in said
