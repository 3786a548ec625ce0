"""The page of a what-if in a real browser: the checker, the picture, a phone."""

from __future__ import annotations

from datetime import date

import pytest

from caseward.engine.whatif.ask import what_if
from caseward.interchange.synth import synthesise
from caseward.policy.load import load_policy
from caseward.record.view import view_of
from caseward.reports.whatif_page import page
from caseward.reports.whatif_picture import draw_whatif
from tests.house.tree import TOP
from tests.web.conftest import PROBES
from tests.web.test_report_in_browser import complaints, open_details, probe


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    old, new = (load_policy(TOP / f"examples/try-a-policy/{n}.yaml") for n in ("now", "proposed"))
    answer = what_if(old, new, view_of(synthesise(12, 3)), date(2022, 12, 31), record="made")
    path = tmp_path_factory.mktemp("whatif") / "whatif.html"
    path.write_text(page(answer, "9.9", draw_whatif(answer)), encoding="utf-8")
    return path


@pytest.fixture
def shown(browser, file):
    contexts = []

    def show(width: int):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}))
        opened = contexts[-1].new_page()
        opened.goto(file.as_uri())
        opened.add_script_tag(path=PROBES)
        return opened

    yield show
    for context in contexts:
        context.close()


def test_the_checker_has_no_complaint_and_no_doubt(shown):
    opened = shown(1280)
    open_details(opened)
    assert complaints(opened) == []


def test_words_in_the_picture_stand_out_from_what_lies_under_them(shown):
    assert probe(shown(1280), "faintInPictures()") == []


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_never_scrolls_sideways(shown, width):
    opened = shown(width)
    assert opened.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
