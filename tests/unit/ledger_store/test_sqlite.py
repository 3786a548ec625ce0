"""SQLite as the store uses it: which versions, which settings, which files, and what the file itself refuses."""

from functools import partial

import apsw
import pytest

from caseward.ledger.store.database import DatabaseFailed
from caseward.ledger.store.draft import Draft
from caseward.ledger.store.refusals import NoStore, StoreFailed, UnsafeStore
from caseward.ledger.store.sqlite import SQLite, log_is_safe
from caseward.testing.stores import visit


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ("3.40.1", False), ("3.44.5", False), ("3.44.6", True), ("3.45.0", False), ("3.50.6", False), ("3.50.7", True),
        ("3.51.2", False), ("3.51.3", True), ("3.54.1", True), ("4.0.0", True),
    ],
)  # fmt: skip
def test_versions_that_may_keep_a_write_ahead_log(version, safe):
    assert log_is_safe(version) == safe


def test_the_library_that_comes_with_us_is_one_of_them():
    assert log_is_safe(apsw.sqlite_lib_version())


def setting(db, name):
    return db.execute(f"PRAGMA {name}")[0][0]


def test_every_commit_is_synced_and_what_is_deleted_is_overwritten(store, place):
    for write in (True, False):
        db = SQLite(place.path, write=write)
        found = {name: setting(db, name) for name in ("journal_mode", "synchronous", "secure_delete", "trusted_schema")}
        assert found == {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1, "trusted_schema": 0}
        assert (setting(db, "cell_size_check"), setting(db, "recursive_triggers"), setting(db, "temp_store")) == (
            1,
            1,
            2,
        )
        assert setting(db, "query_only") == (not write)
        db.close()


def test_an_affected_version_does_not_touch_a_write_ahead_log(store, place):
    with pytest.raises(UnsafeStore, match=r"SQLite 3\.51\.2 can lose commits"):
        SQLite(place.path, write=True, version="3.51.2")
    with pytest.raises(UnsafeStore):
        SQLite(place.path, write=False, version="3.40.1")


def test_an_affected_version_keeps_a_rollback_journal_and_syncs_its_removal(tmp_path):
    db = SQLite(tmp_path / "new", write=True, create=True, version="3.40.1")
    assert (setting(db, "journal_mode"), setting(db, "synchronous")) == ("delete", 3)
    db.close()


def test_a_file_that_is_something_else_is_left_alone(place, tmp_path):
    other = tmp_path / "other"
    with pytest.raises(NoStore, match="is not there"):
        SQLite(other, write=False)
    other.write_bytes(b"id,kind\n" * 100)
    with pytest.raises(NoStore, match="another kind of file"):
        SQLite(other, write=True)
    with pytest.raises(NoStore):
        SQLite(other, write=True, create=True)
    assert other.read_bytes() == b"id,kind\n" * 100
    foreign = apsw.Connection(str(tmp_path / "foreign"))
    foreign.execute("CREATE TABLE log (origin)")
    with pytest.raises(NoStore, match="is no store"):
        SQLite(tmp_path / "foreign", write=False)
    with pytest.raises(NoStore, match="there already"):
        SQLite(tmp_path / "foreign", write=True, create=True)
    foreign.close()


def test_a_store_is_never_made_over_another_but_over_one_that_was_never_finished(store, place):
    with pytest.raises(NoStore, match="there already"):
        place.create()
    assert store.size == 1
    unfinished = place.path.with_name("unfinished")
    SQLite(unfinished, write=True, create=True).close()
    with pytest.raises(NoStore, match="never finished"):
        SQLite(unfinished, write=True)
    place.where = str(unfinished)
    made = place.create()
    assert made.size == 1
    made.close()


@pytest.mark.parametrize("recursive", ["ON", "OFF"])
@pytest.mark.parametrize("table", ["entries", "tree", "parts", "ids", "head", "log"])
def test_insert_or_replace_does_not_get_past_the_guards(store, place, table, recursive):
    store.append([visit(1)])
    db = apsw.Connection(str(place.path))
    db.execute(f"PRAGMA recursive_triggers = {recursive}")
    before = db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
    with pytest.raises(apsw.ConstraintError):
        db.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}")
    assert db.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall() == before
    db.close()


def test_the_guards_cannot_be_edited_away_over_our_connection(store, place):
    db = SQLite(place.path, write=True)
    db.execute("PRAGMA writable_schema = ON")
    with pytest.raises(DatabaseFailed):
        db.execute("DELETE FROM sqlite_schema WHERE type = 'trigger'")
    db.close()


def test_a_long_log_is_carried_into_the_file(store, place):
    log = place.path.with_name("record.sqlite-wal")
    store.append([Draft("contact", "P", "T", "o", {"note": {"text": "x" * 9_000_000}})])
    grown = log.stat().st_size
    for n in range(3):
        store.append([visit(n)])
    assert log.stat().st_size == grown, "it begins again at its start"
    assert store.size == 5


def test_somebody_who_reads_on_and_on_holds_nobody_up(store, place):
    other = apsw.Connection(str(place.path))
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM entries").fetchall()
    store.append([visit(1)])
    db = SQLite(place.path, write=True)
    with pytest.raises(DatabaseFailed):
        db.settle()
    other.execute("ROLLBACK")
    db.settle()
    assert place.path.with_name("record.sqlite-wal").stat().st_size == 0
    db.close()
    other.close()
    assert store.append([visit(2)])[0].index == 2


def test_a_file_that_is_never_let_go_is_waited_for_so_long_and_no_longer(store, place):
    store.close()
    store.connect = partial(SQLite, place.path, write=True, longest=0.1)
    other = apsw.Connection(str(place.path))
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreFailed, match=r"Another process has held the file.*let it finish or end it"):
        store.append([visit(1)])
    other.execute("ROLLBACK")
    assert store.append([visit(2)])[0].index == 1
    other.close()
