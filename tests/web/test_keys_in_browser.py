"""The pages on which keys to the programming interface are made, in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.test_casework_in_browser import is_open_to_everybody, kept, running, signed_in  # noqa: F401  # the same served agency

ENDS = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


def test_a_token_is_made_shown_once_and_withdrawn(signed_in):  # noqa: F811
    page = signed_in("officer", 320)
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Tokens").click()
    page.get_by_label("What it is for").fill("a spreadsheet")
    page.get_by_label("The day on which it ends").fill(ENDS)
    page.get_by_role("button", name="Make the token").click()
    assert page.locator("code").inner_text().startswith("cwd_")
    is_open_to_everybody(page)
    page.goto("/tokens/")
    assert page.locator("code").count() == 0
    page.get_by_role("button", name="Withdraw a spreadsheet").click()
    page.get_by_text("withdrawn").first.wait_for()
    page.get_by_label("What it is for").fill("too long")
    page.get_by_label("The day on which it ends").fill("2999-01-01")
    page.get_by_role("button", name="Make the token").click()
    assert page.get_by_text("Choose a day to come, within a year.").is_visible()
    is_open_to_everybody(page)


@pytest.mark.parametrize(("feed", "script"), [("court-feed", True), ("no-script-feed", False)])
def test_a_machine_is_let_in_and_shut_out(signed_in, feed, script):  # noqa: F811
    page = signed_in("administrator", 320, java_script_enabled=script)
    page.goto("/machines/")
    page.get_by_label("Its staff token").fill(feed)
    page.get_by_label("Its role", exact=True).select_option("supervisor")
    page.get_by_label("The day on which it ends").fill(ENDS)
    page.get_by_role("button", name="Let it in").click()
    assert page.get_by_text("The machine may come in").is_visible()
    if script:
        is_open_to_everybody(page)
    page.get_by_role("button", name=f"Shut out {feed}").click()
    assert page.get_by_text("shut out").count() >= 1
