"""After a destruction no table and no file of the application says anything any more of who or what was destroyed."""

from __future__ import annotations

import json
import re
import secrets
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.casework.agency import CALLER, WORDS, now
from tests.casework.conftest import ON_POSTGRESQL
from tests.casework.test_backup import caseward
from tests.casework.test_recordroom import asked_for, authority, order, second  # noqa: F401  # fixtures

DAY = (now() - timedelta(days=5)).date().isoformat()


def lines(person: str, term: str) -> list[dict[str, object]]:
    said = said_of(person)
    own = {"note": f"Noted, {said}", "occurred": DAY, "term": term, "recorded_by": "officer-1"}
    return [
        {"kind": "term", "id": term, "occurred": DAY, "person": person, "office": "west", "level": "high",
         "supervision_type": "formal_probation", "case_type": "general"},
        {"kind": "assignment", "id": f"as-{term}", **own, "officer": "officer-1", "office": "west"},
        {"kind": "contact", "id": f"co-{term}", **own, "mode": "phone", "with_whom": "person", "outcome": "spoke",
         "officer": "officer-1"},
        {"kind": "appointment", "id": f"ap-{term}", **own, "mode": "in_person", "officer": "officer-1"},
        {"kind": "task_promised", "id": f"pr-{term}", **own, "owner": "officer-1", "what": f"Send it to {person}"},
        {"kind": "petition", "id": f"pe-{term}", **own, "source": "the court"},
        {"kind": "transfer_request", "id": f"tr-{term}", **own, "office": "east", "reason": f"{person} moved, {said}."},
        {"kind": "warning", "id": f"wa-{term}", **own, "channel": "phone", "from_role": f"{CALLER}, {said}",
         "words": f"{WORDS}, {said}", "call_back": f"{said}@x.example", "confidential": "yes", "facets": ["weapon", "violence"]},
        {"kind": "warning_response", "id": f"wr-{term}", **own, "warning": f"wa-{term}", "action": "search",
         "decided_by": "officer", "reason": said},
        {"kind": "violation", "id": f"vi-{term}", **own, "type": "technical", "fact": said, "source": "the officer"},
        {"kind": "report", "id": f"rp-{term}", **own, "type": "progress", "step": "submitted", "text": said},
        {"kind": "dispute", "id": f"di-{term}", **own, "entry": f"co-{term}", "why": said},
        {"kind": "dispute_answer", "id": f"da-{term}", **own, "dispute": f"di-{term}", "result": "not_upheld", "reason": said},
        {"kind": "review", "id": f"re-{term}", **own, "type": "case", "fact": said, "judgement": said},
        {"kind": "residence", "id": f"ho-{term}", **own, "place": said},
    ]  # fmt: skip


def said_of(person: str) -> str:
    """What is in every text about somebody."""
    return person.replace("person", "said")


def attached(as_, person: str, term: str) -> str:
    """A warning about nobody known, decided about, then found to be about a term; its id."""
    from caseward.web.intake.unattached import all_unattached, unattached
    from caseward.web.keeping import keeping

    said, duty = said_of(person), as_("duty")
    form = {
        "described": f"A man, {said}", "words": f"He has a gun, {said}", "from_role": f"Aunt, {said}",
        "call_back": f"{said}@x.example", "confidential": "yes", "facets": ["weapon", "violence"], "channel": "phone",
        "day": DAY, "request": str(uuid4()),
    }  # fmt: skip
    before = {row.place for row in all_unattached(keeping())}
    assert duty.post("/warnings/new/", form).status_code == 302
    (place,) = {row.place for row in all_unattached(keeping())} - before
    id_ = unattached(keeping(), place).id
    where, why = f"/warnings/unattached/{place}/", f"The landlord knows him: {said}"
    decided = {"action": "passed_on", "passed_to": f"Police, {said}", "reason": why, "request": str(uuid4())}
    assert duty.post(f"{where}decision/", decided).status_code == 302
    assert duty.post(where, {"term": term, "reason": why, "request": str(uuid4())}).status_code == 302
    return id_


def record_says(*words: str) -> list[str]:
    """Those of the words that whoever has the keys can read in any entry of the kept record."""
    from caseward.ledger.store.draft import Opened
    from caseward.web.keeping import keeping

    read = [
        part.part
        for one in keeping().reading().store.stored()
        for part in one.parts.values()
        if isinstance(part, Opened)
    ]
    return [word for word in words if any(word.encode() in part for part in read)]


@pytest.fixture
def known(agency, users, as_, second, authority, said_in_settings):  # noqa: F811
    """Somebody of two terms, of whom every app has said all that it says of anybody: person, terms, a file that they
    sent, and the id of a warning that was attached to the first term.
    """
    from caseward.web.casework.operations import record, save_view
    from caseward.web.jobs.running import one_round
    from caseward.web.keeping import keeping
    from caseward.web.moment import now as at
    from caseward.web.notices.operations import began, keep_reach
    from caseward.web.public.models import Upload
    from caseward.web.public.operations import keep_unsent, make_link

    began(now())
    said_in_settings(email_host="localhost", email_port=9, email_security="none", webhooks=("court http://x.example/",))
    keep_reach(users["officer-1"], "officer@x.example", "")
    tag = uuid4().hex[:8]
    person, terms = f"person-{tag}", [f"term-{tag}-1", f"term-{tag}-2"]
    record([{"kind": "person", "id": person, "occurred": DAY, "sex": "male", "birth_year": "1990"}], tag, keeping())
    for term in terms:
        record(lines(person, term), f"of {term}", keeping())
    lost = attached(as_, person, terms[0])
    officer, other = as_("officer-1"), as_("officer-3")
    assert officer.get(f"/people/{person}/").status_code == 200
    assert officer.get(f"/warnings/about/wa-{terms[0]}/").status_code == 200
    assert (
        other.post(f"/people/{person}/need/", {"reason": f"Covering for {person} today, {said_of(person)}"}).status_code
        == 302
    )
    typed = {"term": terms[0], "note": f"He said {person} was here, {said_of(person)}"}
    assert officer.post(f"/people/{person}/contact/preview/", typed).status_code == 200
    save_view(users["officer-1"], "mine", f"q={person}&sort=due")
    as_("").post(f"/account/login/?next=/people/{person}/", {"login": "somebody", "password": "not this"})
    own = as_("")
    own.post(f"/public/link/{make_link(users['officer-1'], person, at())}/")
    make_link(users["officer-1"], person, at())
    keep_unsent(secrets.token_hex(), "a browser", person, b"sealed", at())
    file = SimpleUploadedFile(
        f"{said_of(person)}.pdf", f"%PDF-1.4\n% {person}\n1 0 obj\n<<>>\nendobj\n%%EOF\n".encode(), "application/pdf"
    )
    sent = own.post("/public/mine/proof/", {"sort": "other", "file": file, "request": str(uuid4())})
    assert sent.status_code == 302, sent.content
    list(one_round(keeping(), at))
    return person, terms, Upload.objects.get(person=person), lost


def destroyed(person: str, as_, second, authority, matters: str = "") -> None:  # noqa: F811
    from caseward.ledger.note import sign
    from caseward.web.recordroom.models import Waiting

    said = order("destroy", person, second="records-2", matters=matters)
    where = as_("records").post("/records/orders/new/", said | {"step": "do", "confirm": said["number"]})["Location"]
    row = Waiting.objects.get(pk=int(where.split("/")[3]))
    signed = str(sign(second.get(f"{where}?format=file").content.decode(), [authority]))
    done = second.post(where, {"step": "destroy", "signed": signed, "confirm": row.number})
    assert done.status_code == 302, done.content


def tables_that_say(*ids: str) -> dict[str, set[str]]:
    """Tables of the whole database, other libraries' too, that have one of some texts in any column; sessions opened."""
    from django.contrib.sessions.models import Session
    from django.db import connection

    found: dict[str, set[str]] = {}
    pattern = re.compile("|".join(map(re.escape, ids)))
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                for one in pattern.findall(" ".join(map(str, row))):
                    found.setdefault(table, set()).add(one)
    for session in Session.objects.all():
        if pattern.search(json.dumps(session.get_decoded(), default=str)):
            found.setdefault("sessions, opened", set()).add("something")
    return found


def files_that_say(folder, *ids: str) -> list[str]:
    paths = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return [path.name for path in paths if any(one.encode() in path.read_bytes() for one in ids)]


def where_it_lies(upload):
    from caseward.web.keeping import keeping
    from caseward.web.public.locked import Sent, place_of

    return place_of(Sent(upload.digest, upload.person, upload.term), keeping())


def opened_again(upload) -> bytes | None:
    from caseward.web.keeping import keeping
    from caseward.web.public.locked import Sent
    from caseward.web.public.operations import opened

    return opened(Sent(upload.digest, upload.person, upload.term), keeping())


def test_nothing_says_who_was_destroyed(agency, as_, known, second, authority):  # noqa: F811
    person, terms, upload, lost = known
    asked_for(as_("records"), person)  # another order about them waits
    looked = as_("records").post(
        "/records/orders/new/", order("destroy", person, second="records-2") | {"step": "look"}
    )
    assert "Among them is what was kept of 1 warning before anybody knew whom it was about." in looked.content.decode()
    ids = (person, *terms, upload.digest, lost, said_of(person))
    before = tables_that_say(*ids)
    assert set(before) >= {
        "accounts_reading", "accounts_opening", "casework_draft", "casework_savedview", "casework_term", "public_ownlink",
        "notices_watch", "notices_notice", "notices_delivery", "recordroom_waiting", "public_upload", "intake_thirdpartywarning",
    }  # fmt: skip
    assert set(record_says(*ids)) == set(ids)
    place = where_it_lies(upload)
    assert place.exists()
    copy = place.read_bytes()  # somebody kept one
    destroyed(person, as_, second, authority)
    assert tables_that_say(*ids) == {}
    assert record_says(*ids) == []
    assert not place.exists()
    place.write_bytes(copy)
    assert opened_again(upload) is None
    place.unlink()
    assert files_that_say(agency.folder, *ids) == []


def test_of_a_term_that_was_destroyed_nothing_is_left_and_the_rest_stays(agency, users, as_, known, second, authority):  # noqa: F811
    from caseward.web.accounts.models import Reading
    from caseward.web.casework.models import Draft
    from caseward.web.casework.operations import save_draft
    from caseward.web.forgetting import forget
    from caseward.web.keeping import keeping
    from caseward.web.public.models import OwnLink

    person, (gone, stays), upload, _ = known
    destroyed(person, as_, second, authority, matters=gone)
    assert tables_that_say(gone) == {}
    assert as_("officer-1").get(f"/people/{person}/").status_code == 200
    assert as_("officer-1").get(f"/warnings/about/wa-{stays}/").status_code == 200
    assert Reading.objects.filter(person=person, what="person page").exists()
    assert OwnLink.objects.filter(person=person).exists()
    assert where_it_lies(upload).exists() is (upload.term == stays)
    met_with_another = {"term": "t-3", "also-0-person": person, "also-0-term": gone, "also-0-note": "Was there."}
    save_draft(users["officer-1"], "p-3", "contact", met_with_another)
    forget(keeping())  # told by the log alone, which names nobody
    assert not Draft.objects.filter(person="p-3").exists()


def test_sealing_one_term_and_destroying_another_keeps_who_read_what(agency, as_, known, second, authority):  # noqa: F811
    """Of somebody whose other term is sealed, something is left: who read it is not forgotten."""
    from caseward.web.accounts.models import Reading

    person, (gone, sealed), *_ = known
    said = order("seal", person, matters=sealed)
    assert (
        as_("records").post("/records/orders/new/", said | {"step": "do", "confirm": said["number"]}).status_code == 302
    )
    destroyed(person, as_, second, authority, matters=gone)
    assert Reading.objects.filter(person=person, what="person page").exists()


def test_what_another_program_destroyed_is_forgotten_when_the_log_is_followed(agency, as_, known, authority, tmp_path):  # noqa: F811
    from datetime import UTC, datetime

    from caseward.interchange.kept.attached import with_attached
    from caseward.interchange.kept.carrying import authorities_of
    from caseward.interchange.kept.opening import opened_record
    from caseward.ledger.note import sign
    from caseward.ledger.orders.destruction import destroy, request
    from caseward.ledger.orders.order import Order
    from caseward.ledger.orders.plan import planned
    from caseward.web.keeping import keeping

    person, terms, upload, lost = known
    ids = (person, *terms, upload.digest, lost, said_of(person))
    if not ON_POSTGRESQL:
        caseward("backup", agency.folder, "--to", tmp_path / "b")
    keeping().close()
    given = Order(
        "destroy", "a court", uuid4().hex, datetime.now(UTC).date(), "a law", "a judge", "clerk", person, None
    )
    with opened_record(agency.folder, writing=True, now=now, entropy=secrets.token_bytes) as kept:
        given = with_attached(given, kept.store)
        note = sign(request(kept.store, planned(kept.store, given, now().date())).text(), [authority])
        destroy(kept.store, given, note, authorities_of(kept.settings))
    assert as_("officer-1").get("/caseload/").status_code == 200
    assert tables_that_say(*ids) == {}
    if not ON_POSTGRESQL:
        restored_tables_forget_before_anybody_is_let_in(agency, tmp_path / "b/tables", ids)


def restored_tables_forget_before_anybody_is_let_in(agency, backup, ids) -> None:
    """Tables of before are put back beside a record of which something was destroyed since."""
    from django.db import connections

    connections.close_all()
    for path in agency.folder.glob("web.sqlite*"):
        path.rename(backup.parent / path.name)
    caseward("restore", backup, "--to", agency.folder)
    assert len(tables_that_say(*ids)) > 10
    connections.close_all()
    caseward("serve", agency.folder, "--prepare")
    assert tables_that_say(*ids) == {}
    assert files_that_say(agency.folder, *ids) == []


def test_a_sealed_term_is_out_of_sight_at_once_while_a_jobs_process_draws_the_rest(agency, as_, known):
    from caseward.web.casework.models import Mark, Whose
    from caseward.web.casework.operations import draw_again
    from caseward.web.keeping import keeping

    person, terms, *_ = known
    assert Whose.objects.filter(person=person).exists()
    Mark.objects.filter(pk=1).update(tended=now())
    try:
        said = order("seal", person)
        as_("records").post("/records/orders/new/", said | {"step": "do", "confirm": said["number"]})
        assert as_("officer-1").get(f"/people/{person}/").status_code == 404
        assert not Whose.objects.filter(person=person).exists()
        assert as_("officer-1").get(f"/warnings/about/wa-{terms[0]}/").status_code == 404
    finally:
        draw_again(keeping())
