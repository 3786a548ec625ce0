"""The report in a real browser: for people who use a screen reader, only a keyboard, a phone, large letters, or paper."""

from __future__ import annotations

import io
import json
import re
from itertools import combinations, pairwise

import pytest
from PIL import Image, ImageChops, ImageStat
from playwright.sync_api import Page

from caseward.reports.palette import LOOKS
from tests.web.conftest import AXE
from tests.web.made import MADE

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"]
#: The checker does not know how SVG is painted: for each word of a picture it answers that it cannot tell the ground. So words
#: of pictures are left out of this one rule, and `test_words_in_pictures...` measures them against the shape under them.
ONLY_OUTSIDE_PICTURES = {"rules": [{"id": "color-contrast", "selector": "*:not(svg *)"}]}
#: Width in pixels, pixels of the screen for each, and what it is.
SCREENS = {"desktop": (1280, 1.0), "200 percent zoom": (640, 2.0), "phone": (320, 1.0)}
#: How far two grey signs must lie apart on the average of their points, of 255.
CLEARLY = 20
every_report = pytest.mark.parametrize("name", MADE)
every_screen = pytest.mark.parametrize("screen", SCREENS)


def probe(page: Page, what: str) -> object:
    return page.evaluate(f"probes.{what}")


def open_details(page: Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")


def complaints(page: Page, leave_out: str = "") -> list[str]:
    """What the checker finds wrong, and what it cannot decide: both are ours to settle."""
    page.add_script_tag(path=AXE)
    page.evaluate(f"axe.configure({json.dumps(ONLY_OUTSIDE_PICTURES)})")
    options = {"runOnly": RULES, "resultTypes": ["violations", "incomplete"]}
    options["rules"] = {leave_out: {"enabled": False}} if leave_out else {}
    found = page.evaluate(f"axe.run(document, {json.dumps(options)})")
    assert len(found["passes"]) > 15, "the checker did look"
    return [
        f"{rule['id']}: {node['html'][:120]}"
        for sort in ("violations", "incomplete")
        for rule in found[sort]
        for node in rule["nodes"]
    ]


@every_report
def test_the_checker_has_no_complaint_and_no_doubt(opened, name):
    page = opened(name)
    open_details(page)
    assert complaints(page) == []


def test_the_checker_has_no_complaint_on_a_phone(opened):
    page = opened("almost-empty", 320)
    open_details(page)
    # What is scrolled out of sight has no contrast to measure; the same colours are measured where all of it is in sight.
    assert complaints(page, leave_out="color-contrast") == []


def test_the_checker_would_complain(opened):
    page = opened("almost-empty")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('.quiet').style.color = '#aaa'")
    assert {said.split(":")[0] for said in complaints(page)} >= {"html-has-lang", "color-contrast"}


@every_report
def test_words_in_pictures_stand_out_from_what_lies_under_them(opened, name):
    page = opened(name)
    assert page.locator("svg text").count() > 5
    assert probe(page, "faintInPictures()") == []


def test_faint_words_in_a_picture_would_be_found(opened):
    page = opened("almost-empty")
    page.evaluate("document.querySelectorAll('svg text').forEach((one) => one.setAttribute('fill', '#999999'))")
    assert probe(page, "faintInPictures()") != []


@every_report
@every_screen
def test_the_page_never_scrolls_sideways_and_nothing_is_cut(opened, name, screen):
    width, scale = SCREENS[screen]
    page = opened(name, width, device_scale_factor=scale)
    open_details(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= width
    assert probe(page, "cut()") == []
    assert probe(page, "spilling()") == []
    assert probe(page, "broken()") == []


@pytest.mark.parametrize("name", ["el-monte", "of-a-hall"])
def test_letters_of_twice_the_size_fit(opened, name):
    page = opened(name)
    page.add_style_tag(content="html { font-size: 200%; }")
    open_details(page)
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 1280
    assert probe(page, "cut()") == []


def test_what_is_cut_would_be_found(opened):
    page = opened("almost-empty", 320)
    page.add_style_tag(content=".lead { white-space: nowrap; } td { word-break: break-all; }")
    assert page.evaluate("document.scrollingElement.scrollWidth") > 320
    assert probe(page, "cut()") != []
    assert probe(page, "broken()") != []


@pytest.mark.parametrize(("name", "width"), [("el-monte", 1280), ("almost-empty", 320)])
def test_the_tab_key_reaches_everything_in_order_and_one_sees_where_one_is(opened, name, width):
    page = opened(name, width)
    total = page.evaluate("probes.reachable().length")
    walked = []
    for _ in range(total):
        page.keyboard.press("Tab")
        walked.append(probe(page, "focus()"))
    assert [step["place"] for step in walked] == list(range(total))
    assert [step["name"] for step in walked if not (step["outlined"] and step["onScreen"])] == []


def test_the_first_thing_reached_skips_to_the_report(opened):
    page = opened("el-monte")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to the report")
    assert skip.evaluate("one => one === document.activeElement && one.getBoundingClientRect().left >= 4")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_what_is_wider_than_a_phone_scrolls_by_the_arrow_keys(opened):
    page = opened("el-monte", 320)
    regions = page.locator("[role=region][tabindex='0']:visible")
    assert regions.count() > 5
    for place in (0, 1):
        region = regions.nth(place)
        region.focus()
        assert region.evaluate("one => one.scrollWidth > one.clientWidth")
        page.keyboard.press("ArrowRight")
        page.wait_for_function("document.activeElement.scrollLeft > 0", timeout=5000)
    named = page.get_by_role("region", name=re.compile(r"\w"), include_hidden=True)
    assert named.count() == page.locator("section, [role=region]").count()


def test_the_table_beside_the_picture_opens_by_the_enter_key(opened):
    page = opened("el-monte")
    picture = page.get_by_role("img", name=re.compile("^Timeline of term-1: 1 to 6 of 16"))
    assert picture.count() == 1
    table = page.locator("details table")
    assert not table.is_visible()
    page.locator("summary").focus()
    page.keyboard.press("Enter")
    assert table.is_visible()
    said = int(re.search(r"(\d+) rows", page.locator("summary").inner_text())[1])
    assert table.locator("tbody tr").count() == said


@every_report
def test_every_picture_is_an_image_with_a_name_and_a_table_beside_it(opened, name):
    page = opened(name)
    pictures = page.locator("main svg")
    assert pictures.count() == page.get_by_role("img", name=re.compile(r"^Timeline of ")).count() >= 1
    assert page.locator("figure:has(svg) + details table").count() == pictures.count()


@every_report
def test_headings_come_in_order_and_parts_have_landmarks(opened, name):
    page = opened(name)
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((one) => Number(one.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert [pair for pair in pairwise(levels) if pair[1] > pair[0] + 1] == []
    for role in ("banner", "main", "navigation", "contentinfo"):
        assert page.get_by_role(role).count() == 1, role


def test_nothing_moves_so_there_is_nothing_to_reduce(opened):
    page = opened("el-monte", reduced_motion="reduce")
    calm = page.screenshot()
    assert probe(page, "moving()") == []
    page.emulate_media(reduced_motion="no-preference")
    assert probe(page, "moving()") == []
    assert page.screenshot() == calm


def test_on_paper_the_table_is_open_and_nothing_scrolls(opened):
    page = opened("el-monte", 720)
    page.emulate_media(media="print")
    assert page.locator("details table").is_visible()
    for gone in ("nav", ".skip", "summary"):
        assert not page.locator(gone).first.is_visible(), gone
    assert page.evaluate(
        "[...document.querySelectorAll('.scroll, .drawing')].every((one) => one.scrollWidth <= one.clientWidth + 1)"
    )
    assert probe(page, "cut()") == []


def signs_in_grey(opened, style: str) -> dict[str, Image.Image]:
    """The legend's sign of each status that occurs, as a grey printer leaves it."""
    found = {}
    for name in ("of-a-hall", "el-monte"):
        page = opened(name, device_scale_factor=2)
        page.emulate_media(media="print")
        page.add_style_tag(content=style)
        for status, look in LOOKS.items():
            box = probe(page, f"sign({json.dumps(look.word)})")
            if box:
                shot = Image.open(io.BytesIO(page.screenshot(clip=box)))
                found[status] = shot.convert("L").resize((56, 44))
    return found


@pytest.mark.parametrize(
    ("style", "without"),
    [
        ("svg text { visibility: visible; }", set()),
        # Two are blank: only their letter and their edge tell them apart.
        ("svg text, svg rect[rx] { visibility: hidden; }", {"not assessable"}),
    ],
    ids=["as it is", "without the letters"],
)
def test_in_grey_the_statuses_can_be_told_apart(opened, style, without):
    signs = signs_in_grey(opened, style)
    assert set(signs) >= {"met", "late", "missed", "overdue", "indeterminate", "not assessable", "pending"}
    pairs = combinations([status for status in signs if status not in without], 2)
    assert [(one, other) for one, other in pairs if difference(signs[one], signs[other]) < CLEARLY] == []


def difference(one: Image.Image, other: Image.Image) -> float:
    """How far two grey pictures lie apart, from 0 to 255 on the average of their points."""
    return ImageStat.Stat(ImageChops.difference(one, other)).mean[0]


def test_the_patterns_that_tell_statuses_apart_are_painted(opened):
    page = opened("of-a-hall")
    for status in ("late", "missed", "overdue"):
        cells = page.locator(f"svg rect[fill='url(#t1-{status})']")
        assert cells.count() > 0, status
        assert page.locator(f"svg defs pattern#t1-{status} > *").count() > 0, status
