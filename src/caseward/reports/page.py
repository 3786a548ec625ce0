"""The report as one page: self-contained, without script, readable with a keyboard, by a screen reader, on a phone and
on paper."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import groupby

from jinja2 import Environment, PackageLoader, StrictUndefined

from caseward.dates import FOREVER
from caseward.obligations.model import Obligation
from caseward.oversight.model import AssertionTest
from caseward.reports.cited import cited
from caseward.reports.cut import MOST_FINDINGS, MOST_LINES, MOST_ROWS, Cut, cut
from caseward.reports.draw import draw
from caseward.reports.groups import Group, days_until, groups, looked_at, window_words
from caseward.reports.method import command, versions
from caseward.reports.model import Audit
from caseward.reports.opening import opening
from caseward.reports.palette import LOOKS
from caseward.reports.picture import Picture, Row
from caseward.reports.pictures import clocks, subjects_in
from caseward.reports.policy_periods import policy_by_date
from caseward.reports.speech import days_words, least_most, lower_first, plain, short_day
from caseward.reports.summary import key_numbers, rule_lines
from caseward.reports.undetermined import questions

SECTIONS = (
    ("summary", "In one page"),
    ("timeline", "Timeline"),
    ("findings", "Findings"),
    ("contacts", "Contacts, as coded and as defined"),
    ("assertions", "Assertions, tested against the record"),
    ("warnings", "Warnings and the time to a response"),
    ("standing", "What must not be mistaken"),
    ("integrity", "Marks on the integrity of the record"),
    ("gaps", "Longest gaps"),
    ("undetermined", "What could not be determined, and what would settle it"),
    ("policy", "The policy in force, by date"),
    ("obligations", "Obligations, one by one"),
    ("cited", "Entries cited"),
    ("method", "Method, and how to repeat it"),
)
WORKBOOK = "report.xlsx"
#: The last day before the day that stands for no end.
NEVER = FOREVER - timedelta(days=1)


def page(audit: Audit, pictures: Sequence[Picture], *, paper: bool = False) -> str:
    """The whole page. ``paper`` adds the style of the PDF; the content is the same."""
    made = environment()
    sheets = ["report.css", *(["paper.css"] if paper else [])]
    css = "\n".join(made.get_template(name).render() for name in sheets)
    return made.get_template("report.html.j2").render(**_context(audit, pictures), css=css)


def environment() -> Environment:
    """The templates of the reports, with the filters and words that they use."""
    made = Environment(
        loader=PackageLoader("caseward.reports", "templates"),
        autoescape=lambda name: name is not None and name.endswith(".html.j2"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters["plain"] = plain
    made.filters["lower_first"] = lower_first
    made.globals.update(
        day=short_day, days=days_words, days_until=days_until, range=least_most, looked_at=looked_at,
        window=window_words, row_days=row_days, looks=LOOKS, cut_rows=lambda rows, where: cut(rows, MOST_ROWS, where),
    )  # fmt: skip
    return made


def row_days(row: Row) -> str:
    """When a row of a picture's table is: its day, or its first and last day; an open end is said to be open."""
    return f"{short_day(row.first)} on" if row.last >= NEVER else days_words(row.first, row.last)


def _context(audit: Audit, pictures: Sequence[Picture]) -> dict[str, object]:
    drawn = [p.subject for p in pictures]
    listed = groups(audit, drawn)
    shown = [o for group in listed for o in group.rows.shown]
    entries = cut(cited(audit, shown), MOST_ROWS, "the record")
    return {
        "audit": audit,
        "clocks": clocks(audit),
        "opening": [s for s in opening(audit) if s],
        "description": f"Audit of {audit.record_path_name}, judged {clocks(audit)}",
        "sections": SECTIONS,
        "rejects": bool(audit.reading.rejected or audit.reading.faults),
        "keys": key_numbers(audit),
        "rules": rule_lines(audit),
        "pictures": [(p, draw(p, f"t{n}")) for n, p in enumerate(pictures, 1)],
        "subjects_total": len(subjects_in(audit)),
        "cited": entries,
        "cited_ids": {*(c.id for c in entries.shown), *(a.assertion for a in audit.assessment.assertions)},
        "command": command(audit),
        "versions": versions(audit),
        **_obligations(audit, listed, shown),
        **_lists(audit),
        **_policies(audit),
    }


def _obligations(audit: Audit, listed: list[Group], shown: list[Obligation]) -> dict[str, object]:
    titles = {r: title for _, r, title in audit.readings()}
    return {
        "groups": listed,
        "group_anchors": {g.anchor for g in listed},
        "obligation_ids": {o.id for o in shown},
        "obligations_total": len(audit.obligations),
        "many_subjects": len({o.subject for o in shown}) > 1,
        "reading_title": lambda reading: titles.get(reading, reading),
    }


def _lists(audit: Audit) -> dict[str, object]:
    """The lists of the assessment, each cut to what a page can hold."""
    found = audit.assessment
    whole = {
        "counts": found.counts,
        "warnings": found.warnings,
        "standing": found.standing,
        "marks": found.marks,
        "gaps": found.gaps,
    }
    cuts: dict[str, object] = {name: cut(rows, MOST_ROWS, WORKBOOK) for name, rows in whole.items()}
    cuts["questions"] = cut(questions(audit), MOST_ROWS, "obligations.csv, under status")
    cuts["findings"] = cut(found.findings, MOST_FINDINGS, "findings.json and report.xlsx")
    cuts["first_findings"] = cut(found.findings, MOST_LINES, "findings.json")
    cuts["topics"] = _topics(found.assertions)
    cuts["faults"] = cut(audit.reading.faults, MOST_ROWS, "rejects.csv")
    return cuts


def _topics(assertions: Sequence[AssertionTest]) -> Cut[tuple[str, list[AssertionTest]]]:
    """Assertions side by side by topic, in the order in which they came."""
    ordered = sorted(assertions, key=lambda a: (_natural(a.topic), a.assertion))
    topics = [(topic, list(tests)) for topic, tests in groupby(ordered, key=lambda a: a.topic)]
    return cut(topics, MOST_ROWS, WORKBOOK)


def _natural(topic: str) -> tuple[int, str]:
    """A topic that begins with a number goes by it."""
    first = topic.split(" ", 1)[0]
    return (int(first), topic) if first.isdecimal() and first.isascii() else (10**9, topic)


def _policies(audit: Audit) -> dict[str, object]:
    opened = [s.opened.first for s in subjects_in(audit) if s.kind == "term"]
    windows = [o.window_start for o in audit.obligations]
    first = min([*opened, *windows, audit.as_of])
    return {"policies_by_date": [policy_by_date(p.document, first, audit.as_of) for p in audit.policies]}
