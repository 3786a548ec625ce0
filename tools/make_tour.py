"""The pictures of ``docs/tour.md``: ``python -m tools.make_tour`` serves an agency and opens ten pages of it.

The agency, the instant and the window are always the same, and so are the pictures.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from caseward.cli.serve import ADDRESS

INTO = Path(__file__).resolve().parents[1] / "docs/images/tour"
PORT = 8439
SIZE = {"width": 1280, "height": 860}
PHONE = {"width": 360, "height": 760}
COLOURS = 64
FLAGS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-sync")


def today(page: Page) -> None:
    """An officer's day."""
    page.goto("/today/")


def contact(page: Page) -> None:
    """A message left, before it is saved."""
    page.goto("/caseload/")
    page.goto(f"{_first(page)}contact/")
    page.get_by_label("I left a message").press("Space")
    page.get_by_label("By telephone").press("Space")
    page.locator("#counts strong").first.wait_for()


def receipt(page: Page) -> None:
    """What was saved, with its receipt."""
    page.goto("/caseload/")
    page.goto(f"{_first(page)}contact/")
    page.get_by_label("We spoke").press("Space")
    page.get_by_label("In person").press("Space")
    page.get_by_role("button", name="Save the contact").click()
    page.get_by_text("Contact recorded: entry").wait_for()


def person(page: Page) -> None:
    """The published case."""
    page.goto("/people/probationer/")
    page.get_by_role("heading", name="Terms").evaluate("heading => heading.scrollIntoView()")


def report(page: Page) -> None:
    """A report that begins with what the record says."""
    page.goto("/people/person-00000902/reports/new/")


def unit(page: Page) -> None:
    """The board of the unit."""
    page.goto("/unit/")


def warning(page: Page) -> None:
    """A warning with its clock."""
    page.goto("/warnings/about/warning-00000902/")


def petitions(page: Page) -> None:
    """Filed, and not in custody."""
    page.goto("/petitions/")


def inspection(page: Page) -> None:
    """What was known at the end of 13 June 2022."""
    page.goto("/inspection/unit/?day=2022-06-13")


def mine(page: Page) -> None:
    """One's own page, by a one-time link, in Spanish."""
    page.goto("/caseload/?of=all")
    page.goto(f"{_first(page)}link/")
    page.get_by_role("button", name="Make a link").click()
    link = page.locator(".site-link").inner_text()
    page.context.clear_cookies()
    page.goto(f"{link}?lang=es")
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/public/mine/")


#: What is shown, in the order of the page: by whom, how one gets there, and in which window.
PICTURES: dict[str, tuple[str, Callable[[Page], None], dict[str, int]]] = {
    "today": ("officer", today, SIZE),
    "contact": ("officer", contact, SIZE),
    "receipt": ("officer", receipt, PHONE),
    "person": ("inspector", person, SIZE),
    "report": ("officer", report, SIZE),
    "unit": ("supervisor", unit, SIZE),
    "warning": ("duty", warning, SIZE),
    "petitions": ("supervisor", petitions, SIZE),
    "inspection": ("inspector", inspection, SIZE),
    "mine": ("duty", mine, PHONE),
}


def _first(page: Page) -> str:
    found = page.locator("tbody a[href^='/people/']").first.get_attribute("href")
    assert found is not None
    return found


@contextmanager
def agency() -> Iterator[dict[str, tuple[str, str]]]:
    """The agency while it is served; a user and their password by role."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-u", "-m", "tools.tour_agency", str(Path(folder) / "agency"), str(PORT)]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert process.stdout is not None
        try:
            found = {}
            while (said := process.stdout.readline().strip()) != "Open":
                assert said, "it ended before it served"
                role, name, password = said.split()
                found[role] = (name, password)
            yield found
        finally:
            process.terminate()
            process.wait(30)


def signed_in(browser: Browser, user: tuple[str, str], window: dict[str, int]) -> Page:
    """A page of somebody who has signed in."""
    context = browser.new_context(viewport=window, base_url=f"http://{ADDRESS}:{PORT}", reduced_motion="reduce")
    page = context.new_page()
    page.goto("/")
    page.get_by_label("User name").fill(user[0])
    page.get_by_label("Password").fill(user[1])
    page.get_by_role("button", name="Sign in").click()
    page.goto("/notices/")  # the greeting is shown once
    return page


def small(png: bytes) -> bytes:
    """The same picture in few colours."""
    out = BytesIO()
    picture = Image.open(BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main(names: list[str]) -> None:
    """Write the named pictures, or all of them."""
    chromium = shutil.which("chromium")
    INTO.mkdir(parents=True, exist_ok=True)
    with agency() as users, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=[*FLAGS])
        for name in names or PICTURES:
            role, go, window = PICTURES[name]
            page = signed_in(browser, users[role], window)
            go(page)
            (INTO / f"{name}.png").write_bytes(small(page.screenshot()))
            print(f"wrote docs/images/tour/{name}.png")
            page.context.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
