"""An agency's folder backed up while the application is at work, and put back: the record, the files, the tables."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from caseward.cli.main import run
from tests.casework.agency import PROOF
from tests.casework.conftest import ON_POSTGRESQL
from tests.casework.test_files_sent import sent
from tests.casework.test_public import own  # noqa: F401  # a fixture

NOTE = f"Said in a draft that nobody saved {uuid4().hex}"


def caseward(*words: object, code: int = 0) -> str:
    """Run the command in a process of its own, as the night's timer does: this one has the tables open already."""
    command = [str(Path(sys.executable).with_name("caseward")), *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, env=os.environ)
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture
def here(capsys) -> Callable[..., str]:
    """Run a command that opens no tables, in this process: an interpreter is not started anew for each question."""

    def asked(*words: object, code: int = 0) -> str:
        capsys.readouterr()
        done = run([str(word) for word in words])
        said = capsys.readouterr()
        assert done == code, said.out + said.err
        return said.out + said.err

    return asked


@pytest.fixture(scope="module")
def place(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("backups")


@pytest.fixture(scope="module")
def known(agency) -> list:
    return []


def test_a_backup_holds_the_record_the_files_and_the_tables_and_none_can_be_read_in_it(agency, as_, own, place, known):  # noqa: F811
    data = PROOF + uuid4().bytes
    known.append(data)
    sent(own, data)
    as_("officer-1").post("/people/p-3/contact/preview/", {"term": "t-3", "note": NOTE})
    said = caseward("backup", agency.folder, "--to", place / "b")
    assert "files that people sent" in said
    assert "the application's tables" in said
    held = {path.relative_to(place / "b").as_posix(): path.read_bytes() for path in (place / "b").rglob("*.*")}
    held |= {f"uploads/{path.name}": path.read_bytes() for path in (place / "b/uploads").iterdir()}
    kind = "dump" if ON_POSTGRESQL else "sqlite"
    assert {"record.sqlite", "web.toml", f"tables/tables.{kind}.locked", "tables/manifest.json"} <= set(held)
    for name, found in held.items():
        assert [one for one in (data, PROOF, NOTE.encode(), b"officer-1") if one in found] == [], name
    assert sorted(path.name for path in agency.folder.iterdir() if "copying" in path.name) == []


@pytest.mark.skipif(ON_POSTGRESQL, reason="the same whatever the tables are in")
def test_verify_says_what_is_in_it_and_finds_what_was_changed(place, here):
    said = here("verify", place / "b")
    for part in ("A backup of probation.example/tests", "files that people sent", "tables, in", "as it was signed"):
        assert part in said
    shutil.copytree(place / "b", place / "changed")
    (one, *_) = sorted((place / "changed/tables").glob("*.locked"))
    one.write_bytes(one.read_bytes()[:-1])
    assert "it was cut off" in here("verify", place / "changed", code=5)


def test_what_is_restored_is_the_agency_again(agency, place, known, request, here):
    from caseward.web.keeping import Keeping
    from caseward.web.public.locked import kept
    from caseward.web.public.queries import sent_in

    restored = place / "restored"
    assert "the application's tables" in here("restore", place / "b", "--to", restored, "--dry-run")
    said = caseward("restore", place / "b", "--to", restored)
    shutil.copytree(agency.folder / "keys", restored / "keys")
    if ON_POSTGRESQL:
        assert "name an empty one" in said
        assert "no web.toml" in here("restore", place / "b/tables", "--to", restored, code=2)
        text = (restored / "web.toml.restored").read_text()
        url = request.getfixturevalue("cluster").new_database()
        (restored / "web.toml").write_text(text.replace(json.dumps(agency.database), json.dumps(url)))
    assert "as it was signed" in here("verify", restored)
    assert "Restored:" in caseward("restore", place / "b/tables", "--to", restored)
    assert "There are tables" in here("restore", place / "b/tables", "--to", restored, code=2)
    assert "8 people" in caseward("serve", restored, "--prepare")
    assert values(restored, "SELECT username FROM accounts_user ORDER BY 1") == own_values("accounts_user", "username")
    (draft,) = values(restored, "SELECT said FROM casework_draft WHERE person = 'p-3' AND form = 'contact'")
    assert NOTE in str(draft)
    again = Keeping(restored)
    assert known[0] in [kept(one, again) for one in sent_in(again)]
    again.close()


def values(folder: Path, query: str) -> list[object]:
    """The first column of a query on the tables of a restored agency, that nobody else has open."""
    import sqlite3

    import psycopg

    from caseward.web.settings.web_toml import read_agency

    found = read_agency(folder)
    with psycopg.connect(found.database) if ON_POSTGRESQL else sqlite3.connect(found.path(found.database)) as tables:
        return [row[0] for row in tables.execute(query).fetchall()]


def own_values(table: str, column: str) -> list[object]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


@pytest.mark.skipif(ON_POSTGRESQL, reason="the same whatever the tables are in")
def test_tables_go_when_their_time_is_over_and_the_rest_of_the_backup_stays(agency, place, here):
    manifest = place / "b/tables/manifest.json"
    assert "1 remain" in here("backup", "--expire", place / "b")
    manifest.write_text(re.sub(r'"expires": "20\d\d', '"expires": "2001', manifest.read_text()))
    assert "is not the one that" in here("restore", place / "b/tables", "--to", agency.folder, code=5)
    (manifest.parent / "manifest.note").unlink()
    assert "had to be gone" in here("restore", place / "b/tables", "--to", agency.folder, code=5)
    assert "1 deleted; 0 remain" in here("backup", "--expire", place / "b")
    said = here("restore", place / "b", "--to", place / "once more", "--dry-run")
    assert "The backup is whole" in said
    assert "tables" not in said
