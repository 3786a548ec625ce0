"""What is PostgreSQL's own: settings that are refused, who may do what, and a server that is killed."""

import secrets

import psycopg
import pytest
from psycopg import sql

from caseward.ledger.store.opening import connect
from caseward.ledger.store.postgres_guards import READER, VERIFIER, WRITER
from caseward.ledger.store.postgres_lists import packed, taught
from caseward.ledger.store.refusals import NoStore, StoreFailed, UnsafeStore
from caseward.testing.stores import Place, visit
from tests.postgresql.cluster import Cluster


@pytest.fixture
def place(cluster, tmp_path):
    return Place(cluster.new_database(), tmp_path, secrets.token_bytes)


@pytest.fixture
def store(place):
    made = place.create()
    yield made
    made.close()


@pytest.mark.parametrize("setting", ["fsync=off", "full_page_writes=off", "synchronous_commit=off"])
def test_a_server_that_could_lose_what_it_acknowledges_is_refused(setting, tmp_path):
    cluster = Cluster(setting)
    try:
        with pytest.raises(UnsafeStore, match=setting.replace("=", " = ")):
            Place(cluster.new_database(), tmp_path, secrets.token_bytes).create()
    finally:
        cluster.remove()


def test_another_encoding_is_refused(cluster, tmp_path):
    url = cluster.new_database(encoding="LATIN1")
    with pytest.raises(UnsafeStore, match="LATIN1"):
        Place(url, tmp_path, secrets.token_bytes).create()


def test_there_is_one_store_in_a_database(place, store, cluster):
    with pytest.raises(NoStore, match="already"):
        place.create()
    with pytest.raises(NoStore, match="no store"):
        connect(cluster.new_database(), write=False)


def test_a_place_that_does_not_answer_is_said_so(tmp_path):
    with pytest.raises(StoreFailed, match="PostgreSQL"):
        Place("postgresql://nobody@localhost/none?port=9", tmp_path, secrets.token_bytes).create()


def member(cluster, url, role):
    """A login that is a member of one role; how it reaches the database."""
    name = f"a_{role}"
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(name)))
        db.execute(sql.SQL("CREATE ROLE {} LOGIN IN ROLE {}").format(sql.Identifier(name), sql.Identifier(role)))
    return url.replace("//keeper@", f"//{name}@")


FORBIDDEN_TO_WRITERS = [
    "UPDATE entries SET leaf = leaf",
    "DELETE FROM entries",
    "TRUNCATE entries",
    "TRUNCATE parts",
    "UPDATE tree SET hash = hash",
    "DELETE FROM head",
    "UPDATE log SET origin = 'another'",
    "UPDATE parts SET box = box",
    "ALTER TABLE entries DISABLE TRIGGER ALL",
    "DROP TRIGGER entries_never ON entries",
    "CREATE TABLE caseward.more (a int)",
    "SET session_replication_role = replica",
]


def test_a_writer_keeps_entries_and_can_do_nothing_else(place, store, cluster):
    store.append([visit(1)])
    place.where = member(cluster, place.where, WRITER)
    own = place.open()
    own.append([visit(2)])
    own.close()
    with psycopg.connect(place.where, autocommit=True, options="-c search_path=caseward") as db:
        for statement in FORBIDDEN_TO_WRITERS:
            with pytest.raises(
                psycopg.Error, match=r"permission denied|must be owner|only ever added|keeps its origin"
            ):
                db.execute(statement)
    assert store.size == 3


@pytest.mark.parametrize("role", [READER, VERIFIER])
def test_a_reader_changes_nothing(role, place, store, cluster):
    with psycopg.connect(member(cluster, place.where, role), autocommit=True, options="-c search_path=caseward") as db:
        assert db.execute("SELECT count(*) FROM entries").fetchone() == (1,)
        for statement in ("INSERT INTO destroying VALUES ('x')", "UPDATE head SET size = 9", "DELETE FROM parts"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute(statement)
        if role == VERIFIER:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                db.execute("SELECT * FROM actors")


def test_strangers_see_nothing(place, store, cluster):
    with psycopg.connect(place.where, autocommit=True) as db:
        db.execute("DROP ROLE IF EXISTS stranger")
        db.execute("CREATE ROLE stranger LOGIN")
    with (
        psycopg.connect(place.where.replace("//keeper@", "//stranger@")) as db,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        db.execute("SELECT * FROM caseward.entries")


def test_a_server_killed_and_started_again_has_what_was_acknowledged(tmp_path):
    cluster = Cluster()
    try:
        place = Place(cluster.new_database(), tmp_path, secrets.token_bytes)
        store, kept = place.create(), []
        for n in range(6):
            kept += store.append([visit(n)], request=f"r-{n}")
            if n % 2:
                cluster.kill()
                with pytest.raises(StoreFailed):
                    store.append([visit(100 + n)], request=f"lost-{n}")
                cluster.start()
                kept += store.append([visit(100 + n)], request=f"lost-{n}")
        assert [k.index for k in kept] == list(range(1, 10))
        store.close()
        again = place.read()
        assert list(again.leaves(1, 10)) == [k.leaf for k in kept]
        again.close()
    finally:
        cluster.remove()


def test_reads_find_a_server_that_was_started_again_and_say_when_it_is_not_there(tmp_path):
    cluster = Cluster()
    try:
        store = Place(cluster.new_database(), tmp_path, secrets.token_bytes).create()
        (kept,) = store.append([visit(1)])
        cluster.kill()
        for read in (lambda: store.size, store.head, lambda: store.receipt(1), lambda: list(store.leaves(0, 2))):
            with pytest.raises(StoreFailed):
                read()
        cluster.start()
        assert store.size == 2
        cluster.kill()
        cluster.start()  # the connection of the reading before is lost, and nobody has noticed yet
        assert list(store.leaves(1, 2)) == [kept.leaf]
        store.close()
    finally:
        cluster.remove()


def test_lists_arrive_as_they_were_given(cluster):
    numbers = [0, -1, None, 2**53 - 1, -(2**63)]
    texts, blobs = (
        ["", "\u00e9\u20ac\n'", None, "{NULL}", "x" * 70_000],
        [b"", b"\0\xff", None, b"\\x00", bytes(70_000)],
    )
    with psycopg.connect(cluster.new_database(), autocommit=True) as db:
        taught(db)
        lists = [packed(kind, some) for kind, some in ((int, numbers), (str, texts), (bytes, blobs))]
        rows = db.execute("SELECT * FROM unnest(%b::bigint[], %b::text[], %b::bytea[])", lists).fetchall()
    assert rows == [*zip(numbers, texts, blobs, strict=True)]
