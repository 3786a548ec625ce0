"""PostgreSQL: a backup of a database is a backup like any other; and the server's own way back to a point in time."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import psycopg
import pytest

from caseward.interchange.kept.opening import opened_record
from caseward.ledger.store.refusals import RolledBack
from tests.functional.backup.lost import ORIGIN, grow
from tests.postgresql.cluster import Cluster, server_program


def leaves(folder):
    with opened_record(Path(folder)) as opened:
        return [*opened.store.leaves(0, opened.store.size)], opened.store.head()


def test_a_database_goes_into_a_backup_and_out_of_it_into_a_file_or_a_database(caseward, cluster):
    caseward("init", "kept", "--origin", ORIGIN, "--postgres", cluster.new_database())
    grow("kept", 2500)  # more than one piece of rows
    assert "2,501 entries" in caseward("backup", "kept", "--to", "b")
    grow("kept", 1)
    caseward("restore", "b", "--to", "file")
    url = cluster.new_database()
    caseward("restore", "b", "--to", "database", "--postgres", url)
    for place in ("file", "database"):
        shutil.copytree("kept/keys", f"{place}/keys")
        assert leaves(place)[0] == leaves("kept")[0][:-1]
        assert "Everything is as it was signed." in caseward("verify", place)
        grow(place, 1)
    assert "There is a store in the database already" in caseward(
        "restore", "b", "--to", "x", "--postgres", url, code=2
    )
    assert "restored into another database" in caseward(
        "restore", "b", "--to", "kept", "--replace", "--confirm", ORIGIN, code=2
    )


@pytest.fixture
def archiving():
    """A cluster that archives its write-ahead log, as the how-to sets it up."""
    found = Cluster("archive_mode=on", "archive_command=test ! -f ../archive/%f && cp %p ../archive/%f")
    yield found
    found.remove()


def test_back_to_a_point_in_time_is_known_as_a_rollback_and_recovered(caseward, archiving):
    pg, archive, base = archiving, archiving.folder / "archive", archiving.folder / "base"
    archive.mkdir(mode=0o777)
    archive.chmod(0o777)  # the server runs as somebody else
    witness = caseward("witness", "init", "witness", "--name", "w.example/w").splitlines()[1]
    database = pg.new_database()
    said = json.loads(
        caseward("init", "kept", "--origin", ORIGIN, "--postgres", database, "--witness", witness, "--json")
    )
    caseward("witness", "add-log", "witness", said["vkey"])
    program = Path(server_program("initdb")).with_name("pg_basebackup")
    pg._run(str(program), "-D", str(base), "-h", str(pg.folder), "-U", "keeper", "-c", "fast", "-X", "none")
    grow("kept", 3)
    with psycopg.connect(pg.url(), autocommit=True) as connection:
        ((at,),) = connection.execute("SELECT clock_timestamp()::text").fetchall()
    grow("kept", 4)
    caseward("witness", "request", "kept", "--out", "request.txt")
    caseward("witness", "cosign", "witness", "request.txt", "--out", "cosigned.txt")
    caseward("witness", "accept", "kept", "cosigned.txt")
    with psycopg.connect(pg.url(), autocommit=True) as connection:
        connection.execute("SELECT pg_switch_wal()")
    pg.stop()
    (base / "recovery.signal").touch()
    pg.data = base
    pg.start(
        "restore_command=cp ../archive/%f %p",
        f"recovery_target_time={at}",
        "recovery_target_action=promote",
        "archive_mode=off",
        "hot_standby=off",  # nobody is let in before the past is replayed whole: no race with the promotion
    )
    with pytest.raises(RolledBack, match="It has 4 entries; one with 8 was seen"):
        grow("kept", 1)
    recovered(caseward)
    grow("kept", 1)
    said = caseward("verify", "kept", "--seen", "cosigned.txt")
    assert "LOST: entries 4 to 7 were given up by the recovery at entry 4" in said
    assert "Everything is as it was signed." in said


def recovered(caseward):
    vkeys = [caseward("authority", "key", f"{who}.pem", "--name", who).splitlines()[-1] for who in ("judge", "counsel")]
    settings = Path("kept/kept.toml")
    settings.write_text(settings.read_text().replace("authorities = []", f"authorities = {json.dumps(vkeys)}"))
    caseward("recover", "kept", "--because", "the table space was lost", "--out", "recovery.txt")
    caseward("authority", "recover", "recovery.txt", "--key", "judge.pem", "--store", "kept", "--out", "one.txt")
    caseward("authority", "recover", "one.txt", "--key", "counsel.pem", "--store", "kept", "--out", "two.txt")
    caseward("recover", "kept", "--with", "two.txt")
