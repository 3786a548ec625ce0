"""A real browser, the accessibility checker, and the reports to open. `make test` sees to the first two."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.casework.agency import make_agency
from tests.casework.serving import Roles, made_ready
from tests.web.made import MADE

HERE = Path(__file__).parent
AXE = HERE / "node_modules" / "axe-core" / "axe.min.js"
PROBES = HERE / "probes.js"
#: No sandbox, because continuous integration runs as root; the rest keeps the browser from calling its maker.
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip

Open = Callable[..., Page]


@dataclass(frozen=True)
class Begun:
    """An agency with its tables and users made, of which each file of tests has a copy; how each role signs in."""

    folder: Path
    roles: Roles

    def copied(self, folder: Path) -> Path:
        """A copy of it, not served yet."""
        shutil.copytree(self.folder, folder)
        return folder


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Begun:
    """The small agency as its first start leaves it: making its tables takes longer than most tests."""
    folder = tmp_path_factory.mktemp("begun") / "agency"
    make_agency(folder)
    return Begun(folder, made_ready(folder))


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The report of each kind, on disk."""
    found = {}
    for name, make in MADE.items():
        folder = tmp_path_factory.mktemp(name)
        found[name] = folder / "report.html"
        found[name].write_text(make(folder), encoding="utf-8")
    return found


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium without a window. Absent, the tests fail: a page nobody looked at is not a page that holds."""
    chromium = shutil.which("chromium")
    if chromium is None or not AXE.exists():
        pytest.fail("chromium or axe-core is missing; `make test` installs both")
    with (
        sync_playwright() as playwright,
        closing(playwright.chromium.launch(executable_path=chromium, args=[*FLAGS])) as made,
    ):
        yield made


@pytest.fixture
def opened(browser: Browser, reports: dict[str, Path]) -> Iterator[Open]:
    """Opens a report in a window of its own; at the end, nothing may have been asked of a network or said on the console."""
    asked: list[str] = []
    said: list[str] = []
    contexts = []

    def open_(name: str, width: int = 1280, height: int = 900, **more: object) -> Page:
        context = browser.new_context(viewport={"width": width, "height": height}, **more)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(reports[name].as_uri())
        page.add_script_tag(path=PROBES)
        return page

    yield open_
    for context in contexts:
        context.close()
    assert said == []
    assert set(asked) <= {path.as_uri() for path in reports.values()}, "a report asks for nothing but itself"
