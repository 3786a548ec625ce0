"""A weapon with violence, from the first three to whom nobody forgets, and by e-mail and text at the end.

A file of its own: the round of ``caseward jobs`` at a set hour draws the tables for that day, and counts what is sent.
"""

from __future__ import annotations

from datetime import timedelta

from tests.casework.agency import WORDS, now
from tests.casework.receivers import http_server, smtp_server
from tests.casework.serving import free_port
from tests.casework.test_escalation import MINUTE, ended, later, others, told_of  # noqa: F401
from tests.casework.test_warnings import told as recorded


def test_a_weapon_with_violence_goes_to_three_at_once_and_then_on_until_it_is_opened(as_, others, said_in_settings):  # noqa: F811
    port = free_port()
    here = "localhost"
    said_in_settings(email_host=here, email_port=port, email_security="none", address="https://cw.example",
                     sms_url=f"http://{here}:9/")  # fmt: skip
    from caseward.web.jobs.models import Job
    from caseward.web.jobs.running import one_round
    from caseward.web.keeping import keeping
    from caseward.web.notices.models import Delivery, Reach
    from caseward.web.notices.operations import keep_reach

    Delivery.objects.all().delete()
    keep_reach(others, "east@county.example", "+12135550100", "es")
    began = now()
    warning, _ = recorded(as_("records"), "p-3", words=WORDS, facets=["weapon", "violence"], confidential="yes")
    assert told_of(warning) == {"warning-urgent": ["duty", "officer-1", "supervisor"]}
    assert later(began + 59 * MINUTE) == 0
    assert later(began + 61 * MINUTE) == 1
    everybody = ["duty", "east", "officer-1", "supervisor"]
    assert told_of(warning)["warning-unread"] == everybody
    assert later(began + 62 * MINUTE) == 0
    as_("inspector").get(f"/warnings/about/{warning}/")  # reads it, and was not told: that is nobody's having it
    assert later(began + timedelta(days=2)) == 1
    assert told_of(warning)["warning-unread"] == everybody * 2
    assert as_("officer-1").get("/notices/").content.decode().count(f"/warnings/about/{warning}/") == 3
    as_("officer-1").get(f"/warnings/about/{warning}/")
    assert later(began + timedelta(days=9)) == 0
    assert ended(warning) == "opened by officer-1"
    with smtp_server(port) as inbox, http_server() as heard:
        said_in_settings(sms_url=heard.url)
        later_still = began + timedelta(days=9)
        Job.objects.all().delete()
        ran = {one.name: one for one in one_round(keeping(), lambda: later_still)}  # what `caseward jobs` does
        assert [one.fault for one in ran.values()] == [""] * len(ran)
        assert ran["sending"].done == 4
    assert {body["to"] for body in heard.bodies()} == {"+12135550100"}
    for text in (body["text"] for body in heard.bodies()):
        assert "Nadie de quienes recibieron un aviso lo ha abierto todavía." in text
    for letter in inbox.letters:
        text = letter.get_payload(decode=True).decode()
        assert "Nadie de quienes recibieron un aviso lo ha abierto todavía." in text
        assert [said for said in ("p-3", "t-3", "pistol", "officer-1") if said in letter.as_string() + text] == []
    Reach.objects.all().delete()
