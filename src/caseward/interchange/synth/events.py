"""What was noticed on a synthetic term and what was done: violations, reports, desertion, revocation."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from caseward.interchange.synth.answers import half_years, numbered
from caseward.interchange.synth.caseload import REVOKED, Caseload
from caseward.interchange.synth.draws import Array
from caseward.interchange.synth.interruptions import lost
from caseward.interchange.synth.rows import BLANK, Column, Rows, Said

FACTS = (
    ("failed to report", "failed to report"),
    ("moved without permission", "moved without permission"),
    ("monitoring violation", "monitor uncharged or cut"),
    ("instruction violation", "instruction not followed"),
)
ABSCONDING = len(FACTS) + 1  # its number among the violations of a term
#: The first numbers of ids of reports: each report has four steps.
_DESERTION, _DELINQUENCY, _PROGRESS = 10, 20, 100
_RESPONSES = {
    "verbal_warning": 35.0,
    "written_warning": 25.0,
    "increased_contact": 18.0,
    "treatment": 12.0,
    "curfew": 4.0,
    "community_service": 3.0,
    "flash_incarceration": 3.0,
}


def events(c: Caseload) -> Iterator[Rows]:
    """Everything of this module."""
    yield from _violations(c)
    yield from _disappearances(c)
    yield from _delinquency_reports(c)
    yield from _revocation(c)
    yield from progress_reports(c)


def _violations(c: Caseload) -> Iterator[Rows]:
    for number, (name, fact) in enumerate(FACTS, start=1):
        struck = c.draw.chance(name)
        day = c.draw.day(name, np.minimum(c.start + 10, c.until - 1), c.until)
        if name == "failed to report":
            yield from _unkept(c, struck, day)
            day = np.minimum(day + 9, c.until - 1)
            letter = numbered(c, "notice", 1, day, type="warning_letter", step="sent", proof="postal receipt")
            yield letter.where(struck & (c.draw.share("letter") < 0.7))
        yield from _violation(c, number, day, fact, struck, "technical")


def _unkept(c: Caseload, struck: Array, day: Array) -> Iterator[Rows]:
    """Two appointments missed, each noted, before the violation."""
    for n, missed in enumerate((day, day + 7)):
        officer = c.officer_on(c.every, day)
        how: dict[str, Column] = {"mode": "in_person", "place": "office", "outcome": "failed_to_attend"}
        judged = c.draw.chance(f"judged {n}", named="absence judged")
        how |= {
            "acceptable": np.where(judged, 0, -1),
            "judged_by": Said(c.officers, np.where(judged, officer.places, -1)),
        }
        row = numbered(c, "appointment", 8_001 + n, missed, officer=officer, **how)
        yield row.where(struck & (missed < c.until))


def _violation(c: Caseload, number: int, day: Array, fact: str, struck: Array, sort: str) -> Iterator[Rows]:
    judged: dict[str, Column] = {"judgement": "substantiated", "judged_by": "supervisor"}
    yield numbered(c, "violation", number, day, type=sort, fact=fact, **judged).where(struck)
    words = tuple(_RESPONSES)
    response = c.draw.by(f"response {number}", words, _RESPONSES)
    flash = response == words.index("flash_incarceration")
    over = c.draw.chance(f"flash over {number}", named="flash over ten days")
    days = np.where(over, 11, 1) + c.draw.whole(f"flash days {number}", 0, np.where(over, 3, 9))
    answered = day + c.draw.whole(f"answered after {number}", 0, 14)
    row = numbered(
        c,
        "graduated_response",
        number,
        answered,
        violation=np.full(len(c), number),
        response=Said(words, response),
        days=np.where(flash, days, BLANK),
        approved_by=Said(("supervisor",), np.where(flash, 0, -1)),
    )
    yield row.where(struck & c.draw.chance(f"answered {number}", named="violation answered"))


def _disappearances(c: Caseload) -> Iterator[Rows]:
    """A desertion report mostly follows; a warrant sometimes, and a record as an absconder."""
    gone, _ = lost(c)
    reported = (gone != BLANK) & c.draw.chance("desertion reported")
    sent = np.where(reported, gone + c.draw.whole("desertion report", 5, 50), c.start)
    yield from _report(c, "desertion", _DESERTION, sent, reported)
    sought = reported & (c.draw.share("warrant sought") < 0.6)
    yield numbered(c, "warrant", 1, sent + 3, step="requested", type="bench").where(sought)
    issued = sent + c.draw.whole("warrant issued", 5, 20)
    yield numbered(c, "warrant", 2, issued, step="issued", type="bench", decided_by="court").where(sought)
    absconder = reported & c.draw.chance("absconding recorded")
    filed = absconder & c.draw.chance("motion before absconding")
    ground: dict[str, Column] = {"ground": "absconding", "filed_by": c.officer_on(c.every, sent)}
    yield numbered(c, "petition", 2, sent + 2, **ground).where(filed)
    recorded = sent + c.draw.whole("absconding recorded", 15, 40)
    yield from _violation(c, ABSCONDING, recorded, "whereabouts unknown", absconder, "absconding")


def _report(c: Caseload, sort: str, number: int, day: Array, there: Array) -> Iterator[Rows]:
    """Submitted, now and then returned and submitted again, mostly approved."""
    first = np.full(len(c), number)
    officer = c.officer_on(c.every, day)
    yield numbered(c, "report", number, day, type=sort, step="submitted", officer=officer).where(there)
    again = there & (c.draw.share(f"returned {number}") < 0.1)
    back: dict[str, Column] = {"type": sort, "step": "returned", "report": first, "decided_by": "supervisor"}
    yield numbered(c, "report", number + 1, day + 4, **back).where(again)
    yield numbered(c, "report", number + 2, day + 8, type=sort, step="submitted", report=first, officer=officer).where(
        again
    )
    done = day + c.draw.whole(f"approved after {number}", 9, 25)
    last: dict[str, Column] = {"type": sort, "step": "approved", "report": first, "decided_by": "supervisor"}
    approved = there & (c.draw.share(f"approved {number}") < 0.85)
    yield numbered(c, "report", number + 3, done, by="supervisor", **last).where(approved)


def _delinquency_reports(c: Caseload) -> Iterator[Rows]:
    count = c.draw.by("delinquency reports", ("0", "1", "2", "3", "4"))
    for n in range(4):
        day = c.draw.day(f"delinquency {n}", np.minimum(c.start + 1, c.until - 1), c.until)
        yield from _report(c, "violation", _DELINQUENCY + 4 * n, day, count > n)


def _revocation(c: Caseload) -> Iterator[Rows]:
    revoked, hearing = c.fate == REVOKED, c.until
    filed = np.maximum(c.start, hearing - c.draw.whole("petition before", 10, 35))
    officer = c.officer_on(c.every, filed)
    ground: dict[str, Column] = {"ground": "technical violations", "filed_by": officer, "hearing_set_for": hearing}
    yield numbered(c, "petition", 1, filed, **ground).where(revoked)
    yield numbered(c, "warrant", 3, filed + 1, step="requested", type="bench").where(revoked)
    heard: dict[str, Column] = {"petition": np.full(len(c), 1), "result": "revoked", "decided_by": "court"}
    yield numbered(c, "hearing", 1, hearing, by="court", **heard).where(revoked)


def progress_reports(c: Caseload) -> Iterator[Rows]:
    """Sometimes, with the half-yearly review."""
    for n, day, held in half_years(c):
        row = numbered(
            c, "report", _PROGRESS + n, day, type="progress", step="submitted", officer=c.officer_on(c.every, day)
        )
        yield row.where(held & (c.draw.share(f"progress {n}") < 0.4))
