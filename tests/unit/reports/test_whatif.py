"""The page, the picture and the tables of a what-if."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from caseward.engine.whatif.ask import what_if
from caseward.interchange.synth import synthesise
from caseward.policy.load import load_policy
from caseward.record.view import view_of
from caseward.reports.whatif_page import page
from caseward.reports.whatif_picture import (
    MOST_MONTHS,
    OLD_GROUND,
    OLD_INK,
    Bars,
    described,
    draw_whatif,
    panels,
    scale_top,
)
from caseward.reports.whatif_picture import _by_year as by_year
from caseward.reports.whatif_tables import by_fact, by_month, signed, summary, tenths
from tests.house.tree import TOP
from tests.unit.reports.contrast import contrast
from tests.unit.reports.test_page import seen

AS_OF = date(2022, 12, 31)


@pytest.fixture(scope="module")
def answer():
    old, new = (load_policy(TOP / f"examples/try-a-policy/{n}.yaml") for n in ("now", "proposed"))
    return what_if(old, new, view_of(synthesise(15, 3)), AS_OF, record="made<up>")


@pytest.fixture(scope="module")
def html(answer):
    return page(answer, "9.9", draw_whatif(answer))


def test_the_page_is_whole_and_asks_for_nothing_outside_itself(html):
    found = seen(html)
    assert [level for level, _ in found.headings][:3] == [1, 2, 2]
    assert len(found.ids) == len(set(found.ids))
    assert not re.search(r"https?://(?!www\.w3\.org)", html)
    assert "<script" not in html
    local = {link for link in found.links if not link.startswith("#")}
    assert local == {
        "whatif.svg", "whatif.png", "whatif.csv", "whatif.parquet", "officers.csv", "people.csv", "rows.parquet", "manifest.json",
    }  # fmt: skip


def test_every_table_has_a_caption_and_heads_with_a_scope(html):
    tables = seen(html).tables
    assert len(tables) >= 5
    assert all("caption" in t and "th row" in t and "th without scope" not in t for t in tables)


def test_words_from_the_record_are_not_markup(html):
    assert "made<up>" not in html
    assert "made&lt;up&gt;" in html


def test_the_page_says_what_is_assumed_and_what_it_does_not_say(html):
    said = seen(html).text
    assert "Under other rules people would have acted otherwise" in said
    assert "Workload of the old policy from 2021-01-01: assumed; written for this example." in said
    assert "Assumed: high, moderate, low, kiosk, contact, meeting." in said
    assert "It does not say what people would have done under other rules." in said


def test_what_differs_between_the_policies_is_told(html):
    said = seen(html).text
    assert "version example: contact" in said
    assert "every, count: 1 (assumed)" in said or "every, count: 1" in said


def test_the_picture_speaks_and_needs_no_colour(answer):
    drawing = draw_whatif(answer)
    root = ElementTree.fromstring(drawing)
    assert root.get("role") == "img"
    named = (root.get("aria-labelledby") or "").split()
    ids = {e.get("id"): e for e in root.iter() if e.get("id")}
    assert all(ids[n].text for n in named)
    assert "The table by month has every number." in (ids["w-desc"].text or "")
    assert "w-old" in ids, "the pattern of the old bars"
    assert contrast(OLD_INK, OLD_GROUND) > 4.5
    assert drawing == draw_whatif(answer)


def test_each_bar_says_its_numbers(answer):
    drawing = draw_whatif(answer)
    for month in answer.months:
        unmet = [c.number("missed") + c.number("overdue") for c in month.cells]
        assert f"<title>{month.word}: {unmet[0]:,} under the old policy, {unmet[1]:,} under the new</title>" in drawing


def test_there_is_a_panel_of_officers_where_the_policy_has_a_workload(answer):
    assert [p.title for p in panels(answer)] == ["Missed or overdue", "Contacts needed, at most", "Officers needed"]


def test_many_months_are_drawn_as_years():
    months = [(f"{2000 + n // 12}-{n % 12 + 1:02d}", Fraction(1), Fraction(n)) for n in range(MOST_MONTHS + 12)]
    years = by_year(months, most=False)
    assert [y for y, *_ in years] == [str(2000 + n) for n in range(8)]
    assert years[0] == ("2000", Fraction(12), Fraction(sum(range(12))))
    assert by_year(months, most=True)[0] == ("2000", Fraction(1), Fraction(11))
    assert by_year(months[:24], most=False) == months[:24]


def test_an_empty_picture_says_so():
    assert described([Bars("Missed or overdue", ())]).startswith("Missed or overdue: nothing is owed.")


@pytest.mark.parametrize(
    ("highest", "top"), [("0", "1/10"), ("3", "4"), ("4", "4"), ("116", "200"), ("601", "800"), ("9/2", "6")]
)
def test_the_scale_ends_at_a_round_number(highest, top):
    assert scale_top(Fraction(highest)) == Fraction(top)


def test_tables_say_differences_with_their_sign(answer):
    lines = {x.label.strip(): x for x in summary(answer)}
    total = answer.total
    change = total.new.number("missed") - total.old.number("missed")
    assert lines["missed"].change == f"{change:+,}"
    assert lines["officer hours"].old == tenths(Fraction(total.old.cost, 100))
    assert "officers needed in the busiest month" in lines
    assert signed(0, "{:,}".format) == "0"
    assert [tenths(Fraction(n)) for n in ("0", "-1/20", "-3/2", "12345/10")] == ["0.0", "0.0", "-1.5", "1,234.5"]


def test_breakdowns_have_a_number_for_each_head(answer):
    for broken in (by_month(answer), by_fact(answer, "level"), by_fact(answer, "office")):
        assert broken.rows
        assert all(len(numbers) == len(broken.heads) for _, numbers in broken.rows)
    levels = [word for word, _ in by_fact(answer, "level").rows]
    order = ["kiosk", "minimum", "low", "medium", "moderate", "high", "maximum", "unknown"]
    assert levels == [x for x in order if x in levels], "levels in the order in which the policy lists them"
