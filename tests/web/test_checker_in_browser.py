"""The page that checks receipts, in a real browser: right answers, no network, the keyboard alone, a phone, paper."""

from __future__ import annotations

import json
import re

import pytest

from caseward.ledger.bundle import Question, Shown, bundle_lines
from tests.fuzz.receipts import PAGE
from tests.unit.verify.made import CASE, OPENING, PART, POLICY, Log
from tests.web.conftest import PROBES
from tests.web.test_report_in_browser import complaints, probe

LOG = Log(100)
RECEIPT = str(LOG.receipt(14)).encode()


@pytest.fixture
def shown(browser):
    contexts, asked, said = [], [], []

    def show(width=1280, **more):
        contexts.append(browser.new_context(viewport={"width": width, "height": 900}, **more))
        opened = contexts[-1].new_page()
        opened.on("request", lambda request: asked.append(request.url))
        opened.on("console", lambda message: said.append(message.text))
        opened.on("pageerror", lambda error: said.append(str(error)))
        opened.goto(PAGE.as_uri())
        return opened

    yield show
    for context in contexts:
        context.close()
    assert said == []
    assert set(asked) == {PAGE.as_uri()}


def answer(page, data, policy=POLICY, entry=None):
    """What the page says of a file."""
    page.set_input_files("#policy-file", {"name": "trust.policy", "mimeType": "text/plain", "buffer": policy})
    page.set_input_files("#shown-file", {"name": "shown", "mimeType": "text/plain", "buffer": data})
    if entry is not None:
        page.set_input_files("#entry-file", {"name": "entry", "mimeType": "text/plain", "buffer": entry})
    page.locator("#answer").evaluate("answer => answer.replaceChildren()")
    page.get_by_role("button", name="Check").click()
    page.locator("#answer h2").wait_for()
    return page.locator("#answer").inner_text()


def test_a_receipt_is_proven_and_a_changed_one_is_not(shown):
    page = shown()
    said = answer(page, RECEIPT)
    assert "The receipt proves its entry." in said
    assert "Entry 14 is in the log agency.example/record" in said
    assert "class desertion_report" in said
    assert "The witness inspector saw this log on 2023-11-14T22:15:00Z." in said
    assert "The browser's own library agreed on all 2 signatures." in said
    assert "What was not" in said
    assert "Refused" in answer(page, RECEIPT.replace(b"index 14", b"index 15"))
    assert "no log that is trusted here" in answer(page, RECEIPT, POLICY.replace(b"log ", b"# "))
    assert "names the quorum" in answer(page, RECEIPT, b"")


def test_an_entry_may_lie_beside_its_receipt(shown):
    page = shown()
    bare = str(LOG.receipt(14, extra=False)).encode()
    assert "has to be given with it" in answer(page, bare)
    assert "The receipt proves its entry." in answer(page, bare, entry=LOG.leaves[14])
    assert "altered, or the receipt is of another" in answer(page, bare, entry=LOG.leaves[15])


def test_what_an_entry_says_is_proven_with_its_receipt(shown):
    page = shown()
    said = {"index": 14, "parts": {"identity": {"opening": OPENING.hex(), "part": PART.decode()}}}
    for part, words in (
        (PART.decode(), 'as it was recorded: {"id":"term-1"}'),
        ("{}", "is not the one that was recorded"),
    ):
        said["parts"]["identity"]["part"] = part
        buffer = json.dumps(said).encode()
        page.set_input_files("#said-file", {"name": "said.json", "mimeType": "text/plain", "buffer": buffer})
        assert words in answer(page, RECEIPT)


def test_bundles_and_certificates(shown):
    page = shown()
    whole = b"".join(
        bundle_lines(
            LOG.run(heads=(LOG.head(40), LOG.head(seen=False))),
            shown=lambda n: [Shown("identity", OPENING, PART)] if n == 0 else [],
        )
    )
    said = answer(page, whole)
    for words in (
        "The bundle is whole.",
        "These are 100 entries",
        "contact: 96",
        "The quorum saw the first 40 entries",
        '{"id":"term-1"}',
    ):
        assert words in said
    assert "one was changed, removed or put in" in answer(
        page, whole.replace(LOG_LINE, b"", 1).replace(b'"end":100', b'"end":99')
    )
    question = Question(CASE, "desertion_report", "", "", LOG.receipt(0), Shown("identity", OPENING, PART))
    said = answer(page, b"".join(bundle_lines(LOG.run(), question)))
    for words in (
        "The log holds 3 such entries.",
        "Entry 49, recorded 2022-02-19",
        "All 100 entries",
        "It does not prove that nothing happened",
    ):
        assert words in said
    none = Question(CASE, "violation", "2022-01-02T00:00:00.000000Z", "", LOG.receipt(0), question.shown)
    assert "The log holds no such entry." in answer(page, b"".join(bundle_lines(LOG.run(0, 100), none)))
    assert "entries before the first one" in answer(page, b"".join(bundle_lines(LOG.run(5, 100), none)))


LOG_LINE = [*bundle_lines(LOG.run())][20]


def test_text_may_be_pasted_and_the_keyboard_is_enough(shown):
    page = shown()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(POLICY.decode())
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.insert_text(RECEIPT.decode())
    for _ in range(3):
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator("#answer h2").wait_for()
    assert "The receipt proves its entry." in page.locator("#answer").inner_text()
    assert page.evaluate("document.activeElement.id") == "answer"


@pytest.mark.parametrize("data", [RECEIPT, b"nothing"], ids=["proven", "refused"])
def test_the_checker_of_accessibility_has_no_complaint(shown, data):
    page = shown(bypass_csp=True)
    answer(page, data)
    assert complaints(page) == []


@pytest.mark.parametrize("width", [1280, 320])
def test_it_never_scrolls_sideways(shown, width):
    page = shown(width, bypass_csp=True)
    answer(page, RECEIPT)
    page.add_script_tag(path=PROBES)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert probe(page, "cut()") == []


def test_on_paper_there_is_the_answer_alone(shown):
    page = shown()
    answer(page, RECEIPT)
    page.emulate_media(media="print")
    assert page.locator("#answer").is_visible()
    assert not page.locator("form").is_visible()


def test_the_page_holds_everything_and_asks_for_nothing():
    text = PAGE.read_text(encoding="utf-8")
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=|https?:|innerHTML|document\.write|\beval\b|fetch\(|XMLHttp|WebSocket", text)
