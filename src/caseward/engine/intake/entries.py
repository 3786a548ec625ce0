"""The entries of each subject, in canonical order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseward.engine.arrays import Ints, Longs
from caseward.engine.ids import Ids
from caseward.engine.intake.by_numbers import By, ordered, packed
from caseward.engine.intake.everyone import Everyone


@dataclass(frozen=True, slots=True)
class Entries:
    """``number`` is the row of each entry of each subject, ``row`` its place among entries that each count once,
    ``place`` for each row that place (-1: it is nobody's), ``at`` for each place the row."""

    offset: Longs
    number: Longs
    row: Ints
    place: Longs
    at: Longs


def entries_of(everyone: Everyone, own: Ints, shared: tuple[Ints, Longs], subjects: int) -> Entries:
    """Lay out the entries: ``own`` gives for each row its subject (-1: none), ``shared`` pairs of subject and row for
    rows about a person, which concern every term of theirs."""
    mine = np.flatnonzero(own >= 0)
    subject = np.concatenate([own[mine], shared[0]]).astype(np.int32)
    number = np.concatenate([mine, shared[1]]).astype(np.int64)
    when = everyone.occurred
    rest = [By(when.last, number), By(when.instant, number)]
    order = ordered(packed(subject, when.first[number]), rest, lambda r, group: everyone.settled(number[r], group))
    number, subject = number[order], subject[order]
    offset = np.searchsorted(subject, np.arange(subjects + 1)).astype(np.int64)
    return _placed(everyone.total, offset, number, distinct=not len(shared[0]))


def _placed(total: int, offset: Longs, number: Longs, *, distinct: bool) -> Entries:
    """Number the entries by where each first stands."""
    n = len(number)
    place = np.full(total, -1, dtype=np.int64)
    if distinct:
        place[number] = np.arange(n)
        return Entries(offset, number, np.arange(n, dtype=np.int32), place, number)
    place[number[::-1]] = np.arange(n - 1, -1, -1)
    firsts = place[number] == np.arange(n)
    at = number[firsts]
    place[at] = np.arange(len(at))
    return Entries(offset, number, place[number].astype(np.int32), place, at)


def shared_rows(everyone: Everyone, subject_lists: tuple[Longs, Ints]) -> tuple[Ints, Longs]:
    """Rows that name a person and no term, with every subject of that person. ``subject_lists``: for each person of
    the slice where the subjects stand (offsets), and the subjects."""
    offset, subjects = subject_lists
    found_subjects, found_rows = [np.zeros(0, dtype=np.int32)], [np.zeros(0, dtype=np.int64)]
    for kind, said in everyone.said.items():
        if kind in ("person", "term") or said.rows.kind.field("person") is None:
            continue
        rows = np.flatnonzero(said.kept & (said.person >= 0) & (said.term < 0))
        lengths = offset[said.person[rows] + 1] - offset[said.person[rows]]
        start = np.repeat(offset[said.person[rows]], lengths)
        within = np.arange(len(start)) - np.repeat(np.cumsum(lengths) - lengths, lengths)
        found_subjects.append(subjects[start + within])
        found_rows.append(np.repeat(rows, lengths) + everyone.base[kind])
    return np.concatenate(found_subjects), np.concatenate(found_rows)


def ids_of(everyone: Everyone, entries: Entries, others: Longs) -> Ids:
    """The ids by place: of entries, then of other rows that say facts."""
    return Ids(everyone.ids, np.concatenate([entries.at, others]))
