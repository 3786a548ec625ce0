"""An audit made by hand for the tests of the reports: one term with everything a report shows, in a handful of rows."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from caseward.dates import parse_when
from caseward.interchange.reading import Reading
from caseward.obligations.evaluate import Evaluation
from caseward.obligations.model import Bearing, Considered, Obligation, Status, Tally
from caseward.oversight.model import (
    AssertionTest,
    AssertionVerdict,
    Assessment,
    ContactCount,
    Evidence,
    Finding,
    Gap,
    IntegrityMark,
    Standing,
    WarningTime,
)
from caseward.policy.load import load_policy
from caseward.record.entry import Entry, Record
from caseward.record.view import view_of
from caseward.reports.model import Audit

HERE = Path(__file__).parent
AS_OF = date(2022, 6, 14)
KNOWN_AT = datetime.fromisoformat("2022-06-13T23:59-07:00")
TERM = "term-1"
UNCLEAR = tuple(f"contact-{n}" for n in range(2, 7))


def entry(kind: str, id_: str, occurred: str, **values: object) -> Entry:
    note = values.pop("note", "")
    own = {k: parse_when(v) if k in ("until", "about_when", "hearing_set_for", "due") else v for k, v in values.items()}
    return Entry(id_, kind, parse_when(occurred), source="made", note=note, values=own)


def entries() -> list[Entry]:
    person = {"term": TERM}
    contacts = [
        entry("contact", "contact-1", "2021-12", mode="in_person", with_whom="person", outcome="spoke", **person),
        *(
            entry("contact", f"voicemail-{n}", month, mode="phone", with_whom="person", outcome="left_message",
                  coded_as="voice reporting", note="left a voicemail", **person)
            for n, month in ((1, "2021-03"), (2, "2021-04"))
        ),
        *(entry("contact", id_, "2021-02-10/2022-06-13", **person) for id_ in UNCLEAR),
    ]  # fmt: skip
    return [
        entry("person", "probationer", "2021-02-10"),
        entry("term", TERM, "2021-02-10", person="probationer", supervision_type="formal_probation"),
        entry("absence", "absence-1", "2021-06", reason="whereabouts_unknown", until="2021-08~", **person),
        entry("appointment", "appointment-1", "2022-01/2022-06-13", outcome="failed_to_attend", **person),
        entry("warning", "warning-a", "2022-06-01/2022-06-13", facets=("drugs",), from_role="mother", **person),
        entry("warning", "warning-b", "2022-06-01/2022-06-13", facets=("weapon", "violence"), from_role="mother of the partner", **person),
        entry("violation", "violation-1", "2022-06-07~", type="new_offence", **person),
        entry("petition", "petition-1", "2022-06-13", hearing_set_for="2022-06-20/2022-06-30", **person),
        entry("incident", "incident-1", "2022-06-14T17:10-07:00", type="two officers killed", **person),
        entry("assertion", "assertion-1", "2022-08-11", topic="desertion report", states="A desertion report was submitted.",
              asserted_by="department staff", value="submitted", about_kind="report",
              about_fields=("type=desertion", "step=submitted"), about_when="2022-01/2022-03", **person),
        *contacts,
    ]  # fmt: skip


def months() -> list[tuple[date, date]]:
    starts = [date(2021 + (m // 12), m % 12 + 1, 1) for m in range(1, 18)]
    return [(max(a, date(2021, 2, 10)), min(b, AS_OF)) for a, b in pairwise(starts)]


def obligation(
    reading: str, requirement: str, title: str, window: tuple[date, date], status: Status, **more: object
) -> Obligation:
    start, end = window
    base = Obligation(
        policy="made-adult", version="ordinary", requirement=requirement, duty="monthly-contact", title=title, kind="every",
        subject=TERM, subject_kind="term", about="", window_start=start, window_end=end, due=end - timedelta(days=1), status=status,
        reading=reading, basis="assumed", citation="M1, rule 1", needs="1 contact in the calendar month",
        overlay="pandemic" if reading == "in force" else "",
    )  # fmt: skip
    return replace(base, **more)


def monthly() -> list[Obligation]:
    found = []
    unclear = tuple(Considered(e, Bearing.UNKNOWN, "its outcome is not recorded") for e in UNCLEAR)
    for window in months():
        december = window[0] == date(2021, 12, 1)
        voicemail = {date(2021, 3, 1): "voicemail-1", date(2021, 4, 1): "voicemail-2"}.get(window[0])
        refused = (Considered(voicemail, Bearing.REFUSED, "outcome is left message, needs spoke"),) if voicemail else ()
        ordinary = Status.MET if december else Status.MISSED
        pandemic = Status.MET if december else Status.NOT_ASSESSABLE
        counted = ("contact-1",) if december else ()
        reason = "contact-1 counted" if december else "no qualifying contact"
        found.append(obligation("ordinary-rule", "in-person-monthly", "A meeting in person each month", window, ordinary,
                                counted=counted, reason=reason, considered=refused))  # fmt: skip
        found.append(obligation("in force", "monthly-contact-pandemic", "A direct contact each month", window, pandemic,
                                counted=counted, considered=(*refused, *unclear),
                                reason="five contacts have no outcome", settles="the outcome of five contacts"))  # fmt: skip
    return found


def reports_due() -> Obligation:
    window = (date(2021, 6, 1), date(2021, 9, 1))
    return obligation("in force", "desertion-report", "A desertion report when contact is lost", window, Status.MISSED,
                      duty="desertion-report", kind="when", about="absence-1", due=date(2021, 7, 30),
                      reason="no desertion report was submitted", overlay="")  # fmt: skip


def evaluation() -> Evaluation:
    def tally(reading: str, requirement: str, title: str, least: int, most: int, missed: int) -> Tally:
        return Tally(
            reading, "made-adult", requirement, title, TERM, 16, least, most, missed, f"{least} to {most} of 16 met."
        )

    return Evaluation(
        "made-adult",
        AS_OF,
        (*monthly(), reports_due()),
        (
            tally("in force", "monthly-contact-pandemic", "A direct contact each month", 1, 6, 0),
            tally("ordinary-rule", "in-person-monthly", "A meeting in person each month", 1, 1, 15),
        ),
    )


def findings() -> tuple[Finding, ...]:
    shown = Evidence("absence-1", "absence", "2021-06", "made", "whereabouts unknown from June 2021")
    return (
        Finding("F-0123456789ab", "missed", "No desertion report when contact was lost", TERM,
                "A desertion report within 30 days (M1, rule 3; assumed).", "The record holds none.",
                date(2021, 7, 30), date(2021, 8, 31), (shown,), (reports_due().id,), "assumed"),
    )  # fmt: skip


def assessment() -> Assessment:
    shown = Evidence("petition-1", "petition", "2022-06-13", "made", "petition filed")
    return Assessment(
        as_of=AS_OF,
        known_at=None,
        findings=findings(),
        counts=(ContactCount(TERM, "phone", 2, 0, 0, 2, ("voicemail-1", "voicemail-2"), "2 coded as calls, neither is one."),),
        marks=(IntegrityMark("coded against definition", TERM, ("voicemail-1",), "coded “voice reporting”, outcome left message",
                             ("voicemail",), "It does not show why it was coded so."),),
        assertions=(AssertionTest("assertion-1", "desertion report", "A desertion report was submitted.", "department staff",
                                  "made", "submitted", AssertionVerdict.NO_RECORD, "the record holds no report"),),
        gaps=(Gap(TERM, "in person", date(2021, 2, 10), date(2021, 12, 31), 294, 324, "term-1", "contact-1"),),
        warnings=(WarningTime("warning-a", TERM, "2022-06-01/2022-06-13", ("drugs",), "", None, None, "no response recorded"),),
        standing=(Standing(TERM, "petition filed, no custody recorded", "2022-06-13", AS_OF, (shown,), "made, section 1"),),
    )  # fmt: skip


def audit(**changes: object) -> Audit:
    record = Record.of(entries())
    base = Audit(
        title="An audit made by hand",
        record_path_name="made-record",
        reading=Reading(record, (), (), len(record), {"contact": 8}, "0" * 64),
        view=view_of(record),
        policies=(load_policy(HERE / "policy.yaml"),),
        evaluations=(evaluation(),),
        assessment=assessment(),
        as_of=AS_OF,
        known_at=None,
        caseward_version="0.1.0",
    )
    return replace(base, **changes)
