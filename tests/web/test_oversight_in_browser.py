"""Inspector, records staff and administrator in a real browser, with the published case in the record they look at."""

from __future__ import annotations

import re
import secrets
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.casework.agency import TOP, now
from tests.casework.serving import free_port, served
from tests.web.test_casework_in_browser import is_open_to_everybody, kept, signed_in  # noqa: F401  # fixtures

NAME, NUMBER = "new-one", "YJ-7"


@pytest.fixture(scope="module")
def running(tmp_path_factory, begun):
    """An agency that also keeps the published case, as its earlier systems recorded it."""
    from caseward.interchange.kept.bringing import bring, to_bring
    from caseward.interchange.kept.opening import opened_record
    from caseward.interchange.read import read_record

    folder: Path = begun.copied(tmp_path_factory.mktemp("overseen") / "agency")
    reading = read_record(TOP / "examples/el-monte-2022", strict=True)
    with opened_record(folder, writing=True, now=now, entropy=secrets.token_bytes) as record:
        bring(to_bring(reading, "el-monte-2022", record.store), record.store, lambda _entries, _places: None, workers=1)
    with closing(sqlite3.connect(folder / "web.sqlite")) as tables, tables:
        sent = "INSERT INTO public_upload (digest, person, term, state, signature, looked) VALUES (?, 'p-3', 't-3', ?, ?, ?)"
        tables.execute(sent, ("a" * 64, "apart", "Win.Test.EICAR_HDB-1", "2026-01-05 10:00:00"))
        tables.execute(sent, ("b" * 64, "", "", None))
    settings = (folder / "web.toml").read_text()
    (folder / "web.toml").write_text(settings.replace('scanner = ""', 'scanner = "/nowhere/clamd.ctl"'))
    with served(folder, free_port(), begun.roles) as found:
        yield found


def test_an_inspector_asks_what_was_known_on_13_june(signed_in):  # noqa: F811
    page = signed_in("inspector")
    page.get_by_role("link", name="Inspection").first.click()
    page.get_by_label("As known on").fill("2022-06-13")
    page.get_by_role("button", name="Show").click()
    page.get_by_text("As known at 13 Jun 2022").wait_for()
    row = page.locator("tbody tr")
    assert row.count() == 1  # everybody else was recorded later
    assert row.get_by_text(re.compile("petition filed")).is_visible()
    assert "December 2021" in row.locator("td[data-label='Seen in person']").inner_text()
    row.get_by_role("link").first.click()
    page.get_by_text("As known at 13 June 2022").first.wait_for()
    assert page.locator("article h3", has_text=re.compile("^Petition")).count() == 1
    assert page.locator("article h3", has_text=re.compile("^Warning")).count() == 0
    page.goto("/inspection/absence/?case=term-1&kind=report")
    assert page.get_by_text("There is no such entry.").is_visible()
    with page.expect_download() as file:
        page.get_by_role("button", name="Take the certificate as a file").click()
    assert file.value.suggested_filename == "absence.caseward-log"


def test_every_page_of_an_inspector_is_open_to_everybody(signed_in):  # noqa: F811
    page = signed_in("inspector", 320, reduced_motion="reduce")
    page.goto("/inspection/log/")
    page.get_by_role("button", name="Check it now").click()
    page.get_by_text("Checked: all is as it was signed.").wait_for()
    is_open_to_everybody(page)
    places = (
        "/inspection/",
        "/inspection/unit/?day=2022-06-13",
        "/inspection/unit/?day=2022-06-13&officer=nobody",
        "/inspection/access/",
    )
    for where in (*places, "/inspection/absence/", "/inspection/absence/?case=term-1&kind=warning"):
        page.goto(where)
        is_open_to_everybody(page)


def test_records_staff_correct_disclose_and_seal_by_pages_open_to_everybody(signed_in):  # noqa: F811
    page = signed_in("records", 320, reduced_motion="reduce", java_script_enabled=True)
    page.goto("/records/")
    is_open_to_everybody(page)
    page.get_by_role("link", name="Files kept apart").click()
    assert page.get_by_role("link", name="p-3").is_visible()
    is_open_to_everybody(page)
    page.goto("/records/")
    page.get_by_label("Person").fill("p-4")
    page.get_by_role("button", name="Correct or disclose").click()
    is_open_to_everybody(page)
    article = page.locator("article", has=page.locator("h2", has_text="contact"))
    article.get_by_role("link", name="Correct it").first.click()
    page.get_by_label("note").fill("The bus was late.")
    page.get_by_label("Why").fill("It was left out.")
    page.get_by_role("button", name="See what would change").click()
    page.get_by_text("Nothing is recorded yet: look at both").wait_for()
    is_open_to_everybody(page)
    page.get_by_role("button", name="Record the correction").click()
    page.get_by_text("Correction recorded: entry").wait_for()
    page.get_by_role("link", name="Disclose everything").click()
    page.get_by_label("What it is for").fill("Asked for by counsel")
    page.get_by_role("button", name="See what would go out").click()
    is_open_to_everybody(page)
    with page.expect_download():
        page.get_by_role("button", name="Take the archive").click()
    page.goto("/records/orders/new/?subject=p-4")
    is_open_to_everybody(page)
    said = {"Court or authority": "Superior Court", "Number of the order": NUMBER, "Day of the order": "2023-04-12"}
    said |= {"Legal basis": "Penal Code § 851.91", "Ordered by": "judge of department 203"}
    for label, text in said.items():
        page.get_by_label(label).fill(text)
    page.get_by_role("button", name="See what it would do").click()
    page.get_by_text("Nothing was changed yet.").wait_for()
    is_open_to_everybody(page)
    page.get_by_label("Type the number of the order again").fill(NUMBER)
    page.get_by_role("button", name="Seal it").click()
    page.get_by_text("Sealed: entry").wait_for()
    assert page.get_by_text(NUMBER).first.is_visible()


def test_an_administrator_adds_somebody_who_chooses_a_password(signed_in, browser, running):  # noqa: F811
    page = signed_in("administrator", 320, reduced_motion="reduce")
    page.goto("/")
    page.get_by_role("link", name="Add a user").click()
    is_open_to_everybody(page)
    page.get_by_label("User name").fill(NAME)
    page.get_by_label("Staff token").fill(NAME)
    page.get_by_role("button", name="Add and make the link").click()
    link = page.locator("#link").inner_text().strip()
    is_open_to_everybody(page)
    page.get_by_role("link", name=f"Roles of {NAME}").click()
    page.get_by_label("Role", exact=True).select_option("records")
    page.get_by_label("Why they need it").fill("Joins the record room")
    page.get_by_role("button", name="Give the role").click()
    page.get_by_text("Done, and written into the history.").wait_for()
    is_open_to_everybody(page)
    context = browser.new_context(
        base_url=running[0], viewport={"width": 320, "height": 800}, java_script_enabled=False
    )
    other = context.new_page()
    other.goto(link)
    password = "seven lamps under a slow river"
    other.get_by_label("New password", exact=True).fill(password)
    other.get_by_label("New password confirmation").fill(password)
    other.get_by_role("button", name="Set the password").click()
    other.get_by_label("User name").fill(NAME)
    other.get_by_label("Password").fill(password)
    other.get_by_role("button", name="Sign in").click()
    assert other.get_by_role("link", name="Record room").first.is_visible()
    other.goto(link)
    assert other.get_by_text("This link is not good any more").first.is_visible()
    context.close()


def test_every_page_of_an_administrator_is_open_to_everybody(signed_in):  # noqa: F811
    page = signed_in("administrator", 320, reduced_motion="reduce")
    places = ["users/", "users/?q=nobody-of-this-name", "users/1/", "changes/", "offices/", "policies/", "retention/"]
    for where in [*places, "refused/", "review/"]:
        page.goto(f"/administration/{where}")
        is_open_to_everybody(page)
    page.get_by_role("link", name="Files kept apart").first.click()
    page.get_by_role("button", name="Scan it again").click()
    page.get_by_text("The file waits for the virus scanner again.").wait_for()
    is_open_to_everybody(page)
    begin = page.get_by_role("button", name="Begin a review")
    if begin.count():
        begin.click()
        page.get_by_role("button", name=re.compile("^Confirm")).first.wait_for()
    is_open_to_everybody(page)
