"""Warnings in a real browser: recorded, opened and decided by keyboard and screen of any size, also without JavaScript."""

from __future__ import annotations

from tests.web.test_casework_in_browser import is_open_to_everybody, kept, running, signed_in  # noqa: F401  # fixtures

STEPS = 6
"""What whoever takes a call has to type or choose at most, from the form to the receipt: within two minutes."""


def test_a_warning_is_recorded_and_decided_and_every_page_of_it_is_open_to_everybody(signed_in):  # noqa: F811
    page = signed_in("officer", 320, reduced_motion="reduce", java_script_enabled=True)
    person = page.locator("tbody a[href^='/people/']").first.get_attribute("href").strip("/").split("/")[1]
    page.goto(f"/warnings/new/?about={person}")
    is_open_to_everybody(page)
    page.locator("form").last.evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Save the warning").click()
    page.get_by_text("Nothing was recorded yet").wait_for()
    is_open_to_everybody(page)
    steps = [
        lambda: page.get_by_label("The words used").fill("He has a gun and says he will use it."),
        page.locator("label", has_text="A weapon").click,
        page.locator("label", has_text="Violence").click,
        lambda: page.get_by_label("Who says so").fill("neighbour"),
        page.locator("label", has_text="Yes, hold").click,
        page.get_by_role("button", name="Save the warning").click,
    ]
    assert len(steps) <= STEPS
    for step in steps:
        step()
    page.get_by_text("Warning recorded: entry").wait_for()
    assert page.get_by_role("link", name="Its receipt").get_attribute("href").startswith("/warnings/receipts/")
    page.goto("/warnings/")
    is_open_to_everybody(page)
    page.locator("tbody a[href^='/warnings/about/']").first.click()
    page.get_by_text("He has a gun and says he will use it.").wait_for()
    is_open_to_everybody(page)
    page.get_by_label("What is done").select_option("Refer to the police")
    page.get_by_label("Why").fill("A gun in the house; the police were called.")
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("Decision recorded: entry").wait_for()
    page.reload()
    assert page.get_by_text("Open: it waits for a second person since today.").is_visible()
    is_open_to_everybody(page)
    page.goto("/today/")
    assert page.get_by_text("waits for a second person").first.is_visible()
    is_open_to_everybody(page)


def test_without_javascript_a_warning_can_be_recorded(signed_in):  # noqa: F811
    page = signed_in("officer", java_script_enabled=False)
    person = page.locator("tbody a[href^='/people/']").first.get_attribute("href").strip("/").split("/")[1]
    page.goto(f"/warnings/new/?about={person}")
    page.get_by_label("The words used").fill("He is using again.")
    page.locator("label", has_text="No, they").click()
    page.get_by_role("button", name="Save the warning").click()
    assert page.get_by_text("Warning recorded: entry").is_visible()


def test_notices_and_how_one_is_reached_are_open_to_everybody(signed_in):  # noqa: F811
    page = signed_in("duty", 320, reduced_motion="reduce")
    page.goto("/warnings/new/?about=p-3")
    page.get_by_label("The words used").fill("She heard shots from his yard.")
    page.locator("label", has_text="A weapon").click()
    page.locator("label", has_text="Violence").click()
    page.locator("label", has_text="No, they did not ask").click()
    page.get_by_role("button", name="Save the warning").click()
    page.goto("/notices/reach/")
    page.get_by_label("Mobile telephone").fill("555")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Write + and the country").wait_for()
    is_open_to_everybody(page)
    page.get_by_label("Mobile telephone").fill("+1 213 555 0100")
    page.get_by_label("Email address").fill("duty@county.example")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("by text message at +12135550100").wait_for()
    assert page.get_by_text("An urgent warning needs you now").first.is_visible()
    is_open_to_everybody(page)
    page.locator("tbody a[href^='/warnings/about/']").first.click()
    assert page.get_by_text("She heard shots from his yard.").first.is_visible()
    page = signed_in("administrator", 320)
    page.goto("/notices/unsent/")
    assert page.get_by_text("officer-1", exact=True).is_visible()
    is_open_to_everybody(page)
