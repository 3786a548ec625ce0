"""The web application in a real browser: an officer's day by keyboard, in few steps, on a small screen, for everybody."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Error, Page

from tests.casework.serving import Roles, free_port, served
from tests.web.conftest import AXE
from tests.web.test_report_in_browser import ONLY_OUTSIDE_PICTURES

STEPS = 8
"""Interactions that an ordinary office contact may take at most, from the day's list to the receipt."""

WIDTHS = (320, 640, 1280)
"""640 is 1280 at 200%."""

TOLD = re.compile("status of 4(01|04|22)")
"""A browser tells the console of every page that is not there, has faults or asks to sign in; those are asked for here."""

Signed = Callable[..., Page]


@pytest.fixture(scope="module")
def running(tmp_path_factory, begun) -> Iterator[tuple[str, Roles]]:
    folder: Path = begun.copied(tmp_path_factory.mktemp("served") / "agency")
    with served(folder, free_port(), begun.roles) as found:
        yield found


@dataclass
class Kept:
    """What the browser keeps from test to test: of a sign-in by role, one being enough for all tests, and windows."""

    states: dict[str, Any] = field(default_factory=dict)
    windows: dict[object, list[Page]] = field(default_factory=dict)

    def window(self, browser: Browser, address: str, role: str, more: dict[str, Any]) -> Page:
        """A window that is signed in as far as anybody of the role was; one that a test before has left, if any."""
        left = self.windows.get((role, *sorted(more.items())))
        if not left:
            return browser.new_context(base_url=address, storage_state=self.states.get(role), **more).new_page()
        page = left.pop()
        page.context.clear_cookies()
        page.context.add_cookies(self.states[role]["cookies"])
        return page

    def leave(self, page: Page, role: str, more: dict[str, Any]) -> None:
        """Keep a window for a test to come."""
        page.unroute_all(behavior="ignoreErrors")
        page.emulate_media(media="null")
        self.windows.setdefault((role, *sorted(more.items())), []).append(page)


@pytest.fixture(scope="module")
def kept() -> Iterator[Kept]:
    found = Kept()
    yield found
    for page in chain(*found.windows.values()):
        page.context.close()


@pytest.fixture
def signed_in(browser: Browser, running, kept) -> Iterator[Signed]:
    address, roles = running
    opened, said = [], []

    def note(message: ConsoleMessage) -> None:
        said.append(message.text)

    def blame(error: Error) -> None:
        said.append(str(error))

    def open_(role: str, width: int = 1280, **more: Any) -> Page:
        page = kept.window(browser, address, role, more)
        opened.append((page, role, more))
        page.on("console", note)
        page.on("pageerror", blame)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/")
        if role not in kept.states:
            name, password = roles[role]
            page.get_by_label("User name").fill(name)
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Sign in").click()
            kept.states[role] = page.context.storage_state()
        return page

    yield open_
    for page, role, more in opened:
        page.remove_listener("console", note)
        page.remove_listener("pageerror", blame)
        kept.leave(page, role, more)
    assert [line for line in said if not TOLD.search(line)] == []


def is_open_to_everybody(page: Page) -> None:
    """Nothing that axe finds and nothing beyond the edge, at every width."""
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        is_open_as_it_is(page)
    if before is not None:
        page.set_viewport_size(before)


def is_open_as_it_is(page: Page) -> None:
    """The same at the width that the page has."""
    assert axe(page) == [], (page.url, page.viewport_size)
    sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert sideways <= 0, (page.url, page.viewport_size)


def axe(page: Page) -> list[str]:
    """What it finds, violations and what it cannot tell, on the page as it is shown now."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))  # not as a script of the page, which its policy would refuse
        page.evaluate(f"axe.configure({json.dumps(ONLY_OUTSIDE_PICTURES)})")
    found = page.evaluate(
        "async () => { const r = await axe.run(document); return [...r.violations, ...r.incomplete] }"
    )
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']][:3]}" for one in found]


def person_of(page: Page) -> str:
    return page.locator("tbody a[href^='/people/']").first.get_attribute("href")


def contact_of(page: Page) -> str:
    """The form of a contact that Today asks for: not every row asks for one."""
    return page.locator("tbody tr").get_by_role("link", name="Record a contact").first.get_attribute("href")


def test_an_office_contact_by_keyboard_in_few_steps(signed_in):
    page = signed_in("officer")
    steps = 0

    def step(action: Callable[[], object]) -> None:
        nonlocal steps
        steps += 1
        action()

    page.locator("tbody tr").get_by_role("link", name="Record a contact").first.focus()
    step(lambda: page.keyboard.press("Enter"))
    page.wait_for_url("**/contact/")
    page.locator("input[name=outcome]").first.focus()
    step(lambda: page.keyboard.press("Space"))  # we spoke
    page.keyboard.press("Tab")
    step(lambda: page.keyboard.press("Space"))  # in person
    page.get_by_text("Counts for:").first.wait_for()
    page.get_by_role("button", name="Save the contact").focus()
    step(lambda: page.keyboard.press("Enter"))
    page.get_by_text("Contact recorded: entry").wait_for()
    assert page.get_by_role("link", name="Its receipt").get_attribute("href").startswith("/people/")
    assert steps <= STEPS


def test_a_voicemail_is_refused_before_it_is_saved(signed_in):
    page = signed_in("officer")
    page.goto(contact_of(page))
    page.get_by_label("I left a message").focus()
    page.keyboard.press("Space")
    page.get_by_label("By telephone").focus()
    page.keyboard.press("Space")
    page.get_by_text("Will not count for:").first.wait_for()
    assert page.get_by_text("Counts for:").count() == 0


def test_a_slow_answer_does_not_stand_in_the_way_of_the_next_question(signed_in):
    page = signed_in("officer")
    contact, held = contact_of(page), []
    page.route("**/contact/preview/", lambda route: route.continue_() if held else held.append(route))
    page.goto(contact, wait_until="load")
    page.get_by_label("We spoke").focus()
    page.keyboard.press("Space")
    page.get_by_label("In person").focus()
    page.keyboard.press("Space")
    page.locator("#counts strong").first.wait_for()
    assert len(held) == 1


def test_what_was_typed_is_there_after_leaving_the_page(signed_in):
    page = signed_in("officer")
    person = person_of(page)
    page.goto(f"{person}contact/")
    with page.expect_response(lambda one: "Half+a+thought" in (one.request.post_data or "")) as answer:
        page.get_by_label("Note").fill("Half a thought")
        page.get_by_label("Note").press("Tab")
    answer.value.finished()
    page.goto("/today/")
    page.goto(f"{person}contact/")
    assert page.get_by_label("Note").input_value() == "Half a thought"


def test_without_javascript_a_contact_can_be_recorded(signed_in):
    page = signed_in("officer", java_script_enabled=False)
    page.goto(f"{person_of(page)}contact/")
    page.locator("label", has_text="We spoke").click()
    page.locator("label", has_text="By telephone").click()
    page.get_by_role("button", name="Save the contact").click()
    assert page.get_by_text("Contact recorded: entry").is_visible()


def test_every_page_is_open_to_everybody(signed_in):
    page = signed_in("officer", 320, reduced_motion="reduce")
    person = person_of(page)
    for where in ("/today/", "/caseload/", person, f"{person}contact/", f"{person}need/", "/people/nobody/"):
        status = page.goto(where).status
        assert status == (404 if "nobody" in where else 200)
        if where.endswith("contact/"):
            page.locator("#counts p, #counts li").first.wait_for()
        is_open_to_everybody(page)


def test_every_page_of_a_supervisor_is_open_to_everybody(signed_in):
    page = signed_in("supervisor", 320, reduced_motion="reduce")
    page.goto("/caseload/?of=unit")
    person = person_of(page).strip("/").split("/")[-1]
    page.goto(f"/people/{person}/need/")
    page.get_by_label("Why you need").fill("To see how the board tells of it")
    page.get_by_role("button", name="Open it").click()
    board = ("/unit/", "/unit/?office=nowhere", "/caseload/missed/?of=unit", "/caseload/missed/?officer=nobody-of-us")
    for where in (*board, f"/unit/readings/{person}/", "/caseload/?of=unit&show=overdue-7"):
        assert page.goto(where).status == 200
        is_open_to_everybody(page)


def test_a_number_of_the_board_opens_to_its_people(signed_in):
    page = signed_in("supervisor")
    assert page.url.endswith("/unit/")
    number = page.locator("tbody td[data-label='Terms'] a").last
    count = int(number.inner_text().split(":")[0])
    number.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/caseload/**")
    assert page.locator("tbody tr").count() == count > 0


def test_the_appointments_of_somebody_are_open_to_everybody(signed_in):
    page = signed_in("officer", 320, reduced_motion="reduce")
    person = person_of(page)
    for where in ("appointments/", "appointments/new/"):
        page.goto(f"{person}{where}")
        is_open_to_everybody(page)


def test_an_appointment_on_a_day_off_is_booked_all_the_same_and_then_moved(signed_in):
    page = signed_in("officer", 320)
    page.goto(f"{person_of(page)}appointments/new/")
    today = datetime.now(UTC).date()
    saturday = today + timedelta(days=7 + (5 - today.weekday()) % 7)
    page.get_by_label("Day", exact=True).fill(saturday.isoformat())
    page.get_by_label("Time").fill("10:00")
    page.get_by_role("button", name="Book it").click()
    page.get_by_text("Not booked yet: look at this first").wait_for()
    assert page.locator("#faults").evaluate("one => one === document.activeElement")
    assert axe(page) == []
    page.get_by_role("button", name="Book it all the same").click()
    page.get_by_text("Appointment booked: entry").wait_for()
    assert axe(page) == []
    page.get_by_role("link", name="Move it or call it off").first.click()
    page.get_by_label("They asked for another time").focus()
    assert axe(page) == []
    page.keyboard.press("Space")
    page.get_by_label("Reason given").fill("A shift at work.")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Appointment withdrawn: entry").wait_for()
    assert page.get_by_role("button", name="Book it").is_visible()


def test_an_absence_is_judged_apart_from_what_happened(signed_in):
    page = signed_in("duty", 320)
    page.goto("/people/p-3/appointments/")
    assert axe(page) == []
    page.get_by_role("link", name="Say what came of it").click()
    assert axe(page) == []
    page.goto("/people/p-3/appointments/")
    page.get_by_role("link", name="Judge the absence").click()
    assert axe(page) == []
    page.get_by_label("No, not acceptable").focus()
    page.keyboard.press("Space")
    page.get_by_label("Why").fill("Nobody was told.")
    page.get_by_role("button", name="Save the judgement").click()
    page.get_by_text("Judgement recorded: entry").wait_for()
    assert page.get_by_text("not acceptable, by duty-1: Nobody was told.").is_visible()


def test_faults_are_told_together_and_take_the_focus(signed_in):
    page = signed_in("officer")
    page.goto(f"{person_of(page)}contact/")
    page.get_by_label("Day", exact=True).fill("")
    page.locator("form#contact").evaluate("form => form.noValidate = true")
    page.get_by_role("button", name="Save the contact").click()
    assert page.locator("#faults").evaluate("one => one === document.activeElement")
    assert page.locator("#faults li").count() == 3
    assert axe(page) == []


def test_the_sign_in_page_is_open_to_everybody_and_locks_after_five_slips(browser, running):
    context = browser.new_context(base_url=running[0], viewport={"width": 320, "height": 700})
    page = context.new_page()
    page.goto("/today/")
    assert axe(page) == []
    for _ in range(6):
        page.goto("/account/login/")
        page.get_by_label("User name").fill(running[1]["records"][0])
        page.get_by_label("Password").fill("not the password")
        with page.expect_navigation() as answer:
            page.get_by_role("button", name="Sign in").click()
    assert answer.value.status == 429
    assert axe(page) == []
    context.close()
