"""From entries to subjects: which spans of which facts the entries put in force, and which entries concern which
subject."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from caseward.dates import When
from caseward.record.entry import Entry
from caseward.record.gives import FACILITY_FACTS, OFFICE_FACTS, TERM_FACTS, Gives
from caseward.record.subjects import Span, Subject
from caseward.record.view import View


def subjects_of(view: View, kind: str) -> tuple[Subject, ...]:
    """The subjects of a kind (``term``, ``facility`` or ``officer``) in a view, sorted by id."""
    makers = {"term": _terms, "facility": _facilities, "officer": _officers}
    return tuple(sorted(makers[kind](view), key=lambda s: s.id))


def _terms(view: View) -> Iterator[Subject]:
    by_term, by_person = _grouped(view, "term"), _grouped(view, "person")
    offices = _office_statuses(view)
    persons = {e.id: e for e in view.entries if e.kind == "person"}
    opened = [e for e in view.entries if e.kind == "term"]
    of_person: dict[str, list[Entry]] = defaultdict(list)
    for term in opened:
        of_person[term.text("person")].append(term)
    for term in opened:
        own = _recorded_order([term, *by_term.get(term.id, ())])
        person = term.text("person")
        around = [e for e in by_person.get(person, ()) if e.kind != "term" and not e.text("term")]
        end = next((e for e in own if e.kind == "term_end"), None)
        spans = [*_spans(own, TERM_FACTS), *_custody(own), *_person_spans(persons.get(person), term.occurred)]
        spans += _office_spans(spans, offices)
        yield Subject(
            id=term.id,
            kind="term",
            opened=term.occurred,
            closed=None if end is None else end.occurred,
            closed_reason="" if end is None else end.text("reason"),
            person=person,
            previous_end=_previous_end(term, of_person[person], by_term),
            spans=tuple(spans),
            entries=_canonical([*own, *around]),
            opening=term.id,
        )


def _facilities(view: View) -> Iterator[Subject]:
    by_facility = _grouped(view, "facility")
    for facility in (e for e in view.entries if e.kind == "facility"):
        own = _recorded_order([facility, *by_facility.get(facility.id, ())])
        end = next((e for e in own if e.kind == "facility_closed"), None)
        yield Subject(
            id=facility.id,
            kind="facility",
            opened=facility.occurred,
            closed=None if end is None else end.occurred,
            spans=tuple(_spans(own, FACILITY_FACTS)),
            entries=_canonical(own),
            opening=facility.id,
        )


def _officers(view: View) -> Iterator[Subject]:
    """An officer is known by assignments: each term assigned is a span of the fact ``assigned``."""
    found: dict[str, list[Span]] = defaultdict(list)
    for term in _terms(view):
        for span in (s for s in term.spans if s.fact == "officer"):
            until = span.until if span.until is not None else term.closed
            found[str(span.value)].append(Span("assigned", term.id, span.starts, until, span.entry))
    for officer, spans in found.items():
        first = min(spans, key=lambda s: s.starts.sort_key)
        yield Subject(id=officer, kind="officer", opened=first.starts, spans=tuple(spans), opening=first.entry)


def _grouped(view: View, field: str) -> Mapping[str, list[Entry]]:
    found: dict[str, list[Entry]] = defaultdict(list)
    for entry in view.entries:
        if entry.text(field) and entry.kind != field:
            found[entry.text(field)].append(entry)
    return found


def _canonical(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(sorted({e.id: e for e in entries}.values(), key=lambda e: e.sort_key))


def _recorded_order(entries: Iterable[Entry]) -> list[Entry]:
    """By day, then by when recorded: of two levels put in force on one day, the one recorded later stands."""
    return sorted(entries, key=lambda e: (e.occurred.first, e.kind != "term", _stamp(e.recorded), e.sort_key))


def _stamp(recorded: datetime | None) -> float:
    return recorded.timestamp() if recorded else 0.0


def _spans(entries: list[Entry], gives: Iterable[Gives]) -> Iterator[Span]:
    stated: dict[str, list[tuple[Entry, str | int | None]]] = defaultdict(list)
    for entry in entries:
        for give in (g for g in gives if g.kind == entry.kind):
            value = entry.values.get(give.field, give.blank)
            if isinstance(value, str | int) and not (
                entry.kind == "assessment" and entry.values.get("scored") is not True
            ):
                if give.plural:
                    yield Span(give.fact, value, entry.occurred, entry.when("until"), entry.id)
                else:
                    stated[give.fact].append((entry, value))
            elif give.lapses:
                stated[give.fact].append((entry, None))
    for fact in sorted(stated):
        yield from _successive(fact, stated[fact])


def _successive(fact: str, stated: list[tuple[Entry, str | int | None]]) -> Iterator[Span]:
    """One value at a time: each holds until its own end or until the next begins, the first of them. None: no value."""
    for i, (entry, value) in enumerate(stated):
        following = stated[i + 1][0].occurred if i + 1 < len(stated) else None
        if value is not None:
            yield Span(fact, value, entry.occurred, _earlier(entry.when("until"), following), entry.id)


def _earlier(a: When | None, b: When | None) -> When | None:
    if a is None or b is None:
        return a or b
    return min(a, b, key=lambda w: w.sort_key)


def _custody(entries: list[Entry]) -> Iterator[Span]:
    """Each entry into custody holds until the next leaving; a second entry without a leaving between them adds
    nothing."""
    open_entry: Entry | None = None
    for entry in entries:
        if entry.kind == "custody_in" and open_entry is None:
            open_entry = entry
        elif entry.kind == "custody_out" and open_entry is not None:
            yield Span("custody", True, open_entry.occurred, entry.occurred, open_entry.id)
            open_entry = None
    if open_entry is not None:
        yield Span("custody", True, open_entry.occurred, None, open_entry.id)


def _person_spans(person: Entry | None, opened: When) -> Iterator[Span]:
    if person is None:
        return
    starts = min(person.occurred, opened, key=lambda w: w.first)
    if person.text("sex"):
        yield Span("sex", person.text("sex"), starts, None, person.id)
    died = person.when("died")
    if died is not None:
        yield Span("deceased", True, died, None, person.id)


def _office_statuses(view: View) -> Mapping[str, list[Span]]:
    grouped: dict[str, list[Entry]] = defaultdict(list)
    for entry in view.entries:
        if entry.kind == "office_status":
            grouped[entry.text("office")].append(entry)
    return {office: list(_spans(_recorded_order(entries), OFFICE_FACTS)) for office, entries in grouped.items()}


def _office_spans(spans: Iterable[Span], statuses: Mapping[str, list[Span]]) -> list[Span]:
    """The status of whichever office is responsible, while it is."""
    found = []
    for span in [s for s in spans if s.fact == "office"]:
        for status in statuses.get(str(span.value), ()):
            starts = max(span.starts, status.starts, key=lambda w: w.sort_key)
            until = _earlier(span.until, status.until)
            if until is None or starts.first < until.last:
                found.append(Span("office_status", status.value, starts, until, status.entry))
    return found


def _previous_end(term: Entry, terms: list[Entry], by_term: Mapping[str, list[Entry]]) -> date | None:
    """The last day a previous one of a person's terms may have been in force, exclusive; None when there was none."""
    ends = [
        e.occurred.last
        for other in terms
        if other.id != term.id
        for e in by_term.get(other.id, ())
        if e.kind == "term_end" and e.occurred.last <= term.occurred.first
    ]
    return max(ends, default=None)
