"""The record room: corrections with both readings visible, orders by two people, disclosure that lists what it withholds."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.casework.agency import CALLER, WORDS, now


def person_of_one_contact(term: str) -> str:
    """Somebody new, of one term with a contact and a programme, recorded now; the id of the person."""
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    person, day = f"p-{term}", (now() - timedelta(days=5)).date().isoformat()
    lines = [
        {"kind": "person", "id": person, "occurred": day, "sex": "male", "birth_year": "1990"},
        {"kind": "term", "id": term, "occurred": day, "person": person, "office": "west", "level": "high",
         "supervision_type": "formal_probation", "case_type": "general"},
        {"kind": "contact", "id": f"c-{term}", "occurred": day, "term": term, "mode": "phone", "with_whom": "person",
         "outcome": "left_message", "officer": "officer-1", "recorded_by": "officer-1", "note": "Rang twice."},
        {"kind": "warning", "id": f"w-{term}", "occurred": day, "term": term, "recorded_by": "duty-1", "channel": "phone",
         "from_role": CALLER, "words": WORDS, "confidential": "yes", "facets": ["weapon"]},
    ]  # fmt: skip
    record(lines, f"test {term}", keeping())
    return person


@pytest.fixture
def person(agency, users) -> str:
    return person_of_one_contact(f"t-{uuid4().hex[:8]}")


@pytest.fixture
def second(agency, users):
    """Another of the records staff, and a client of theirs."""
    from django.test import Client

    from caseward.web.accounts.models import Role, User
    from caseward.web.accounts.operations import add_user

    user = User.objects.filter(staff="records-2").first()
    if user is None:
        user = add_user("records-2", "records-2", "", {Role.RECORDS: ""}, now().date().replace(year=2020), "tests")
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def places(person: str) -> dict[str, int]:
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    return {one.entry.id: one.index for one in kept_of(person, keeping()) if one.entry is not None}


def typed(client, where: str) -> dict[str, str]:
    """What a form holds before anything is typed."""
    page = client.get(where).content.decode()
    found = dict(re.findall(r'<input type="(?:text|hidden)" name="(\w+)" value="([^"]*)"', page))
    for name, inner in re.findall(r'<select name="(\w+)".*?>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', inner)
        found[name] = chosen[1] if chosen else ""
    found |= dict(re.findall(r'<textarea name="(\w+)".*?>\s*(.*?)</textarea>', page, re.DOTALL))
    found.pop("csrfmiddlewaretoken", None)
    return found


def test_a_correction_shows_both_before_it_is_recorded_and_both_stay(agency, as_, person):
    from caseward.web.keeping import keeping

    records, before = as_("records"), keeping().reading().store.size
    contact = next(id_ for id_ in places(person) if id_.startswith("c-"))
    where = f"/people/{person}/records/{places(person)[contact]}/correct/"
    assert f"/people/{person}/records/" in records.get(f"/people/{person}/").content.decode()
    assert f"/people/{person}/records/" not in as_("inspector").get(f"/people/{person}/").content.decode()
    assert where in records.get(f"/people/{person}/records/").content.decode()
    said = typed(records, where) | {
        "outcome": "spoke",
        "reason": "The recording shows that he answered.",
        "sort": "wrong_code",
    }
    preview = records.post(where, said | {"step": "look"})
    assert preview.status_code == 200, preview.content.decode().split("<main")[1][:1500]
    page = preview.content.decode()
    assert re.search(r">what came of it</td><td[^>]*>left a message</td><td[^>]*>spoke<", page)
    assert keeping().reading().store.size == before  # nothing yet
    for _ in range(2):  # sent twice, recorded once
        done = records.post(where, said | {"step": "save"}, follow=True)
    assert keeping().reading().store.size == before + 2
    page = done.content.decode()
    assert "left a message" in page
    assert ">spoke<" in page
    assert "corrected since" in page
    assert "The recording shows that he answered." in page
    entry = next(one for one in places(person) if one.startswith(f"{contact}.") and not one.endswith("correction"))
    assert as_("officer-1").get(f"/people/{person}/").status_code == 403
    from caseward.web.casework.queries import kept_of

    new = next(one.entry for one in kept_of(person, keeping()) if one.entry is not None and one.entry.id == entry)
    assert (new.text("outcome"), new.recorded_by, new.note) == ("spoke", "records-1", "Rang twice.")


def test_whoever_wrote_a_contact_puts_it_right_on_the_day_and_nobody_else_does(agency, as_, users):
    from dataclasses import replace

    from caseward.web.casework.operations import record
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping
    from caseward.web.recordroom.access import is_own_of_today

    slip = {"kind": "contact", "id": "c-6-slip", "occurred": now().date().replace(day=1).isoformat(), "term": "t-6"}
    more = {"mode": "phone", "with_whom": "person", "outcome": "spoke", "recorded_by": "officer-1"}
    record([slip | more], "a slip", keeping())
    where, officer = f"/people/p-6/entries/{places('p-6')['c-6-slip']}/correct/", as_("officer-1")
    assert where in officer.get("/people/p-6/").content.decode()
    assert where not in as_("supervisor").get("/people/p-6/").content.decode()
    for other in ("supervisor", "records", "officer-2"):
        assert as_(other).get(where).status_code == 403
    said = typed(officer, where)
    assert "term" not in said
    said |= {"outcome": "left_message", "reason": "It was voicemail.", "term": "t-3"}
    assert "left a message" in officer.post(where, said | {"step": "look"}).content.decode()
    before = keeping().reading().store.size
    for _ in range(2):
        assert officer.post(where, said | {"step": "save"})["Location"] == "/people/p-6/"
    assert keeping().reading().store.size == before + 2
    kept = [one.entry for one in kept_of("p-6", keeping()) if one.entry is not None]
    right = next(entry for entry in kept if entry.id.startswith("c-6-slip.") and entry.kind == "contact")
    assert (right.text("outcome"), right.text("term"), right.recorded_by) == ("left_message", "t-6", "officer-1")
    assert is_own_of_today(users["officer-1"], right)
    assert not is_own_of_today(users["officer-1"], replace(right, recorded=right.recorded - timedelta(days=1)))


def test_why_an_entry_is_corrected_is_not_written_into_its_own_reason(agency, as_, person):
    from caseward.web.casework.operations import record
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    missed = f"ap-{person}"
    line = {"kind": "appointment", "id": missed, "occurred": "2026-11-02", "term": person.removeprefix("p-"),
            "mode": "in_person", "outcome": "failed_to_attend", "reason": "No bus.", "recorded_by": "officer-1"}  # fmt: skip
    record([line], f"test {missed}", keeping())
    where, records = f"/people/{person}/records/{places(person)[missed]}/correct/", as_("records")
    said = typed(records, where)
    assert (said["entry_reason"], said["reason"]) == ("No bus.", "")
    said |= {"outcome": "acceptable_absence", "reason": "A letter of the bus company came.", "step": "save"}
    assert records.post(where, said).status_code == 302
    entries = [one.entry for one in kept_of(person, keeping()) if one.entry is not None]
    new = next(entry for entry in entries if entry.kind == "appointment" and entry.id != missed)
    assert (new.text("outcome"), new.text("reason")) == ("acceptable_absence", "No bus.")


def test_an_entry_is_withdrawn_and_faults_of_a_correction_are_told(agency, as_, person):
    records = as_("records")
    at = places(person)
    contact = next(id_ for id_ in at if id_.startswith("c-"))
    where = f"/people/{person}/records/{at[contact]}/correct/"
    said = typed(records, where)
    assert "says that already" in records.post(where, said | {"reason": "x", "step": "look"}).content.decode()
    wrong = records.post(where, said | {"reason": "", "occurred": "the 13th", "step": "look"})
    assert wrong.status_code == 422
    assert "This field is required." in wrong.content.decode()
    wrong = records.post(where, said | {"reason": "Day", "occurred": "the 13th", "step": "save"}).content.decode()
    assert "Nothing was recorded yet" in wrong
    gone = records.post(where, said | {"reason": "It was somebody else.", "withdraw": "on", "step": "save"})
    assert gone.status_code == 302
    assert any(id_ == f"{contact}.correction" for id_ in places(person))
    term = person.removeprefix("p-")
    named = records.post(
        f"/people/{person}/records/{at[term]}/correct/",
        typed(records, f"/people/{person}/records/{at[term]}/correct/")
        | {"reason": "x", "level": "low", "step": "look"},
    )
    assert named.status_code == 422
    assert "is named by" in named.content.decode()
    assert records.get(f"/people/{person}/records/999999/correct/").status_code == 404


def test_what_was_said_in_confidence_is_neither_shown_nor_lost_by_a_correction(agency, as_, person):
    from caseward.web.casework.queries import kept_of
    from caseward.web.keeping import keeping

    records = as_("records")
    warning = next(id_ for id_ in places(person) if id_.startswith("w-"))
    where = f"/people/{person}/records/{places(person)[warning]}/correct/"
    said = typed(records, where)
    assert "from_role" not in said
    shown = [records.get(where), records.get(f"/people/{person}/records/")]
    shown.append(records.post(where, said | {"facets": "weapon;violence", "reason": "Both were said.", "step": "look"}))
    shown.append(records.post(where, said | {"facets": "weapon;violence", "reason": "Both were said.", "step": "save"}))
    for answer in shown:
        assert CALLER not in answer.content.decode()
        assert WORDS not in answer.content.decode()
    new = [one.entry for one in kept_of(person, keeping()) if one.kind == "warning" and one.entry is not None][-1]
    assert (new.values["facets"], new.text("from_role"), new.text("words")) == (("weapon", "violence"), CALLER, WORDS)


def disclosed(client, person: str, **more: str) -> dict[str, bytes]:
    said = {"purpose": "Asked for by counsel", "expires": "", "private": "no", "step": "take", **more}
    answer = client.post(f"/people/{person}/records/export/", said)
    assert answer["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def test_a_disclosure_holds_everything_and_lists_what_it_withholds(agency, as_, users, person, tmp_path):
    from caseward.verify.laptop import main
    from caseward.web.accounts.queries import readings_of
    from caseward.web.keeping import keeping

    records, before = as_("records"), keeping().reading().store.size
    page = records.post(f"/people/{person}/records/export/", {"purpose": "Asked for", "private": "no", "step": "look"})
    assert "4 entries would go out" in page.content.decode()
    assert keeping().reading().store.size == before
    files = disclosed(records, person)
    assert keeping().reading().store.size == before + 1  # the log says that it left
    newest = readings_of(person).first()
    assert (newest.user, newest.what) == (users["records"], "disclosure export")
    assert {"read-me-first.html", "EXPORT.md", "WITHHELD.csv"} <= files.keys()
    whole = b"".join(files.values()).decode()
    for secret in (CALLER, WORDS, "1990"):
        assert secret not in whole
    assert "Rang twice." in whole
    lines = files["WITHHELD.csv"].decode().splitlines()
    assert lines[0] == "entry,kind,column,why"
    for column in ("from_role", "words", "birth_year"):
        assert any(f",{column}," in line for line in lines)
    (contact,) = (json.loads(line) for line in files["record/contact.jsonl"].splitlines())
    assert contact["outcome"] == "left_message"
    place = places(person)[contact["id"]]
    for name in (f"entry-{place}.tlog-proof", f"entry-{place}.said.json"):
        (tmp_path / name).write_bytes(files[f"receipts/{name}"])
    said = io.StringIO()
    proof, beside = tmp_path / f"entry-{place}.tlog-proof", tmp_path / f"entry-{place}.said.json"
    asked = [str(proof), "--trust", str(agency.folder / "trust.policy"), "--said", str(beside)]
    assert main(asked, said) == 0, said.getvalue()
    assert "left_message" in said.getvalue()


def test_private_columns_go_out_when_asked_and_what_was_in_confidence_does_not(agency, as_, person):
    whole = b"".join(disclosed(as_("records"), person, private="yes").values()).decode()
    assert "1990" in whole
    assert CALLER not in whole
    assert WORDS not in whole
    late = as_("records").post(
        f"/people/{person}/records/export/", {"purpose": "x", "private": "no", "expires": "2020-01-01"}
    )
    assert late.status_code == 422


def order(action: str, person: str, **more: str) -> dict[str, str]:
    said = {"action": action, "subject": person, "matters": "", "court": "Superior Court of Example"}
    said |= {"number": f"YJ-{uuid4().hex[:6]}", "date": "2023-04-12", "basis": "Welf. & Inst. Code § 786"}
    return said | {"ordered_by": "judge of department 203", "second": "", "step": "look"} | more


def test_sealing_is_shown_first_and_then_nobody_reads_it(agency, as_, person):
    from caseward.web.keeping import keeping

    records, before = as_("records"), keeping().reading().store.size
    disclosed(records, person)
    said = order("seal", person)
    page = records.post("/records/orders/new/", said).content.decode()
    assert "disclosure-" in page  # an export that is still out
    assert "warning: 1" in page
    wrong = records.post("/records/orders/new/", said | {"step": "do", "confirm": "YJ-1"})
    assert wrong.status_code == 422
    assert keeping().reading().store.size == before + 1
    done = records.post("/records/orders/new/", said | {"step": "do", "confirm": said["number"]}, follow=True)
    assert "Sealed: entry" in done.content.decode()
    assert said["number"] in done.content.decode()
    assert records.get(f"/people/{person}/").status_code == 404
    assert as_("inspector").get(f"/people/{person}/records/").status_code == 403
    again = records.post("/records/orders/new/", said)
    assert again.status_code == 422
    assert "it is sealed already" in again.content.decode()
    refused = records.post("/records/orders/new/", order("unseal", person) | {"step": "do", "confirm": "x"})
    assert refused.status_code == 422
    opened = order("unseal", person)
    closed = records.post("/records/orders/new/", opened | {"step": "do", "confirm": opened["number"]})
    assert closed.status_code == 403  # only with the sealed unit's key


def test_what_does_not_fit_the_record_is_told_and_nothing_is_changed(agency, as_, person):
    answer = as_("records").post("/records/orders/new/", order("seal", person, matters="t-nowhere", date="2999-01-01"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "the record holds nothing of" in page
    assert "no order is of a day to come" in page
    assert as_("records").post("/records/orders/new/", order("destroy", person)).status_code == 422  # nobody second


def test_orders_are_only_about_whom_one_may_see(agency, as_, users, person):
    from caseward.web.accounts.models import Grant

    Grant.objects.filter(user=users["records"]).update(office="east")
    try:
        records = as_("records")
        assert records.post("/records/orders/new/", order("seal", person)).status_code == 403
        assert records.post("/records/orders/new/", order("unseal", "p-nobody")).status_code == 403
        assert records.get(f"/people/{person}/records/").status_code == 403
    finally:
        Grant.objects.filter(user=users["records"]).update(office="")


@pytest.fixture
def authority(agency):
    """Somebody outside who signs destructions; their key is listed in the settings of the record."""
    from caseward.interchange.kept.settings import FILE
    from caseward.ledger.keys import ED25519, new_signer
    from caseward.web.keeping import keeping

    signer = new_signer("county-counsel", ED25519)
    path = agency.folder / FILE
    before = path.read_text()
    path.write_text(re.sub(r"^authorities = .*$", f'authorities = ["{signer.public}"]', before, flags=re.MULTILINE))
    keeping().close()
    yield signer
    path.write_text(before)
    keeping().close()


def asked_for(client, person: str) -> str:
    said = order("destroy", person, second="records-2")
    assert client.post("/records/orders/new/", said).status_code == 200
    answer = client.post("/records/orders/new/", said | {"step": "do", "confirm": said["number"]})
    assert re.fullmatch(r"/records/orders/\d+/", answer["Location"])
    return answer["Location"]


def test_destruction_takes_two_people_and_an_authority(agency, as_, person, second, authority):
    from caseward.ledger.note import sign
    from caseward.web.accounts.models import Reading
    from caseward.web.keeping import keeping
    from caseward.web.recordroom.models import Waiting

    records, before = as_("records"), keeping().reading().store.size
    where = asked_for(records, person)
    row = Waiting.objects.get(pk=int(where.split("/")[3]))
    to_sign = second.get(f"{where}?format=file").content.decode()
    assert person not in to_sign
    signed = str(sign(to_sign, [authority]))
    said = {"step": "destroy", "signed": signed, "confirm": row.number}
    assert records.post(where, said).status_code == 400  # whoever asked for it
    assert second.post(where, said | {"signed": to_sign}).status_code == 422  # nobody signed
    assert second.post(where, said | {"confirm": "another"}).status_code == 422
    assert keeping().reading().store.size == before
    done = second.post(where, said, follow=True).content.decode()
    assert "Destroyed: entry" in done
    assert row.number in done
    assert keeping().reading().store.size == before + 2  # the order, the tombstone
    assert records.get(f"/people/{person}/").status_code == 404
    assert second.get(where).status_code == 404
    row.refresh_from_db()
    assert (row.subject, row.matters, row.asked_by, row.carried_out_by) == ("", [], "records-1", "records-2")
    assert (
        not Reading.objects.filter(person=person)
        .exclude(user__staff="records-1", what="")
        .filter(at__lt=row.ended)
        .exists()
    )


def test_what_was_asked_for_can_be_withdrawn(agency, as_, person, second):
    records = as_("records")
    where = asked_for(records, person)
    assert where in records.get("/records/").content.decode()
    assert second.post(where, {"step": "withdraw"}).status_code == 302
    assert second.get(where).status_code == 404
    assert records.get(f"/people/{person}/").status_code == 200
