"""Two at once, twice the same, back again, signed out in the middle, the server killed: nothing is lost, nothing doubled."""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import httpx
import pytest
from playwright.sync_api import Page

from tests.casework.serving import command, free_port
from tests.web.test_casework_in_browser import (  # noqa: F401  # fixtures
    is_open_as_it_is,
    is_open_to_everybody,
    kept,
    running,
    signed_in,
)

SUBMIT = "() => document.querySelector('#contact').requestSubmit()"
TWICE = """async () => {
  const form = document.querySelector('#contact');
  const send = () => fetch(form.action || location.href, {method: 'POST', body: new FormData(form)});
  return (await Promise.all([send(), send()])).map(one => one.status);
}"""


def filled(page: Page, person: str, note: str) -> None:
    """The form of a contact, with what was typed kept as a draft."""
    page.goto(f"/people/{person}/contact/")
    page.get_by_label("We spoke").press("Space")
    page.get_by_label("By telephone").press("Space")
    with page.expect_response(lambda one: "note=" + note.replace(" ", "+") in (one.request.post_data or "")):
        page.get_by_label("Note").fill(note)
        page.get_by_label("Note").press("Tab")


def times(page: Page, person: str, note: str) -> int:
    """How often the record of a person says something."""
    page.goto(f"/people/{person}/")
    return page.locator("article .site-note", has_text=note).count()


def test_two_save_at_once_and_both_are_kept(signed_in):  # noqa: F811
    one, other = signed_in("officer"), signed_in("duty")
    filled(one, "p-2", "First of two")
    filled(other, "p-2", "Second of two")
    for page in (one, other):
        page.evaluate(SUBMIT)  # neither waits for the other
    for page in (one, other):
        page.get_by_text("Contact recorded: entry").wait_for()
    assert [times(one, "p-2", note) for note in ("First of two", "Second of two")] == [1, 1]


def test_the_same_form_sent_twice_is_recorded_once(signed_in):  # noqa: F811
    page = signed_in("officer")
    filled(page, "p-2", "Sent twice")
    assert page.evaluate(TWICE) == [200, 200]
    assert times(page, "p-2", "Sent twice") == 1


def test_going_back_and_loading_again_record_nothing_more(signed_in):  # noqa: F811
    page = signed_in("officer")
    filled(page, "p-5", "Then back")
    page.get_by_role("button", name="Save the contact").click()
    page.get_by_text("Contact recorded: entry").wait_for()
    page.reload()
    page.go_back()
    assert page.get_by_label("Note").input_value() in {"", "Then back"}
    page.go_forward()
    assert times(page, "p-5", "Then back") == 1


def added_by_keyboard(page: Page, who: str) -> None:
    """Somebody else of a visit, chosen by their id: what the page says of it takes the focus."""
    page.get_by_label("Somebody else was there").focus()
    page.keyboard.type(who)
    page.keyboard.press("Enter")
    page.locator("legend", has_text=who).wait_for()
    assert page.locator("#faults").evaluate("one => one === document.activeElement")


def test_several_people_in_a_visit_by_keyboard_and_a_fault_keeps_them_all(signed_in):  # noqa: F811
    page, people = signed_in("officer"), ("p-2", "p-5", "p-8")
    filled(page, "p-2", "All three at the gym")
    for who in people[1:]:
        added_by_keyboard(page, who)
    page.get_by_label("What came of it with them").first.press("T")  # they did not come
    page.get_by_label("Note for their record alone").last.press_sequentially("Left early")
    page.get_by_label("Day", exact=True).fill("2999-01-01")
    page.get_by_role("button", name="Save for all of them").press("Enter")
    page.get_by_text("This day has not come yet.").first.wait_for()
    assert page.locator("legend").filter(has_text="p-").all_inner_texts() == list(people[1:])
    assert page.get_by_label("What came of it with them").first.input_value() == "no_show"
    assert page.get_by_label("Note for their record alone").last.input_value() == "Left early"
    assert page.locator("#id_note").input_value() == "All three at the gym"
    page.get_by_label("Day", exact=True).fill(datetime.now(UTC).date().isoformat())
    page.get_by_label("Day", exact=True).press("Tab")
    page.locator("#counts h3").nth(2).wait_for()
    assert page.locator("#counts h3").all_inner_texts() == list(people)
    assert page.locator("#counts").get_by_text(re.compile("^(Counts|Will not count|Nothing that is open)")).count() >= 3
    is_open_as_it_is(page)
    page.get_by_role("button", name="Save for all of them").press("Enter")
    page.get_by_text("Contacts recorded: 3, all at once.").wait_for()
    is_open_to_everybody(page)
    links = page.get_by_role("link", name=re.compile("^Receipt of entry"))
    receipts = {page.request.get(link.get_attribute("href")).text() for link in links.all()}
    assert [len(receipts), *("c2sp.org/tlog-proof" in one for one in receipts)] == [3, True, True, True]
    assert [times(page, who, "All three at the gym") for who in people] == [1, 0, 0], "a note is of one person alone"
    assert times(page, "p-8", "Left early") == 1


def sign_in_on(page: Page, who: tuple[str, str]) -> None:
    page.get_by_label("User name").fill(who[0])
    page.get_by_label("Password").fill(who[1])
    page.get_by_role("button", name="Sign in").click()


def test_what_was_typed_outlives_a_sign_in_that_ended(signed_in, running):  # noqa: F811
    page = signed_in("officer")
    filled(page, "p-8", "Half way through")
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Note").fill("Half way through, and typed after it ended")
    page.get_by_label("Note").press("Tab")
    page.get_by_text("You have been signed out.").wait_for()
    assert page.locator("h1").count() == 1, "a few words in the page, and not the page to sign in"
    page.get_by_role("button", name="Save the contact").click()
    page.wait_for_url("**/account/login/**")
    sign_in_on(page, running[1]["officer"])
    page.wait_for_url("**/people/p-8/contact/?typed=**")
    assert page.get_by_text("You were signed out before this was saved.").is_visible()
    assert page.get_by_label("Note").input_value() == "Half way through, and typed after it ended"
    assert page.get_by_label("We spoke").is_checked()
    page.wait_for_load_state("networkidle")  # an answer on its way would bring the sign-in back
    page.context.clear_cookies(name="sessionid")
    page.get_by_label("Note").fill("Half way through, and a second tab")
    page.get_by_label("Note").press("Tab")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Sign in in another tab").click()
    sign_in_on(opened.value, running[1]["officer"])
    opened.value.get_by_text("Go back to the tab with your page.").wait_for()
    page.get_by_role("button", name="Save the contact").click()
    page.get_by_text("Contact recorded: entry").wait_for()
    assert times(page, "p-8", "Half way through") == 1


@contextmanager
def killed_in_the_end(folder: Path, port: int) -> Iterator[str]:
    """Where it answers, until its processes are killed."""
    asked = command(folder, "--port", str(port))
    with subprocess.Popen(asked, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
        assert process.stdout is not None
        said = ""
        while not said.startswith("Open "):
            said = process.stdout.readline()
            assert said, "it ended before it served"
        try:
            yield said.split()[1].rstrip("/")
        finally:
            os.killpg(process.pid, signal.SIGKILL)


def form_of(client: httpx.Client, where: str) -> dict[str, str]:
    """The hidden fields of a page's form."""
    page, found = client.get(where).text, {}
    for name in ("csrfmiddlewaretoken", "request", "term"):
        at = page.find(f'name="{name}"')
        if at >= 0:
            found[name] = page[at:].split('value="', 1)[1].split('"', 1)[0]
    return found


def changed(log: Path, before: tuple[int, int]) -> bool:
    found = log.stat() if log.exists() else None
    return found is not None and (found.st_size, found.st_mtime_ns) != before


@pytest.mark.parametrize("when", ["sent", "written"])
def test_a_server_killed_while_it_saves_loses_and_doubles_nothing(tmp_path, begun, when):
    folder, port = begun.copied(tmp_path / "agency"), free_port()
    said = {"outcome": "spoke", "mode": "phone", "with_whom": "person", "note": "Killed while saving"}
    log = folder / "record.sqlite-wal"
    with killed_in_the_end(folder, port) as address, httpx.Client(base_url=address) as client:
        name, password = begun.roles["duty"]
        token = form_of(client, "/account/login/")
        client.post("/account/login/", data={**token, "username": name, "login": name, "password": password})
        hidden, cookies = form_of(client, "/people/p-3/contact/"), dict(client.cookies)
        assert hidden["request"], "signed in, with a form to send"
        said |= {**hidden, "day": client.get("/people/p-3/contact/").text.split('name="day" value="')[1][:10]}
        before = (log.stat().st_size, log.stat().st_mtime_ns) if log.exists() else (0, 0)
        sending = Thread(target=sent, args=(address, cookies, said))
        sending.start()
        while when == "written" and sending.is_alive() and not changed(log, before):
            pass  # as soon as the record was written to, before the tables that follow it
    sending.join()
    with killed_in_the_end(folder, port) as address:
        assert sent(address, cookies, said) == 302
        with httpx.Client(base_url=address, cookies=cookies) as client:
            page = client.get("/people/p-3/").text
    assert page.count("Killed while saving") == 1


def sent(address: str, cookies: dict[str, str], said: dict[str, str]) -> int:
    """The status of the answer to a form; 0 where none came."""
    try:
        return httpx.post(f"{address}/people/p-3/contact/", cookies=cookies, data=said, timeout=30).status_code
    except httpx.HTTPError:
        return 0
