"""Views of the caseload that a user keeps by a name: their own, and nothing but what the address asked."""

from __future__ import annotations

import html

import pytest


def text(answer) -> str:
    return html.unescape(answer.content.decode())


def keep(client, name: str, asked: str):
    return client.post("/caseload/views/", {"name": name, "asked": asked})


def test_a_view_is_kept_opened_changed_and_forgotten_by_its_user_alone(agency, as_):
    client = as_("officer-1")
    page = text(client.get("/caseload/?show=overdue&order=seen"))
    assert 'value="order=seen&show=overdue"' in page
    answer = keep(client, "Long unseen", "order=seen&show=overdue")
    assert answer["Location"] == "/caseload/?order=seen&show=overdue"
    assert 'href="/caseload/?order=seen&show=overdue">Long unseen</a>' in text(client.get("/caseload/"))
    keep(client, "Long unseen", "order=level")
    page = text(client.get("/caseload/views/"))
    assert page.count(">Long unseen</a>") == 1
    assert 'href="/caseload/?order=level"' in page
    assert "Long unseen" not in text(as_("officer-2").get("/caseload/views/"))
    as_("officer-2").post("/caseload/views/", {"forget": "Long unseen"})
    assert "Long unseen" in text(client.get("/caseload/views/"))
    client.post("/caseload/views/", {"forget": "Long unseen"})
    assert "You have kept no view" in text(client.get("/caseload/views/"))


@pytest.mark.parametrize("name", ["", "x" * 61])
def test_a_view_without_a_usable_name_is_not_kept(agency, as_, name):
    assert keep(as_("officer-1"), name, "order=seen").status_code == 422
    assert "You have kept no view" in text(as_("officer-1").get("/caseload/views/"))


def test_nothing_but_what_a_caseload_can_be_asked_is_kept(agency, as_):
    client = as_("officer-1")
    answer = keep(client, "Strange", "order=seen&format=csv&next=//elsewhere.example/&q=p-3%22%3E%3Cb%3E")
    assert answer["Location"] == "/caseload/?order=seen&q=p-3%22%3E%3Cb%3E"
    assert client.get(answer["Location"]).status_code == 200
    assert "<b>" not in client.get("/caseload/").content.decode()
    client.post("/caseload/views/", {"forget": "Strange"})
