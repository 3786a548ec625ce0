"""The numbers of a summary add up: on the first page of the report and on the screen, over scored obligations only."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from caseward.cli.summary import show_summary
from caseward.obligations.model import Obligation, Status
from caseward.obligations.tally import tallies_of
from caseward.record.facts import subjects_of
from caseward.reports.model import Audit
from caseward.reports.numbers import numbers_of
from caseward.reports.summary import rule_lines
from tests.unit.reports import made

ROW = st.tuples(st.sampled_from(list(Status)), st.booleans())
WINDOW = (date(2021, 5, 1), date(2021, 6, 1))
ALIKE = [
    *[(Status.MET, True)] * 3, *[(Status.MISSED, True)] * 2, *[(Status.MISSED, False)] * 4,
    (Status.LATE, True), (Status.OVERDUE, True), (Status.PENDING, False), (Status.EXCUSED, True),
]  # fmt: skip


def audit_of(found: list[tuple[Status, bool]]) -> Audit:
    """An audit of one requirement whose windows came out so."""
    rows = tuple(
        made.obligation("in force", "in-person-monthly", "A meeting", month(n), status, scored=scored, ordinal=n)
        for n, (status, scored) in enumerate(found)
    )
    audit = made.audit()
    (subject,) = subjects_of(audit.view, "term")
    tallies = tuple(tallies_of(rows, subject))
    return replace(audit, evaluations=(replace(audit.evaluations[0], obligations=rows, tallies=tallies),))


def month(n: int) -> tuple[date, date]:
    start = WINDOW[0] + timedelta(days=31 * n)
    return start, start + timedelta(days=31)


def on_the_screen(audit: Audit) -> dict[str, str]:
    """The cells of the only row of the table of what was owed, by the heads of their columns."""
    screen = Console(file=StringIO(), width=200)
    show_summary(audit, screen)
    lines = screen.file.getvalue().splitlines()  # type: ignore[attr-defined]
    heads, _, cells = next(lines[i : i + 3] for i, line in enumerate(lines) if line.startswith("requirement"))
    return dict(zip(re.split(r"\s{2,}", heads.strip()), re.split(r"\s{2,}", cells.strip()), strict=True))


def in_the_report(audit: Audit) -> dict[str, str]:
    (line,) = rule_lines(audit)
    parts = {name: number for number, _, name in (p.partition(" ") for p in line.not_met.split(", "))}
    return {"met": line.met, "unclear": str(line.undecided), **parts, "explained": line.explained}


def number(cell: str | None) -> int:
    return int(cell) if cell and cell.isdigit() else 0


@pytest.mark.parametrize("shown", [on_the_screen, in_the_report])
@given(found=st.lists(ROW, min_size=1, max_size=12))
def test_met_late_missed_and_unclear_make_up_the_windows(shown, found):
    exact = [(s, scored) for s, scored in found if s not in (Status.INDETERMINATE, Status.NOT_ASSESSABLE)]
    for rows in (found, exact or [(Status.MET, True)]):
        cells = shown(audit_of(rows))
        counted = re.fullmatch(r"(\d+)(?: to \d+)? of (\d+)", cells["met"])
        rest = sum(number(cells.get(name)) for name in ("late", "missed", "unclear"))
        windows = sum(scored and s not in (Status.OVERDUE, Status.PENDING, Status.EXCUSED) for s, scored in rows)
        assert (int(counted[2]) if counted else 0) == windows
        assert (int(counted[1]) if counted else 0) + rest == windows


def test_what_is_asked_and_not_scored_has_words_of_its_own():
    audit = audit_of(ALIKE)
    screen, report = on_the_screen(audit), in_the_report(audit)
    assert (screen["met"], screen["missed"], screen["late"], screen["not scored"]) == ("3 of 6", "2", "1", "5")
    assert (report["met"], report["missed"], report["late"]) == ("3 of 6", "2", "1")
    assert report["explained"] == "5 asked, not scored"


@pytest.mark.parametrize(
    ("status", "scored", "said"),
    [
        (Status.PENDING, True, "not yet due"),
        (Status.OVERDUE, True, "none yet"),
        (Status.EXCUSED, True, "none owed"),
        (Status.MISSED, False, "none scored"),
    ],
)
def test_where_no_window_is_over_words_say_why(status, scored, said):
    assert in_the_report(audit_of([(status, scored)]))["met"] == said


def doubtful() -> Audit:
    """Sixteen months: one met, fifteen that five contacts without an outcome may meet one by one."""
    audit = made.audit()
    (evaluation,) = audit.evaluations
    said = "record what is missing in " + ", ".join(made.UNCLEAR)
    rows: tuple[Obligation, ...] = tuple(
        replace(o, settles=said if o.status is Status.NOT_ASSESSABLE else "")
        for o in evaluation.obligations
        if o.requirement == "monthly-contact-pandemic"
    )
    (subject,) = subjects_of(audit.view, "term")
    tallies = tuple(tallies_of(rows, subject))
    return replace(audit, evaluations=(replace(evaluation, obligations=rows, tallies=tallies),))


def test_what_was_surely_missed_is_not_called_none():
    audit = doubtful()
    assert (on_the_screen(audit)["met"], on_the_screen(audit)["missed"]) == ("1 to 6 of 16", "at least 10")
    (line,) = rule_lines(audit)
    assert (line.met, line.not_met) == ("1 to 6 of 16", "at least 10 missed")


def test_a_missing_fact_is_never_a_miss():
    rows = audit_of([(Status.NOT_ASSESSABLE, True)]).obligations
    (subject,) = subjects_of(made.audit().view, "term")
    found = numbers_of(rows, tallies_of(rows, subject), [p.document for p in made.audit().policies])
    assert (found.windows, found.missed_words) == (1, "")
