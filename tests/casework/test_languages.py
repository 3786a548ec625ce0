"""Languages: an app that is listed as complete is so, text by text; and no page is half in one and half in another."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tests.casework.agency import TOP
from tests.casework.test_public import link_for, typed, warning
from tools import make_languages

WEB = TOP / "src/caseward/web"
TAGS = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{%\s*blocktranslate.*?endblocktranslate\s*%}|{%.*?%}|{{.*?}}", re.DOTALL
)


def complete() -> list[tuple[str, tuple[str, ...]]]:
    from caseward.web.languages import COMPLETE

    return list(COMPLETE.items())


def named(text: str) -> list[str]:
    return sorted(re.findall(r"%\(\w+\)[sd]", text))


@pytest.mark.parametrize(("language", "apps"), complete())
def test_every_text_of_complete_apps_is_translated_and_no_other_is_kept(language, apps):
    asked = {text for text, _ in make_languages.texts(apps)}
    kept = {message.id: message for message in make_languages.catalogue(language) if message.id}
    assert set(kept) == asked, "python -m tools.make_languages --extract"
    for text, message in kept.items():
        texts = (text,) if isinstance(text, str) else text
        said = (message.string,) if isinstance(message.string, str) else message.string
        assert all(said), text
        assert not message.fuzzy, text
        for one, other in zip(texts, said, strict=True):
            assert named(one) == named(other), text
            assert one[-1] in ".?:" or other[-1] not in ".", text


@pytest.mark.parametrize(("language", "apps"), complete())
def test_what_is_compiled_is_what_was_written(language, apps):
    source = make_languages.CATALOGUES / language / "LC_MESSAGES/django.po"
    assert source.with_suffix(".mo").stat().st_mtime >= source.stat().st_mtime, "make assets"


def templates(apps: tuple[str, ...]) -> list[Path]:
    return [path for way, path in make_languages.sources(apps) if way == "django" and path.name not in ("403.html",)]


@pytest.mark.parametrize(("language", "apps"), complete())
def test_templates_of_complete_apps_say_nothing_past_the_catalogue(language, apps):
    for path in templates(apps):
        left = re.sub(r"<[^>]*>", " ", TAGS.sub("", path.read_text(encoding="utf-8")))
        assert re.findall(r"[A-Za-z]{2,}", left.replace("&nbsp;", "")) == [], path


def shown(client, staff) -> dict[str, str]:
    """Every page without an account, in every state that there is, by address."""
    link = link_for(staff)
    pages = {where: client.get(where) for where in ("/public/", "/public/warning/", "/public/mine/", link)}
    pages["faults"] = client.post("/public/warning/", {})
    pages["thanks"] = client.post("/public/warning/", warning(), follow=True)
    client.post(link)
    pages["used"] = client.get(link)
    pages["mine"] = client.get("/public/mine/")
    entries = re.findall(r"\?entry=\d+|\?about=[^\"]+", pages["mine"].content.decode())
    where = f"/public/mine/dispute/{unescape(entries[0])}"
    pages |= {more: client.get(f"/public/mine/dispute/{unescape(more)}") for more in entries}
    pages["not disputed"] = client.post(where, {})
    pages["disputed"] = client.post(where, typed(), follow=True)
    pages["proof"], pages["no proof"] = client.get("/public/mine/proof/"), client.post("/public/mine/proof/", {})
    pages["mine, disputed"] = client.get("/public/mine/")
    return {name: unescape(page.content.decode()) for name, page in pages.items()}


def phrases(*, translated: bool) -> list[str]:
    """Texts of three words and more, in English or in Spanish."""
    found = []
    for message in make_languages.catalogue("es"):
        for text in (message.string if translated else message.id) or ():
            found += [text] if isinstance(message.id, tuple) else []
        if message.id and isinstance(message.id, str):
            found.append(str(message.string if translated else message.id))
    return [text for text in found if len(text.split()) > 2 and "%(" not in text]


def test_a_page_is_in_one_language(agency, as_):
    for language, other in (("es", phrases(translated=False)), ("en-us", phrases(translated=True))):
        client = as_("")
        client.get(f"/public/?lang={language}")
        pages = shown(client, as_("officer-1"))
        assert len(pages) > 12
        for name, page in pages.items():
            assert f'<html lang="{language}">' in page, name
            plain = re.sub(r'<span lang="en">.*?</span>', "", page)
            assert [text for text in other if text in plain] == [], name
            english = re.findall(r"\b(?:the|this|your|required|January|November)\b", re.sub(r"<[^>]*>", " ", plain))
            assert (english == []) is (language == "es"), (name, english)


def test_every_message_that_is_sent_is_in_one_language(agency):
    from django.utils.translation import override

    from caseward.web.notices.texts import SAID, message

    for language, other in (("es", phrases(translated=False)), ("en-us", phrases(translated=True))):
        with override(language):
            found = [message(kind, "https://cw.example", "/notices/") for kind in (*SAID, "unforeseen")]
        assert [(text, said) for text in other for said in found if text in said] == []
        assert len(set(found)) == len(SAID) + 1


def test_the_language_is_asked_for_remembered_or_the_browsers(agency, as_):
    client = as_("")
    answer = client.get("/public/", headers={"accept-language": "es-MX,es;q=0.9"})
    assert answer["Content-Language"] == "es"
    assert "Accept-Language" in answer["Vary"]
    assert 'href="?lang=en-us" lang="en-us"' in answer.content.decode()
    assert client.get("/public/", headers={"accept-language": "fr"})["Content-Language"] == "en-us"
    login = client.get("/account/login/?next=/today/", headers={"accept-language": "es"}).content.decode()
    assert 'href="?next=%2Ftoday%2F&amp;lang=en-us" lang="en-us"' in login
    assert "Iniciar sesión" in login
    assert client.get("/public/?lang=es")["Content-Language"] == "es"
    assert client.get("/public/warning/")["Content-Language"] == "es"
    assert client.get("/public/?lang=xx")["Content-Language"] == "es"
    assert client.get("/public/?lang=en-us")["Content-Language"] == "en-us"
    assert client.get("/public/warning/")["Content-Language"] == "en-us"


def test_pages_of_other_apps_stay_in_english_whatever_is_asked(agency, as_, monkeypatch):
    from caseward.web.languages import COMPLETE

    monkeypatch.setitem(COMPLETE, "es", ("public",))
    client = as_("officer-1")
    client.cookies["django_language"] = "es"
    for where in ("/today/?lang=es", "/people/p-3/", "/warnings/new/", "/disputes/", "/people/p-99/"):
        answer = client.get(where, headers={"accept-language": "es"})
        assert answer["Content-Language"] == "en-us"
        assert '<html lang="en-us">' in answer.content.decode()
        assert "Cerrar la sesión" not in answer.content.decode()


STAFF = {
    "officer-1": [
        "/today/", "/caseload/", "/caseload/views/", "/people/p-3/", "/people/p-3/contact/",
        "/people/p-3/appointments/", "/people/p-3/appointments/new/", "/warnings/", "/warnings/new/",
        "/account/password/change/", "/account/second-factor/",
        "/people/p-3/reports/", "/people/p-3/reports/new/", "/promises/", "/people/p-3/promises/",
        "/people/p-3/promises/new/", "/people/p-3/transfers/ask/", "/covers/new/",
        "/disputes/", "/disputes/?show=answered", "/people/p-3/disputes/", "/people/p-3/link/", "/notices/",
        "/notices/reach/", "/tokens/",
    ],
    "supervisor": [
        "/unit/", "/unit/workload/", "/unit/readings/p-3/", "/warnings/unattached/", "/warnings/?show=closed",
        "/reports/", "/people/p-3/proceedings/", "/people/p-3/proceedings/new/petition/",
        "/people/p-3/violations/new/", "/petitions/", "/transfers/", "/transfers/new/?from=officer-1",
        "/people/p-3/transfers/", "/reviews/", "/reviews/draw/", "/people/p-3/reviews/", "/people/p-3/reviews/new/",
    ],
    "inspector": [
        "/inspection/", "/inspection/unit/?day=2026-11-02", "/inspection/log/", "/inspection/access/",
        "/inspection/absence/?case=p-3&kind=report",
    ],
    "records": ["/records/", "/records/orders/new/", "/people/p-3/records/", "/people/p-3/records/export/"],
    "administrator": [
        "/administration/users/", "/administration/users/new/", "/administration/users/1/", "/administration/changes/",
        "/administration/review/", "/administration/offices/", "/administration/policies/",
        "/administration/retention/", "/machines/", "/notices/unsent/",
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", STAFF)
def test_pages_of_staff_are_in_spanish_but_for_what_record_and_policy_say(agency, as_, name):
    client, english = as_(name), phrases(translated=False)
    for where in STAFF[name]:
        answer = client.get(where, headers={"accept-language": "es-US"})
        assert (answer.status_code, answer["Content-Language"]) == (200, "es"), where
        page = unescape(answer.content.decode())
        assert [text for text in english if text in re.sub(r'<(\w+)[^>]* lang="en".*?</\1>', "", page)] == [], where
        assert not re.search(r'type="date"[^>]* value="\d\d/', page), where
