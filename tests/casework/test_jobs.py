"""The jobs process: people drawn for a new day in slices, each job taken by one process, killed anywhere, health said."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tests.casework.agency import ZONE, now
from tests.casework.test_contact import typed
from tests.casework.test_drawn import tables


def day(ago: int = 0):
    return now().astimezone(ZoneInfo(ZONE)).date() - timedelta(days=ago)


def forever() -> bool:
    return True


@pytest.fixture
def yesterday(agency):
    """The tables as they were drawn yesterday, with a jobs process that looked after them just now."""
    from caseward.web.casework.models import Mark, Term
    from caseward.web.casework.operations import draw_again, draw_people
    from caseward.web.jobs.operations import tend
    from caseward.web.keeping import keeping

    draw_again(keeping())
    draw_people(set(Term.objects.values_list("person", flat=True)), keeping(), day(1))
    Mark.objects.filter(pk=1).update(day=day(1))
    tend(now())
    yield
    Mark.objects.filter(pk=1).update(tended=None)
    draw_again(keeping())


def test_on_a_new_day_pages_go_on_with_yesterdays_lists_and_say_so(yesterday, as_):
    from caseward.web.casework.queries import day_drawn

    page = as_("officer-1").get("/today/").content.decode()
    assert f"Lists stand as of {day(1).day} " in page
    assert day_drawn() == day(1)
    assert "Lists stand as of" not in as_("").get("/account/login/").content.decode()


def test_what_is_saved_before_the_drawing_shows_at_once(yesterday, as_):
    from caseward.web.casework.models import Term
    from caseward.web.casework.queries import day_drawn

    client = as_("officer-1")
    client.post("/people/p-3/contact/", typed("t-3", "new day", day=day().isoformat()))
    assert Term.objects.get(pk="t-3").last_in_person == day()
    assert day_drawn() == day(1)


def test_without_a_jobs_process_the_first_page_of_a_small_agency_draws(yesterday, as_):
    from caseward.web.casework.models import Mark
    from caseward.web.casework.queries import day_drawn

    Mark.objects.filter(pk=1).update(tended=now() - timedelta(minutes=11))
    assert "Lists stand" not in as_("officer-1").get("/today/").content.decode()
    assert day_drawn() == day()


def test_without_a_jobs_process_no_page_of_a_large_agency_draws_everybody(yesterday, as_, monkeypatch):
    from caseward.web.casework import operations
    from caseward.web.casework.models import Mark
    from caseward.web.casework.queries import day_drawn

    Mark.objects.filter(pk=1).update(tended=None)
    monkeypatch.setattr(operations, "SMALL", 7)
    assert "Lists stand as of" in as_("officer-1").get("/today/").content.decode()
    assert day_drawn() == day(1)


def test_drawn_in_slices_equals_drawn_anew(yesterday, monkeypatch):
    from caseward.web.casework.operations import draw_again
    from caseward.web.jobs import operations
    from caseward.web.jobs.queries import behind
    from caseward.web.keeping import keeping

    monkeypatch.setattr(operations, "SLICE", 3)
    assert operations.draw_for_the_day(keeping(), now(), forever) == 8
    in_slices = tables()
    assert behind(day()) is None
    assert operations.draw_for_the_day(keeping(), now(), forever) == 0
    draw_again(keeping())
    assert tables() == in_slices


def test_stopped_between_two_slices_the_drawing_goes_on_where_it_was(yesterday, as_, monkeypatch):
    from caseward.web.casework.models import Waiting
    from caseward.web.jobs import operations
    from caseward.web.keeping import keeping

    monkeypatch.setattr(operations, "SLICE", 3)
    rounds = iter([True, True, False])  # put in line, one slice, and then the process ends
    assert operations.draw_for_the_day(keeping(), now(), lambda: next(rounds)) == 3
    assert Waiting.objects.count() == 5
    assert "5 people still stand as of" in as_("officer-1").get("/today/").content.decode()
    as_("officer-1").post("/people/p-6/contact/", typed("t-6", "between"))  # drawn by the page: no longer waiting
    assert Waiting.objects.count() == 4
    assert operations.draw_for_the_day(keeping(), now(), forever) == 4
    assert "Lists" not in as_("officer-1").get("/today/").content.decode().split("<h1>")[0]


def test_what_may_be_about_everybody_is_left_to_the_jobs_process(yesterday, as_):
    from caseward.web.casework.models import Mark
    from caseward.web.casework.operations import catch_up, draw_again
    from caseward.web.jobs.operations import draw_for_the_day
    from caseward.web.jobs.queries import behind
    from caseward.web.keeping import keeping

    draw_for_the_day(keeping(), now(), forever)
    line = {"kind": "office_status", "occurred": day(3).isoformat(), "office": "west", "status": "understaffed"}
    keeping().append((json.dumps(line) + "\n").encode(), "understaffed")
    assert catch_up(keeping()) == 0
    assert behind(day()) is not None
    assert Mark.objects.get(pk=1).entries == keeping().reading().store.size
    assert draw_for_the_day(keeping(), now(), forever) == 8
    assert behind(day()) is None
    in_slices = tables()
    draw_again(keeping())
    assert tables() == in_slices


def test_of_two_processes_one_takes_a_job_and_a_killed_one_gives_it_back_in_time(agency):
    from caseward.web.jobs.models import Job
    from caseward.web.jobs.operations import HELD_FOR, given_back, taken

    at, every = datetime(2030, 1, 1, 12, tzinfo=UTC), timedelta(minutes=10)
    assert taken("trial", every, at)
    assert not taken("trial", every, at)  # another process, at the same time
    given_back("trial", at, at + timedelta(seconds=5), 3)
    assert not taken("trial", every, at + timedelta(minutes=9))
    later = at + every
    assert taken("trial", every, later)  # and then it is killed
    assert not taken("trial", timedelta(0), later + HELD_FOR - timedelta(seconds=1))
    assert taken("trial", every, later + every)
    given_back("trial", later, later + every, 9)  # the first one, believed dead
    assert Job.objects.get(pk="trial").held_until is not None
    Job.objects.filter(pk="trial").delete()


def test_a_job_that_fails_stops_no_other_and_is_told_without_what_was_in_it(agency, monkeypatch, capsys):
    from caseward.web.jobs import running
    from caseward.web.jobs.queries import health
    from caseward.web.keeping import keeping

    def broken(*_: object) -> int:
        raise ValueError("p-3 has a pistol")

    monkeypatch.setitem(running.JOBS, "drawing", (timedelta(0), broken))
    ran = {one.name: one for one in running.one_round(keeping(), now)}
    assert ran["drawing"].fault == "ValueError"
    assert {name for name, one in ran.items() if one.fault} == {"drawing"}
    assert list(ran)[-1] == "sending"
    assert health(keeping(), now())["jobs"]["drawing"]["fault"] == "ValueError"
    monkeypatch.undo()
    assert [one.fault for one in running.one_round(keeping(), now)] == [""] * 3  # the others are not due yet
    assert health(keeping(), now())["jobs"]["drawing"]["fault"] == ""


def test_the_command_does_what_is_due(agency, as_):
    done = subprocess.run(
        [sys.executable, "-m", "caseward.cli.main", "jobs", str(agency.folder), "--once"],
        capture_output=True, text=True, timeout=120, check=True,
    )  # fmt: skip
    assert "drawing: 0 done" in done.stdout
    assert "sending: 0 done" in done.stdout
    jobs = as_("").get("/health").json()["jobs"]
    assert jobs["drawing"]["last_run_seconds_ago"] < 60


def test_health_and_measures_say_how_it_stands_and_nothing_of_a_person(agency, as_, said_in_settings):
    assert as_("").get("/metrics").status_code == 404  # until the settings ask for it
    said_in_settings(metrics=True)
    as_("officer-1").get("/people/p-3/")
    as_("").get("/people/p-3/")
    text = as_("").get("/metrics").content.decode()
    assert 'caseward_requests_total{method="GET",route="person",status="200"}' in text
    assert 'caseward_request_seconds_bucket{le="0.3",route="person"}' in text
    for name in ("outbox_oldest_seconds", "outbox_dead", "exposed_entries", "job_last_run_seconds", "drawing_waiting"):
        assert f"\ncaseward_{name}" in text
    said = text + as_("").get("/health").content.decode()
    assert [id_ for id_ in ("p-3", "t-3", "w-3", "officer-1", "/people") if id_ in said] == []


def test_logs_are_lines_of_json_without_ids_names_or_addresses(agency, as_, said_in_settings):
    from io import StringIO

    from caseward.web.jobs.logs import JsonLine

    said_in_settings(log_requests=True)
    said = StringIO()
    handler = logging.StreamHandler(said)
    handler.setFormatter(JsonLine())
    loggers = [logging.getLogger(name) for name in ("django", "axes", "caseward")]
    for logger in loggers:
        logger.addHandler(handler)
    try:
        client = as_("officer-1")
        client.get("/people/p-3/")
        client.get("/people/p-99/")
        client.post("/people/p-3/contact/", typed("t-3", "logged", note="He said Sandoval"))
        as_("").post("/account/login/", {"login": "officer-1", "password": "not this one"})
        try:
            int("Sandoval")
        except ValueError:
            logging.getLogger("django.request").exception("Failed at %s", "/people/p-3/")
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
    lines = [json.loads(line) for line in said.getvalue().splitlines()]
    routes = [(line.get("route"), line.get("status_code")) for line in lines]
    assert ("person", 200) in routes
    assert ("person", 404) in routes
    assert ("contact", 302) in routes
    assert [line["fault"] for line in lines if "fault" in line] == ["ValueError"]
    assert all("test_jobs.py" in line["where"][0] for line in lines if "fault" in line)
    for secret in ("p-3", "p-99", "t-3", "officer-1", "Sandoval", "/people", "not this one"):
        assert secret not in said.getvalue()
