"""What the workbook holds, sheet by sheet. Every list is whole here: what a page cuts, the workbook has."""

from __future__ import annotations

from caseward.reports.method import command, versions
from caseward.reports.model import Audit
from caseward.reports.opening import opening
from caseward.reports.pictures import clocks, subjects_in
from caseward.reports.policy_periods import policy_by_date
from caseward.reports.sheets_assessment import (
    assertions,
    contacts,
    findings,
    gaps,
    integrity,
    measures,
    standing,
    warnings,
)
from caseward.reports.summary import key_numbers, rule_lines
from caseward.reports.workbook import Cell, Sheet, workbook

Rows = list[tuple[Cell, ...]]


def xlsx(audit: Audit) -> bytes:
    """The workbook of an audit."""
    return workbook([make(audit) for make in _SHEETS], audit.title, audit.as_of)


def _summary(audit: Audit) -> Sheet:
    rows: Rows = [("Title", audit.title, ""), ("Judged", clocks(audit), "")]
    rows += [("Read", sentence, "") for sentence in opening(audit) if sentence]
    rows += [("Key number", key.said, key.number) for key in key_numbers(audit)]
    rows += [
        (
            "Rule",
            f"{r.title} ({r.reading})",
            f"met: {r.met} {r.windows}; not met: {r.not_met or 'none'}; {r.undecided} not decided",
        )
        for r in rule_lines(audit)
    ]
    rows += [("To repeat it", command(audit), ""), ("Record, SHA-256 of what it says", audit.reading.sha256, "")]
    rows += [(f"Policy {p.name}, SHA-256", p.sha256, "") for p in audit.policies]
    rows += [(f"Version of {name}", number, "") for name, number in versions(audit).items()]
    return Sheet("Summary", (("What", 28), ("Said", 90), ("Number", 40)), rows)


def _obligations(audit: Audit) -> Sheet:
    rows: Rows = [
        (o.id, o.reading, o.policy, o.version, o.overlay, o.requirement, o.title, o.subject, o.about,
         o.window_start, o.window_end,
         o.due, o.status.value, o.late_by_days, o.scored, o.needed, "; ".join(o.counted),
         "; ".join(f"{c.entry} {c.bearing.value}: {c.reason}" for c in o.considered),
         o.reason, o.settles, o.basis, o.citation)
        for o in audit.obligations
    ]  # fmt: skip
    columns = (
        *(
            ("Obligation", 20),
            ("Reading", 12),
            ("Policy", 20),
            ("Version", 12),
            ("Overlay", 12),
            ("Requirement", 22),
            ("Title", 34),
        ),
        *(
            ("Subject", 12),
            ("About", 16),
            ("Window from", 11),
            ("Window until (not included)", 12),
            ("Due", 11),
            ("Status", 14),
        ),
        *(("Late by days", 8), ("Scored", 8), ("Needed", 8), ("Counted", 22), ("Considered", 50), ("Why", 50)),
        *(("What would settle it", 40), ("Basis", 11), ("Source", 22)),
    )
    return Sheet("Obligations", columns, rows)


def _policy(audit: Audit) -> Sheet:
    first = min([*(s.opened.first for s in subjects_in(audit) if s.kind == "term"), audit.as_of])
    rows: Rows = [
        (
            policy.title,
            period.title,
            rule.title,
            rule.standing,
            " ".join(rule.words),
            " ".join(rule.notes),
            rule.source,
            rule.basis,
        )
        for policy in (policy_by_date(p.document, first, audit.as_of) for p in audit.policies)
        for period in policy.periods
        for rule in period.rules
    ]
    columns = (
        *(("Policy", 30), ("When", 26), ("Requirement", 34), ("Standing", 26), ("In plain words", 80), ("Notes", 60)),
        *(("Source", 30), ("Basis", 11)),
    )
    return Sheet("Policy", columns, rows)


def _rejects(audit: Audit) -> Sheet:
    rows: Rows = [
        (f.file, f.row or None, f.column or None, f.code, f.field, f.value, f.rule, f.hint)
        for f in audit.reading.faults
    ]
    columns = (
        *(
            ("File", 20),
            ("Row", 8),
            ("Column", 8),
            ("Code", 9),
            ("Field", 18),
            ("Value", 30),
            ("Rule", 60),
            ("Way out", 50),
        ),
    )
    return Sheet("Rejects", columns, rows)


_SHEETS = (
    _summary, findings, _obligations, contacts, assertions, warnings, integrity, gaps, _policy, _rejects, standing,
    measures,
)  # fmt: skip
