"""Which subjects get a picture, and the picture of each: the lanes joined, the time shown, the days that cross every
lane."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from caseward.obligations.model import Obligation, Status
from caseward.oversight.model import AssertionTest
from caseward.record.entry import Entry
from caseward.record.facts import subjects_of
from caseward.record.subjects import Subject
from caseward.reports.headline import headline
from caseward.reports.lanes_contacts import contact_lanes, judged
from caseward.reports.lanes_events import event_lanes
from caseward.reports.lanes_facility import facility_lanes
from caseward.reports.lanes_obligations import obligation_lanes
from caseward.reports.lanes_policy import policy_lane
from caseward.reports.model import Audit
from caseward.reports.picture import Instant, Lane, Picture
from caseward.reports.speech import day_words, instant_words, plain, short_day, when_words

#: How many subjects are drawn: those with the most findings, then the most obligations not met.
MOST_PICTURES = 5
#: How far past the day judged the picture goes, to show what is still to come.
AHEAD = timedelta(days=31)


def pictures_of(audit: Audit, most: int = MOST_PICTURES) -> tuple[Picture, ...]:
    """Pictures of the subjects that have most to show, in that order; the same inputs always give the same choice."""
    return tuple(picture_of(audit, subject) for subject in _ranked(audit)[:most])


def subjects_in(audit: Audit) -> tuple[Subject, ...]:
    """Every subject that the policies are about, sorted by kind and id."""
    kinds = sorted({p.document.subject for p in audit.policies} or {"term"})
    return tuple(s for kind in kinds for s in subjects_of(audit.view, kind))


def _ranked(audit: Audit) -> list[Subject]:
    findings = Counter(f.subject for f in audit.assessment.findings)
    unmet = Counter(o.subject for o in audit.in_force if o.status in (Status.MISSED, Status.OVERDUE, Status.LATE))
    return sorted(subjects_in(audit), key=lambda s: (-findings[s.id], -unmet[s.id], s.kind, s.id))


def picture_of(audit: Audit, subject: Subject) -> Picture:
    """The picture of one subject."""
    own = [o for o in audit.told if o.subject == subject.id]
    idle = _unbroken(own)
    obligations = [o for o in own if o.title not in idle]
    start, end = _time_shown(audit, subject, obligations)
    tallies = [t for t in audit.tallies if t.subject == subject.id]
    documents = {p.document.policy: p.document for p in audit.policies}
    lanes = [policy_lane(p.document) for p in audit.policies if p.document.subject == subject.kind]
    lanes += contact_lanes(subject, judged(o for o in obligations if o.reading == "in force"))
    lanes += facility_lanes(subject)
    lanes += obligation_lanes(obligations, tallies, {(p, r): title for p, r, title in audit.readings()})
    lanes += event_lanes(subject, _claims(audit, subject))
    shown = [_shown(lane, start, end) for lane in lanes]
    left_out = sum(len(lane.marks) for lane in lanes) - sum(len(lane.marks) for lane in shown)
    heads = headline(tallies, obligations, documents)
    return Picture(
        subject.id, heads, clocks(audit), start, end, tuple(shown), _instants(audit, subject), left_out, idle
    )


def clocks(audit: Audit) -> str:
    """``as of 14 June 2022``, and the instant looked from when there is one."""
    known = f", as known at {instant_words(audit.known_at)}" if audit.known_at else ""
    return f"as of {day_words(audit.as_of)}{known}"


def _unbroken(obligations: list[Obligation]) -> tuple[str, ...]:
    """Titles of prohibitions and preconditions that nothing broke: there is nothing to draw of them."""
    kinds = {o.title for o in obligations if o.kind in ("never", "before")}
    broken = {o.title for o in obligations if o.status is not Status.MET}
    return tuple(sorted(kinds - broken))


def _shown(lane: Lane, start: date, end: date) -> Lane:
    return replace(lane, marks=tuple(m for m in lane.marks if m.first < end and m.last >= start))


def _claims(audit: Audit, subject: Subject) -> list[tuple[Entry, AssertionTest | None]]:
    tests = {a.assertion: a for a in audit.assessment.assertions}
    """Assertions that a report was made. That none was made is no claim of a report: it stands with the other
    assertions."""
    claims = [e for e in audit.view.entries if e.kind == "assertion" and e.text("about_kind") == "report"]
    claims = [e for e in claims if e.number("about_count") != 0]
    own = [e for e in claims if e.text("term") == subject.id]
    return [(e, tests.get(e.id)) for e in own]


def _instants(audit: Audit, subject: Subject) -> tuple[Instant, ...]:
    """Incidents, the end of the subject, and the day judged when it is another day."""
    found = _incidents(subject)
    if subject.closed is not None and subject.closed.last <= audit.as_of:
        ended = f"ended: {plain(subject.closed_reason)}" if subject.closed_reason else "ended"
        words = f"{subject.id} {ended}, {when_words(subject.closed)}"
        found.append(Instant(subject.closed.first, f"{ended}, {short_day(subject.closed.first)}", words))
    if audit.as_of not in {i.day for i in found}:
        found.append(
            Instant(audit.as_of, f"judged as of {short_day(audit.as_of)}", f"the day judged, {day_words(audit.as_of)}")
        )
    return tuple(sorted(found, key=lambda i: (i.day, i.label)))


def _incidents(subject: Subject) -> list[Instant]:
    """One for each day that has any, with the words of all of that day."""
    days: dict[date, list[str]] = {}
    for entry in (e for e in subject.entries if e.kind == "incident"):
        days.setdefault(entry.occurred.first, []).append(entry.text("type"))
    return [
        Instant(day, f"incident, {short_day(day)}", f"incident: {'; '.join(said)}", strong=True)
        for day, said in days.items()
    ]


def _time_shown(audit: Audit, subject: Subject, obligations: list[Obligation]) -> tuple[date, date]:
    """From the month the subject opened to a little past the day judged, further when something is still due soon."""
    if subject.kind == "facility":
        return _recorded_time(audit, subject)
    last = audit.as_of + timedelta(days=1)
    soon = [o.due for o in obligations if audit.as_of < o.due <= audit.as_of + AHEAD]
    start = min(subject.opened.first, audit.as_of).replace(day=1)
    return start, max([last, *(d + timedelta(days=1) for d in soon)])


def _recorded_time(audit: Audit, subject: Subject) -> tuple[date, date]:
    """A facility is older than its record, and may be judged long after: the picture shows the days recorded."""
    days = [e.occurred.first for e in subject.entries if e.id != subject.id and e.occurred.first <= audit.as_of]
    start, end = min(days, default=audit.as_of), max(days, default=audit.as_of) + timedelta(days=2)
    return start, max(min(end, audit.as_of + timedelta(days=1)), start + timedelta(days=1))
