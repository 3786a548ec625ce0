"""The page: self-contained, in order for those who hear it, honest about what is cut, safe against words from the record."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from caseward.errors import Fault
from caseward.interchange.reading import RejectedRow
from caseward.obligations.evaluate import Evaluation
from caseward.oversight.model import Assessment
from caseward.record.entry import Record
from caseward.record.view import view_of
from caseward.reports.page import SECTIONS, page
from caseward.reports.pictures import pictures_of
from tests.unit.reports import made

VOID = {"meta", "br", "col"}


@dataclass
class Seen(HTMLParser):
    """What a page is made of, read by a parser and not by patterns."""

    headings: list[tuple[int, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    tables: list[set[str]] = field(default_factory=list)

    def __post_init__(self):
        super().__init__()

    def handle_starttag(self, tag, attrs):
        found = {k: v or "" for k, v in attrs}
        self.tags.append((tag, found))
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a":
            self.links.append(found.get("href", ""))
        if tag == "table":
            self.tables.append(set())
        if self.tables and tag in ("caption", "col"):
            self.tables[-1].add(tag)
        if self.tables and tag == "th":
            self.tables[-1].add(f"th {found.get('scope', 'without scope')}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, f"{tag} closes what it did not open"

    def handle_data(self, data):
        if self.open and re.fullmatch(r"h[1-6]", self.open[-1]):
            self.headings.append((int(self.open[-1][1]), data.strip()))
        if self.open and self.open[-1] not in ("style", "title", "desc"):
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def seen(html: str) -> Seen:
    found = Seen()
    found.feed(html)
    assert found.open == []
    return found


def page_of(audit) -> str:
    return page(audit, pictures_of(audit))


@pytest.fixture(scope="module")
def audit():
    return made.audit()


@pytest.fixture(scope="module")
def html(audit):
    return page_of(audit)


@pytest.fixture(scope="module")
def shown(html):
    return seen(html)


def empty(audit):
    nothing = Assessment(made.AS_OF, None, (), (), (), (), (), (), ())
    view = view_of(Record.of([]))
    reading = replace(audit.reading, record=Record.of([]), rows_read=0, tables={})
    evaluations = (Evaluation("made-adult", made.AS_OF, (), ()),)
    return replace(audit, view=view, reading=reading, evaluations=evaluations, assessment=nothing)


def test_the_page_asks_for_nothing_outside_itself(html, shown):
    assert "http" not in html.replace("http://www.w3.org/2000/svg", "")
    assert not [tag for tag, _ in shown.tags if tag in ("script", "link", "img", "iframe", "object")]
    assert "@import" not in html
    assert "url(" not in html.replace("url(#", "")


def test_headings_go_down_one_step_at_a_time_and_there_is_one_first(shown):
    levels = [level for level, _ in shown.headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in pairwise(levels))


def test_every_section_is_there_and_named_in_the_contents(shown):
    titles = [said for level, said in shown.headings if level == 2]
    assert titles == ["Contents", *(title for _, title in SECTIONS)]
    assert {f"#{anchor}" for anchor, _ in SECTIONS} <= set(shown.links)


def test_names_are_unique_and_every_link_inside_leads_somewhere(shown):
    assert len(shown.ids) == len(set(shown.ids))
    inside = {link[1:] for link in shown.links if link.startswith("#")}
    assert inside <= set(shown.ids)
    files = {link for link in shown.links if not link.startswith("#")}
    assert files <= {"obligations.csv", "report.xlsx", "timeline.svg", "timeline.png", "rejects.csv"}


def test_every_table_has_a_caption_and_a_scope_for_each_heading(shown):
    assert len(shown.tables) > 8
    assert all("caption" in table and "th col" in table for table in shown.tables)
    assert not [table for table in shown.tables if "th without scope" in table]


def test_what_can_be_scrolled_can_be_reached_by_keyboard_and_has_a_name(shown):
    regions = [a for tag, a in shown.tags if a.get("class") in ("scroll", "drawing")]
    assert len(regions) == len(shown.tables) + 1
    assert all(a["tabindex"] == "0" and a["role"] == "region" for a in regions)
    assert all("aria-label" in a or a["aria-labelledby"] in shown.ids for a in regions)


def test_language_landmarks_and_the_way_past_the_contents(shown):
    assert ("html", {"lang": "en"}) in shown.tags
    tags = [tag for tag, _ in shown.tags]
    assert all(tags.count(one) == 1 for one in ("main", "nav", "header", "footer", "h1"))
    assert shown.links[0] == "#main"


def test_the_first_paragraph_says_what_was_read_and_on_which_clocks(shown, audit):
    assert "18 rows in 1 table were read from the record “made-record”. No row was set aside." in shown.text
    assert "judged as of the end of 14 June 2022" in shown.text
    known = seen(page_of(replace(audit, known_at=made.KNOWN_AT)))
    assert "Only what had been recorded by 13 June 2022, 23:59 (-07:00) was used." in known.text


def test_rows_set_aside_are_counted_first_and_linked(audit):
    fault = Fault("contact.csv", 3, 2, "CW240", "occurred", "2021-02-30", "there is no such day", "write another")
    row = RejectedRow("contact.csv", 3, "contact", "c", "c,2021-02-30", (fault,))
    reading = replace(audit.reading, faults=(fault,), rejected=(row,), rows_read=19)
    found = seen(page_of(replace(audit, reading=reading)))
    assert "1 row was set aside because of faults and play" in found.text.replace("plays", "play")
    assert "rejects.csv" in found.links
    assert "there is no such day" in found.text


def test_a_status_is_never_told_by_colour_alone(html):
    marks = re.findall(r'<span class="status status-([a-z-]+)"><b aria-hidden="true">([^<]+)</b>([^<]+)</span>', html)
    assert {(said, letter) for _, letter, said in marks} == {("met", "M"), ("missed", "X"), ("not assessable", "n/a")}


def test_ranges_and_assumptions_are_said(shown):
    assert "1 to 6 of 16 months" in shown.text
    assert "under a rule that is partly assumed" in shown.text
    assert "the outcome of five contacts" in shown.text, "what would settle it"


def test_findings_stand_alone_with_boxes_to_be_written(html, audit):
    (finding,) = audit.assessment.findings
    article = html.split(f'<article id="{finding.id}"')[1].split("</article>")[0]
    for said in (
        "Criteria",
        "Condition",
        "Evidence",
        "Cause",
        "Effect",
        "Recommendation",
        "Response of the department",
    ):
        assert said in article
    assert article.count("To be written") == 4
    written = replace(finding, cause="No list of open reports was kept.")
    filled = page_of(replace(audit, assessment=replace(audit.assessment, findings=(written,))))
    assert "No list of open reports was kept." in filled
    assert filled.split(f'id="{finding.id}"')[1].split("</article>")[0].count("To be written") == 3


def test_narratives_and_machine_paths_stay_out(html, audit):
    assert "left a voicemail" not in html
    assert str(made.HERE) not in html
    assert "caseward audit made-record --policy policy.yaml --as-of 2022-06-14 --out audit" in html


def test_words_from_the_record_cannot_become_markup(audit):
    hostile = '<script>alert(1)</script>"><img src=x>'
    (test,) = audit.assessment.assertions
    assessment = replace(audit.assessment, assertions=(replace(test, states=hostile, topic=hostile),))
    found = page_of(replace(audit, title=hostile, assessment=assessment))
    assert "<script" not in found
    assert "<img" not in found
    assert seen(found)


def test_an_empty_record_is_said_to_be_empty(audit):
    html = page_of(empty(audit))
    found = seen(html)
    for said in ("There is nothing to draw", "There is no finding.", "No warning is in the record.", "No assertion is in the record.",
                 "No obligation arose", "Every obligation was decided", "No entry is cited.", "0 rows in 0 tables"):  # fmt: skip
        assert said in found.text
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)


def test_long_lists_are_cut_and_say_where_the_rest_is(audit):
    (evaluation,) = audit.evaluations
    day = date(2021, 3, 1)
    rows = tuple(
        made.obligation("in force", "daily", "A daily check", (day + timedelta(days=n), day + timedelta(days=n + 1)),
                        made.Status.MISSED, duty="daily", reason=f"none on day {n}")
        for n in range(300)
    )  # fmt: skip
    mark = audit.assessment.marks[0]
    many = replace(audit.assessment, marks=tuple(replace(mark, seen=f"seen {n}") for n in range(301)))
    found = seen(page_of(replace(audit, evaluations=(replace(evaluation, obligations=rows),), assessment=many)))
    assert "The first 120 of 300 rows are shown; all of them are in obligations.csv." in found.text
    assert "The first 120 of 301 rows are shown; all of them are in report.xlsx." in found.text
    assert "none on day 119" in found.text
    assert "none on day 120" not in found.text


def test_the_same_audit_gives_the_same_page(html):
    again = made.audit(view=view_of(Record.of(list(reversed(made.entries())))))
    assert page_of(again) == html


def test_on_paper_only_the_style_differs(audit, html):
    paper = page(audit, pictures_of(audit), paper=True)
    assert "@page" in paper
    assert paper.split("</style>")[1] == html.split("</style>")[1]
