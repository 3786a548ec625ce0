"""The sheets of what was found: one for each list of the assessment, whole."""

from __future__ import annotations

from caseward.reports.model import Audit
from caseward.reports.speech import least_most, plain
from caseward.reports.workbook import Cell, Sheet

Rows = list[tuple[Cell, ...]]


def findings(audit: Audit) -> Sheet:
    """Findings with the five elements."""
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


def contacts(audit: Audit) -> Sheet:
    """Contacts as coded and as defined."""
    rows: Rows = [
        (c.subject, plain(c.mode), least_most(c.coded_least, c.coded), least_most(c.defined_least, c.defined_most),
         c.explained,
         "; ".join(c.entries))
        for c in audit.assessment.counts
    ]  # fmt: skip
    columns = (("Subject", 14), ("How", 14), ("As coded", 10), ("As defined", 10), ("Explained", 70), ("Entries", 40))
    return Sheet("Contacts", columns, rows)


def assertions(audit: Audit) -> Sheet:
    """Assertions by topic with their verdicts."""
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


def warnings(audit: Audit) -> Sheet:
    """Warnings with the days to a response."""
    rows: Rows = [
        (
            w.warning,
            w.subject or "not attached",
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


def integrity(audit: Audit) -> Sheet:
    """Marks on the integrity of the record."""
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


def gaps(audit: Audit) -> Sheet:
    """The longest gaps."""
    rows: Rows = [
        (g.subject, g.what, g.start, g.end, g.least_days, g.most_days, g.from_entry, g.to_entry)
        for g in audit.assessment.gaps
    ]
    columns = (
        *(("Subject", 14), ("Without", 18), ("From", 11), ("To", 11), ("Days at least", 10), ("Days at most", 10)),
        *(("From entry", 22), ("To entry", 22)),
    )
    return Sheet("Gaps", columns, rows)


def standing(audit: Audit) -> Sheet:
    """What must not be mistaken for something else."""
    rows: Rows = [
        (s.what, s.subject, s.since, s.as_of, "; ".join(e.entry for e in s.evidence), s.law)
        for s in audit.assessment.standing
    ]
    columns = (("What", 50), ("Subject", 14), ("Since", 22), ("As of", 11), ("Entries", 30), ("Law", 60))
    return Sheet("Standing", columns, rows)


def measures(audit: Audit) -> Sheet:
    """Met of asked by office and month; a group too small to show has its numbers left blank and says so."""
    rows: Rows = [
        (m.office, m.month, m.policy, m.title, m.met, m.asked, m.percent, m.undecided, m.not_assessable, m.suppressed)
        for m in audit.assessment.measures
    ]
    columns = (
        *(("Office", 20), ("Month", 11), ("Policy", 24), ("Requirement", 40), ("Met", 8), ("Asked", 8), ("Percent", 8)),
        *(("Indeterminate", 13), ("Not assessable", 13), ("Too few to show", 10)),
    )
    return Sheet("Measures", columns, rows)
