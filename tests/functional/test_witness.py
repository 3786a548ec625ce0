"""A record and its witness, as people run them: real processes, a real server, real files."""

from __future__ import annotations

import http.client
import json
import shutil
import subprocess
import sys

import pytest

from caseward.cli.kept_clock import entropy, now
from caseward.interchange.kept.opening import opened_record
from caseward.ledger.store.draft import Draft

HERE = "localhost"
ORIGIN, WITNESS = "probation.example/adult", "inspector.example/witness"


def caseward(*arguments, code=0):
    done = subprocess.run(
        [sys.executable, "-m", "caseward.cli.main", *map(str, arguments)], capture_output=True, text=True
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout if code == 0 else done.stdout + done.stderr


def grow(record, count):
    with opened_record(record, writing=True, now=now, entropy=entropy) as opened:
        size = opened.store.size
        drafts = [Draft("contact", "p-1", "t-1", "o-1", {"facts": {"n": size + n}}) for n in range(count)]
        opened.store.append(drafts)


@pytest.fixture
def witness(tmp_path):
    place = tmp_path / "witness"
    key = caseward("witness", "init", place, "--name", WITNESS, "--copies").splitlines()[1]
    return place, key


@pytest.fixture
def record(tmp_path, witness):
    place, key = tmp_path / "kept", witness[1]
    said = json.loads(caseward("init", place, "--origin", ORIGIN, "--witness", key, "--json"))
    caseward("witness", "add-log", witness[0], said["vkey"])
    return place


@pytest.fixture
def url(witness, record):
    command = [sys.executable, "-m", "caseward.cli.main", "witness", "serve", str(witness[0]), "--port", "0"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    yield server.stdout.readline().split()[-1]
    server.terminate()
    server.communicate()


def test_over_http(record, witness, url):
    assert "No witness has ever cosigned" in caseward("witness", "exposure", record, code=1)
    grow(record, 5)
    assert "entries from 0 on have not been handed over" in caseward("witness", "ask", record, url, code=1)
    assert (
        caseward("witness", "ask", record, url, "--entries") == f"Kept: 6 entries of {ORIGIN}, cosigned by {WITNESS}.\n"
    )
    assert caseward("witness", "exposure", record) == "Every entry has been cosigned by a witness.\n"
    grow(record, 3)
    assert "3 entries since the last cosignature" in caseward("witness", "exposure", record)
    caseward("witness", "ask", record, url, "--entries")
    status = json.loads(caseward("witness", "status", witness[0], "--json"))
    assert [(row["origin"], row["cosigned"], row["copied"]) for row in status["logs"]] == [(ORIGIN, 9, 9)]


def test_statuses_over_http(record, url):
    host = url.removeprefix("http://").rstrip("/")
    connection = http.client.HTTPConnection(host, timeout=10)
    for path, body, status in [
        ("/add-checkpoint", b"nonsense", 400),
        ("/elsewhere", b"", 404),
        ("/entries/unknown.example/0", b"x\n", 404),
        (f"/entries/{ORIGIN.replace('/', '%2F')}/x", b"x\n", 400),
        (f"/entries/{ORIGIN.replace('/', '%2F')}/7", b"x\n", 409),
    ]:
        connection.request("POST", path, body)
        answer = connection.getresponse()
        assert (path, answer.status) == (path, status), answer.read()
        answer.read()
    connection.request("GET", "/")
    assert connection.getresponse().read().decode().startswith(f"{WITNESS}+")
    connection.close()
    for headers, status in (({"Content-Length": "x"}, 411), ({"Content-Length": str(1 << 30)}, 413)):
        connection.putrequest("POST", "/add-checkpoint")
        for name, value in headers.items():
            connection.putheader(name, value)
        connection.endheaders()
        assert connection.getresponse().status == status
        connection.close()


def test_by_files(record, witness, tmp_path):
    request, entries, cosigned = (tmp_path / name for name in ("request.txt", "entries.txt", "cosigned.txt"))
    grow(record, 4)
    caseward("witness", "request", record, "--out", request, "--entries", entries)
    caseward("witness", "cosign", witness[0], request, "--entries", entries, "--out", cosigned)
    grow(record, 2)  # it went on meanwhile
    assert caseward("witness", "accept", record, cosigned) == f"Kept: 5 entries of {ORIGIN}, cosigned by {WITNESS}.\n"
    assert "2 entries since" in caseward("witness", "exposure", record)
    said = caseward("witness", "accept", record, request, code=1)
    assert "[CW531]" in said
    said = caseward("witness", "cosign", witness[0], request, "--out", cosigned, code=1)
    assert "it has seen so many entries: (409: 5)" in said


def test_a_store_put_back_from_an_older_copy_is_known_for_what_it_is(record, url, tmp_path):
    caseward("witness", "ask", record, url, "--entries")
    shutil.copy(record / "record.sqlite", tmp_path / "older.sqlite")
    grow(record, 3)
    caseward("witness", "ask", record, url, "--entries")
    for name in ("record.sqlite-wal", "record.sqlite-shm"):
        (record / name).unlink(missing_ok=True)
    shutil.copy(tmp_path / "older.sqlite", record / "record.sqlite")
    assert "It has 1 entries; one with 4 was seen." in caseward("witness", "exposure", record, code=5)
    (record / "witnessed.note").unlink()  # somebody took that away too: the witness still knows
    assert "has seen 4 entries of this log, and there are 1" in caseward("witness", "ask", record, url, code=1)


def test_nobody_answers(record):
    said = caseward("witness", "ask", record, f"http://{HERE}:9/", code=1)
    assert "does not answer" in said
    assert "No witness is named" in caseward("witness", "ask", record, code=2)
    assert "is no address" in caseward("witness", "ask", record, "ftp://x/", code=2)


def test_a_folder_is_made_once(witness, tmp_path):
    assert "is not empty" in caseward("witness", "init", witness[0], "--name", WITNESS, code=2)
    assert "is no name of a key" in caseward("witness", "init", tmp_path / "new", "--name", "a b", code=2)
    (witness[0] / "key.pem").chmod(0o644)
    assert "Others may read" in caseward("witness", "status", witness[0], code=2)


def test_a_receipt_is_written_again_when_a_witness_has_seen_the_entry(record, witness, tmp_path):
    (tmp_path / "new.jsonl").write_text('{"kind": "person", "id": "p-7", "occurred": "2023-01-05"}\n')
    caseward("append", record, tmp_path / "new.jsonl", "--receipts", tmp_path / "first")
    trust, receipt = record / "trust.policy", "p-7.tlog-proof"
    assert "did not" in caseward("receipt", "check", tmp_path / "first" / receipt, "--trust", trust, code=1)
    assert "no witness has seen yet" in caseward("receipt", "again", record, "p-7", "--receipts", tmp_path / "second")
    request, entries, back = (tmp_path / name for name in ("request.txt", "entries.txt", "cosigned.txt"))
    caseward("witness", "request", record, "--out", request, "--entries", entries)
    caseward("witness", "cosign", witness[0], request, "--entries", entries, "--out", back)
    caseward("witness", "accept", record, back)
    assert "which a witness saw" in caseward("receipt", "again", record, "p-7", "--receipts", tmp_path / "second")
    assert "saw this log" in caseward("receipt", "check", tmp_path / "second" / receipt, "--trust", trust)
    assert "p-8, p-9: no entry" in caseward("receipt", "again", record, "p-8", "p-7", "p-9", code=2)
    (again,) = json.loads(caseward("receipt", "again", record, "p-7", "--receipts", tmp_path / "third", "--json"))
    assert (again["id"], again["witnessed"]) == ("p-7", True)
