"""The story of a warning: who is told at once, who next while nobody opens it, what ends it. The clock is given."""

from __future__ import annotations

import json
from datetime import timedelta
from uuid import uuid4

import pytest

from tests.casework.agency import now
from tests.casework.test_unattached import attached, kept
from tests.casework.test_warnings import decided
from tests.casework.test_warnings import told as recorded

MINUTE = timedelta(minutes=1)


def told_of(warning: str) -> dict[str, list[str]]:
    """Who was told of a warning, by kind."""
    from caseward.web.notices.models import Notice

    found: dict[str, list[str]] = {}
    for row in Notice.objects.filter(about=warning).order_by("pk").select_related("user"):
        found.setdefault(row.kind, []).append(row.user.username)
    return found


def later(at) -> int:
    from caseward.web.keeping import keeping
    from caseward.web.notices.escalation import escalate

    return escalate(keeping(), at)


def ended(warning: str) -> str:
    from caseward.web.notices.models import Watch

    return Watch.objects.get(pk=warning).why


@pytest.fixture
def others(users):
    """A supervisor of the east beside the one of the west."""
    from caseward.web.accounts.models import Role, User
    from caseward.web.accounts.operations import add_user

    day = now().date().replace(year=2020)
    found = add_user("east", "east-1", "", {Role.SUPERVISOR: "east"}, day, "tests")
    yield found
    User.objects.filter(pk=found.pk).delete()


def test_any_other_warning_goes_to_whom_the_settings_name_and_one_by_one_to_the_next(as_, said_in_settings):
    said_in_settings(warnings_to=("officer",), unread_minutes=120)
    began = now()
    warning, _ = recorded(as_("records"), "p-6", facets=["drugs"])
    assert told_of(warning) == {"warning": ["officer-1"]}
    assert later(began + 121 * MINUTE) == 1
    assert told_of(warning)["warning-unread"] == ["officer-1", "supervisor"]
    assert later(began + 242 * MINUTE) == 1
    assert told_of(warning)["warning-unread"][2:] == ["duty", "officer-1", "supervisor"]
    as_("supervisor").get(f"/warnings/about/{warning}/")
    assert later(began + 900 * MINUTE) == 0
    assert ended(warning) == "opened by supervisor-1"


def test_a_warning_about_somebody_unknown_goes_to_the_duty_desk_and_on_until_it_is_opened_or_attached(as_, others):
    from caseward.web.intake.unattached import unattached
    from caseward.web.keeping import keeping

    opened, attached_ = (kept(as_("records"), facets=["drugs"]) for _ in range(2))
    urgent = kept(as_("records"), facets=["weapon", "violence"])
    ids = [unattached(keeping(), place).id for place in (opened, attached_, urgent)]
    assert [told_of(id_) for id_ in ids[:2]] == [{"warning": ["duty"]}] * 2
    assert told_of(ids[2]) == {"warning-urgent": ["duty", "east", "supervisor"]}
    later(now() + timedelta(hours=25))
    assert told_of(ids[0])["warning-unread"] == ["duty", "east", "supervisor"]
    as_("duty").get(f"/warnings/unattached/{opened}/")
    assert attached(as_("supervisor"), attached_, "t-6").status_code == 302
    as_("supervisor").get(f"/warnings/unattached/{urgent}/")
    later(now() + timedelta(days=9))
    assert [ended(id_) for id_ in ids] == ["opened by duty-1", "no longer in the record", "opened by supervisor-1"]
    from caseward.web.notices.models import Notice

    newest = Notice.objects.filter(user__username="officer-1", kind="warning").order_by("-pk")[0]
    assert newest.about not in ids  # whoever is responsible for the person has it now, under its new id


def test_the_clock_of_the_policy_ends_the_wait_where_it_runs_out_first(as_, said_in_settings):
    from caseward.web.intake.models import ThirdPartyWarning
    from caseward.web.notices.models import Watch

    said_in_settings(unread_minutes=60 * 24 * 30)
    warning, _ = recorded(as_("duty"), "t-6", facets=["drugs"])
    due = ThirdPartyWarning.objects.get(pk=warning).due
    next_at = Watch.objects.get(pk=warning).next_at
    assert timedelta(0) < next_at - now() < timedelta(days=(due - now().date()).days + 2)


def test_a_decision_begins_the_wait_for_a_second_person_and_drawing_anew_tells_nobody_again(as_):
    from caseward.web.casework.operations import catch_up, draw_again
    from caseward.web.intake.models import ThirdPartyWarning
    from caseward.web.keeping import keeping
    from caseward.web.notices.models import Notice

    warning, _ = recorded(as_("records"), "p-6", facets=["drugs"])
    before = Notice.objects.count()
    draw_again(keeping())
    assert Notice.objects.count() == before
    line = {"kind": "warning_response", "term": "t-6", "warning": warning, "occurred": now().date().isoformat(),
            "action": "search", "reason": "Said by telephone", "recorded_by": "duty-1"}  # fmt: skip
    keeping().append((json.dumps(line) + "\n").encode(), str(uuid4()))
    catch_up(keeping())
    assert told_of(warning)["warning-second"] == ["officer-1", "supervisor"]  # and not who decided
    before = Notice.objects.count()
    draw_again(keeping())
    assert Notice.objects.count() == before
    row = ThirdPartyWarning.objects.get(pk=warning)
    assert (row.clock, row.closed, row.due > row.decided_on) == ("pending", False, True)
    as_("officer-1").get(f"/warnings/about/{warning}/")  # opening it is not confirming it
    assert "waits for a second person" in as_("officer-1").get("/today/").content.decode()
    later(now() + timedelta(days=3))
    assert (ended(warning), len(told_of(warning)["warning-second"])) == ("", 4)
    assert decided(as_("supervisor"), warning).status_code == 302
    later(now() + timedelta(days=9))
    assert ended(warning) == "closed by two people"


def test_who_decided_first_is_told_where_a_second_person_decides_otherwise(as_):
    warning, _ = recorded(as_("duty"), "t-6", facets=["drugs"])
    assert decided(as_("officer-1"), warning, action="search").status_code == 302
    assert "officer-1" not in told_of(warning)["warning-second"]
    assert decided(as_("supervisor"), warning, action="no_action").status_code == 302
    assert told_of(warning)["warning-second"] == ["duty", "supervisor", "officer-1"]


def test_who_sees_the_page_without_hearing_has_not_opened_the_warning(as_, users):
    from caseward.web.notices.models import Notice
    from caseward.web.transfers.models import HandOver

    day = now().date()
    said = {"day": day - timedelta(days=2), "shared_until": day + timedelta(days=2), "before": "officer-3"}
    warning, _ = recorded(as_("records"), "p-6", facets=["weapon", "violence"])
    HandOver.objects.create(id="shared-6", term_id="t-6", after="officer-1", **said)
    told = {"kind": "warning-urgent", "about": warning, "raised": now()}
    Notice.objects.create(key=f"shared {warning}", user=users["officer-3"], **told)
    client = as_("officer-3")
    assert "held apart" not in client.get(f"/warnings/about/{warning}/").content.decode()  # not in confidence
    assert decided(client, warning).status_code == 403
    later(now() + timedelta(hours=5))
    assert ended(warning) == ""
    assert decided(as_("officer-1"), warning).status_code == 302
    HandOver.objects.filter(pk="shared-6").delete()


def test_nobody_is_told_of_what_the_record_held_before(agency, users):
    from caseward.web.notices.models import Watch

    assert told_of("w-3") == {}
    assert not Watch.objects.filter(pk="w-3").exists()


def test_nobody_is_told_of_a_warning_that_came_long_ago(as_):
    ago = (now() - timedelta(days=40)).date().isoformat()
    warning, _ = recorded(as_("records"), "p-6", facets=["weapon", "violence"], day=ago)
    assert told_of(warning) == {}
    assert decided(as_("officer-1"), warning).status_code == 302


def test_two_processes_take_a_step_once(as_):
    from caseward.web.notices.models import Watch
    from caseward.web.notices.operations import step_up

    warning, _ = recorded(as_("duty"), "t-6", facets=["drugs"])
    one, two = Watch.objects.get(pk=warning), Watch.objects.get(pk=warning)
    assert step_up(one, now())
    assert not step_up(two, now())
    assert decided(as_("officer-1"), warning).status_code == 302


def test_a_door_opened_in_need_is_told_to_the_supervisor_of_the_office(as_, others):
    from caseward.web.accounts.models import Opening
    from caseward.web.notices.models import Notice

    reason = {"reason": "Covering for officer-1, who is ill today"}
    assert as_("officer-3").post("/people/p-1/need/", reason).status_code == 302
    Opening.objects.filter(person="p-1").delete()
    newest = Notice.objects.filter(kind="opened-in-need").order_by("-pk")
    assert newest[0].user.username == "supervisor"
    assert not newest.filter(user=others).exists()
    page = as_("supervisor").get("/notices/").content.decode()
    assert "A record of your office was opened in need." in page
    assert "/unit/readings/p-1/" in page


def test_an_appointment_that_is_over_without_an_outcome_is_told_once(as_, users):
    from caseward.web.appointments.models import Booked
    from caseward.web.keeping import keeping
    from caseward.web.notices.models import Notice
    from caseward.web.notices.reminding import missing_outcomes

    assert missing_outcomes(keeping(), now()) == 0  # ap-3-over was over before
    at = now() + timedelta(days=2)
    said = {"kind": "appointment", "id": f"ap-{uuid4()}", "occurred": at.isoformat(timespec="minutes"), "term": "t-6",
            "mode": "phone", "officer": "officer-2", "minutes": 4}  # fmt: skip
    from caseward.web.casework.operations import record

    record([said], str(uuid4()), keeping())
    assert Booked.objects.filter(pk=said["id"]).exists()
    assert missing_outcomes(keeping(), at - 5 * MINUTE) == 0
    assert missing_outcomes(keeping(), at + 5 * MINUTE) == 2
    assert missing_outcomes(keeping(), at + 9 * MINUTE) == 0
    told = Notice.objects.filter(about=said["id"])
    assert {row.user.username for row in told} == {"officer-1", "officer-2"}
    assert {row.path for row in told} == {"/people/p-6/appointments/"}


def test_whoever_stands_in_for_an_officer_is_told_too(as_, users):
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    day = now().date()
    line = {"kind": "cover", "id": f"cover-{uuid4()}", "occurred": (day - timedelta(days=1)).isoformat(),
            "officer": "officer-1", "covered_by": "officer-3", "until": (day + timedelta(days=1)).isoformat(),
            "reason": "Ill", "recorded_by": "supervisor-1"}  # fmt: skip
    record([line], str(uuid4()), keeping())
    warning, _ = recorded(as_("records"), "p-6", facets=["weapon", "violence"])
    assert told_of(warning)["warning-urgent"] == ["duty", "officer-1", "officer-3", "supervisor"]
    stands_in = as_("officer-3")
    assert "He is using again." in stands_in.get(f"/warnings/about/{warning}/").content.decode()
    later(now() + timedelta(days=1))
    assert ended(warning) == "opened by officer-3"
    assert decided(stands_in, warning).status_code == 302  # the officer is ill, and somebody has to act
    withdraw(line["id"])


def withdraw(entry: str) -> None:
    """So that other tests find the agency as it was."""
    from caseward.interchange.kept.correcting import Change
    from caseward.web.casework.operations import correct
    from caseward.web.keeping import keeping

    correct(Change(entry, None, "Back at work.", by="supervisor-1"), str(uuid4()), keeping())


def test_administrators_are_reminded_of_the_review_of_roles_every_week_once_it_is_due(agency, users):
    from caseward.web.administration.models import AccessReview
    from caseward.web.keeping import keeping
    from caseward.web.notices.models import Notice
    from caseward.web.notices.reminding import reviews_due

    def due(days: int) -> int:
        return reviews_due(keeping(), start + timedelta(days=days))

    AccessReview.objects.filter(finished=None).update(finished=now())
    start = now()
    assert [due(days) for days in (88, 91, 92, 96, 99)] == [0, 1, 0, 0, 1]
    review = AccessReview.objects.create(started=start, started_by="administrator-1", due=start.date())
    assert [due(days) for days in (-9, 1, 3, 8)] == [0, 1, 0, 1]
    review.delete()
    told = Notice.objects.filter(kind="access-review")
    assert {(row.user.username, row.path) for row in told} == {("administrator", "/administration/review/")}
