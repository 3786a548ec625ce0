"""Strategies for whole records: people, terms and what is recorded of them, with the flaws that real extracts have.

Drawn are: imprecise dates; columns left blank; several entries on one day; changes of level and case type; custody and
absences, also ones that overlap or never end; warnings with and without answers; terms that end, and a second term of
the same person; corrections; entries without a time of recording, and ones recorded long after.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from hypothesis import strategies as st

from caseward.dates import parse_when
from caseward.record.entry import Entry, Place, Record
from caseward.record.kinds import BY_NAME
from caseward.record.parse import parse_entry
from caseward.testing.days import days, whens
from caseward.testing.entries import CASE_TYPES, EVENTS, LEVELS, Raw, facts


def made(kind: str, raw: Mapping[str, object]) -> Entry:
    """An entry from its columns as text. ValueError when the record would refuse it."""
    entry, faults = parse_entry(BY_NAME[kind], dict(raw), Place("made", 1))
    if entry is None:
        raise ValueError(f"{kind} {raw}: {faults}")
    return entry


@st.composite
def records(
    draw: st.DrawFn, *, terms: int = 2, entries: int = 12, imprecise: bool = True, recorded: bool = False
) -> Record:
    """A record of up to ``terms`` terms with up to ``entries`` entries each.

    ``imprecise``: whether dates may be imprecise. ``recorded``: whether every entry says when it was recorded;
    otherwise some do.
    """
    found: list[Entry] = []
    for n in range(1, draw(st.integers(1, terms)) + 1):
        person = f"person-{draw(st.integers(1, n))}"
        if person not in {e.id for e in found}:
            found.append(made("person", {"id": person, "occurred": "2020-06-01", **draw(_sex())}))
        found += draw(_term(f"term-{n}", person, entries, imprecise))
    found += draw(_corrections(found))
    return Record.of([draw(_stamped(e, always=recorded)) for e in found])


def _sex() -> st.SearchStrategy[Raw]:
    return st.fixed_dictionaries({}, optional={"sex": st.sampled_from(["male", "female"])})


@st.composite
def _term(draw: st.DrawFn, term: str, person: str, entries: int, imprecise: bool) -> list[Entry]:
    columns: dict[str, st.SearchStrategy[object]] = {
        "level": st.sampled_from(LEVELS),
        "case_type": st.sampled_from(CASE_TYPES),
        "length_months": st.integers(1, 24).map(str),
        "supervision_type": st.sampled_from(["formal_probation", "parole"]),
    }
    opened = draw(days(90)).isoformat()
    raw: Raw = {"id": term, "person": person, "occurred": opened, **draw(st.fixed_dictionaries({}, optional=columns))}
    found = [made("term", raw)]
    counted: Counter[str] = Counter()
    for kind, columns_drawn in draw(st.lists(_entry(imprecise), max_size=entries)):
        counted[kind] += 1
        name = f"{term}-{kind}-{counted[kind]}"
        found.append(made(kind, {"id": name, "term": term, **columns_drawn}))
    found += draw(_answers(found, term, imprecise))
    if draw(st.booleans()):
        ended = draw(days().filter(lambda d: d.isoformat() > opened)).isoformat()
        found.append(made("term_end", {"id": f"{term}-end", "term": term, "occurred": ended, "reason": "completed"}))
    return found


@st.composite
def _entry(draw: st.DrawFn, imprecise: bool) -> tuple[str, Raw]:
    kinds = {**EVENTS, **facts(imprecise=imprecise)}
    kind = draw(st.sampled_from(["contact", "contact", "contact", *kinds]))
    return kind, {"occurred": draw(whens(imprecise=imprecise)), **draw(kinds[kind])}


@st.composite
def _answers(draw: st.DrawFn, found: list[Entry], term: str, imprecise: bool) -> list[Entry]:
    """Answers to some of the warnings, before or after them."""
    answers = []
    for warning in (e for e in found if e.kind == "warning"):
        if draw(st.booleans()):
            raw = {"id": f"{warning.id}-answer", "term": term, "warning": warning.id, "action": "call_back"}
            answers.append(made("warning_response", {**raw, "occurred": draw(whens(imprecise=imprecise))}))
    return answers


@st.composite
def _corrections(draw: st.DrawFn, found: list[Entry]) -> list[Entry]:
    """Now and then one contact or test is set aside."""
    able = sorted(e.id for e in found if e.kind in ("contact", "drug_test"))
    wanted = draw(st.lists(st.sampled_from(able), max_size=1)) if able else []
    raw = {"reason": "it was written down twice", "occurred": draw(days()).isoformat()}
    return [made("correction", {"id": f"{name}-correction", "corrects": name, **raw}) for name in wanted]


@st.composite
def _stamped(draw: st.DrawFn, entry: Entry, *, always: bool) -> Entry:
    """The entry with a time of recording: the same day or long after; or none."""
    if not always and draw(st.booleans()):
        return entry
    stamp = recorded_at(entry, draw(st.sampled_from([0, 0, 1, 40])))
    return Entry(entry.id, entry.kind, entry.occurred, stamp, values=entry.values, place=entry.place)


def recorded_at(entry: Entry, days_later: int) -> datetime:
    """Noon in universal time, so many days after the last day on which the entry may have happened."""
    return datetime.combine(entry.occurred.last, time(12), UTC) + timedelta(days=days_later)


def moved_to(entry: Entry, occurred: str | date) -> Entry:
    """The same entry at another time."""
    text = occurred.isoformat() if isinstance(occurred, date) else occurred
    return Entry(entry.id, entry.kind, parse_when(text), entry.recorded, values=entry.values, place=entry.place)
