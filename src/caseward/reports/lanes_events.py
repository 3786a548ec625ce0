"""The lanes of what happened beside contacts: appointments, warnings and responses, reports claimed and found, absence
and custody, court."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from caseward.oversight.model import AssertionTest
from caseward.record.entry import Entry
from caseward.record.subjects import Span, Subject
from caseward.reports.picture import Fill, Glyph, Lane, Mark, Shape
from caseward.reports.speech import plain, when_words

#: Which field of a court entry says what it was.
_COURT = {
    "petition": "",
    "hearing": "result",
    "warrant": "step",
    "arrest": "by",
    "violation": "type",
    "graduated_response": "response",
}
_COURT_WORDS = {
    "petition": "petition to revoke filed",
    "hearing": "hearing",
    "warrant": "warrant",
    "arrest": "arrest",
    "violation": "violation noted",
    "graduated_response": "response to a violation",
}  # fmt: skip
_DISPUTE = ("the person disputes an entry", "hollow circle: dispute", "disputed")


def event_lanes(subject: Subject, assertions: Iterable[tuple[Entry, AssertionTest | None]]) -> list[Lane]:
    """The lanes of events that the subject has, top to bottom as the picture shows them."""
    said = _reports(subject, assertions)
    reports = Lane("Reports", said, "reports", "" if said else "no report, no claim")
    lanes = [_appointments(subject), _warnings(subject), reports, _spans(subject), _court(subject)]
    lanes += [_tasks(subject), _disputes(subject)]
    always = ("warnings", "reports", "court") if subject.kind == "term" else ()
    return [lane for lane in lanes if lane.marks or lane.sort in always]


def _of(subject: Subject, *kinds: str) -> list[Entry]:
    return [e for e in subject.entries if e.kind in kinds]


def point(entry: Entry, words: str, shown_as: str, label: str, glyph: Glyph, fill: Fill = Fill.SOLID) -> Mark:
    """An entry as a point, on the days on which it may have happened."""
    days = (entry.occurred.first, entry.occurred.last)
    return Mark(Shape.POINT, *days, words, shown_as, label, glyph=glyph, fill=fill, entries=(entry.id,))


def _in_order(marks: Iterable[Mark]) -> tuple[Mark, ...]:
    return tuple(sorted(marks, key=lambda m: m.sort_key))


def _appointments(subject: Subject) -> Lane:
    return Lane("Appointments", _in_order(map(_appointment, _of(subject, "appointment"))), "appointments")


def _appointment(entry: Entry) -> Mark:
    outcome = entry.text("outcome")
    said = plain(outcome) if outcome else "outcome not recorded"
    fill = Fill.SOLID if outcome.startswith("attended") else Fill.HOLLOW if outcome else Fill.DASHED
    shown = {
        Fill.SOLID: "solid circle: appointment attended",
        Fill.HOLLOW: "hollow circle: appointment not attended",
    }.get(fill, "dashed circle: appointment without outcome")
    return point(entry, f"appointment: {said}", shown, said, Glyph.CIRCLE, fill)


def _warnings(subject: Subject) -> Lane:
    marks = [_warning(e) for e in _of(subject, "warning")]
    marks += [_response(e) for e in _of(subject, "warning_response")]
    return Lane("Warnings and responses", _in_order(marks), "warnings", "" if marks else "none recorded")


def _warning(entry: Entry) -> Mark:
    about = ", ".join(plain(f) for f in entry.many("facets")) or "subject not coded"
    who = f" from the {entry.text('from_role')}" if entry.text("from_role") else ""
    return point(entry, f"warning{who}: {about}", "solid triangle: warning", f"warning: {about}", Glyph.TRIANGLE)


def _response(entry: Entry) -> Mark:
    action = plain(entry.text("action"))
    words = f"response to warning {entry.text('warning')}: {action}"
    return point(entry, words, "solid square: response to a warning", f"response: {action}", Glyph.SQUARE)


def _reports(subject: Subject, assertions: Iterable[tuple[Entry, AssertionTest | None]]) -> tuple[Mark, ...]:
    found = [_report(e) for e in _of(subject, "report")]
    return _in_order([*found, *(_claimed(entry, test) for entry, test in assertions)])


def _report(entry: Entry) -> Mark:
    said = f"{entry.text('type')} report {plain(entry.text('step'))}"
    return point(entry, f"{said}: in the record", "solid square: report in the record", said, Glyph.SQUARE)


def _claimed(entry: Entry, test: AssertionTest | None) -> Mark:
    """A report that somebody says was made, at the time they say; hollow whatever the record answers."""
    when = entry.when("about_when") or entry.occurred
    verdict = test.verdict.value if test else "not tested"
    words = f"claimed by {entry.text('asserted_by')}: {entry.text('states')} ({when_words(when)}); verdict: {verdict}"
    fields = dict(f.split("=", 1) for f in entry.many("about_fields") if "=" in f)
    label = f"{plain(fields.get('type', ''))} report claimed: {verdict}".strip()
    shown = "hollow square: report claimed"
    return Mark(
        *(Shape.POINT, when.first, when.last, words, shown, label),
        glyph=Glyph.SQUARE,
        fill=Fill.HOLLOW,
        entries=(entry.id,),
    )


_SPAN_WORDS: Mapping[str, str] = {
    "custody": "in custody",
    "whereabouts_unknown": "whereabouts unknown",
    "in_rooms": "youths in rooms",
}


def _spans(subject: Subject) -> Lane:
    """Absence and custody. The bar covers every day that may belong to the span; its words give the edges as stated."""
    marks = [_span(s) for s in subject.spans if s.fact in ("absence", "custody")]
    return Lane("Away or in custody", _in_order(marks), "spans")


def _span(span: Span) -> Mark:
    key = span.fact if span.fact == "custody" else str(span.value)
    said = _SPAN_WORDS.get(key, plain(key))
    last = date.max if span.until is None else span.until.last - timedelta(days=1)
    until = "no end recorded" if span.until is None else f"until {when_words(span.until)}"
    words = f"{said}, from {when_words(span.starts)}, {until}"
    edges = "" if span.precise else " (edges not known to the day)"
    shown = f"bar{edges}"
    return Mark(
        Shape.BAR,
        span.starts.first,
        max(last, span.starts.first),
        words,
        shown,
        said,
        look=span.fact,
        entries=(span.entry,),
    )


def _court(subject: Subject) -> Lane:
    marks = _in_order(map(_court_mark, _of(subject, *_COURT)))
    return Lane("Court, warrant, arrest", marks, "court", "" if marks else "none recorded")


def _court_mark(entry: Entry) -> Mark:
    detail = entry.text(_COURT[entry.kind]) if _COURT[entry.kind] else ""
    said = f"{_COURT_WORDS[entry.kind]}{': ' + plain(detail) if detail else ''}"
    heard = entry.when("hearing_set_for")
    words = f"{said}; hearing set for {when_words(heard)}" if heard else said
    return point(entry, words, "solid diamond: court, warrant or arrest", said, Glyph.DIAMOND)


def _disputes(subject: Subject) -> Lane:
    """What the person says is wrong, and what was decided: without the words of either."""
    said = [point(e, *_DISPUTE, Glyph.CIRCLE, Fill.HOLLOW) for e in _of(subject, "dispute")]
    said += [_dispute_answer(e) for e in _of(subject, "dispute_answer")]
    return Lane("Disputes", _in_order(said), "disputes")


def _dispute_answer(entry: Entry) -> Mark:
    result = plain(entry.text("result"))
    return point(entry, f"a dispute answered: {result}", "solid square: dispute answered", result, Glyph.SQUARE)


def _tasks(subject: Subject) -> Lane:
    done = {e.text("task") for e in _of(subject, "task_done")}
    marks = [_task(e, e.id in done) for e in _of(subject, "task_promised")]
    return Lane("Promises", _in_order(marks), "promises")


def _task(entry: Entry, kept: bool) -> Mark:
    said = "kept, with an entry that says so" if kept else "no entry says it was kept"
    fill = Fill.SOLID if kept else Fill.HOLLOW
    shown = f"{fill.value} square: {'promise kept' if kept else 'promise not shown to be kept'}"
    return point(entry, f"promise: {entry.text('what')}; {said}", shown, entry.text("what"), Glyph.SQUARE, fill)
