"""The lanes of a facility: safety checks by the day, force, rooms, visitors, head counts against capacity, movements,
inspections."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

from caseward.record.entry import Entry
from caseward.record.subjects import Subject
from caseward.reports.lanes_events import point
from caseward.reports.picture import Fill, Glyph, Lane, Mark, Shape
from caseward.reports.speech import counted, plain


def facility_lanes(subject: Subject) -> list[Lane]:
    """The lanes that the facility has entries for. Safety checks are one mark a day, because a day holds hundreds."""
    checks = Lane("Safety checks recorded", tuple(_checks(subject)), "checks")
    lanes = [checks, *(_lane(subject, title, kinds, said) for title, kinds, said in _LANES)]
    return [lane for lane in lanes if lane.marks]


def _checks(subject: Subject) -> list[Mark]:
    per_day: Counter[date] = Counter(e.occurred.first for e in subject.entries if e.kind == "safety_check")
    return [_day(day, per_day[day]) for day in sorted(per_day)]


def _day(day: date, number: int) -> Mark:
    words = f"{counted(number, 'safety check')} recorded"
    return Mark(Shape.POINT, day, day, words, "solid circle: checks of one day", f"{number:,}", glyph=Glyph.CIRCLE)


def _lane(subject: Subject, title: str, kinds: tuple[str, ...], said: Callable[[Entry], str]) -> Lane:
    entries = [e for e in subject.entries if e.kind in kinds]
    marks = [point(e, said(e), "solid diamond: event", said(e), Glyph.DIAMOND, Fill.SOLID) for e in entries]
    return Lane(title, tuple(sorted(marks, key=lambda m: m.sort_key)), "events")


def _force(entry: Entry) -> str:
    if entry.kind == "force_report":
        return f"force report: {plain(entry.text('step'))}"
    used = " and ".join(plain(t) for t in entry.many("types")) or "type not recorded"
    video = (
        {True: "video held", False: "no video"}.get(entry.values.get("video") is True)
        if "video" in entry.values
        else "video not recorded"
    )
    return f"force: {used}; {video}"


def _people(entry: Entry) -> str:
    if entry.kind == "capacity":
        return f"capacity {entry.number('beds')}"
    number = entry.number("youths")
    return f"{plain(entry.kind)}: {counted(number, 'youth') if number is not None else 'number not recorded'}"


def _visit(entry: Entry) -> str:
    if entry.kind == "credential_check":
        return f"credentials {plain(entry.text('result'))}"
    reached = "; reached youths" if entry.values.get("saw_youths") is True else ""
    return f"visitor{' admitted' if entry.values.get('admitted') is True else ''}{reached}"


def _plain(entry: Entry) -> str:
    detail = next((entry.text(f) for f in ("result", "reason", "step") if entry.text(f)), "")
    return f"{plain(entry.kind)}{': ' + plain(detail) if detail else ''}"


_LANES: tuple[tuple[str, tuple[str, ...], Callable[[Entry], str]], ...] = (
    ("Force and its reports", ("force", "force_report"), _force),
    ("Room confinement", ("room_confinement", "confinement_step"), _plain),
    ("Visitors and credentials", ("visitor", "credential_check"), _visit),
    ("Head count, capacity, movement", ("population_count", "capacity", "movement", "movement_notice"), _people),
    ("Inspections and plans", ("inspection", "corrective_plan", "facility_closed"), _plain),
)
