"""Every page of the table of addresses in a real browser: whatever else is looked at, none is left out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from caseward.interchange.kept.opening import opened_record
from caseward.interchange.kept.reading import gathered
from tests.casework.test_doors import DOORS
from tests.web.test_casework_in_browser import WIDTHS, axe, kept, running, signed_in  # noqa: F401

#: Whom a page is opened as: the first of them who gets in.
AS = ("duty", "inspector", "records", "administrator", "supervisor", "officer")
SENT = {"contact-preview", "report-draft"}  # these take a form alone
ONE_PERSONS = {"officer-1": "officer", "officer-2": "officer", "officer-3": "officer"}
FOR_SOME = {"order-waiting", "correct-own", "warning-receipt"}
"""Pages of what somebody did before: those who did it open them, in tests of their own."""
WEST = {"transfer-ask", "cover-end", "proposal-decision", "report-decision", "review-new", "transfer-decline"}
"""Pages of a supervisor of the west; whoever signs in here is of the east. Tests of their own look at them."""
PAGES = {n: one for n, one in DOORS.items() if n not in SENT | FOR_SOME | WEST}


def opened_as(name: str) -> str:
    """The role that opens a page."""
    may = {ONE_PERSONS.get(one, one) for one in PAGES[name][1]}
    return next(role for role in AS if role in may)


@pytest.fixture(scope="module")
def places(begun):
    """What addresses are made of: places in the log of entries by what they are."""
    with opened_record(begun.folder, writing=False) as found:
        taken = gathered(found.store.stored(0, found.store.size)).taken
    at = {one.entry.id: one.index for one in taken if one.entry is not None}
    said = {"over": "ap-3-over", "absent": "ap-3-absent", "promised": "pr-3", "heard": "h-3", "alleged": "v-3",
            "violated": "v-3-judged", "proposed": "rq-3", "report": "rp-6", "begun": "rp-6-begun", "disputed": "d-3",
            "sent": "doc-3", "lost": "w-lost", "place": "c-3"}  # fmt: skip
    return {name: at[id_] for name, id_ in said.items()}


def wider_than(page: Page) -> list[int]:
    """The widths at which the page has to be moved sideways."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append(width)
    return found


@pytest.mark.parametrize("role", AS)
def test_every_page_is_open_to_everybody(signed_in, places, role):  # noqa: F811
    page, faults, looked = signed_in(role), {}, 0
    for name in (name for name in PAGES if opened_as(name) == role):
        address = PAGES[name][0].format(**places)
        answer = page.request.get(address)
        if answer.headers["content-type"].startswith("text/html"):
            page.goto(address)
            looked += 1
            found = [f"{answer.status}"] * (answer.status != 200) + axe(page) + wider_than(page)
            faults |= {name: found} if found else {}
    assert faults == {}
    assert looked
