"""A day of an officer, a supervisor, the duty desk and an inspector in a real browser, from one page to the next."""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.casework.agency import TOP, make_agency, now
from tests.casework.serving import free_port, served
from tests.web.test_casework_in_browser import kept, signed_in  # noqa: F401  # fixtures

SAID = "He has a gun under the stairs and struck her again"


@pytest.fixture(scope="module")
def running(tmp_path_factory, request):
    """An agency that also keeps the published case; the officer who signs in has ``p-2``, ``p-5`` and ``p-8``."""
    from caseward.interchange.kept.bringing import bring, to_bring
    from caseward.interchange.kept.opening import opened_record
    from caseward.interchange.read import read_record

    folder: Path = tmp_path_factory.mktemp("journeys") / "agency"
    on_postgresql = os.environ.get("CASEWARD_WEB_ON") == "postgresql"
    make_agency(folder, request.getfixturevalue("cluster").new_database() if on_postgresql else "web.sqlite")
    reading = read_record(TOP / "examples/el-monte-2022", strict=True)
    with opened_record(folder, writing=True, now=now, entropy=secrets.token_bytes) as record:
        bring(to_bring(reading, "el-monte-2022", record.store), record.store, workers=1)
    with served(folder, free_port()) as found:
        yield found


def spoke(page: Page, person: str) -> None:
    page.goto(f"/people/{person}/contact/")
    page.get_by_label("We spoke").press("Space")
    page.get_by_label("In person").press("Space")
    page.get_by_text("Counts for:").first.wait_for()
    page.get_by_role("button", name="Save the contact").click()
    page.get_by_text("Contact recorded: entry").wait_for()


def reported(page: Page, person: str, kind: str, text: str) -> str:
    """The address of a report that was written and submitted."""
    page.goto(f"/people/{person}/reports/new/")
    page.get_by_label("Kind of report").select_option(kind)
    page.get_by_label("The report").fill(text)
    page.get_by_role("button", name="Submit the report").click()
    page.get_by_text("Report submitted: entry").wait_for()
    return page.url


def warned(page: Page, *about: tuple[str, str]) -> None:
    """A caller's words in confidence, about somebody by an id or by how the caller describes them."""
    page.goto("/warnings/new/")
    for label, text in about:
        page.get_by_label(label).fill(text)
    page.get_by_label("The words used").fill(SAID)
    page.get_by_label("A weapon").press("Space")
    page.get_by_label("Violence").press("Space")
    page.get_by_label("Who says so").fill("the mother of his partner")
    page.get_by_label("Yes, hold").press("Space")
    page.get_by_role("button", name="Save the warning").click()
    page.get_by_text("Warning recorded: entry").wait_for()


def decided(page: Page, warning: str, why: str) -> None:
    page.goto(warning)
    page.get_by_label("What is done").select_option("Refer to the police")
    page.get_by_label("Why").fill(why)
    page.get_by_role("button", name="Record the decision").click()
    page.get_by_text("Decision recorded: entry").wait_for()


def newest_warning(page: Page, person: str) -> str:
    page.goto("/warnings/")
    row = page.locator("tbody tr", has=page.get_by_role("cell", name=person, exact=True)).first
    found: str = row.locator("a[href^='/warnings/about/']").first.get_attribute("href")
    return found


def test_an_officers_day(signed_in):  # noqa: F811
    page = signed_in("officer")
    page.get_by_role("heading", name=re.compile("^Today")).wait_for()
    page.locator("tbody a[href='/people/p-5/']").first.click()
    page.get_by_role("link", name="Record a contact").click()
    spoke(page, "p-5")
    with page.expect_download() as file:
        page.get_by_role("link", name="Its receipt").click()
    assert "c2sp.org/tlog-proof" in Path(file.value.path()).read_text(encoding="utf-8")
    reported(page, "p-5", "Progress", "He has kept every appointment.")
    with page.expect_download() as file:
        page.get_by_role("link", name=re.compile("^Receipt of entry")).first.click()
    assert file.value.suggested_filename.endswith(".tlog-proof")
    page.goto("/reports/")
    assert page.locator("tbody tr", has_text="p-5").first.is_visible()


def test_a_supervisors_day(signed_in):  # noqa: F811
    report = reported(signed_in("officer"), "p-8", "Progress", "Works, and keeps to his hours.")
    duty = signed_in("duty")
    warned(duty, ("About whom", "p-8"))
    warning = newest_warning(duty, "p-8")
    decided(duty, warning, "Said of a gun; the police know.")
    page = signed_in("supervisor")
    page.get_by_role("heading", name="Unit", exact=True).wait_for()
    page.goto(report)
    page.get_by_label("Approve it").press("Space")
    page.get_by_role("button", name="Save the decision").click()
    page.get_by_text("Report approved: entry").wait_for()
    decided(page, warning, "The same, after reading it.")
    page.reload()
    assert page.get_by_text("Closed: two people decided alike.").is_visible()
    page.goto("/transfers/new/?from=officer-3&all=1")
    page.get_by_label("Officer who becomes responsible").select_option("officer-1")
    page.get_by_label("Why").fill("Leaves the office.")
    page.get_by_role("button", name="Look at it first").click()
    page.get_by_role("heading", name="What goes along (3)").wait_for()
    page.goto("/caseload/?of=unit&officer=officer-3")
    assert page.locator("tbody tr").count() >= 3  # looking records nothing
    page.goto("/people/p-8/reviews/new/?chosen=asked")
    page.get_by_label("Contacts", exact=True).press("Space")
    page.get_by_label("What you found").fill("Seen each month.")
    page.get_by_label("How you judge it").fill("Good.")
    page.get_by_role("button", name="Record the review").click()
    page.get_by_text("Review recorded: entry").wait_for()


def test_a_day_at_the_duty_desk(signed_in):  # noqa: F811
    page = signed_in("duty")
    warned(page, ("If nobody knows the id", "A tall man with a grey dog"))
    page.goto("/warnings/unattached/")
    page.locator("tbody tr", has_text="weapon with violence").locator("a").first.click()
    page.get_by_text("A tall man with a grey dog").wait_for()
    page.get_by_label("About whom: the id").fill("p-4")
    page.get_by_label("How you know").fill("The caller gave the address, and it is his.")
    page.get_by_role("button", name="Attach it").click()
    page.wait_for_url(re.compile("/warnings/(about|$|unattached)"))
    page.goto(newest_warning(page, "p-4"))
    assert page.get_by_text(SAID).is_visible()


def test_an_inspectors_day(signed_in):  # noqa: F811
    page = signed_in("inspector")
    page.goto("/inspection/unit/?day=2022-06-13")
    row = page.locator("tbody tr")
    assert row.count() == 1  # everybody else was recorded later
    assert row.get_by_text(re.compile("petition filed, still at large")).is_visible()
    row.get_by_role("link").first.click()
    page.get_by_text("As known at 2022-06-13").wait_for()
    page.goto("/inspection/absence/?case=term-1&kind=report")
    with page.expect_download() as file:
        page.get_by_role("button", name="Take the certificate as a file").click()
    assert file.value.suggested_filename == "absence.caseward-log"
    page.goto("/inspection/access/")
    assert page.locator("tbody tr", has_text="inspector-1").first.is_visible()  # one's own reading is in it
