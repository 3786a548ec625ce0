"""A slice of a data set, read into columns: no object is made for an entry that no one asks for by itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from caseward.engine.arrays import Flags, Ints, Longs
from caseward.engine.codebook import Codebook
from caseward.engine.columns import Columns
from caseward.engine.intake.around import OfPersons, office_statuses
from caseward.engine.intake.by_footers import RowsElsewhere
from caseward.engine.intake.checks import check
from caseward.engine.intake.corrections import Corrected, corrected
from caseward.engine.intake.entries import entries_of, ids_of, shared_rows
from caseward.engine.intake.everyone import Everyone
from caseward.engine.intake.facts import Claims, FactReader
from caseward.engine.intake.lives import closed_days, ends_of, planned_ends, previous_ends
from caseward.engine.intake.origin import FromSlice
from caseward.engine.intake.rows import Rows
from caseward.engine.intake.said import Said, in_view, say
from caseward.engine.intake.slices import SliceRef
from caseward.engine.intake.spanning import Spanning
from caseward.engine.intake.times import Times
from caseward.record.gives import GIVES
from caseward.record.kinds import BY_NAME

KINDS = tuple(sorted(BY_NAME))
"""The kinds in the order of their names: their places are the codes in every slice."""


def read_slice(ref: SliceRef, book: Codebook) -> Columns:
    """The columns of a slice's terms, as ``columns_of`` lays out the same terms; BadDataSet with every fault found in
    the rows. Codes of values come from ``book``, which the slices of one data set share."""
    return SliceReader(ref, book).columns()


@dataclass
class SliceReader:
    """Reads one slice."""

    ref: SliceRef
    book: Codebook

    @cached_property
    def _rows(self) -> dict[str, Rows]:
        folder = Path(self.ref.folder)
        return {kind: Rows(folder, BY_NAME[kind], part) for kind, part in sorted(self.ref.stretches)}

    @cached_property
    def _corrected(self) -> Corrected:
        return corrected(self.ref.folder, dict(self.ref.stretches).get("correction", ()), self.ref.known_at)

    @cached_property
    def _term_ids(self) -> Any:
        return self._rows["term"].texts("id")

    @cached_property
    def _persons(self) -> tuple[Any, Ints]:
        """The persons of the slice's terms in order, and for each term the place of its person."""
        coded = self._rows["term"].texts("person").dictionary_encode()
        return coded.dictionary, coded.indices.cast(pa.int32()).to_numpy(zero_copy_only=False)

    def _say(self, kind: str) -> Said:
        ref, rows = self.ref, self._rows[kind]
        persons = self._persons[0]
        stamped = ref.known_at is not None or ref.needs.stamps(kind)
        said = say(rows, self._term_ids, persons, stamped=stamped)
        if ref.guessed:
            self._look_where(kind, said)
        if kind == "person":
            said.person = _known(said.ids, persons)
        said.kept = in_view(said, self._corrected.set_aside, ref.known_at, ref.as_of)
        return said

    def _look_where(self, kind: str, said: Said) -> None:
        """RowsElsewhere when a row names a term or person that is not of this slice."""
        for name, place in (("term", said.term), ("person", said.person)):
            if kind not in ("term", "person") and said.rows.kind.field(name) is not None:
                filled = sum(len(chunk) - chunk.null_count for chunk in said.rows.column(name))
                if filled != np.count_nonzero(place >= 0):
                    raise RowsElsewhere

    def _said(self) -> dict[str, Said]:
        needs = self.ref.needs
        for kind in self._rows:
            self._rows[kind].load([*_loaded(kind, needs.facts), *needs.of_kind(kind)])
        return {kind: self._say(kind) for kind in self._rows if kind != "correction"}

    def columns(self) -> Columns:
        """Read the slice and lay it out."""
        everyone = Everyone(self._said())
        terms = everyone.said["term"]
        in_order = np.argsort(np.array(terms.ids.to_pylist(), dtype=object), kind="stable")
        kept = in_order[terms.kept[in_order]]
        return _Layout(self, everyone, kept).columns()


@dataclass
class _Layout:
    """The terms of a view (``kept``: their rows, by id) as subjects."""

    reader: SliceReader
    everyone: Everyone
    kept: Longs

    @cached_property
    def subject_of_term(self) -> Ints:
        """For each term of the slice its subject, -1 where it is not in the view; one more for rows without a term."""
        found = np.full(len(self.everyone.said["term"]) + 1, -1, dtype=np.int32)
        found[self.kept] = np.arange(len(self.kept), dtype=np.int32)
        return found

    @cached_property
    def own(self) -> Ints:
        """For each row the subject that it is about, -1 for those that are not in the view or name no term."""
        parts = [np.zeros(0, dtype=np.int32)]
        for kind, said in self.everyone.said.items():
            place = np.arange(len(said)) if kind == "term" else said.term
            parts.append(np.where(said.kept, self.subject_of_term[place], -1).astype(np.int32))
        return np.concatenate(parts)

    @cached_property
    def person(self) -> Ints:
        """For each subject its person's place in the slice."""
        found: Ints = self.reader._persons[1][self.kept]
        return found

    @cached_property
    def opened(self) -> Times:
        """When each opened."""
        return self.everyone.said["term"].occurred.at(self.kept)

    def columns(self) -> Columns:
        everyone, reader, n = self.everyone, self.reader, len(self.kept)
        claims = self._claims()
        spanning = Spanning.of(everyone, reader.book, reader.ref.needs.facts, claims)
        months, given = self._months()
        check(everyone, reader._corrected.any)
        entries = entries_of(everyone, self.own, shared_rows(everyone, self._by_person()), n)
        others = np.unique(spanning.claims.entry[entries.place[spanning.claims.entry] < 0])
        place = entries.place.copy()
        place[others] = len(entries.at) + np.arange(len(others))
        spans, doubtful = spanning.spans(n)
        statements = spanning.statements(n, place)
        ends = ends_of(everyone, self.own, n)
        closed, ended, closed_vaguely = closed_days(ends, everyone.occurred, self.opened)
        names = everyone.said["term"].ids.take(pa.array(self.kept))
        source = FromSlice(everyone, entries, reader.book, names, self.person, reader._persons[1], reader.ref.needs)
        kind_code = np.array([KINDS.index(k) for k in everyone.said], dtype=np.int32)
        return Columns(
            source=source,
            names=names,
            persons=reader._persons[0].take(pa.array(self.person)),
            opened=self.opened.first,
            closed=closed,
            previous_end=previous_ends(everyone, self.own, self.person, self.opened),
            planned_end=planned_ends(self.opened.first, months, given),
            ended=ended,
            opening=place[everyone.base["term"] + self.kept].astype(np.int32),
            closing=np.where(ends.closing >= 0, place[np.maximum(ends.closing, 0)], -1).astype(np.int32),
            vague=((self.opened.first != self.opened.last) | closed_vaguely).astype(np.uint8),
            odd=_parity(names) if reader.ref.needs.parity else np.zeros(n, dtype=np.uint8),
            ids=ids_of(everyone, entries, others),
            offset=entries.offset,
            row=entries.row,
            first=everyone.occurred.first[entries.number],
            last=everyone.occurred.last[entries.number],
            kind=kind_code[everyone.kind[entries.number]],
            kinds=KINDS,
            spans=spans,
            statements=statements,
            facts=spanning.facts,
            values=tuple(reader.book.values(("fact", f)) for f in spanning.facts),  # type: ignore[misc]
            doubtful=doubtful,
            book=reader.book,
        )

    def _claims(self) -> dict[str, Claims]:
        """The claims of every fact that is laid out."""
        book, names = self.reader.book, self.reader.ref.needs.facts
        facts = FactReader(self.everyone, self.own, book)
        found = dict(facts.facts(names))
        if "person" in self.everyone.said:
            persons = self._of_persons()
            found |= {"sex": persons.sex()} if "sex" in names else {}
            found |= {"deceased": persons.deceased()} if "deceased" in names else {}
        if "office_status" in names and "office_status" in self.everyone.said and "office" in found:
            statuses, offices = facts.of_offices()
            found["office_status"] = office_statuses(found["office"], statuses, offices, book)
        return found

    def _of_persons(self) -> OfPersons:
        said = self.everyone.said["person"]
        row = np.full(len(self.reader._persons[0]) + 1, -1, dtype=np.int32)
        rows = np.flatnonzero(said.kept & (said.person >= 0))
        row[said.person[rows]] = rows
        opening = (self.everyone.base["term"] + self.kept).astype(np.int64)
        return OfPersons(self.everyone, row[self.person], self.opened, opening, self.reader.book)

    def _by_person(self) -> tuple[Longs, Ints]:
        """For each person of the slice where their subjects stand, and the subjects."""
        order = np.argsort(self.person, kind="stable")
        offset = np.searchsorted(self.person[order], np.arange(len(self.reader._persons[0]) + 1))
        return offset.astype(np.int64), order.astype(np.int32)

    def _months(self) -> tuple[Longs, Flags]:
        said = self.everyone.said["term"]
        cells = said.cells("length_months")
        numbers = np.array([v if isinstance(v, int) else 0 for v in (*cells.values, None)], dtype=np.int64)
        return numbers[cells.place][self.kept], cells.filled[self.kept]


def _loaded(kind: str, facts: tuple[str, ...]) -> list[str]:
    """The columns of a kind that facts are read from."""
    found = [g.field for g in GIVES if g.kind == kind and g.fact in facts]
    return [*found, *(["scored"] if kind == "assessment" else []), *(["length_months"] if kind == "term" else [])]


def _known(ids: Any, persons: Any) -> Ints:
    found: Ints = pc.index_in(ids, value_set=persons).fill_null(-1).to_numpy(zero_copy_only=False)
    return found


def _parity(names: Any) -> Any:
    return np.array([sha256(name.encode()).digest()[-1] % 2 for name in names.to_pylist()], dtype=np.uint8)
