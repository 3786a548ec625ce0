"""The outbox: sent through real servers, tried again with growing waits, once as far as can be known, given up and shown."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests.casework.receivers import http_server, smtp_server
from tests.casework.serving import free_port

SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
START = datetime(2030, 3, 4, 12, tzinfo=UTC)


class Clock:
    """A clock that stands until it is set."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def reached(agency, users):
    """Officer-1 is reached by email and telephone; nothing else is in the outbox."""
    from caseward.web.notices.models import Delivery, Reach
    from caseward.web.notices.operations import keep_reach

    keep_reach(users["officer-1"], "o1@county.example", "+12135550100")
    Delivery.objects.all().delete()
    yield users["officer-1"]
    Reach.objects.all().delete()
    Delivery.objects.all().delete()


def sent(clock: Clock) -> int:
    from caseward.web.keeping import keeping
    from caseward.web.notices.sending import send_due

    return send_due(keeping(), clock, lambda: True)


def told(user, kind: str = "warning", at: datetime = START) -> int:
    from caseward.web.notices.operations import tell

    return tell([user], kind, f"w-{uuid4()}", "/warnings/about/w-3/", at)


def test_an_email_arrives_once_and_says_nothing_but_where(reached, clock, said_in_settings):
    port = free_port()
    said_in_settings(email_host="localhost", email_port=port, email_security="none", address="https://cw.example/",
                     email_from="caseward@county.example")  # fmt: skip
    assert told(reached) == 1
    with smtp_server(port) as inbox:
        assert sent(clock) == 1
        clock.at += timedelta(days=9)
        assert sent(clock) == 0
    (letter,) = inbox.letters
    assert (letter["To"], letter["From"]) == ("o1@county.example", "caseward@county.example")
    assert re.fullmatch(r"<msg_[0-9a-f]{32}@county\.example>", letter["Message-ID"])
    assert letter.get_payload().strip() == "A warning needs you. Open it here: https://cw.example/warnings/about/w-3/"
    assert letter["Subject"] == "A warning needs you."


def test_a_server_that_refuses_or_is_away_is_tried_again_with_growing_waits(reached, clock, said_in_settings):
    from caseward.web.notices.models import Delivery
    from caseward.web.notices.queries import outbox

    port = free_port()
    said_in_settings(email_host="localhost", email_port=port, email_security="none")
    told(reached)
    assert sent(clock) == 0  # nobody listens
    assert Delivery.objects.get().fault == "ConnectionRefusedError"
    clock.at += timedelta(minutes=1)
    with smtp_server(port) as inbox:
        inbox.refusing = True
        assert sent(clock) == 0
        clock.at += timedelta(minutes=4)
        assert sent(clock) == 0  # not yet: five minutes after the second failure
        assert Delivery.objects.get().tries == 2
        assert outbox(clock.at).oldest_seconds == 300
        inbox.refusing = False
        clock.at += timedelta(minutes=1)
        assert sent(clock) == 1
        assert len(inbox.letters) == 1


@pytest.mark.parametrize("kind", ["warning-urgent", "opened-in-need"])
def test_messages_are_in_the_language_of_whoever_gets_them(reached, clock, said_in_settings, kind):
    from email.header import decode_header, make_header

    from caseward.web.notices.operations import keep_reach
    from tests.casework.test_languages import phrases

    port = free_port()
    keep_reach(reached, "o1@county.example", "+12135550100", "es")
    with http_server() as heard, smtp_server(port) as inbox:
        said_in_settings(email_host="localhost", email_port=port, email_security="none", sms_url=heard.url)
        told(reached, kind)
        sent(clock)
    (letter,) = inbox.letters
    text = letter.get_payload(decode=True).decode()
    said = [str(make_header(decode_header(letter["Subject"]))), text, *(str(body["text"]) for body in heard.bodies())]
    assert letter["Content-Language"] == "es"
    assert len(said) == (3 if kind == "warning-urgent" else 2)
    for one in said:
        assert [text for text in phrases(translated=False) if text in one] == []
        assert [text for text in phrases(translated=True) if text in one] != []
    assert "Ábralo aquí: " in text


def test_a_text_message_goes_through_the_gateway_when_it_is_urgent(reached, clock, said_in_settings, agency):
    key = agency.path("keys/sms.key")
    key.write_text("token-of-the-gateway\n", encoding="utf-8")
    with http_server() as heard:
        said_in_settings(sms_url=heard.url, sms_key="keys/sms.key", address="https://cw.example")
        told(reached)
        assert sent(clock) == 0  # not urgent: no text message
        told(reached, "warning-urgent")
        assert sent(clock) == 1
    ((headers, _),) = heard.posts
    (body,) = heard.bodies()
    assert headers["authorization"] == "Bearer token-of-the-gateway"
    assert headers["idempotency-key"] == body["id"]
    assert (body["to"], body["text"].split("here: ")[1]) == ("+12135550100", "https://cw.example/warnings/about/w-3/")


def test_a_webhook_is_signed_and_comes_again_under_the_same_id(agency, reached, clock, said_in_settings):
    from caseward.web.notices.operations import announce

    agency.webhook_secret("court").write_text(SECRET, encoding="utf-8")
    with http_server() as heard:
        said_in_settings(webhooks=(f"court {heard.url}",))
        heard.answers = [500, 302]
        announce("warning.recorded", {"warning": "w-3"}, "w-3", START)
        announce("warning.recorded", {"warning": "w-3"}, "w-3", START)  # told again: one message all the same
        assert sent(clock) == 0
        clock.at += timedelta(minutes=1)
        assert sent(clock) == 0  # a redirection is no receipt, and is not followed
        clock.at += timedelta(minutes=5)
        assert sent(clock) == 1
    assert len({headers["webhook-id"] for headers, _ in heard.posts}) == 1
    assert len(heard.posts) == 3
    for headers, body in heard.posts:
        said = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        mac = hmac.new(b"0123456789abcdef0123456789abcdef", said, hashlib.sha256).digest()
        assert headers["webhook-signature"] == "v1," + base64.b64encode(mac).decode()
    assert int(heard.posts[2][0]["webhook-timestamp"]) == int(clock.at.timestamp())
    assert heard.bodies()[0] == {
        "type": "warning.recorded", "timestamp": "2030-03-04T12:00:00.000+00:00", "data": {"warning": "w-3"}
    }  # fmt: skip


def test_other_systems_are_told_how_far_the_record_goes_by_places_alone(agency, as_, clock, reached, said_in_settings):
    from caseward.web.keeping import keeping
    from caseward.web.notices.operations import tell_of_entries
    from tests.casework.test_contact import typed

    agency.webhook_secret("court").write_text(SECRET, encoding="utf-8")
    tell_of_entries(keeping(), START)
    with http_server() as heard:
        said_in_settings(webhooks=(f"court {heard.url}",))
        size = keeping().reading().store.size
        as_("officer-1").post("/people/p-3/contact/", typed("t-3", f"event {uuid4()}"))
        assert tell_of_entries(keeping(), START) == 1
        assert tell_of_entries(keeping(), START) == 0
        assert sent(clock) == 1
    assert heard.bodies()[0]["data"] == {"first": size, "end": size + 1}


def test_a_process_killed_while_it_sends_leaves_the_message_to_the_next(reached, clock, said_in_settings):
    from caseward.web.notices.models import Delivery
    from caseward.web.notices.operations import claim
    from caseward.web.notices.sending import TAKEN_FOR

    port = free_port()
    said_in_settings(email_host="localhost", email_port=port, email_security="none")
    told(reached)
    row, same = Delivery.objects.get(), Delivery.objects.get()
    assert claim(row, clock.at + TAKEN_FOR)
    assert not claim(same, clock.at + TAKEN_FOR)  # another process read it at the same time
    with smtp_server(port) as inbox:
        assert sent(clock) == 0
        clock.at += TAKEN_FOR
        assert sent(clock) == 1
        assert len(inbox.letters) == 1


def test_given_up_after_the_last_wait_it_is_shown_and_can_be_sent_again(reached, as_, clock, said_in_settings):
    from caseward.web.notices.models import Delivery
    from caseward.web.notices.sending import WAITS

    port = free_port()
    said_in_settings(email_host="localhost", email_port=port, email_security="none")
    told(reached)
    for wait in (*WAITS, timedelta(0)):
        assert sent(clock) == 0
        clock.at += wait
    row = Delivery.objects.get()
    assert (row.dead, row.tries) == (True, len(WAITS) + 1)
    administrator = as_("administrator")
    page = administrator.get("/notices/unsent/").content.decode()
    assert "Given up (1)" in page
    assert "ConnectionRefusedError" in page
    assert [id_ for id_ in ("w-3", "p-3", "o1@county.example") if id_ in page] == []
    assert "officer-2" in page.split("Whom no message reaches")[1]
    assert as_("supervisor").post(f"/notices/unsent/{row.pk}/").status_code == 403
    assert as_("").post(f"/notices/unsent/{row.pk}/").status_code == 302
    assert administrator.get(f"/notices/unsent/{row.pk}/").status_code == 405
    assert administrator.post(f"/notices/unsent/{row.pk}/").status_code == 302
    assert administrator.post(f"/notices/unsent/{row.pk}/").status_code == 404
    clock.at = datetime.now(UTC) + timedelta(seconds=1)
    with smtp_server(port):
        assert sent(clock) == 1
    assert "Given up (0)" in administrator.get("/notices/unsent/").content.decode()


def test_what_the_settings_no_longer_name_is_a_failure_that_says_so(agency, reached, clock, said_in_settings):
    from caseward.web.notices.models import Delivery
    from caseward.web.notices.operations import announce

    said_in_settings(webhooks=("court http://court.example/hook",))
    announce("warning.recorded", {"warning": "w-3"}, "w-3", START)
    agency.webhook_secret("court").unlink(missing_ok=True)
    sent(clock)
    assert "secret cannot be read" in Delivery.objects.get().fault
    said_in_settings(webhooks=())
    clock.at += timedelta(hours=1)
    sent(clock)
    assert Delivery.objects.get().fault == "web.toml names no webhook 'court' any more"


def test_somebody_says_how_they_are_reached_and_sees_what_they_were_told(reached, users, as_):
    from caseward.web.moment import now
    from caseward.web.notices.models import Reach

    client = as_("officer-1")
    answer = client.post("/notices/reach/", {"email": "not an address", "phone": "555-0100"})
    assert answer.status_code == 422
    assert "valid email" in answer.content.decode()
    assert "Write + and the country" in answer.content.decode()
    said = {"email": "one@county.example", "phone": "+1 (213) 555-0199", "language": "es"}
    assert client.post("/notices/reach/", said).status_code == 302
    kept = Reach.objects.get(user=users["officer-1"])
    assert (kept.phone, kept.language) == ("+12135550199", "es")
    assert '<option value="es" selected>' in client.get("/notices/reach/").content.decode()
    Reach.objects.filter(user=users["officer-2"]).delete()
    fresh = as_("officer-2").get("/notices/reach/", headers={"accept-language": "es"}).content.decode()
    assert '<option value="es" selected>' in fresh  # as the page, until they say another
    told(reached, at=now())
    page = client.get("/notices/").content.decode()
    assert "one@county.example" in page
    assert "A warning needs you." in page
    assert "/warnings/about/w-3/" in page
    assert "A warning needs you." not in as_("officer-2").get("/notices/").content.decode()


@pytest.mark.parametrize(
    ("setting", "rule"),
    [
        ('email_security = "ssl"', "it must be of `starttls`"),
        ('warnings_to = ["inspector"]', "it must be of `officer`"),
        ("unread_minutes = 0", "it must be above 0"),
        ('webhooks = ["court"]', "each must be a name of its own"),
        ('webhooks = ["court https://a.example", "court https://b.example"]', "each must be a name of its own"),
        ('email_port = "25"', "it must be a whole number"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path, setting, rule):
    from caseward.web.settings.web_toml import BadWebSettings, read_agency

    (tmp_path / "web.toml").write_text(setting + "\n", encoding="utf-8")
    with pytest.raises(BadWebSettings) as refused:
        read_agency(tmp_path)
    assert rule in refused.value.faults[0].rule


def test_messages_about_what_is_gone_are_forgotten_by_bulk(reached, users):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from caseward.web.forgetting import Gone
    from caseward.web.keeping import keeping
    from caseward.web.notices.models import Notice
    from caseward.web.notices.operations import forget, tell

    Notice.objects.all().delete()
    for again in range(20):
        tell(users.values(), "warning", "w-gone", "/warnings/about/w-gone/", START, again=str(again))
    tell([reached], "warning", "w-3", "/warnings/about/w-3/", START)
    tell([reached], "opened-in-need", "1", "/unit/readings/p-gone/", START)
    tell([reached], "opened-in-need", "2", "/unit/readings/p-3/", START)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        forget(Gone(keeping()))
    assert sorted(Notice.objects.values_list("about", flat=True)) == ["2", "w-3"]
    assert len(asked) < 25
