"""Evaluating again after the record has grown: only the subjects that a change concerns, the rest as before.

An answer about a subject depends on the policy, the day judged, the entries that ``record.facts`` gives that subject,
and what could not be read about it. So it stands when none of these has changed. What changed is seen by comparing two
views, which also covers corrections: the entry set aside leaves the view, the one in its stead joins it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Longs
from caseward.engine.assemble import SCHEMA
from caseward.engine.run import evaluate_fast
from caseward.policy.model import PolicyDocument
from caseward.record.entry import Entry
from caseward.record.gives import TERM_FACTS
from caseward.record.view import View, judged

_ORDER = ("reading", "policy", "requirement", "subject", "about", "window_start", "ordinal")
_GIVES = {fact: tuple((g.kind, g.field) for g in TERM_FACTS if g.fact == fact) for fact in ("office", "officer")}


@dataclass(frozen=True, slots=True)
class Earlier:
    """An evaluation that was made: the engine's table (of ``assemble.SCHEMA``) of a policy over a view, judged on a
    day."""

    document: PolicyDocument
    table: Any
    view: View
    as_of: date


@dataclass(frozen=True, slots=True)
class Reevaluated:
    """The table as a full evaluation would give it, and the ids of the subjects that were evaluated again, sorted;
    None: everything was."""

    table: Any
    subjects: tuple[str, ...] | None


def reevaluated(document: PolicyDocument, earlier: Earlier, now: View, as_of: date, *, threads: int = 1) -> Reevaluated:
    """What ``evaluate_fast(document, now, as_of)`` gives. With another policy, another day, or a whole table that
    could be read before and cannot now (or the other way round), everything is evaluated."""
    found = None
    if (document, as_of) == (earlier.document, earlier.as_of):
        found = concerned(earlier.view, now, as_of, document.subject)
    if found is None:
        return Reevaluated(evaluate_fast(document, now, as_of, threads=threads), None)
    fresh = evaluate_fast(document, found.only(now), as_of, threads=threads)
    gone = pc.is_in(_plain(earlier.table["subject"]), value_set=pa.array(found.subjects, type=pa.string()))
    return Reevaluated(_merged([earlier.table.filter(pc.invert(gone)), fresh]), found.subjects)


@dataclass(frozen=True, slots=True)
class Concerned:
    """Whom a change concerns: ids of subjects, sorted, and those of the terms, persons and facilities whose entries
    decide about them."""

    subjects: tuple[str, ...]
    terms: frozenset[str]
    persons: frozenset[str]
    facilities: frozenset[str]

    def only(self, view: View) -> View:
        """The view without the entries that are about others."""
        return replace(view, entries=tuple(e for e in view.entries if self._is_about(e)))

    def _is_about(self, entry: Entry) -> bool:
        return (
            entry.kind == "office_status"
            or _term(entry) in self.terms
            or _person(entry) in self.persons
            or _facility(entry) in self.facilities
        )


def concerned(before: View, now: View, as_of: date, kind: str) -> Concerned | None:
    """The subjects of a kind about which the answer may differ between two views; None: any may."""
    old, new = judged(before, as_of), judged(now, as_of)
    unread = {(g.kind, g.about) for g in set(before.set_aside) ^ set(now.set_aside)}
    if any(not about for _, about in unread):
        return None
    changed, lost = _changed(old, new), {about for _, about in unread}
    if kind == "facility":
        found = {_facility(e) for e in changed} | lost
        return Concerned(tuple(sorted(found - {""})), frozenset(), frozenset(), frozenset(found - {""}))
    both = (*old.entries, *new.entries)
    terms = _terms(changed, both, lost)
    persons = {_person(e) for e in both if e.kind == "term" and e.id in terms} - {""}
    if kind == "term":
        return Concerned(tuple(sorted(terms)), frozenset(terms), frozenset(persons), frozenset())
    return _officers(terms, both)


def _officers(terms: set[str], both: Iterable[Entry]) -> Concerned:
    """An officer is known by every term that was ever assigned: all of those are needed, not only the changed."""
    named = [(_term(e), e.text(f)) for e in both for k, f in _GIVES["officer"] if e.kind == k]
    officers = {officer for term, officer in named if term in terms} - {""}
    needed = {term for term, officer in named if officer in officers}
    return Concerned(tuple(sorted(officers)), frozenset(needed), frozenset(), frozenset())


def _changed(old: View, new: View) -> list[Entry]:
    """The entries that only one of two views has, or that say something else in the other."""
    a, b = ({e.id: e for e in view.entries} for view in (old, new))
    return [e for one, other in ((a, b), (b, a)) for e in one.values() if _said(e) != _said(other.get(e.id))]


def _said(entry: Entry | None) -> object:
    """All of an entry but where it stood in its source."""
    return None if entry is None else replace(entry, place=None)


def _terms(changed: Iterable[Entry], both: tuple[Entry, ...], lost: set[str]) -> set[str]:
    """The terms that entries concern: their own, those of their person, those of an office whose status changed. When
    one term of a person is concerned all are: a term looks back to the end of the one before."""
    person = {e.id: _person(e) for e in both if e.kind == "term"}
    terms = {_term(e) for e in changed} | lost
    offices = {e.text("office") for e in changed if e.kind == "office_status"} - {""}
    if offices:
        given = ((e, e.text(f)) for e in both for k, f in _GIVES["office"] if e.kind == k)
        terms |= {_term(e) for e, office in given if office in offices}
    persons = ({_person(e) for e in changed} | {person.get(t, "") for t in terms} | lost) - {""}
    return {term for term, own in person.items() if term in terms or own in persons}


def _term(entry: Entry) -> str:
    return entry.id if entry.kind == "term" else entry.text("term")


def _person(entry: Entry) -> str:
    return entry.id if entry.kind == "person" else entry.text("person")


def _facility(entry: Entry) -> str:
    return entry.id if entry.kind == "facility" else entry.text("facility")


def _merged(tables: Iterable[Any]) -> Any:
    """Tables of the engine as one, in the reference's order."""
    joined = pa.concat_tables(tables).unify_dictionaries().combine_chunks()
    return joined.take(pa.array(np.lexsort(list(_keys(joined))))).cast(SCHEMA)


def _keys(table: Any) -> Iterator[Longs]:
    """Numbers that sort as the key does, the last of the key first."""
    for name in reversed(_ORDER):
        column = _plain(table[name]) if name in ("subject", "about") else table[name]
        if pa.types.is_string(column.type):
            column = column.dictionary_encode()
        if pa.types.is_dictionary(column.type):
            yield _ranks(column.combine_chunks())
        else:
            yield column.cast(pa.int32()).to_numpy().astype(np.int64)


def _ranks(coded: Any) -> Longs:
    words = coded.dictionary.to_pylist()
    rank = np.empty(len(words), dtype=np.int64)
    rank[sorted(range(len(words)), key=words.__getitem__)] = np.arange(len(words))
    found: Longs = rank[coded.indices.to_numpy()]
    return found


def _plain(column: Any) -> Any:
    return column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
