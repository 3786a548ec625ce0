"""What the workbook holds, sheet by sheet. Every list is whole here: what a page cuts, the workbook has."""

from __future__ import annotations

from caseward.reports.method import command, versions
from caseward.reports.model import Audit
from caseward.reports.opening import opening
from caseward.reports.pictures import clocks, subjects_in
from caseward.reports.policy_periods import policy_by_date
from caseward.reports.speech import least_most, plain
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
            f"{r.met} {r.windows} met; not met: {r.not_met or 'none'}; {r.undecided} not decided",
        )
        for r in rule_lines(audit)
    ]
    rows += [("To repeat it", command(audit), ""), ("Record, SHA-256 of what it says", audit.reading.sha256, "")]
    rows += [(f"Policy {p.name}, SHA-256", p.sha256, "") for p in audit.policies]
    rows += [(f"Version of {name}", number, "") for name, number in versions(audit).items()]
    return Sheet("Summary", (("What", 28), ("Said", 90), ("Number", 40)), rows)


def _findings(audit: Audit) -> Sheet:
    rows: Rows = [
        (f.id, f.sort, f.subject, f.title, f.first_day, f.last_day, f.criteria, f.condition,
         "; ".join(e.entry for e in f.evidence),
         "; ".join(f.obligations), f.basis, f.reading, f.cause, f.effect, f.recommendation, f.response)
        for f in audit.assessment.findings
    ]  # fmt: skip
    columns = (
        *(
            ("Finding", 16),
            ("Sort", 11),
            ("Subject", 14),
            ("Title", 40),
            ("First day", 11),
            ("Last day", 11),
            ("Criteria", 60),
        ),
        *(
            ("Condition", 60),
            ("Entries", 30),
            ("Obligations", 30),
            ("Basis", 11),
            ("Reading", 14),
            ("Cause", 30),
            ("Effect", 30),
        ),
        *(("Recommendation", 30), ("Response", 30)),
    )
    return Sheet("Findings", columns, rows)


def _obligations(audit: Audit) -> Sheet:
    rows: Rows = [
        (o.id, o.reading, o.policy, o.version, o.overlay, o.requirement, o.title, o.subject, o.about,
         o.window_start, o.window_end,
         o.due, o.status.value, o.late_by_days, o.scored, o.needed, "; ".join(o.counted),
         "; ".join(f"{c.entry} {c.verdict.value}: {c.reason}" for c in o.considered),
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


def _contacts(audit: Audit) -> Sheet:
    rows: Rows = [
        (c.subject, plain(c.mode), least_most(c.coded_least, c.coded), least_most(c.defined_least, c.defined_most),
         c.explained,
         "; ".join(c.entries))
        for c in audit.assessment.counts
    ]  # fmt: skip
    columns = (("Subject", 14), ("How", 14), ("As coded", 10), ("As defined", 10), ("Explained", 70), ("Entries", 40))
    return Sheet("Contacts", columns, rows)


def _assertions(audit: Audit) -> Sheet:
    rows: Rows = [
        (
            a.topic,
            a.assertion,
            a.asserted_by,
            a.states,
            a.value,
            a.verdict.value,
            a.because,
            "; ".join(a.entries),
            a.source,
        )
        for a in sorted(audit.assessment.assertions, key=lambda a: (a.topic, a.assertion))
    ]
    columns = (
        *(
            ("Topic", 34),
            ("Assertion", 22),
            ("Who says so", 28),
            ("What", 50),
            ("Value", 24),
            ("Verdict", 14),
            ("Because", 50),
        ),
        *(("Entries", 30), ("Source", 24)),
    )
    return Sheet("Assertions", columns, rows)


def _warnings(audit: Audit) -> Sheet:
    rows: Rows = [
        (
            w.warning,
            w.subject,
            w.received,
            "; ".join(plain(f) for f in w.facets),
            w.response,
            w.least_days,
            w.most_days,
            w.said,
        )
        for w in audit.assessment.warnings
    ]
    columns = (
        *(
            ("Warning", 22),
            ("Subject", 14),
            ("Received", 22),
            ("About", 30),
            ("First response", 22),
            ("Days at least", 10),
        ),
        *(("Days at most", 10), ("What the record says", 70)),
    )
    return Sheet("Warnings", columns, rows)


def _integrity(audit: Audit) -> Sheet:
    rows: Rows = [
        (m.check, m.subject, m.seen, "; ".join(m.words), m.caution, "; ".join(m.entries))
        for m in audit.assessment.marks
    ]
    columns = (
        ("Check", 30),
        ("Subject", 14),
        ("What was seen", 60),
        ("Words", 24),
        ("What it does not prove", 60),
        ("Entries", 40),
    )
    return Sheet("Integrity", columns, rows)


def _gaps(audit: Audit) -> Sheet:
    rows: Rows = [
        (g.subject, g.what, g.start, g.end, g.least_days, g.most_days, g.from_entry, g.to_entry)
        for g in audit.assessment.gaps
    ]
    columns = (
        *(("Subject", 14), ("Without", 18), ("From", 11), ("To", 11), ("Days at least", 10), ("Days at most", 10)),
        *(("From entry", 22), ("To entry", 22)),
    )
    return Sheet("Gaps", columns, rows)


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
    _summary, _findings, _obligations, _contacts, _assertions, _warnings, _integrity, _gaps, _policy, _rejects
)  # fmt: skip
