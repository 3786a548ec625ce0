"""Pages without an account in a real browser: in two languages, on any screen, by keyboard, also without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.casework.agency import PROOF
from tests.web.test_casework_in_browser import WIDTHS, is_open_as_it_is, kept, running, signed_in  # noqa: F401  # fixtures
from tests.web.test_casework_in_browser import is_open_to_everybody as at_every_width

#: Where a run leaves pictures of the pages, to be looked at; none without it.
PICTURES = os.environ.get("CASEWARD_PICTURES", "")
STEPS = 6
"""What somebody who warns has to type or choose at most, from the first page to the receipt: within two minutes."""


@pytest.fixture
def anybody(browser: Browser, running) -> Iterator[Callable[..., Page]]:  # noqa: F811
    """A browser of somebody without an account."""
    contexts, said = [], []

    def open_(width: int = 1280, **more: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, base_url=running[0], **more)
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        return page

    yield open_
    for context in contexts:
        context.close()
    assert [line for line in said if "status of 4" not in line] == []


def is_open_to_everybody(page: Page, name: str = "") -> None:
    at_every_width(page)
    for width in WIDTHS if PICTURES and name else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", full_page=True)


def link_by(staff: Page, person: str) -> str:
    """A one-time link, as a member of staff makes it."""
    staff.goto(f"/people/{person}/link/")
    staff.get_by_role("button", name="Make a link").click()
    return staff.locator(".site-link").inner_text()


@pytest.mark.parametrize(("width", "name"), [(320, "es"), (1280, "en-us")])
def test_anybody_warns_in_few_steps(anybody, width, name):
    page = anybody(width, reduced_motion="reduce")
    page.goto(f"/public/?lang={name}")
    is_open_to_everybody(page, f"front-{name}")
    steps: list[Callable[[], object]] = [
        page.locator("a.usa-button").click,
        lambda: page.locator("[name=about]").fill("Wolverton, on Elm Street"),
        lambda: page.locator("[name=words]").fill("He has a gun."),
        page.locator("button[type=submit]").click,
        lambda: page.wait_for_url("**/public/thanks/**"),
    ]
    assert len(steps) <= STEPS
    steps[0]()
    is_open_to_everybody(page, f"warning-{name}")
    page.locator("form").evaluate("form => form.noValidate = true")
    page.locator("button[type=submit]").click()
    assert page.locator("#faults").evaluate("one => one === document.activeElement")
    is_open_to_everybody(page, f"faults-{name}")
    for step in steps[1:]:
        step()
    is_open_to_everybody(page, f"thanks-{name}")


@pytest.mark.parametrize(("width", "name"), [(320, "es"), (1280, "en-us")])
def test_somebody_sees_their_page_disputes_an_entry_and_sends_proof(anybody, signed_in, width, name):  # noqa: F811
    staff, page = signed_in("duty", width), anybody(width, reduced_motion="reduce")
    link = link_by(staff, "p-3")
    is_open_to_everybody(staff, f"link-{name}")
    page.goto(f"{link}?lang={name}")
    is_open_to_everybody(page, f"open-{name}")
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/public/mine/")
    is_open_to_everybody(page, f"mine-{name}")
    page.locator("a[href*='/dispute/?']").last.click()
    is_open_to_everybody(page, f"dispute-{name}")
    page.locator("[name=why]").fill("I was at work that day.")
    page.locator("[name=file]").set_input_files({"name": "slip.pdf", "mimeType": "application/pdf", "buffer": PROOF})
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/public/mine/sent/**")
    is_open_to_everybody(page, f"sent-{name}")
    page.goto("/public/mine/proof/")
    page.locator("form").evaluate("form => form.noValidate = true")
    page.locator("button[type=submit]").click()
    is_open_to_everybody(page, f"proof-{name}")
    page.goto("/public/mine/")
    page.locator("form button").click()
    assert page.goto("/public/mine/").status == 403
    is_open_to_everybody(page, f"closed-{name}")
    for number, where in enumerate(("/disputes/", "/people/p-3/disputes/", "/warnings/unattached/")):
        staff.goto(where)
        is_open_to_everybody(staff, f"staff-{number}-{name}")
        staff.locator("h3 a, tbody a").first.click()
        is_open_to_everybody(staff, f"staff-{number}-open-{name}")


def test_without_javascript_everything_can_be_done(anybody, signed_in):  # noqa: F811
    link = link_by(signed_in("duty"), "p-3")
    page = anybody(java_script_enabled=False)
    page.goto("/public/warning/")
    page.get_by_label("Whom is it about?").fill("Wolverton")
    page.get_by_label("What happened").fill("He has a gun.")
    assert not page.locator("[name=website]").is_visible()
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("heading", name="We have it").is_visible()
    page.goto(link)
    page.get_by_role("button", name="Open my page").click()
    page.get_by_role("link", name="This is wrong").first.click()
    page.get_by_label("What is wrong").fill("It was another day.")
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("heading", name="We have it").is_visible()


def test_what_is_sent_as_the_page_closed_is_there_again_by_the_next_link(anybody, signed_in):  # noqa: F811
    staff, page = signed_in("duty"), anybody(320, reduced_motion="reduce")
    page.goto(link_by(staff, "p-8"))
    page.get_by_role("button", name="Open my page").click()
    page.get_by_role("link", name="This is wrong").last.click()
    page.get_by_label("What is wrong").fill("I stood at the door for an hour.")
    page.get_by_label("What is it?").select_option(index=1)
    page.locator("[name=file]").set_input_files({"name": "bus.pdf", "mimeType": "application/pdf", "buffer": PROOF})
    staff.goto("/people/p-8/link/")
    staff.get_by_role("button", name="Withdraw it").first.click()
    staff.get_by_text("withdrawn by duty-1").first.wait_for()
    page.get_by_role("button", name="Send").click()
    page.get_by_role("heading", name="What you typed was not sent").wait_for()
    assert page.get_by_text("I stood at the door for an hour.").is_visible()
    is_open_as_it_is(page)
    assert page.evaluate("JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])").count("door") == 0
    page.goto(link_by(staff, "p-8"))
    page.get_by_role("button", name="Open my page").click()
    page.get_by_role("heading", name="What you typed and did not send").wait_for()
    is_open_as_it_is(page)
    page.get_by_role("link", name="Go on with it").press("Enter")
    assert page.get_by_label("What is wrong").input_value() == "I stood at the door for an hour."
    assert page.get_by_label("What is it?").input_value() != ""
    assert page.get_by_label("The file:").get_attribute("aria-describedby") == "id_file_helptext"
    assert page.get_by_text("You had chosen the file “bus.pdf”. Choose it again.").is_visible()
    is_open_as_it_is(page)
    page.get_by_role("button", name="Send").click()
    assert page.get_by_role("heading", name="We have it").is_visible()
    page.goto("/public/mine/")
    assert page.get_by_role("heading", name="What you typed and did not send").count() == 0


def test_a_dispute_is_answered_by_somebody_else(signed_in):  # noqa: F811
    page = signed_in("records")
    page.goto("/disputes/")
    page.locator("tbody a[href='/people/p-3/disputes/']").first.click()
    page.locator("h3 a").last.click()
    page.get_by_label("They are right: the record is to be corrected").focus()
    page.keyboard.press("Space")
    page.get_by_label("Why, in words for the person").fill("The hospital confirms the stay of that day.")
    page.get_by_role("button", name="Record the answer").click()
    page.get_by_text("Answer recorded: entry").wait_for()
    page.reload()
    assert page.get_by_text("The record is still to be corrected").is_visible()
    is_open_to_everybody(page, "answered")
