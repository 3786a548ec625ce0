"""Signing in where a second factor is required of everybody: in a real browser, on a small screen, for everybody."""

from __future__ import annotations

import base64
import hashlib
import hmac
import struct
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.casework.serving import Roles, free_port, served
from tests.web.test_casework_in_browser import axe

PLACES = ("/today/", "/caseload/", "/people/p-3/", "/people/p-3/contact/", "/account/password/change/", "/")
WIDTHS = (320, 1280)


@pytest.fixture(scope="module")
def running(tmp_path_factory, begun) -> Iterator[tuple[str, Roles]]:
    folder: Path = begun.copied(tmp_path_factory.mktemp("required") / "agency")
    settings = folder / "web.toml"
    settings.write_text(settings.read_text(encoding="utf-8").replace('"offered"', '"required"'), encoding="utf-8")
    with served(folder, free_port(), begun.roles) as found:
        yield found


@pytest.fixture
def page(browser: Browser, running) -> Iterator[Page]:
    said: list[str] = []
    context = browser.new_context(base_url=running[0], viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    yield page
    context.close()
    assert said == []


def code(secret: str) -> str:
    """What an authenticator app shows now (RFC 6238: SHA-1, 30 seconds, six digits)."""
    told = hmac.new(base64.b32decode(secret), struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
    start = told[-1] & 15
    return f"{(struct.unpack('>I', told[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06}"


def password(page: Page, who: tuple[str, str]) -> None:
    page.goto("/account/login/?next=/caseload/")
    page.get_by_label("User name").fill(who[0])
    page.get_by_label("Password").fill(who[1])
    page.get_by_role("button", name="Sign in", exact=True).click()


def again(page: Page, who: tuple[str, str]) -> None:
    """Before the second factor changes, the password is asked for once more."""
    assert "/account/reauthenticate/" in page.url
    for_everybody(page)
    page.get_by_label("Password").fill(who[1])
    page.get_by_role("button", name="Confirm").click()


def for_everybody(page: Page) -> None:
    """The page shown is open to everybody, wide and narrow, and has our head."""
    page.get_by_role("link", name="Tests", exact=True).wait_for()
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert axe(page) == [], page.url
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


def test_an_authenticator_app_is_set_up_first_and_asked_for_after(page, running):
    who = running[1]["officer"]
    password(page, who)
    for place in PLACES:
        page.goto(place)
        assert page.url.endswith("/account/second-factor/"), place
    assert page.get_by_text("no other page opens before").is_visible()
    for_everybody(page)
    page.get_by_role("link", name="Activate").click()
    again(page, who)
    for_everybody(page)
    page.get_by_label("Authenticator code").fill("no code")
    page.get_by_role("button", name="Activate").click()
    assert page.locator(".usa-error-message").is_visible()
    for_everybody(page)
    secret = page.get_by_label("Authenticator secret").input_value()
    page.get_by_label("Authenticator code").fill(code(secret))
    page.get_by_role("button", name="Activate").click()
    assert len(page.get_by_label("Unused codes").input_value().split()) == 10
    for_everybody(page)
    for place in ("/account/second-factor/", "/account/second-factor/recovery-codes/generate/",
                  "/account/second-factor/totp/deactivate/", "/account/password/change/", "/sessions/",
                  "/account/logout/"):  # fmt: skip
        assert page.goto(place).url.endswith(place)
        for_everybody(page)
    page.get_by_role("main").get_by_role("button", name="Sign Out").click()

    password(page, who)
    assert "/second-factor/authenticate/" in page.url
    for_everybody(page)
    for place in PLACES:
        page.goto(place)
        assert page.url.endswith("/second-factor/authenticate/"), place  # a password alone opens nothing
    page.get_by_label("Code").fill(code(secret))
    page.get_by_role("button", name="Sign In", exact=True).click()
    page.wait_for_url("**/caseload/")


def test_a_passkey_is_a_second_factor_and_signs_in_alone(page, running):
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    made_up = {"protocol": "ctap2", "transport": "internal", "automaticPresenceSimulation": True,
               "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}  # fmt: skip
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": made_up})
    password(page, running[1]["duty"])
    page.goto("/account/second-factor/webauthn/")
    for_everybody(page)
    page.get_by_role("link", name="Add a security key").click()
    again(page, running[1]["duty"])
    for_everybody(page)
    page.get_by_text("Passwordless", exact=True).click()
    page.get_by_label("Name").fill("The desk's key")
    page.get_by_role("button", name="Add").click()
    page.get_by_label("Unused codes").wait_for()
    page.goto("/account/second-factor/webauthn/")
    assert page.get_by_text("The desk's key").first.is_visible()
    for_everybody(page)
    for name in ("Rename", "Remove"):
        page.get_by_role("link", name=name).click()
        for_everybody(page)
        page.go_back()
    page.get_by_role("button", name="Sign out").click()
    page.goto("/account/login/")
    for_everybody(page)
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/caseload/")
