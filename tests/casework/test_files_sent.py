"""Files that people send: no plain byte on a disk, nothing handed out that the scanner did not see, nothing lost."""

from __future__ import annotations

import socket
import threading
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.casework.agency import PROOF, now
from tests.casework.scanner import BAD, NAME, clamd
from tests.casework.test_public import link_for, own  # noqa: F401  # a fixture


def sent(own, data: bytes) -> int:  # noqa: F811
    """Send a file from ``p-3``'s own page; the place of its entry in the log."""
    from caseward.web.keeping import keeping
    from caseward.web.public.queries import files_of

    form = {"sort": "other", "file": SimpleUploadedFile("x.pdf", data), "request": str(uuid4())}
    answer = own.post("/public/mine/proof/", form, follow=True)
    assert answer.status_code == 200
    own.said = answer.content.decode()
    return files_of("p-3", keeping())[0].place


def a_file(mark: bytes = b"") -> bytes:
    return PROOF + uuid4().bytes + mark


@pytest.fixture
def scanned(said_in_settings, tmp_path):
    with clamd(tmp_path / "clamd") as where:
        said_in_settings(scanner=where)
        yield where


def looked_again() -> int:
    from caseward.web.keeping import keeping
    from caseward.web.public.operations import look_again

    return look_again(keeping(), now, lambda: True)


def lying(agency) -> list:
    return [path for path in (agency.folder / "uploads").iterdir() if path.name != ".lock"]


def test_no_byte_of_a_file_lies_on_the_disk_as_it_came(agency, as_, own, monkeypatch, tmp_path):  # noqa: F811
    from caseward.web.agency_making import lock_files

    assert lock_files() == 0  # one was there from before, of which the record alone says whose it is
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    pieces = [uuid4().bytes * 4 for _ in range(50_000)]  # three megabytes: several pieces
    data = PROOF + b"".join(pieces)
    place = sent(own, data)
    files = [path for path in (*agency.folder.rglob("*"), *tmp_path.rglob("*")) if path.is_file()]
    for path in files:
        held = path.read_bytes()
        assert not [one for one in (PROOF, pieces[0], pieces[25_000], pieces[-1]) if one in held], path
        assert sha256(data).hexdigest() not in path.name
    answer = as_("officer-1").get(f"/people/p-3/proofs/{place}/")
    assert answer.content == data
    assert answer["Content-Type"] == "application/octet-stream"


def test_a_file_that_was_changed_where_it_lies_is_not_handed_out(agency, as_, own):  # noqa: F811
    before = set(lying(agency))
    place = sent(own, a_file())
    (lies,) = set(lying(agency)) - before
    assert lies.stat().st_mode & 0o777 == 0o600
    whole = lies.read_bytes()
    officer = as_("officer-1")
    for changed in (whole[:-1] + bytes([whole[-1] ^ 1]), whole[:-1], whole + b"x", whole[:60], b""):
        lies.write_bytes(changed)
        assert officer.get(f"/people/p-3/proofs/{place}/").status_code == 404
    lies.write_bytes(whole)
    assert officer.get(f"/people/p-3/proofs/{place}/").status_code == 200


def test_the_same_file_sent_twice_lies_there_once(agency, own):  # noqa: F811
    data = a_file()
    sent(own, data)
    before = {path: path.read_bytes() for path in lying(agency)}
    sent(own, data)
    assert {path: path.read_bytes() for path in lying(agency)} == before


def test_what_an_earlier_release_left_unlocked_is_locked_and_what_nobody_owns_is_told(agency, as_):
    from caseward.web.agency_making import lock_files
    from caseward.web.public.models import Upload

    data, strange = a_file(), b"whose is it"
    owned, left = (agency.folder / "uploads" / sha256(one).hexdigest() for one in (data, strange))
    Upload.objects.create(digest=owned.name, person="p-6", term="t-6")
    owned.write_bytes(data)
    left.write_bytes(strange)
    assert lock_files() == 1
    assert not owned.exists()
    assert left.read_bytes() == strange
    left.unlink()
    assert lock_files() == 0
    assert all(PROOF not in path.read_bytes() for path in lying(agency))


def test_the_scanner_sees_every_file_and_one_with_something_in_it_is_kept_apart(
    agency,
    as_,
    own,  # noqa: F811
    scanned,
    said_in_settings,
):
    good, bad = sent(own, a_file()), sent(own, a_file(BAD))
    assert "Something harmful" in own.said
    officer = as_("officer-1")
    assert officer.get(f"/people/p-3/proofs/{good}/").status_code == 200
    assert officer.get(f"/people/p-3/proofs/{bad}/").status_code == 404
    page = officer.get("/people/p-3/disputes/").content.decode()
    assert f"File of entry {bad}: nobody can open it" in page
    assert NAME in page
    assert "Something harmful" in own.get("/public/mine/").content.decode()
    records, administrator = (as_(role).get("/files/apart/").content.decode() for role in ("records", "administrator"))
    assert NAME in records
    assert "/people/p-3/disputes/" in records
    assert NAME in administrator
    assert "p-3" not in administrator
    again(as_, "administrator")
    assert officer.get(f"/people/p-3/proofs/{bad}/").status_code == 404
    said_in_settings(scanner="")
    assert officer.get(f"/people/p-3/proofs/{bad}/").status_code == 404, "what was kept apart waits for a scanner"
    said_in_settings(scanner=scanned)
    assert looked_again() >= 1
    assert NAME in as_("records").get("/files/apart/").content.decode()


def again(as_, role: str) -> None:
    from caseward.web.public.models import Upload

    number = Upload.objects.filter(state=Upload.State.APART).latest("id").pk
    assert as_("officer-1").post(f"/files/apart/{number}/again/").status_code == 403
    assert as_(role).post(f"/files/apart/{number}/again/").status_code == 302
    assert as_(role).post(f"/files/apart/{number}/again/").status_code == 404


def test_while_the_scanner_does_not_answer_files_wait_and_nothing_is_lost(agency, as_, own, said_in_settings, tmp_path):  # noqa: F811
    from caseward.web.jobs.queries import health
    from caseward.web.keeping import keeping
    from caseward.web.public.models import Upload

    unseen = sent(own, a_file())
    said_in_settings(scanner=str(tmp_path / "clamd" / "clamd.sock"))
    data = a_file()
    place = sent(own, data)
    assert "not possible yet" in own.said
    officer = as_("officer-1")
    for one in (place, unseen):
        assert officer.get(f"/people/p-3/proofs/{one}/").status_code == 404
    assert "as soon as the virus scanner" in officer.get("/people/p-3/disputes/").content.decode()
    held = health(keeping(), now())["files"]["held"]
    assert held >= 2
    never_came = {"digest": "f" * 64, "person": "p-3", "term": "t-3", "sent": now() - timedelta(hours=2)}
    Upload.objects.create(**never_came)
    assert looked_again() == 0
    with clamd(tmp_path / "clamd"):
        assert looked_again() == held
    assert not Upload.objects.filter(digest=never_came["digest"]).exists()
    assert health(keeping(), now())["files"]["held"] == 0
    assert officer.get(f"/people/p-3/proofs/{place}/").content == data
    assert officer.get(f"/people/p-3/proofs/{unseen}/").status_code == 200


@pytest.mark.parametrize("says", [b"INSTREAM size limit exceeded. ERROR\0", b"stream: OK", b"stream:  FOUND\0", b""])
def test_an_answer_that_nobody_understands_is_none(says):
    from caseward.web.public.scanning import NoAnswer, found_in

    with socket.create_server(("localhost", 0)) as server:
        threading.Thread(target=answered, args=(server, says)).start()
        where = "{}:{}".format(*server.getsockname())
        if says == b"stream: OK":  # whole without its zero, at the end of what it says
            assert found_in(PROOF, where) == ""
        else:
            with pytest.raises(NoAnswer):
                found_in(PROOF, where)


def answered(server, says: bytes) -> None:
    """Read one whole file as clamd(8) has it, and say something."""
    to, _ = server.accept()
    with to, to.makefile("rb") as said:
        assert said.read(10) == b"zINSTREAM\0"
        while length := int.from_bytes(said.read(4), "big"):
            said.read(length)
        to.sendall(says)
