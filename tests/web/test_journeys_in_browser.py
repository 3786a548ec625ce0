"""A day of each role in a real browser, and the story of El Monte from the first voicemail to the inspector's question."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.casework.agency import PROOF, TOP, make_agency, now
from tests.casework.serving import free_port, served
from tests.web.test_casework_in_browser import is_open_as_it_is, kept, signed_in  # noqa: F401  # fixtures

SAID = "He has a gun under the stairs and struck her again"
PASSWORD = "nine kites above the salt works"
DAY = timedelta(days=1)
UNOPENED = "Nobody who was told of a warning has opened it yet."
#: What an agency runs in the background, an hour and a minute from now.
AN_HOUR_LATER = """
import sys
from datetime import timedelta
from pathlib import Path
from caseward.web.agency_making import set_up
set_up(Path(sys.argv[1]))
from caseward.web.jobs.running import one_round
from caseward.web.keeping import keeping
from caseward.web.moment import now
for ran in one_round(keeping(), lambda: now() + timedelta(minutes=61)):
    assert not ran.fault, ran
keeping().close()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """Where the agency is, for what runs beside it."""
    found: Path = tmp_path_factory.mktemp("journeys") / "agency"
    return found


@pytest.fixture(scope="module")
def running(folder, begun, request):
    """An agency that also keeps the published case; the officer who signs in has ``p-2``, ``p-5`` and ``p-8``."""
    from caseward.interchange.kept.bringing import bring, to_bring
    from caseward.interchange.kept.opening import opened_record
    from caseward.interchange.read import read_record

    on_postgresql = os.environ.get("CASEWARD_WEB_ON") == "postgresql"
    if on_postgresql:
        make_agency(folder, request.getfixturevalue("cluster").new_database())
    else:
        begun.copied(folder)
    reading = read_record(TOP / "examples/el-monte-2022", strict=True)
    with opened_record(folder, writing=True, now=now, entropy=secrets.token_bytes) as record:
        bring(to_bring(reading, "el-monte-2022", record.store), record.store, workers=1)
    with served(folder, free_port(), None if on_postgresql else begun.roles) as found:
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
    page.get_by_text("As known at 13 June 2022").first.wait_for()
    page.goto("/inspection/absence/?case=term-1&kind=report")
    with page.expect_download() as file:
        page.get_by_role("button", name="Take the certificate as a file").click()
    assert file.value.suggested_filename == "absence.caseward-log"
    page.goto("/inspection/access/")
    assert page.locator("tbody tr", has_text="inspector-1").first.is_visible()  # one's own reading is in it


def known_then(page: Page, whole: int) -> str:
    """What the page says was known at the moment to which the slider was moved: the rest is not on it."""
    chosen, says = page.get_by_label("As known at").input_value(), page.locator("#moment_says").inner_text()
    page.keyboard.press("Enter")
    page.get_by_text("what was recorded later is not shown.").wait_for()
    at, later = re.fullmatch(r"(.+): (\d+) entr(?:y was|ies were) not known yet", says).groups()
    assert page.get_by_text(f"As known at {at}: what was recorded later is not shown. {later} entr").is_visible()
    assert page.locator("article").count() == whole - int(later)
    assert page.locator("#moment_says").inner_text() == says
    assert page.get_by_label("As known at").input_value() == chosen
    return str(later)


def test_an_inspector_slides_back_to_what_was_known(signed_in):  # noqa: F811
    page = signed_in("inspector", 320)
    page.goto("/people/probationer/")
    whole, slider = page.locator("article").count(), page.locator("#moment")
    last = int(slider.get_attribute("max"))
    assert (int(slider.input_value()), page.get_by_label("As known at").input_value()) == (last, "")
    slider.press("ArrowLeft")
    slider.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == page.locator("#moment_says").inner_text()
    nearly = known_then(page, whole)
    assert int(slider.input_value()) == last - 2
    is_open_as_it_is(page)
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.move(box["x"] + box["width"] * (last - 2) / last, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 1, box["y"] + box["height"] / 2, steps=5)
    page.mouse.up()
    assert slider.input_value() == "0"
    assert int(known_then(page, whole)) > int(nearly) > 0
    slider.press("End")
    page.keyboard.press("Enter")
    page.get_by_text("what was recorded later is not shown.").wait_for(state="detached")
    assert page.locator("article").count() == whole


def test_without_javascript_a_moment_is_typed(signed_in):  # noqa: F811
    page = signed_in("inspector", java_script_enabled=False)
    page.goto("/people/probationer/")
    assert not page.locator("#moment").is_visible()
    page.get_by_label("As known at").fill("2022-06-13T17:00-07:00")
    page.get_by_role("button", name="Show", exact=True).click()
    assert page.get_by_text("As known at 13 June 2022, 17:00:00: what was recorded later is not shown.").is_visible()
    assert page.locator("article h3", has_text=re.compile("^(Person|Desertion)")).count() == 0, "published later"


def second_of_records(signed_in, browser, running) -> tuple[str, Page]:  # noqa: F811
    """Somebody who joins the record room, by the one-time link that an administrator gives; and their page."""
    page, name = signed_in("administrator"), f"records-{secrets.token_hex(3)}"
    page.goto("/administration/users/new/")
    page.get_by_label("User name").fill(name)
    page.get_by_label("Staff token").fill(name)
    page.get_by_role("button", name="Add and make the link").click()
    link = page.locator("#link").inner_text().strip()
    page.get_by_role("link", name=f"Roles of {name}").click()
    page.get_by_label("Role", exact=True).select_option("records")
    page.get_by_label("Why they need it").fill("Joins the record room")
    page.get_by_role("button", name="Give the role").click()
    page.get_by_text("Done, and written into the history.").wait_for()
    other = browser.new_context(base_url=running[0]).new_page()
    other.goto(link)
    other.get_by_label("New password", exact=True).fill(PASSWORD)
    other.get_by_label("New password confirmation").fill(PASSWORD)
    other.get_by_role("button", name="Set the password").click()
    other.get_by_label("User name").fill(name)
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    other.get_by_role("link", name="Record room").first.wait_for()
    return name, other


def test_a_day_in_the_record_room_and_of_an_administrator(signed_in, browser, running):  # noqa: F811
    name, other = second_of_records(signed_in, browser, running)
    page = signed_in("records")
    page.goto("/people/p-4/records/")
    contact = page.locator("article", has=page.locator("h2", has_text="contact"))
    contact.get_by_role("link", name="Correct it").first.click()
    page.get_by_label("note").fill("At the court house.")
    page.get_by_label("Why").fill("The place was left out.")
    page.get_by_role("button", name="See what would change").click()
    page.get_by_role("button", name="Record the correction").click()
    page.get_by_text("Correction recorded: entry").wait_for()
    page.goto("/people/p-4/records/export/")
    page.get_by_label("What it is for").fill("Asked for by counsel")
    page.get_by_role("button", name="See what would go out").click()
    with page.expect_download():
        page.get_by_role("button", name="Take the archive").click()
    page.goto("/records/orders/new/?subject=p-7")
    page.get_by_label("What is ordered").select_option("Destroy")
    said = {"Court or authority": "Superior Court", "Number of the order": "YJ-7", "Day of the order": "2023-04-12"}
    said |= {"Legal basis": "Penal Code § 851.91", "Ordered by": "judge of department 203"}
    for label, text in said.items():
        page.get_by_label(label).fill(text)
    page.get_by_label("Second person").select_option(name)
    page.get_by_role("button", name="See what it would do").click()
    page.get_by_label("Type the number of the order again").fill("YJ-7")
    page.get_by_role("button", name="Ask the second person to destroy it").click()
    page.get_by_text(f"Only {name} can carry it out.").wait_for()
    where = page.url
    other.goto(where)
    other.get_by_text("This cannot be undone.").wait_for()  # open to the second person alone
    other.get_by_role("button", name="Withdraw it").click()
    page.goto("/people/p-7/records/")
    assert page.locator("article").first.is_visible()
    other.context.close()
    page = signed_in("administrator")
    page.goto("/administration/review/")
    page.get_by_role("button", name="Begin a review").click()
    page.get_by_role("button", name=re.compile("^Confirm")).first.click()
    page.get_by_text(re.compile("Confirmed|Done|Kept", re.IGNORECASE)).first.wait_for()


def test_a_person_supervised_disputes_an_entry_in_spanish(signed_in, browser, running):  # noqa: F811
    staff = signed_in("duty")
    staff.goto("/people/p-3/link/")
    staff.get_by_role("button", name="Make a link").click()
    link = staff.locator(".site-link").inner_text()
    context = browser.new_context(base_url=running[0], viewport={"width": 360, "height": 700})
    page = context.new_page()
    page.goto(f"{link}?lang=es")
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/public/mine/")
    assert page.locator("html").get_attribute("lang") == "es"
    page.locator("a[href*='/dispute/?']").last.click()
    page.locator("[name=why]").fill("Ese día estaba en el trabajo.")
    page.locator("[name=file]").set_input_files({"name": "pago.pdf", "mimeType": "application/pdf", "buffer": PROOF})
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/public/mine/sent/**")
    again = browser.new_context(base_url=running[0]).new_page()
    assert again.goto(link).status in {403, 404, 410}  # it works once
    again.context.close()
    context.close()
    staff.goto("/people/p-3/disputes/")
    disputes = staff.locator("main a[href*='/p-3/disputes/']").evaluate_all("all => all.map(one => one.pathname)")
    staff.goto(max(disputes, key=lambda where: int(where.strip("/").split("/")[-1])))
    assert staff.get_by_text("Ese día estaba en el trabajo.").first.is_visible()


def test_the_story_of_el_monte(signed_in, folder):  # noqa: F811
    officer = signed_in("officer")
    for _ in range(2):
        officer.goto("/people/p-2/contact/")
        officer.get_by_label("I left a message").press("Space")
        officer.get_by_label("By telephone").press("Space")
        officer.get_by_text("Will not count for:").first.wait_for()
        assert officer.get_by_text("Counts for:").count() == 0
        officer.get_by_role("button", name="Save the contact").click()
        officer.get_by_text("Contact recorded: entry").wait_for()
    duty = signed_in("duty")
    warned(duty, ("About whom", "p-2"))
    supervisor = signed_in("supervisor")
    supervisor.goto("/notices/")
    assert supervisor.get_by_text(UNOPENED).count() == 0
    subprocess.run([sys.executable, "-c", AN_HOUR_LATER, str(folder)], check=True, timeout=60)
    supervisor.reload()
    assert supervisor.get_by_text(UNOPENED).first.is_visible()
    warning = newest_warning(supervisor, "p-2")
    records = signed_in("records")
    records.goto(warning)
    assert records.get_by_text("held apart").first.is_visible()
    assert SAID not in records.content()
    reported(officer, "p-2", "Desertion", "Not to be found since two weeks.")
    assert officer.get_by_role("link", name="Its receipt").is_visible()
    supervisor.goto("/people/p-2/proceedings/new/petition/")
    said = {"Ground stated": "Out of reach for two weeks", "Role that filed": "probation officer"}
    said |= {"Day": (now().date() - DAY).isoformat(), "Who or what says so": "the court's docket"}
    for label, text in said.items():
        supervisor.get_by_label(label, exact=label == "Day").fill(text)
    supervisor.get_by_role("button", name="Look at it before recording").click()
    supervisor.get_by_role("button", name="Record it").click()
    supervisor.get_by_text("Petition filed: entry").wait_for()
    supervisor.goto("/unit/")
    supervisor.get_by_role("link", name="Petitions filed, not in custody", exact=True).click()
    row = supervisor.locator("tbody tr", has=supervisor.locator("a[href='/people/p-2/']"))
    assert row.get_by_text("Petition filed, still at large").is_visible()
    inspector = signed_in("inspector")
    inspector.goto("/inspection/unit/?day=2022-06-13")
    inspector.locator("tbody tr").get_by_role("link").first.click()
    inspector.get_by_text("As known at 13 June 2022").first.wait_for()
    assert inspector.locator("article h3", has_text=re.compile("^Petition")).count() == 1
    assert inspector.locator("article h3", has_text=re.compile("^Warning")).count() == 0  # recorded later
