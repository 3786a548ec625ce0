"""Reports in a real browser: written, returned, mended and approved; every page at every size, and without JavaScript."""

from __future__ import annotations

import os
from collections.abc import Callable

from playwright.sync_api import Page

from tests.web.test_casework_in_browser import WIDTHS, is_open_to_everybody, kept, person_of, running, signed_in  # noqa: F401  # fixtures

SHOTS = os.environ.get("CASEWARD_SHOTS", "")
"""A folder for pictures of the pages, for whoever wants to look at them."""


def looks_right(page: Page, name: str) -> None:
    """Open to everybody, nothing beyond the edge, at every width."""
    if page.get_by_role("status").count():
        page.reload()  # axe cannot tell the contrast of a link beside the sign of a message
    is_open_to_everybody(page)
    for width in WIDTHS if SHOTS else ():
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


def test_a_report_goes_from_draft_to_approval_and_every_page_of_it_is_open_to_everybody(signed_in):  # noqa: F811
    page = signed_in("officer", reduced_motion="reduce")
    person = person_of(page)
    page.goto(f"{person}reports/new/")
    assert "LAST SEEN AND SPOKEN TO" in page.get_by_label("The report").input_value()
    looks_right(page, "write")
    page.get_by_label("Kind of report").select_option("Violation")
    with page.expect_response(lambda one: "Twice+not+at+home" in (one.request.post_data or "")):
        page.get_by_label("The report").fill("Twice not at home.\n\nI ask for a hearing.")
        page.get_by_label("The report").press("Tab")
    page.get_by_text("What you typed is kept").wait_for()
    page.get_by_role("button", name="Keep it as a draft").click()
    page.get_by_text("The draft is kept").wait_for()
    looks_right(page, "draft")
    page.goto("/today/")
    page.get_by_role("heading", name="Drafts unfinished (1)").wait_for()
    looks_right(page, "today")
    page.locator("a[href$='/again/']").first.click()
    assert page.get_by_label("The report").input_value().startswith("Twice not at home.")
    page.get_by_role("button", name="Submit the report").click()
    page.get_by_text("Report submitted: entry").wait_for()
    assert page.get_by_role("link", name="Its receipt").get_attribute("href").startswith("/people/")
    looks_right(page, "submitted")
    address = page.url
    decide(signed_in, address)
    page.goto(address)
    page.get_by_role("link", name="Mend it and submit it again").click()
    page.get_by_text("Say on which days.").wait_for()
    looks_right(page, "again")
    page.get_by_role("button", name="Submit the report").click()
    page.get_by_text("Report submitted: entry").wait_for()
    looks_right(page, "resubmitted")
    page.goto(f"{person}reports/")
    looks_right(page, "person")


def decide(signed_in: Callable[..., Page], address: str) -> None:  # noqa: F811
    """The supervisor sees it on the board and in the register, and returns it with a word."""
    page = signed_in("supervisor", reduced_motion="reduce")
    page.goto("/unit/")
    assert page.locator(f"a[href='{address[address.index('/people/') :]}']").count() == 1
    looks_right(page, "unit")
    page.goto("/reports/")
    looks_right(page, "register")
    page.goto("/reports/?state=claimed&from=2020-01-01")
    looks_right(page, "nothing")
    page.goto(address)
    looks_right(page, "decision")
    page.get_by_label("Return it to the writer").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("Nothing was recorded yet").wait_for()
    looks_right(page, "faults")
    page.get_by_label("Comments for the writer").fill("Say on which days.")
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("Report returned: entry").wait_for()
    looks_right(page, "returned")


def test_without_javascript_a_report_can_be_kept_and_submitted(signed_in):  # noqa: F811
    page = signed_in("officer", java_script_enabled=False)
    page.goto(f"{person_of(page)}reports/new/")
    page.get_by_label("Kind of report").select_option("Incident")
    page.get_by_label("The report").fill("A fight at the door.")
    page.get_by_role("button", name="Keep it as a draft").click()
    page.get_by_role("link", name="Go on with the draft").click()
    assert page.get_by_label("The report").input_value() == "A fight at the door."
    page.get_by_role("button", name="Submit the report").click()
    assert page.get_by_text("Report submitted: entry").is_visible()


def test_a_report_prints_as_its_text_and_its_steps_alone(signed_in):  # noqa: F811
    page = signed_in("officer")
    page.goto("/reports/?state=submitted")
    page.locator("tbody a[href*='/reports/']").first.click()
    page.emulate_media(media="print")
    assert page.get_by_role("heading", name="The text").is_visible()
    assert page.get_by_role("heading", name="What the receipt proves").is_visible()
    assert not page.locator("header").is_visible()
    assert page.locator(".usa-button:visible").count() == 0
