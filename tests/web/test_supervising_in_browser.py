"""Transfers, cover, workload and reviews in a real browser: by screen of any size, and without JavaScript."""

from __future__ import annotations

import pytest

from tests.web.test_casework_in_browser import axe, kept, running, signed_in  # noqa: F401  # fixtures


def is_open_to_everybody(page) -> None:
    assert axe(page) == [], page.url
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, page.url


@pytest.mark.parametrize("width", [320, 640, 1280])  # 640 is 1280 at 200%
def test_a_transfer_is_looked_at_made_shared_and_given_back(signed_in, width):  # noqa: F811
    page = signed_in("supervisor", width, reduced_motion="reduce")
    page.goto("/unit/workload/")
    is_open_to_everybody(page)
    page.locator("td[data-label='Hours a month'] a").first.click()
    is_open_to_everybody(page)
    page.goto("/unit/workload/")
    page.get_by_role("link", name="Hand people over").first.click()
    is_open_to_everybody(page)
    page.locator("form").last.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_text("Nothing was recorded yet").wait_for()
    is_open_to_everybody(page)
    page.locator("label", has_text="p-2,").click()
    page.get_by_label("Officer who becomes responsible").select_option("officer-1")
    page.get_by_label("Hand-over ends on").fill("2099-01-01")
    page.get_by_label("Why").fill("Leaves the office.")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("heading", name="What goes along (1)").wait_for()
    is_open_to_everybody(page)
    page.get_by_role("button", name="Change something").click()
    assert page.get_by_label("Why").input_value() == "Leaves the office."
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Hand over to officer-1").click()
    page.get_by_text("Handed over: 1 to officer-1").wait_for()
    is_open_to_everybody(page)
    page.goto("/people/p-2/")
    page.get_by_text("Both are there until 1 January 2099").wait_for()
    page.get_by_role("link", name="Who was responsible").click()
    is_open_to_everybody(page)
    page.get_by_role("link", name="Give back to officer-3").click()
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Hand over to officer-3").click()
    page.get_by_text("Handed over: 1 to officer-3").wait_for()


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_an_officer_asks_and_names_a_cover(signed_in, width):  # noqa: F811
    page = signed_in("officer", width, reduced_motion="reduce")
    page.goto("/people/p-5/transfers/ask/")
    is_open_to_everybody(page)
    page.get_by_label("Why").fill("They moved.")
    page.get_by_role("button", name="Ask for it").click()
    page.get_by_text("Request recorded: entry").wait_for()
    page.reload()
    is_open_to_everybody(page)
    page.get_by_role("link", name="Withdraw").click()
    is_open_to_everybody(page)
    page.get_by_label("Why").fill("They moved back.")
    page.get_by_role("button", name="Withdraw it").click()
    page.get_by_text("Request closed: entry").wait_for()
    page.goto("/covers/new/")
    is_open_to_everybody(page)
    page.get_by_label("Officer who stands in").select_option("officer-1")
    page.get_by_role("button", name="Save it").click()
    page.get_by_text("Cover recorded: entry").wait_for()
    is_open_to_everybody(page)
    page.goto("/people/p-5/")
    assert page.get_by_text("officer-1 stands in").is_visible()
    page.goto("/transfers/")
    page.get_by_role("link", name="Change when they are back").first.click()
    is_open_to_everybody(page)
    page.get_by_label("Why it changes").fill("Not out after all.")
    page.get_by_role("button", name="Save it").click()
    page.get_by_text("Cover changed: entry").wait_for()


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_cases_are_drawn_and_reviewed(signed_in, width):  # noqa: F811
    page = signed_in("supervisor", width, reduced_motion="reduce")
    page.goto("/reviews/draw/")
    is_open_to_everybody(page)
    page.get_by_label("How many cases").fill("1")
    page.get_by_role("button", name="Draw and record").click()
    page.get_by_text("the same list").wait_for()
    is_open_to_everybody(page)
    page.locator("a[href*='/reviews/new/']").first.click()
    is_open_to_everybody(page)
    page.locator("form").last.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Record the review").click()
    page.get_by_text("Nothing was recorded yet").wait_for()
    is_open_to_everybody(page)
    page.locator("label", has_text="Contacts").click()
    page.get_by_label("What you found").fill("Nobody called back.")
    page.get_by_label("How you judge it").fill("Not good enough.")
    first = page.get_by_role("group", name="Action 1")
    first.get_by_label("What is to be done").fill("Visit")
    first.get_by_label("By whom").fill("officer-3")
    first.get_by_label("Due").fill("2099-01-01")
    page.get_by_role("button", name="Record the review").click()
    page.get_by_text("Review recorded: entry").wait_for()
    page.reload()
    is_open_to_everybody(page)
    page.goto("/reviews/")
    is_open_to_everybody(page)


def test_without_javascript_a_transfer_and_a_review_can_be_recorded(signed_in):  # noqa: F811
    page = signed_in("supervisor", java_script_enabled=False)
    page.goto("/transfers/new/?person=p-8")
    page.get_by_label("Officer who becomes responsible").select_option("officer-2")
    page.get_by_label("Why").fill("Without a script.")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("button", name="Hand over to officer-2").click()
    assert page.get_by_text("Handed over: 1 to officer-2").is_visible()
    page.goto("/people/p-8/reviews/new/?chosen=asked")
    page.locator("label", has_text="Reports").click()
    page.get_by_label("What you found").fill("All there.")
    page.get_by_label("How you judge it").fill("Good.")
    page.get_by_role("button", name="Record the review").click()
    assert page.get_by_text("Review recorded: entry").is_visible()


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_a_view_of_the_caseload_is_kept_and_forgotten(signed_in, width):  # noqa: F811
    page = signed_in("officer", width, reduced_motion="reduce")
    page.goto("/caseload/?show=never")
    page.get_by_label("Keep this view by a name").fill("Never seen")
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_url("**/caseload/?show=never")
    is_open_to_everybody(page)
    page.get_by_role("link", name="Change them").click()
    is_open_to_everybody(page)
    page.get_by_role("button", name="Forget it").click()
    page.get_by_text("You have kept no view").wait_for()
    is_open_to_everybody(page)
