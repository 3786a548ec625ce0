"""Whole pictures: who is drawn, which time, what the headline answers, and a drawing that stands alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from xml.etree import ElementTree

import pytest

from caseward.obligations.model import Status, Tally
from caseward.record.entry import Record
from caseward.record.view import view_of
from caseward.reports.draw import draw
from caseward.reports.headline import headline
from caseward.reports.pictures import pictures_of
from caseward.reports.png import png
from tests.unit.reports import made

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def audit():
    return made.audit()


@pytest.fixture(scope="module")
def picture(audit):
    (found,) = pictures_of(audit)
    return found


def test_the_headline_answers_for_the_rule_in_force_and_for_the_other_reading(picture):
    assert picture.headline == (
        "1 to 6 of 16 months met: a direct contact each month (the rule in force)",
        "1 of 16 months met: a meeting in person each month (as if the pandemic overlay had not been issued)",
    )


def test_another_reading_that_says_the_same_has_no_line(audit):
    one = audit.tallies[0]
    said = headline([one, replace(one, reading="ordinary-rule")], audit.obligations, {})
    assert said == ("1 to 6 of 16 windows met: a direct contact each month (the rule in force)",)


def test_without_windows_the_headline_counts_what_was_not_met(audit):
    empty = Tally("in force", "p", "r", "t", "s", 0, 0, 0, 0, "")
    late = made.obligation("in force", "r", "R", (date(2021, 5, 1), date(2021, 6, 1)), Status.LATE)
    assert headline([empty], [late], {}) == ("1 of 1 obligation late, missed or overdue",)
    assert headline([], [], {}) == ("No obligation arose in the time judged",)


def test_the_time_shown_runs_from_the_start_of_the_term_to_the_day_judged(picture):
    assert (picture.start, picture.end) == (date(2021, 2, 1), date(2022, 6, 15))
    assert [(i.day, i.strong) for i in picture.instants] == [(date(2022, 6, 14), True)]


def test_the_day_judged_is_drawn_when_it_is_not_the_day_of_the_incident(audit):
    (later,) = pictures_of(replace(audit, as_of=date(2022, 8, 1)))
    assert [i.label for i in later.instants] == ["incident, 14 Jun 2022", "judged as of 1 Aug 2022"]


def test_the_end_of_a_term_is_drawn_once_it_has_come(audit):
    ended = made.entry("term_end", "end-1", "2022-06-10", term=made.TERM, reason="completed")
    view = view_of(Record.of([*made.entries(), ended]))
    (found,) = pictures_of(replace(audit, view=view))
    assert "ended: completed, 10 Jun 2022" in [i.label for i in found.instants]


def test_those_with_most_findings_are_drawn_first_and_only_so_many(audit):
    people = [made.entry("person", f"p-{n}", "2021-01-01") for n in range(9)]
    terms = [made.entry("term", f"t-{n}", "2021-01-01", person=f"p-{n}") for n in range(9)]
    view = view_of(Record.of([*people, *terms]))
    (finding,) = audit.assessment.findings
    findings = tuple(replace(finding, subject=s) for s in ("t-7", "t-7", "t-3"))
    drawn = pictures_of(replace(audit, view=view, assessment=replace(audit.assessment, findings=findings)))
    assert [p.subject for p in drawn] == ["t-7", "t-3", "t-0", "t-1", "t-2"]


def test_a_denial_that_a_report_exists_is_no_claim_of_one(audit):
    said = [replace(e, values={**e.values, "about_count": 0}) if e.kind == "assertion" else e for e in made.entries()]
    (found,) = pictures_of(replace(audit, view=view_of(Record.of(said))))
    (reports,) = [lane for lane in found.lanes if lane.sort == "reports"]
    assert reports.marks == ()


def test_a_prohibition_that_nothing_broke_is_named_and_not_drawn(audit):
    (evaluation,) = audit.evaluations
    window = (date(2021, 2, 10), date(2022, 6, 14))
    kept = made.obligation("in force", "no-x", "No such thing", window, Status.MET, kind="never", duty="no-x")
    for status, names in ((Status.MET, ("No such thing",)), (Status.MISSED, ())):
        rows = (*evaluation.obligations, kept.with_status(status, "r"))
        (found,) = pictures_of(replace(audit, evaluations=(replace(evaluation, obligations=rows),)))
        assert found.not_drawn == names
        assert ("No such thing" in [lane.title for lane in found.lanes]) is not bool(names)


def test_the_table_has_every_mark_and_joins_only_cells_that_say_the_same(picture):
    rows = picture.rows()
    assert sum(r.number for r in rows) == len(picture.marks())
    meeting = [r for r in rows if r.lane.startswith("A meeting")]
    assert [(r.first, r.last, r.number) for r in meeting] == [
        (date(2021, 2, 10), date(2021, 11, 30), 10),
        (date(2021, 12, 1), date(2021, 12, 31), 1),
        (date(2022, 1, 1), date(2022, 5, 31), 5),
    ]


def test_marks_outside_the_time_shown_are_counted_and_not_drawn(audit):
    early = made.entry("arrest", "arrest-1", "2020-03-01", term=made.TERM)
    (found,) = pictures_of(replace(audit, view=view_of(Record.of([*made.entries(), early]))))
    assert found.left_out == 1
    assert all("arrest-1" not in m.entries for m in found.marks())


def test_the_drawing_is_well_formed_named_and_asks_for_nothing(picture):
    drawing = draw(picture, "t9")
    root = ElementTree.fromstring(drawing)
    assert root.get("role") == "img"
    first, second = list(root)[:2]
    assert (first.tag, second.tag) == (f"{SVG}title", f"{SVG}desc")
    assert root.get("aria-labelledby") == f"{first.get('id')} {second.get('id')}"
    assert "16 months met" in (first.text or "")
    assert "incident" in (second.text or "")
    assert "http" not in drawing.replace("http://www.w3.org/2000/svg", "")
    assert not [one for name in ("script", "image", "style") for one in root.iter(f"{SVG}{name}")]
    ids = [e.get("id") for e in root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    assert all(i.startswith("t9") for i in ids)


def test_everything_drawn_is_inside_the_picture(picture):
    root = ElementTree.fromstring(draw(picture))
    _, _, wide, tall = map(float, (root.get("viewBox") or "").split())
    for one in root.iter(f"{SVG}text"):
        assert 0 <= float(one.get("x", "0")) <= wide
        assert 0 <= float(one.get("y", "0")) <= tall
    for one in root.findall(f"./{SVG}g//{SVG}rect"):
        assert float(one.get("x", "0")) + float(one.get("width", "0")) <= wide + 1


def test_every_mark_has_a_tip_with_the_words_of_the_table(picture):
    tips = [t.text for t in ElementTree.fromstring(draw(picture)).iter(f"{SVG}title")]
    assert {m.words for m in picture.marks()} <= set(tips)


def test_the_same_audit_gives_the_same_drawing_and_png(audit):
    again = made.audit(view=view_of(Record.of(list(reversed(made.entries())))))
    one, other = (draw(pictures_of(a)[0]) for a in (audit, again))
    assert one == other
    assert png(one) == png(other)
    assert png(one).startswith(b"\x89PNG")


def test_words_from_the_record_cannot_become_markup(audit):
    hostile = made.entry(
        "warning", "w-9", "2022-05-01", facets=(), from_role="<script>alert(1)</script>", term=made.TERM
    )
    (found,) = pictures_of(replace(audit, view=view_of(Record.of([*made.entries(), hostile]))))
    assert "<script" not in draw(found)
