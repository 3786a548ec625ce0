"""A record goes on from an older copy only when two have signed; so does its witness, and the loss is told for ever."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from base64 import b64decode, b64encode
from pathlib import Path

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.note import Note
from tests.functional.backup.lost import ORIGIN, cosign, grow, head_of, lost_three, signed


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
    """The record does not know how far the witness went back; it says so with its refusal, and the record is told."""
    record = Path("kept")
    assert "has 7 entries" in caseward("witness", "request", record, "--out", "request.txt", "--old", 8, code=2)
    caseward("witness", "request", record, "--out", "request.txt", "--entries", "entries.txt", "--old", 5)
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
