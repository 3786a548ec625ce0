"""An id is any text up to 200 letters: whoever records one, every page goes on, and leads where it should."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from uuid import uuid4

import pytest

from caseward.client.calls import _safe
from tests.casework.agency import now
from tests.casework.test_api import program, sent  # noqa: F401  # a fixture

DAY = (now() - timedelta(days=3)).date().isoformat()


@pytest.mark.parametrize("odd", ["{}/17", "../{}", "{} ~2F%2F?#", "Ñ{}" + "ñ" * 180])
def test_a_person_of_an_odd_id_has_pages_and_their_warnings_are_told(agency, users, as_, program, odd):  # noqa: F811
    from django.urls import reverse

    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping
    from caseward.web.notices.models import Notice
    from caseward.web.notices.operations import began

    began(now())
    tag = uuid4().hex[:8]
    person, term, warning = (odd.format(kind + tag) for kind in "ptw")
    lines = [
        {"kind": "person", "id": person, "occurred": DAY, "sex": "male"},
        {"kind": "term", "id": term, "occurred": DAY, "person": person, "office": "east", "level": "high",
         "supervision_type": "formal_probation", "case_type": "general"},
        {"kind": "assignment", "id": f"a-{tag}", "occurred": DAY, "term": term, "officer": "officer-3"},
    ]  # fmt: skip
    record(lines, tag, keeping())
    said = {"kind": "warning", "id": warning, "occurred": DAY, "term": term, "channel": "phone", "words": "He drinks."}
    assert sent(program("officer-3"), "/entries", {"entries": [said]}).status_code == 201
    for kind, name, id_ in (("people", "person", person), ("warnings", "id", warning)):
        answer = program("officer-3").get(f"/api/v1/{kind}/{_safe(id_)}")
        assert answer.json()[name] == id_, answer.content
    assert program("officer-3").get(f"/api/v1/people/{_safe(person)}/terms").json()[0]["id"] == term
    officer = as_("officer-3")
    assert reverse("person", args=[person]) in officer.get("/caseload/").content.decode()
    assert escape(person) in officer.get(reverse("person", args=[person])).content.decode()
    assert officer.get(reverse("warning", args=[warning])).status_code == 200
    assert officer.get("/warnings/").status_code == 200
    notice = Notice.objects.get(user=users["officer-3"], about=warning)
    assert len(notice.path) <= 300
    assert officer.get(notice.path, follow=True).status_code == 200
    found = as_("records").get("/records/", {"person": person}, follow=True)
    assert found.status_code == 200
    assert escape(person) in found.content.decode()


@pytest.mark.parametrize("id_", [".", "..", "a/b", "a~2Fb", "~", "..~/.", "p-3"])
def test_an_id_comes_back_from_its_address(id_):
    from caseward.web.addresses import IdInAddress

    written = IdInAddress().to_url(id_)
    assert "/" not in written
    assert written not in (".", "..")
    assert IdInAddress().to_python(written) == id_


def test_more_text_than_a_list_has_room_for_stops_no_page(agency, users, as_, program):  # noqa: F811
    from caseward.web.casework.operations import record
    from caseward.web.keeping import keeping

    long = "x" * 5_000
    own = {"occurred": DAY, "term": "t-2"}
    lines = [
        {"kind": "task_promised", **own, "owner": long, "what": "Write to them", "due": DAY},
        {"kind": "appointment", **own, "mode": "phone", "officer": long},
        {"kind": "petition", **own, "source": "the court"},
        {"kind": "report", **own, "type": "progress", "step": "submitted", "officer": long, "text": "Well."},
        {"kind": "appointment", **own | {"occurred": f"{DAY}T10:00Z"}, "mode": "phone", "minutes": 2**53 - 1},
    ]
    assert sent(program("officer-3"), "/entries", {"entries": lines}).status_code == 201
    step = {"kind": "response_proposal", "step": "proposed", "response": "flash_incarceration", "violation": "v-2"}
    record([{**step, **own, "days": 2**53 - 1}], "many days", keeping())
    for where in ("/caseload/", "/proposals/", "/people/p-2/", "/promises/", "/reports/", "/people/p-2/appointments/"):
        assert as_("officer-3").get(where).status_code == 200
