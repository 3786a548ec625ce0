"""The inspector's bench: what was known when, the state of the log, who read what, and what is not there."""

from __future__ import annotations

import csv
import io
import re
import secrets
from datetime import timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from tests.casework.agency import TOP, ZONE, now


def as_known(client, day, **more: str):
    return client.get("/inspection/unit/", {"day": day.isoformat(), **more})


def test_a_unit_as_known_leaves_out_what_was_recorded_later(agency, as_):
    from caseward.web.casework.queries import day_drawn

    inspector, today = as_("inspector"), day_drawn()
    before = as_known(inspector, today - timedelta(days=1)).content.decode()
    assert "Nobody of this unit was known then." in before  # everything was recorded today
    page = as_known(inspector, today).content.decode()
    assert "Running terms: 8." in page
    west = as_known(inspector, today, office="west", officer="officer-1").content.decode()
    assert re.findall(r"/people/(p-\d)/\?known_at=", west)
    assert "/people/p-2/" not in west
    assert as_known(inspector, today, officer="officer-99").content.decode().count("/people/") == 0


def test_what_was_overdue_is_what_the_caseload_says_of_the_same_day(agency, as_):
    from caseward.web.casework.models import Term
    from caseward.web.casework.queries import day_drawn

    answer = as_known(as_("inspector"), day_drawn(), format="csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    drawn = {term.id: (term.officer, term.office, str(term.overdue)) for term in Term.objects.all()}
    assert {row["term"]: (row["officer"], row["office"], row["overdue"]) for row in rows} == drawn


def test_taking_it_as_a_file_is_a_reading_of_everybody_in_it(agency, as_):
    from caseward.web.accounts.queries import readings_of
    from caseward.web.casework.queries import day_drawn

    as_known(as_("inspector"), day_drawn(), format="csv", officer="officer-3")
    assert readings_of("p-2").first().what == "file unit-as-known.csv"


def test_a_question_that_is_none_is_told_at_its_field(agency, as_):
    later = as_known(as_("inspector"), now().date() + timedelta(days=3))
    assert later.status_code == 422
    assert "This day has not come yet." in later.content.decode()
    answer = as_("inspector").get("/inspection/unit/", {"day": "the 13th", "office": "nowhere"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Enter a valid date." in page
    assert "nowhere is not one of the available choices" in page


def test_an_inspector_of_one_office_sees_nothing_of_another(agency, as_, users):
    from caseward.web.accounts.models import Grant
    from caseward.web.casework.queries import day_drawn

    grant = Grant.objects.get(user=users["inspector"])
    Grant.objects.filter(pk=grant.pk).update(office="east")
    try:
        inspector = as_("inspector")
        page = as_known(inspector, day_drawn()).content.decode()
        assert "Running terms: 3." in page
        assert "5 people who were of this unit are beyond your mandate by now" in page
        as_("officer-1").get("/people/p-3/")
        log = inspector.get("/inspection/access/").content.decode()
        assert ">p-3<" not in log
        assert inspector.get("/inspection/access/?person=p-3").status_code == 403
        assert inspector.get("/inspection/absence/?case=t-3&kind=report").status_code == 403
    finally:
        Grant.objects.filter(pk=grant.pk).update(office="")


def test_the_log_says_what_no_witness_saw_and_a_check_is_kept(agency, as_):
    inspector = as_("inspector")
    page = inspector.get("/inspection/log/").content.decode()
    assert "No witness ever saw this log" in page
    assert inspector.post("/inspection/log/").status_code == 302
    page = inspector.get("/inspection/log/").content.decode()
    assert "all is as it was signed" in page
    assert "present and matching" in page
    head = inspector.get("/inspection/log/checkpoint/")
    assert head.content.decode().startswith("probation.example/tests\n")


def test_what_a_witness_saw_stands_on_the_page(agency, as_):
    from caseward.ledger.keys import COSIGNS, new_signer
    from caseward.ledger.note import cosign
    from caseward.web.keeping import keeping

    signer = new_signer("witness.example/west", min(COSIGNS))
    kept = keeping().reading()
    trust = kept.settings.path(kept.settings.trust)
    said = trust.read_text()
    trust.write_text(f"{said}witness west {signer.public}\n")
    try:
        head = kept.store.head()
        seen = head.signed(cosign(head.text, signer, int(now().timestamp())))
        keeping().with_writer(lambda kept: kept.store.keep_cosigned(seen))
        page = as_("inspector").get("/inspection/log/").content.decode()
        assert "Every entry of the log was seen by a witness." in page
        assert re.search(r"Seen by\">west, \d", page)
    finally:
        trust.write_text(said)


def test_the_access_log_is_asked_by_person_reader_and_day(agency, as_):
    inspector = as_("inspector")
    as_("officer-1").get("/people/p-6/")
    today = now().date()

    def rows(**asked: str) -> list[dict[str, str]]:
        answer = inspector.get("/inspection/access/", {"format": "csv", **asked})
        return list(csv.DictReader(io.StringIO(answer.content.decode())))

    found = rows(person="p-6", reader="officer-1")
    assert found[0]["what"] == "person page"
    assert {row["person"] for row in found} == {"p-6"}
    assert {row["who"] for row in found} == {"officer-1"}
    assert rows(reader="officer-1", until=(today - timedelta(days=3)).isoformat()) == []
    assert rows(reader="officer-1", since=(today - timedelta(days=3)).isoformat())
    page = inspector.get("/inspection/access/?reader=officer-1").content.decode()
    assert "person page" in page
    wrong = inspector.get(f"/inspection/access/?since={today}&until={today - timedelta(days=3)}")
    assert wrong.status_code == 422
    assert rows(person="p-6")[0] | {"at": ""} == {  # looking at somebody's is a reading too
        "at": "", "who": "inspector-1", "person": "p-6", "what": "access log", "because": "inspector, all offices"
    }  # fmt: skip


def test_a_door_opened_in_need_stands_in_the_access_log(agency, as_, users):
    from caseward.web.accounts.models import Opening

    as_("officer-2").post("/people/p-6/need/", {"reason": "Covering for officer-1, who is away"})
    assert "Covering for officer-1, who is away" in as_("inspector").get("/inspection/access/").content.decode()
    Opening.objects.filter(user=users["officer-2"], person="p-6").delete()


def test_a_certificate_says_what_is_not_there_and_anybody_can_check_it(agency, as_, tmp_path):
    from caseward.verify.laptop import main
    from caseward.web.accounts.queries import readings_of

    inspector = as_("inspector")
    asked = {"case": "t-3", "kind": "claim"}
    page = inspector.get("/inspection/absence/", asked).content.decode()
    assert "There is no such entry." in page
    assert readings_of("p-3").first().what == "certificate about claim entries"
    file = tmp_path / "absence.caseward-log"
    file.write_bytes(inspector.get("/inspection/absence/", asked | {"format": "file"}).content)
    said = io.StringIO()
    assert main([str(file), "--trust", str(agency.folder / "trust.policy")], said) == 0
    assert "There is no entry of the class claim" in said.getvalue()
    some = inspector.get("/inspection/absence/", {"case": "t-3", "kind": "appointment"}).content.decode()
    assert "There are 2 such entries." in some
    assert inspector.get("/inspection/absence/", {"case": "t-99", "kind": "claim"}).status_code == 404
    assert inspector.get("/inspection/absence/", {"case": "t-3", "kind": "rapport"}).status_code == 422


def test_a_certificate_that_would_be_too_long_is_refused(agency, as_, monkeypatch):
    from caseward.web.inspection import queries

    monkeypatch.setattr(queries, "LONGEST", 5)
    answer = as_("inspector").get("/inspection/absence/", {"case": "t-3", "kind": "claim"})
    assert answer.status_code == 400
    assert "choose fewer days" in answer.content.decode()
    asked = {"case": "t-3", "kind": "claim", "until": "2020-01-01"}
    assert as_("inspector").get("/inspection/absence/", asked).status_code == 200


def test_an_assertion_about_somebody_leads_to_its_certificate(agency, as_):
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    line = {"kind": "assertion", "occurred": now().date().isoformat(), "term": "t-1", "topic": "the report",
            "states": "A desertion report was submitted.", "asserted_by": "the department", "about_kind": "report"}  # fmt: skip
    record([line], f"test {uuid4()}", keeping())
    page = as_("inspector").get("/inspection/absence/?case=p-1&kind=warning").content.decode()
    assert "the department: A desertion report was submitted." in page
    assert "?case=t-1&amp;kind=report" in page


def everybody_read(at) -> list[tuple[object, ...]]:
    """The same by reading everybody whom the record knows: what the page did while agencies were small."""
    from caseward.web.casework.drawing import drawn
    from caseward.web.casework.queries import kept_of, people_kept, with_surroundings
    from caseward.web.keeping import keeping, policies

    day, rows = at.astimezone(ZoneInfo(ZONE)).date(), []
    for person in sorted(people_kept(keeping())):
        own = kept_of(person, keeping(), at)
        for term in drawn(policies(), with_surroundings(own, keeping(), at), day):
            runs = term.person == person and term.starts <= day and (term.ends is None or term.ends > day)
            if runs:
                rows.append((term.id, term.office, term.officer, term.overdue, term.standing, len(own)))
    return sorted(rows)


def test_it_is_what_reading_everybody_at_that_instant_says(agency, as_):
    """After an officer was put in back-dated, put right, withdrawn, a term ended and another that never was."""
    from caseward.interchange.kept.correcting import Change
    from caseward.web.casework.models import Term
    from caseward.web.casework.operations import catch_up, correct, record
    from caseward.web.inspection.known import unit_known
    from caseward.web.keeping import keeping

    today = now().astimezone(ZoneInfo(ZONE)).date()
    ago = {days: (today - timedelta(days=days)).isoformat() for days in (-2, 1, 5, 30)}
    steps = [
        {"kind": "assignment", "id": "a-new", "occurred": ago[30], "term": "t-4", "officer": "officer-3", "office": "east"},
        Change("a-new", {"officer": "officer-1"}, "The wrong officer."),
        Change("a-new.2", None, "It never was.", by="records-1"),
        {"kind": "term_end", "id": "end-5", "occurred": ago[5], "term": "t-5", "reason": "completed"},
        {"kind": "term", "id": "t-99", "occurred": ago[1], "person": "p-7", "office": "east", "supervision_type": "parole"},
        Change("t-99", None, "Another person's."),
        {"kind": "assignment", "id": "a-soon", "occurred": ago[-2], "term": "t-1", "officer": "officer-3"},
    ]  # fmt: skip
    said: list[list[tuple[object, ...]]] = []
    for n, step in enumerate(steps):
        if isinstance(step, Change):
            correct(step, f"known {n}", keeping())
        else:
            record([step], f"known {n}", keeping())
    catch_up(keeping())
    kept = keeping().reading().store
    instants = sorted({one.envelope.recorded for one in kept.stored(max(0, kept.size - 12), kept.size)})
    for at in (*instants, now() + timedelta(days=3)):
        read = everybody_read(at)
        said.append(read)
        for office, officer in (("", ""), ("east", ""), ("east", "officer-3"), ("", "officer-1")):
            found = unit_known(Term.objects.all(), at, office, officer, keeping())
            rows = sorted(
                (r.term.id, r.term.office, r.term.officer, r.term.overdue, r.term.standing, r.entries)
                for r in found.rows
            )
            of_unit = [row for row in read if office in ("", row[1]) and officer in ("", row[2])]
            assert rows == of_unit, (at, office, officer)
            assert found.people == len({row.term.person for row in found.rows})
            assert found.outside == 0
    assert len(set(map(str, said))) > 5, "what was recorded one after the other is seen one by one"


def test_a_large_unit_says_who_had_how_many_and_is_asked_for_officer_by_officer(agency, as_, monkeypatch):
    from caseward.web.casework.queries import day_drawn
    from caseward.web.inspection import known

    monkeypatch.setattr(known, "MOST", 2)
    page = as_known(as_("inspector"), day_drawn()).content.decode()
    assert re.search(r"\d people were of this unit then: choose an officer", page)
    whole = {who: int(number) for who, number in re.findall(r">(officer-\d)</a> \((\d)\)", page)}
    monkeypatch.setattr(known, "MOST", 300)
    rows = list(csv.DictReader(io.StringIO(as_known(as_("inspector"), day_drawn(), format="csv").content.decode())))
    assert whole == {who: len({r["person"] for r in rows if r["officer"] == who}) for who in whole}
    assert set(whole) == {row["officer"] for row in rows if row["officer"]}


def test_how_much_is_read_hangs_on_no_number_of_people_elsewhere(agency, as_, monkeypatch):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from caseward.ledger.store.reading import Reader
    from caseward.web.casework.operations import record
    from caseward.web.casework.queries import day_drawn
    from caseward.web.keeping import keeping
    from tests.casework.test_drawn import somebody

    inspector, read, rows = as_("inspector"), [], Reader.rows
    monkeypatch.setattr(Reader, "rows", lambda *asked: read.append(asked[1:]) or rows(*asked))

    def asked() -> tuple[int, int]:
        read.clear()
        with CaptureQueriesContext(connection) as questions:
            assert as_known(inspector, day_drawn(), office="east").status_code == 200
        return len(questions), len(read)

    asked()
    before = asked()
    record([line for n in range(300, 320) for line in somebody(n)], "twenty elsewhere", keeping())
    assert asked() == before


@pytest.fixture(scope="module")
def el_monte(agency, tmp_path_factory):
    """The published case, kept: as its earlier systems recorded it."""
    from caseward.interchange.kept.bringing import bring, to_bring
    from caseward.interchange.kept.making import Wanted, make_record
    from caseward.interchange.kept.opening import opened_record
    from caseward.interchange.kept.settings import Settings
    from caseward.interchange.read import read_record
    from caseward.web.keeping import Keeping

    folder = tmp_path_factory.mktemp("el-monte") / "kept"
    folder.mkdir()
    settings = Settings(folder, "probation.example/el-monte", zone="America/Los_Angeles")
    make_record(folder, Wanted(settings, {}), now, secrets.token_bytes)
    reading = read_record(TOP / "examples/el-monte-2022", strict=True)
    with opened_record(folder, writing=True, now=now, entropy=secrets.token_bytes) as kept:
        bring(to_bring(reading, "el-monte-2022", kept.store), kept.store, lambda _entries, _places: None, workers=1)
    found = Keeping(folder)
    yield found
    found.close()


@pytest.fixture
def el_monte_drawn(el_monte):
    """The tables of the same case, until the test is over."""
    from django.db import transaction

    from caseward.web.casework.operations import draw_people

    with transaction.atomic():
        draw_people(["probationer"], el_monte, now().date())
        yield el_monte
        transaction.set_rollback(True)


def test_what_was_known_on_13_june_2022(el_monte_drawn):
    """The request was filed that day; the warnings and what was found out later were not recorded yet."""
    from caseward.dates import parse_instant
    from caseward.web.casework.models import Term
    from caseward.web.casework.queries import kept_of
    from caseward.web.inspection.known import unit_known

    el_monte, people = el_monte_drawn, Term.objects.filter(person="probationer")
    then = unit_known(people, parse_instant("2022-06-13T23:59-07:00"), "", "", el_monte)
    (row,) = then.rows
    assert then.day.isoformat() == "2022-06-13"
    assert any("petition filed" in said for said in row.term.standing)
    assert row.term.last_in_person.isoformat() == "2021-12-01"  # a day to put lists in order by, and none to show
    assert row.term.last_in_person_written == "2021-12"
    assert (row.term.missed, row.term.unknown, row.term.overdue) == (0, 3, 0)  # nothing overdue is not all in order
    kinds = [one.kind for one in kept_of("probationer", el_monte, then.at)]
    assert "petition" in kinds
    assert "warning" not in kinds  # nobody had recorded what the mothers said
    assert row.entries == len(kinds) < len(kept_of("probationer", el_monte))
    morning = unit_known(people, parse_instant("2022-06-13T09:00-07:00"), "", "", el_monte)
    assert not any("petition filed" in said for said in morning.rows[0].term.standing)
    assert unit_known(people, parse_instant("2020-01-01T00:00-08:00"), "", "", el_monte).rows == ()
    assert unit_known(Term.objects.none(), then.at, "", "", el_monte).outside == 1
