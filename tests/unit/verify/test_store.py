"""A real store, spoiled in every way that somebody with its file and a key could: each is found and named."""

import random
import re
import shutil

import apsw
import pytest

from caseward.ledger.checkpoint import Checkpoint
from caseward.ledger.keyring import open_ring
from caseward.ledger.keys import new_signer
from caseward.ledger.note import cosign, sign
from caseward.ledger.store.opening import create_store, open_store
from caseward.ledger.tree import Frontier, leaf_hash
from caseward.verify.guards import EXPECTED, guards_in
from caseward.verify.note import Note
from caseward.verify.report import Verdict
from caseward.verify.store import verify_store
from caseward.verify.wire import Refused
from tests.unit.ledger_orders.kept import dice
from tests.unit.verify.flips import Flips
from tests.unit.verify.stores import (
    BROUGHT,
    LOG,
    MASTER,
    ORIGIN,
    SEEN,
    UNCHECKED,
    UNIT,
    WITNESS,
    built,
    checked,
    clock,
    copied,
    cosigned,
    draft,
    original,
    rewritten,
    tampered,
)


def verdicts(report):
    return {index: found.verdict for found in report.ranges for index in range(found.first, found.last + 1)}


def of(report, verdict):
    return [index for index, found in verdicts(report).items() if found is verdict]


@pytest.fixture
def path(tmp_path):
    return copied(tmp_path)


def test_nothing_is_wrong_with_a_store_that_nobody_touched(path):
    report = checked(path)
    assert (report.sound, report.size, report.exposed, report.marked) == (True, 20, 20 - SEEN - 1, [])
    assert of(report, Verdict.SEALED) == [7, 10, 13]
    assert of(report, Verdict.DESTROYED) == [8, 11, 14]
    assert sum(report.counts().values()) == 20
    assert report.unchecked == ["6 parts of payloads were not opened: sealed", *UNCHECKED]
    assert checked(path, unit=UNIT).unchecked == UNCHECKED
    assert "were not opened, for no keys" in checked(path, keys=False).unchecked[0]


def test_the_tables_are_those_that_the_check_knows(path):
    db = apsw.Connection(str(path))
    assert guards_in(db, "sqlite") == EXPECTED["sqlite"], (
        "the layout of the store changed; write it into verify/guards.py"
    )


LEAF = "UPDATE entries SET leaf = {} WHERE idx = {}"


@pytest.mark.parametrize(
    ("statements", "verdict", "places", "says"),
    [
        ([LEAF.format("CAST(replace(CAST(leaf AS TEXT), 'contact', 'contacs') AS BLOB)", 4)], "altered", [4], "columns do not say"),
        ([LEAF.format("x'7b7d'", 2)], "altered", [2], "not written as the format has it"),
        (["UPDATE entries SET kind = 'field_visit' WHERE idx = 4"], "altered", [4], "columns do not say"),
        (["UPDATE entries SET recorded = recorded + 1 WHERE idx = 4"], "altered", [4], "columns do not say"),
        (["UPDATE entries SET case_token = (SELECT case_token FROM entries WHERE idx = 7) WHERE idx = 4"], "altered", [4], "columns"),
        (["DELETE FROM entries WHERE idx = 5"], "missing", [5], "no such entry"),
        (["DELETE FROM entries WHERE idx BETWEEN 4 AND 6"], "missing", [4, 5, 6], "no such entry"),
        (["DELETE FROM entries WHERE idx > 17"], "missing", [8, 11, 14, 18, 19], "no such entry"),
        (["DELETE FROM entries"], "missing", [*range(20)], "no such entry"),
        (["DELETE FROM parts WHERE idx = 5 AND name = 'facts'"], "missing", [5], "its payload is not there .facts., and no order took it"),
        (["DELETE FROM parts WHERE idx = 5", "DELETE FROM ids WHERE idx = 5"], "missing", [5], "and no order took it"),
        (["UPDATE parts SET box = (SELECT box FROM parts WHERE idx = 4 AND name = 'facts') WHERE idx = 5 AND name = 'facts'"], "altered", [5], "does not open"),
        (["UPDATE parts SET name = 'fact' WHERE idx = 5 AND name = 'facts'"], "altered", [5], "does not name"),
        (["UPDATE parts SET key_id = (SELECT key_id FROM parts WHERE idx = 7 LIMIT 1) WHERE idx = 5 AND name = 'facts'"], "altered", [5], "another case"),
        (["DELETE FROM countersigned"], "missing", [8, 11, 14], "no order took it"),
        (["UPDATE countersigned SET note = CAST(replace(CAST(note AS TEXT), 'below 1', 'below 2') AS BLOB)"], "missing", [8, 11, 14], "no order"),
    ],
)  # fmt: skip
def test_what_is_done_to_entries_is_named(path, statements, verdict, places, says):
    tampered(path, *statements)
    report = checked(path)
    bad = {f"{found.verdict}".split(" ")[0]: found for found in report.bad()}
    assert not report.sound
    assert [i for i in verdicts(report) if str(verdicts(report)[i]).startswith(verdict)] == places
    assert {*bad} == {verdict}
    assert any(re.search(says, found.what) for found in report.bad())


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["UPDATE tree SET hash = zeroblob(32) WHERE level = 0 AND place = 3"], "hash of entry 3"),
        (["UPDATE tree SET hash = zeroblob(32) WHERE level = 2 AND place = 1"], "the subtree 1 of level 2"),
        (["DELETE FROM tree WHERE level = 3 AND place = 0"], "the subtree 0 of level 3"),
        (["INSERT INTO tree VALUES (9, 0, zeroblob(32))"], "level 9 has 1 subtrees"),
        (["UPDATE matters SET state = 'open' WHERE state = 'sealed'"], "is 'open' in the table; the log says 'sealed'"),
        (["UPDATE matters SET state = 'sealed' WHERE state = 'open'"], "the log says 'open'"),
        (["DELETE FROM matters WHERE state = 'open'"], "is missing"),
        (["UPDATE matters SET subject = zeroblob(32) WHERE state = 'open' AND subject IS NOT NULL"], "under another name"),
        (["UPDATE actors SET mark = randomblob(32)"], "under another name"),
        (["DELETE FROM ids WHERE idx = 4"], "row of entry 4 is missing"),
        (["UPDATE ids SET idx = 4 WHERE idx = 5"], "of no entry|is missing|twice"),
        (["CREATE TEMP TABLE m AS SELECT * FROM ids WHERE idx IN (4, 5)", "DELETE FROM ids WHERE idx IN (4, 5)", "INSERT INTO ids SELECT mark, 9 - idx FROM m"], "mark of another id"),
        (["DELETE FROM superseded"], "by None in the table; by 6 in the log"),
        (["UPDATE superseded SET by_idx = 9"], "superseded by 9"),
        (["INSERT INTO superseded VALUES (1, 4)"], "superseded by 4 in the table; by None"),
        (["UPDATE requests SET first = 900"], "which are not there"),
        (["DELETE FROM head"], "there are 0 heads"),
        (["UPDATE head SET size = 19"], "stands as one of 19"),
        (["UPDATE cosigned SET size = 15"], "stands as one of 15"),
        (["INSERT INTO entries SELECT 20, leaf, recorded, kind, case_token, actor_token FROM entries WHERE idx = 19"], "which no signed head|no signed head covers"),
        (["UPDATE log SET origin = 'elsewhere.example'"], "not trusted here"),
        (["DROP INDEX entries_by_kind", "CREATE INDEX entries_by_kind ON entries (kind, idx) WHERE idx <> 4"], "entries_by_kind of the database is defined otherwise"),
        (["CREATE TRIGGER later AFTER INSERT ON entries BEGIN DELETE FROM ids; END"], "trigger later that does not belong"),
    ],
)  # fmt: skip
def test_what_is_done_to_tables_beside_the_log_is_named(path, statements, says):
    tampered(path, *statements)
    report = checked(path)
    assert not report.sound
    assert [what for what in report.tables if re.search(says, what)], report.tables


def test_an_entry_whose_only_neighbour_is_gone_without_a_trace_cannot_be_proven(path):
    tampered(path, "DELETE FROM entries WHERE idx = 5", "DELETE FROM tree WHERE place = 5 AND level = 0")
    report = checked(path)
    assert of(report, Verdict.MISSING) == [5]
    assert of(report, Verdict.ALTERED) == [4], "the hash above both is all that is left of either"


def test_a_guard_that_was_taken_away_is_missed(path):
    db = apsw.Connection(str(path))
    db.execute("DROP TRIGGER entries_no_delete")
    db.close()
    assert "the database has lost its trigger entries_no_delete" in checked(path).tables


def test_the_schema_edited_by_hand_is_named(path):
    db = apsw.Connection(str(path))
    db.execute("PRAGMA writable_schema = ON")
    db.execute("UPDATE sqlite_schema SET sql = replace(sql, 'is only', 'was only') WHERE name = 'entries_no_update'")
    db.close()
    assert "the trigger entries_no_update of the database is defined otherwise than in a store" in checked(path).tables


def changed(place):
    def change(leaves):
        one = leaves[place].replace(b'"recorded":"2023-05-01T00:0', b'"recorded":"2023-05-01T00:0')
        return [*leaves[:place], one.replace(b'"kind":"contact"', b'"kind":"contacu"'), *leaves[place + 1 :]]

    return change


def test_history_signed_again_is_found_under_what_a_witness_saw(path):
    rewritten(path, changed(5))
    report = checked(path)
    assert of(report, Verdict.ALTERED) == [*range(SEEN + 1)], (
        "the tree was rewritten too: all under that head is in doubt"
    )
    assert any("that witnesses saw" in found.what for found in report.bad())


def test_history_signed_again_beyond_the_last_witness_is_the_exposure(path):
    """What no witness saw, whoever holds the key can rewrite: the report says how much that is, and who saw a head
    meanwhile can bring it."""
    before = Note.parse(str(_head(path)).encode())
    rewritten(
        path, lambda leaves: [*leaves[:17], leaves[17].replace(b'"kind":"contact"', b'"kind":"contacu"'), *leaves[18:]]
    )
    report = checked(path, keys=False)
    assert {*of(report, Verdict.ALTERED)} <= {17}
    assert report.exposed == 20 - SEEN - 1
    again = checked(path, keys=False, seen=(before,))
    assert not again.sound


def _head(path):
    return apsw.Connection(str(path)).execute("SELECT CAST(note AS TEXT) FROM head").get


def test_a_head_of_another_key_is_not_believed(path):
    rewritten(path, lambda leaves: leaves, new_signer(ORIGIN))
    report = checked(path)
    assert any("no log that is trusted here signed" in what for what in report.tables)
    assert not report.sound


def test_a_dropped_tail_is_missing(path):
    rewritten(path, lambda leaves: leaves[:12])
    report = checked(path)
    assert of(report, Verdict.MISSING) == [12, 13, 14, 15]
    assert report.size == SEEN + 1


def test_an_older_copy_is_missing_what_came_since(tmp_path):
    """A restored backup is a whole and signed log; only a head kept elsewhere tells that it is an old one."""
    folder = tmp_path / "made"
    folder.mkdir()
    built(folder)
    older = tmp_path / "older"
    shutil.copytree(folder, older)
    ring = open_ring(folder / "ring.sqlite", MASTER, UNIT, entropy=dice("more"))
    store = open_store(
        str(folder / "record.sqlite"), LOG, ring, clock(clock()().replace(hour=9)), entropy=dice("later")
    )
    store.append([draft(n, "T-1") for n in range(40, 45)])
    note = Note.parse(str(cosigned(store)).encode())
    store.close()
    ring.close()
    assert checked(older / "record.sqlite").sound
    report = checked(older / "record.sqlite", seen=(note,))
    assert of(report, Verdict.MISSING) == [20, 21, 22, 23, 24]


def test_a_fork_is_named(path):
    log = Frontier()
    for n in range(9):
        log, _ = log.appended(leaf_hash(b"%d" % n))
    other = sign(str(Checkpoint(ORIGIN, 9, log.root())), [LOG])
    note = other.signed(cosign(other.text, WITNESS, 1_700_000_000))
    report = checked(path, seen=(Note.parse(str(note).encode()),))
    assert of(report, Verdict.ALTERED) == [*range(9)]


@pytest.mark.parametrize("authorities", [(), (str(LOG.public),), (str(new_signer("somebody").public),)])
def test_a_tombstone_that_its_author_signed_alone_is_no_authority(path, authorities):
    from caseward.verify.note import Key

    report = checked(path, authorities=tuple(map(Key.parse, authorities)))
    assert of(report, Verdict.MISSING) == [8, 11, 14]
    assert any("no authority that is named here signed it" in what for what in report.tables)


def test_times_of_recording_that_witnesses_contradict_are_marked(tmp_path):
    ring_path = tmp_path / "ring.sqlite"
    from caseward.ledger.keyring import create_ring
    from tests.unit.verify.stores import UNIT_PUBLIC

    ring = create_ring(ring_path, MASTER, unit=UNIT_PUBLIC, entropy=dice("r"))
    store = create_store(str(tmp_path / "record.sqlite"), ORIGIN, LOG, ring, clock(), entropy=dice("s"))
    store.append([draft(n, "T-1") for n in range(1, 4)])
    cosigned(store, late=-7200)
    store.append([draft(n, "T-1") for n in range(4, 6)])
    cosigned(store, late=+999_999)
    store.append([draft(6, "T-1")])
    store.close()
    ring.close()
    report = checked(tmp_path / "record.sqlite")
    assert report.sound
    assert report.marked == [
        "entries 0 to 3 say they were recorded after inspector had seen them",
        "entries 6 to 6 say they were recorded before inspector saw the log without them",
    ]


def test_a_database_without_a_log_is_refused(tmp_path):
    db = apsw.Connection(str(tmp_path / "empty.sqlite"))
    db.execute("CREATE TABLE log (origin TEXT, vkey TEXT)")
    with pytest.raises(Refused, match="does not say which log"):
        verify_store(db, BROUGHT)


def test_no_bit_that_changes_an_answer_is_missed():
    """A sample; `python -m tests.faults.flips` flips every bit of a larger store."""
    flips = Flips()
    counts, missed = flips.counted(random.Random(7).sample(range(8 * len(flips.data)), 600))
    assert missed == []
    assert counts["found"] > 50


def test_a_store_of_several_pieces(tmp_path):
    """More entries than are looked at together."""
    folder = original(9000)
    report = checked(folder / "record.sqlite", keys=False)
    assert (report.sound, report.size) == (True, 9000)
    shutil.copy(folder / "record.sqlite", tmp_path / "record.sqlite")
    tampered(
        tmp_path / "record.sqlite",
        LEAF.format("x'00'", 4096),
        LEAF.format("x'01'", 8191),
        "UPDATE tree SET hash = zeroblob(32) WHERE level = 13",
    )
    report = checked(tmp_path / "record.sqlite", keys=False)
    assert of(report, Verdict.ALTERED) == [4096, 8191]
    assert [what for what in report.tables if "level 13" in what]
