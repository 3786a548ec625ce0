"""Backup, restore and recovery, as people run them: what is copied, what is refused, what is lost and how it is told."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from base64 import b64decode, b64encode
from dataclasses import replace
from pathlib import Path

import pytest

from caseward.cli.kept_clock import entropy, now
from caseward.cli.main import run
from caseward.interchange.kept.opening import opened_record
from caseward.ledger.backup.manifest import copied, read_manifest
from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.note import Note
from caseward.ledger.store.draft import Draft
from caseward.ledger.witness_client import request_for

ORIGIN, WITNESS = "probation.example/adult", "inspector.example/witness"


@pytest.fixture
def caseward(capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)

    def call(*arguments, code=0):
        capsys.readouterr()
        left = run([str(a) for a in arguments])
        said = capsys.readouterr()
        assert left == code, said.out + said.err
        return said.out + said.err if code else said.out

    return call


def grow(folder, count):
    with opened_record(Path(folder), writing=True, now=now, entropy=entropy) as opened:
        size = opened.store.size
        drafts = [Draft("contact", "p-1", "t-1", "o-1", {"facts": {"n": size + n}}) for n in range(count)]
        opened.store.append(drafts)


@pytest.fixture
def record(caseward):
    """A record with a witness that has copies, and two authorities that both know."""
    key = caseward("witness", "init", "witness", "--name", WITNESS, "--copies").splitlines()[1]
    said = json.loads(caseward("init", "kept", "--origin", ORIGIN, "--witness", key, "--json"))
    caseward("witness", "add-log", "witness", said["vkey"])
    vkeys = [caseward("authority", "key", f"{who}.pem", "--name", who).splitlines()[-1] for who in ("judge", "counsel")]
    settings = Path("kept/kept.toml")
    settings.write_text(settings.read_text().replace("authorities = []", f"authorities = {json.dumps(vkeys)}"))
    Path("witness/authorities.txt").write_text("# who may let a log go back\n" + "\n".join(vkeys) + "\n")
    return Path("kept")


def cosign(caseward, record="kept"):
    caseward("witness", "request", record, "--out", "request.txt", "--entries", "entries.txt")
    caseward("witness", "cosign", "witness", "request.txt", "--entries", "entries.txt", "--out", "cosigned.txt")
    caseward("witness", "accept", record, "cosigned.txt")


def put_back(caseward, backup):
    return caseward("restore", backup, "--to", "kept", "--replace", "--confirm", ORIGIN)


def signed(caseward, who=("judge", "counsel"), text="recovery.txt"):
    for n, name in enumerate(who):
        caseward("authority", "recover", text, "--key", f"{name}.pem", "--out", f"signed-{n}.txt")
        text = f"signed-{n}.txt"
    return text


def lost_three(caseward):
    """Five entries, a backup, three more that a witness saw, and the backup put back."""
    grow("kept", 4)
    caseward("backup", "kept", "--to", "older")
    grow("kept", 3)
    cosign(caseward)
    return put_back(caseward, "older")


def test_a_backup_is_the_record_as_it_was_and_holds_no_key(record, caseward):
    grow(record, 4)
    said = caseward("backup", record, "--to", "b")
    assert f"5 entries of {ORIGIN}" in said
    assert sorted(p.name for p in Path("b").iterdir()) == [
        "kept.toml",
        "manifest.json",
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


def head_of(folder):
    with opened_record(Path(folder)) as opened:
        return opened.store.head()


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
    """The manifest is nobody's signature: entries that do not lead to the signed head are refused all the same."""
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
    with pytest.raises(Exception, match="one with 8 was seen"):
        grow("kept", 1)
    assert "3 entries (5 to 7)" in caseward("restore", "older", "--to", "r", "--seen", "cosigned.txt", "--dry-run")
    assert "cannot be told here" in caseward("restore", "older", "--to", "r", "--dry-run")
    caseward("restore", "older", "--to", "r", "--seen", "cosigned.txt")
    shutil.copytree("kept/keys", "r/keys")
    with pytest.raises(Exception, match="one with 8 was seen"):
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
        with pytest.raises(Exception, match=rf"has {n + 1} entries; one with 7 was seen"):
            grow(record, 1)


def test_entries_that_no_witness_saw_count_too(record, caseward):
    caseward("backup", record, "--to", "b")
    grow(record, 2)
    assert "LOST with it: 2 entries (1 to 2), of 3" in put_back(caseward, "b")
    with pytest.raises(Exception, match="one with 3 was seen"):
        grow(record, 1)


def test_a_record_goes_on_when_two_have_signed_and_the_witness_goes_back_with_it(record, caseward):
    lost_three(caseward)
    said = caseward("recover", "kept", "--because", "the disk failed", "--out", "recovery.txt")
    assert "entries 5 to 7 are given up (3); it goes on from 5 entries." in said
    shape = rf"caseward/recovery/v1\n{ORIGIN}\nfrom 5 (\S+)\nlost 8 (\S+)\nbecause the disk failed\n"
    kept, lost = re.fullmatch(shape, Path("recovery.txt").read_text()).groups()
    assert len(b64decode(kept)) == len(b64decode(lost)) == 32
    signed(caseward)
    assert "only judge did" in caseward("recover", "kept", "--with", "signed-0.txt", code=5)
    assert "only judge did" in caseward("witness", "recover", "witness", "signed-0.txt", code=5)
    said = caseward("recover", "kept", "--with", "signed-1.txt")
    assert "Signed by judge and counsel. Entry 5 of the log says so." in said
    grow("kept", 1)
    caseward("witness", "request", "kept", "--out", "request.txt", "--entries", "entries.txt")
    said = caseward("witness", "cosign", "witness", "request.txt", "--out", "c.txt", code=1)
    assert "(409: 8)" in said
    assert "goes on from 5 entries" in caseward("witness", "recover", "witness", "signed-1.txt")
    assert "goes on from 5 entries" in caseward("witness", "recover", "witness", "signed-1.txt")  # run again: no harm
    evidence = {p.suffix: p for p in Path("witness/lost").iterdir()}
    assert Checkpoint.parse(Note.parse(evidence[".head"].read_bytes()).text).size == 8
    assert len(evidence[".leaves"].read_bytes().splitlines()) == 3
    with_the_witness_again(caseward)
    assert Path("kept/lost/8.note").exists()
    assert Path("kept/lost/8.recovery.txt").read_bytes() == Path("signed-1.txt").read_bytes()


def with_the_witness_again(caseward):
    """The record still thinks that the witness saw nothing; over HTTP it would be told by a 409 and ask again."""
    record = Path("kept")
    with opened_record(record) as opened:
        head, store = opened.store.head(), opened.store
        Path("request.txt").write_bytes(bytes(request_for(head, 5, store.subtrees)))
        lines = b"".join(leaf + b"\n" for leaf in store.leaves(5, store.size))
        Path("entries.txt").write_bytes(b"first 5\n" + lines)
    caseward("witness", "cosign", "witness", "request.txt", "--entries", "entries.txt", "--out", "cosigned.txt")
    assert "Kept: 7 entries" in caseward("witness", "accept", record, "cosigned.txt")
    assert "Every entry has been cosigned" in caseward("witness", "exposure", record)


def after_recovery(caseward):
    lost_three(caseward)
    shutil.copy("cosigned.txt", "seen-before.txt")
    caseward("recover", "kept", "--because", "the disk failed", "--out", "recovery.txt")
    caseward("recover", "kept", "--with", signed(caseward))
    grow("kept", 4)


def test_verify_tells_of_the_loss_ever_after(record, caseward):
    after_recovery(caseward)
    said = caseward("verify", "kept", "--seen", "seen-before.txt")
    told = (
        "LOST: entries 5 to 7 were given up by the recovery at entry 5, signed by judge and counsel: the disk failed."
    )
    assert told in said
    assert "Everything is as it was signed." in said
    said = caseward("verify", "kept/record.sqlite", "--trust", "kept/trust.policy", code=1)
    assert "the recovery at entry 5 has no authority: 0 of the authorities" in said
    assert json.loads(caseward("verify", "kept", "--json"))["lost"] == [told.removeprefix("LOST: ").removesuffix(".")]


def test_a_recovery_forged_by_whoever_has_log_and_database_is_called_so(record, caseward):
    after_recovery(caseward)
    for change, word in [
        ("DELETE FROM countersigned", "is not signed by two authorities"),
        ("UPDATE countersigned SET note = CAST(replace(CAST(note AS TEXT), 'lost 8', 'lost 7') AS BLOB)", "is false"),
        (
            "UPDATE countersigned SET note = CAST(replace(CAST(note AS TEXT), '— counsel', '— nobody') AS BLOB)",
            "1 of the authorities",
        ),
    ]:
        shutil.copy("kept/record.sqlite", "copy.sqlite")
        db = sqlite3.connect("copy.sqlite")
        db.executescript("DROP TRIGGER countersigned_no_update; DROP TRIGGER countersigned_no_delete;")
        db.execute(change)
        db.commit()
        db.close()
        vkeys = [f"--authority={Path(f'{who}.pem.vkey').read_text().strip()}" for who in ("judge", "counsel")]
        said = caseward("verify", "copy.sqlite", "--trust", "kept/trust.policy", *vkeys, code=1)
        assert word in said, change


def test_a_recovery_is_refused_that_is_about_another_moment_or_another_log(record, caseward):
    lost_three(caseward)
    caseward("recover", "kept", "--because", "the disk failed", "--out", "recovery.txt")
    text = Path("recovery.txt").read_text()
    root = re.search(r"from 5 (\S+)", text)[1]
    other = b64encode(bytes(32)).decode()
    for old, new, word in [
        (ORIGIN, "other.example/log", "It is about other.example/log"),
        ("from 5", "from 4", "goes on from 4 entries with a root of their own; the record has 5"),
        (root, other, "goes on from 5 entries with a root of their own; the record has 5, or others"),
        ("lost 8", "lost 7", "gives up a head of 7 entries; one of 8 was seen"),
        (text.split("lost ")[1].split("\n")[0], f"5 {root}", "contains the head that is to be given up"),
    ]:
        Path("other.txt").write_text(text.replace(old, new))
        assert word in caseward("recover", "kept", "--with", signed(caseward, text="other.txt"), code=5)
        refused = caseward(
            "authority", "recover", "other.txt", "--key", "judge.pem", "--store", "kept", "-o", "x", code=5
        )
        assert word in refused
    for old, new, word in [
        ("because the disk failed", "because ", "not written as it should be"),
        ("from 5", "from 05", "no whole number"),
        ("caseward/recovery/v1", "caseward/recovery/v2", "no text of a recovery"),
    ]:
        Path("other.txt").write_text(text.replace(old, new))
        assert word in caseward("authority", "recover", "other.txt", "--key", "judge.pem", "--out", "x", code=5)
    assert not Path("kept/lost").exists()


def test_a_record_that_lost_nothing_is_not_recovered(record, caseward):
    asked = ("recover", "kept", "--because", "x", "--out", "y.txt")
    assert "nothing to recover from" in caseward(*asked, code=2)
    cosign(caseward)
    assert "nothing to recover from" in caseward(*asked, code=2)
    assert "a reason has words" in caseward("recover", "kept", "--because", " ", "--out", "y.txt", code=2)
    assert "a reason is one line" in caseward("recover", "kept", "--because", "a\nb", "--out", "y.txt", code=2)
    assert "Give --because" in caseward("recover", "kept", code=2)


def test_one_authority_twice_or_the_logs_own_key_is_not_two(record, caseward):
    lost_three(caseward)
    caseward("recover", "kept", "--because", "the disk failed", "--out", "recovery.txt")
    assert "only judge did" in caseward("recover", "kept", "--with", signed(caseward, ("judge", "judge")), code=5)
    shutil.copy("kept/keys/log.pem", "own.pem")
    own = next(line for line in Path("kept/trust.policy").read_text().splitlines() if line.startswith("log "))[4:]
    Path("own.pem.vkey").write_text(own)
    settings = Path("kept/kept.toml")
    settings.write_text(settings.read_text().replace("authorities = [", f'authorities = ["{own}", '))
    assert "only judge did" in caseward("recover", "kept", "--with", signed(caseward, ("judge", "own")), code=5)
    apart = [signed(caseward, (who,)) for who in ("judge",)]
    shutil.copy(apart[0], "a.txt")
    signed(caseward, ("counsel",))
    assert "Signed by judge and counsel" in caseward("recover", "kept", "--with", "a.txt", "--with", "signed-0.txt")


def test_a_recovery_that_was_stopped_before_its_end_goes_on(record, caseward):
    lost_three(caseward)
    before = Path("kept/witnessed.note").read_bytes()
    caseward("recover", "kept", "--because", "the disk failed", "--out", "recovery.txt")
    last = signed(caseward)
    caseward("recover", "kept", "--with", last)
    Path("kept/witnessed.note").write_bytes(before)  # as if it had been killed before the last step
    assert "[CW554]" in caseward("witness", "exposure", "kept", code=5)
    assert "Entry 5 of the log says so" in caseward("recover", "kept", "--with", last)
    grow("kept", 1)
    assert head_of("kept")


def test_a_witness_with_copies_does_not_go_back_to_a_past_it_did_not_see(record, caseward):
    lost_three(caseward)
    caseward("recover", "kept", "--because", "the disk failed", "--out", "recovery.txt")
    place = next(Path("witness/copies").glob("*.leaves"))
    lines = place.read_bytes().splitlines(keepends=True)
    place.write_bytes(b"".join([*lines[:2], lines[3], lines[2], *lines[4:]]))
    said = caseward("witness", "recover", "witness", signed(caseward), code=5)
    assert "they were changed, not only lost" in said
    assert "8 entries cosigned" in caseward("witness", "status", "witness")


def test_the_ring_is_backed_up_apart_for_a_time_and_expires(record, caseward):
    said = caseward("backup", record, "--to", "rings/monday", "--keys")
    assert "It has to be gone by" in said
    manifest = Path("rings/monday/manifest.json")
    assert "1 remain" in caseward("backup", "--expire", "rings")
    manifest.write_text(re.sub(r'"expires": "20\d\d', '"expires": "2001', manifest.read_text()))
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


def test_a_restored_ring_brings_nothing_back_that_was_destroyed_or_sealed(record, caseward):
    grow(record, 2)
    rows = [
        {"kind": "person", "id": "P-1", "occurred": "2020-01-01", "sex": "male"},
        {"kind": "term", "id": "T-1", "occurred": "2020-01-01", "person": "P-1"},
    ]
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    caseward("append", record, "rows.jsonl")
    caseward("backup", record, "--to", "rings/before", "--keys")
    Path("destroy.toml").write_text(caseward("destroy", "--example").replace("P-1001", "P-1"))
    caseward("destroy", record, "destroy.toml", "--request", "request.txt")
    caseward("authority", "sign", "request.txt", "--key", "counsel.pem", "--out", "countersigned.txt")
    number = re.search(r'number = "(.+)"', Path("destroy.toml").read_text())[1]
    caseward("destroy", record, "destroy.toml", "--countersigned", "countersigned.txt", "--confirm", number)
    (record / "keys/ring.sqlite").unlink()
    said = caseward("restore", "rings/before", "--to", record)
    with opened_record(record) as opened:
        ((key_id,),) = opened.store.reader.rows("SELECT key_id FROM matters WHERE state = 'destroyed'")
        assert opened.ring.state(key_id) == "destroyed"
    assert "Keys destroyed again, as the log orders: 1" in said
    assert "There is a ring at" in caseward("restore", "rings/before", "--to", record, code=2)
