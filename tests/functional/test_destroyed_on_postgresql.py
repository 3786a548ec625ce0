"""A destruction on a real server: which bytes of what was destroyed are left in the cluster's folder, and where."""

from __future__ import annotations

import json
import secrets
from contextlib import closing
from pathlib import Path

import apsw
import psycopg
import pytest

from caseward.cli.main import run
from caseward.ledger.keyring import open_ring
from caseward.ledger.store.postgres_guards import WRITER
from tests.postgresql.cluster import Cluster

ORIGIN = "probation.example/adult"
CANARY = "CANARY, a word that is nowhere else"


@pytest.fixture(scope="module")
def server():
    found = Cluster(memory=True)
    yield found
    found.remove()


@pytest.fixture
def caseward(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)

    def call(*arguments, code=0):
        capsys.readouterr()
        left = run([*map(str, arguments)])
        said = capsys.readouterr()
        assert left == code, said.out + said.err
        return said.out + said.err

    return call


@pytest.fixture
def record(caseward, server):
    """A record of two terms in a database, ready for one of them to be destroyed; the database."""
    url = server.new_database()
    rows = [
        {"kind": "person", "id": "P-1", "occurred": "2020-01-01", "sex": "male"},
        *({"kind": "term", "id": t, "occurred": "2020-01-01", "person": "P-1"} for t in ("T-1", "T-2")),
        *(
            {"kind": "contact", "occurred": f"2021-{1 + n % 12:02}-03", "term": f"T-{1 + n % 2}", "mode": "phone",
             "note": f"{CANARY} {n} {'x' * 3000 if n == 2 else ''}"}
            for n in range(40)
        ),
    ]  # fmt: skip
    Path("rows.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    caseward("init", "kept", "--origin", ORIGIN, "--postgres", url)
    caseward("append", "kept", "rows.jsonl")
    caseward("authority", "key", "counsel.pem", "--name", "county-counsel")
    settings = Path("kept/kept.toml")
    vkey = Path("counsel.pem.vkey").read_text().strip()
    settings.write_text(settings.read_text().replace("authorities = []", f'authorities = ["{vkey}"]'))
    Path("destroy.toml").write_text(caseward("destroy", "--example").replace("P-1001", "P-1"))
    caseward("destroy", "kept", "destroy.toml", "--request", "request.txt")
    caseward("authority", "sign", "request.txt", "--key", "counsel.pem", "--out", "signed.txt")
    Path("rows.jsonl").unlink()
    return url


DESTROY = ("destroy", "kept", "destroy.toml", "--countersigned", "signed.txt", "--confirm", "YJ-23-0412")


def asked(url, statement, *values):
    with psycopg.connect(url, autocommit=True, options="-c search_path=caseward") as db:
        return db.execute(statement, values).fetchall()


def places(folder, needles):
    """The top folders of files that hold any of some bytes."""
    found = set()
    for path in folder.rglob("*"):
        if path.is_file() and any(needle in data for data in [path.read_bytes()] for needle in needles):
            found.add(path.relative_to(folder).parts[0])
    return found


@pytest.fixture
def secret(record):
    """What is to be destroyed: what was said and its key, in clear; the boxes, marks and wrapped key that are stored."""
    ((key_id,),) = asked(record, "SELECT key_id FROM parts WHERE length(box) > 3000")
    master = bytes.fromhex(Path("kept/keys/master.key").read_text())
    ring = open_ring(Path("kept/keys/ring.sqlite"), master, entropy=secrets.token_bytes)
    key = ring.key(key_id)
    ring.close()
    with closing(apsw.Connection("kept/keys/ring.sqlite")) as db:
        ((wrapped,),) = db.execute("SELECT wrapped FROM keys WHERE id = ?", (key_id,))
    boxes = [box for (box,) in asked(record, "SELECT box FROM parts WHERE key_id = %s", key_id)]
    marks = [*asked(record, "SELECT subject, matter, name FROM matters WHERE key_id = %s", key_id)[0][1:]]
    marks += [m for (m,) in asked(record, "SELECT mark FROM ids JOIN parts USING (idx) WHERE key_id = %s", key_id)]
    return [CANARY.encode(), key], [wrapped], [*boxes, *marks]


def test_what_is_left_of_a_destroyed_case(caseward, server, record, secret):
    clear, wrapped, locked = secret
    with psycopg.connect(record, autocommit=True) as db:
        db.execute("ANALYZE")  # as the server does by itself in time: samples of columns
        for statement in ROUND:  # a file of the log whose turn is over waits for its next one, with all that is in it
            db.execute(statement)
    assert places(server.folder, [*clear, *wrapped]) == set(), "the server never has a word in clear, or a key"
    assert {"base", "pg_wal"} <= places(server.data, locked)
    said = caseward(*DESTROY)
    assert "payloads of 21 entries" in said
    assert places(server.folder, [*clear, *wrapped]) == set()
    assert places(Path("kept"), [*clear, *wrapped]) == set()
    assert places(server.data, locked) <= {"pg_wal"}, "tables, their indexes and the planner's samples hold nothing"
    assert "Everything is as it was signed." in caseward("verify", "kept")
    # What an administrator does who does not want to wait until the write-ahead log has gone round.
    with psycopg.connect(server.url(), autocommit=True) as db:
        for statement in BEFORE:
            db.execute(statement)
        ((files,),) = db.execute(COUNT).fetchall()
        for _ in range(files):
            for statement in ROUND:
                db.execute(statement)
        for statement in AFTER:
            db.execute(statement)
    assert places(server.data, locked) == set()


BEFORE = ("ALTER SYSTEM SET wal_recycle = off", "SELECT pg_reload_conf()", "SELECT pg_sleep(1)")
COUNT = "SELECT count(*) FROM pg_ls_waldir()"
ROUND = ("SELECT pg_switch_wal()", "CHECKPOINT")
AFTER = ("ALTER SYSTEM RESET wal_recycle", "SELECT pg_reload_conf()")


def test_the_how_to_says_how_to_clear_the_log_of_changes():
    page = (Path(__file__).resolve().parents[2] / "docs/how-to/keep-on-postgresql.md").read_text(encoding="utf-8")
    for statements in ((*BEFORE, COUNT), ROUND, AFTER):
        assert "```sql\n" + "".join(f"{s};\n" for s in statements) + "```" in page


def test_a_destruction_waits_for_who_still_reads_as_of_before(caseward, server, record, secret):
    with psycopg.connect(record, options="-c search_path=caseward") as reading:
        reading.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reading.execute("SELECT count(*) FROM log")  # a copy being made, say
        reading.execute("SELECT 1")
        assert "as it was before rows were deleted" in caseward(*DESTROY, code=5)
        assert "was not finished" in caseward("verify", "kept", code=1)
    assert "1 destruction finished" in caseward("destroy", "kept", "--finish")
    assert places(server.data / "base", secret[2]) == set()
    assert "Everything is as it was signed." in caseward("verify", "kept")


def test_who_may_write_begins_a_destruction_and_who_owns_the_tables_finishes_it(caseward, record):
    with psycopg.connect(record, autocommit=True) as db:
        db.execute("DROP ROLE IF EXISTS clerk")
        db.execute(f"CREATE ROLE clerk LOGIN IN ROLE {WRITER}")
    settings = Path("kept/kept.toml")
    owner = settings.read_text()
    settings.write_text(owner.replace("//keeper@", "//clerk@"))
    assert "belongs to another role" in caseward(*DESTROY, code=5)
    settings.write_text(owner)
    assert "1 destruction finished" in caseward("destroy", "kept", "--finish")
    assert "Everything is as it was signed." in caseward("verify", "kept")
