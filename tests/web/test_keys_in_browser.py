"""The pages on which keys to the programming interface are made, in a real browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.web.test_casework_in_browser import axe, kept, running, signed_in  # noqa: F401  # the same served agency

ENDS = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_a_token_is_made_shown_once_and_withdrawn(signed_in, width):  # noqa: F811
    page = signed_in("officer", width)
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="Tokens").click()
    page.get_by_label("What it is for").fill(f"a spreadsheet at {width}")
    page.get_by_label("The day on which it ends").fill(ENDS)
    page.get_by_role("button", name="Make the token").click()
    assert page.locator("code").inner_text().startswith("cwd_")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto("/tokens/")
    assert page.locator("code").count() == 0
    page.get_by_role("button", name=f"Withdraw a spreadsheet at {width}").click()
    page.get_by_text("withdrawn").first.wait_for()
    page.get_by_label("What it is for").fill("too long")
    page.get_by_label("The day on which it ends").fill("2999-01-01")
    page.get_by_role("button", name="Make the token").click()
    assert page.get_by_text("Choose a day to come, within a year.").is_visible()
    assert axe(page) == []


@pytest.mark.parametrize("width", [320, 640, 1280])
def test_a_machine_is_let_in_and_shut_out(signed_in, width):  # noqa: F811
    page = signed_in("administrator", width, java_script_enabled=width != 640)
    page.goto("/machines/")
    page.get_by_label("Its staff token").fill(f"court-feed-{width}")
    page.get_by_label("Its role", exact=True).select_option("supervisor")
    page.get_by_label("The day on which it ends").fill(ENDS)
    page.get_by_role("button", name="Let it in").click()
    assert page.get_by_text("The machine may come in").is_visible()
    if width != 640:
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name=f"Shut out court-feed-{width}").click()
    assert page.get_by_text("shut out").count() >= 1
