"""Which values of which facts hold over which days: what ``caseward.record.facts`` says of one subject, by column.

Rows of one kind that put one fact in force are laid under one another (*claims*), put in the order in which they were
recorded, and each is ended by its own end or by the next, the first of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from caseward.engine.arrays import FAR, NONE, NOT_RECORDED, Flags, Ints, Longs
from caseward.engine.codebook import Codebook
from caseward.engine.intake.by_numbers import ordered, packed
from caseward.engine.intake.everyone import Everyone
from caseward.engine.intake.times import BLANK, Times, blank_times
from caseward.record.entry import Value
from caseward.record.gives import TERM_FACTS, Gives


@dataclass(frozen=True, slots=True)
class Claims:
    """Statements of one fact: about which ``subject``, by which row (``entry``), of which ``value`` (a code; -1: the
    value lapses), from when (``starts``) until when (``until``, blank where open). ``written`` is the row that has the
    text of ``starts``."""

    subject: Ints
    entry: Longs
    written: Longs
    value: Ints
    starts: Times
    until: Times

    def __len__(self) -> int:
        return len(self.subject)

    def at(self, rows: Any) -> Claims:
        """Some of them."""
        until = self.until.at(rows)
        return Claims(
            self.subject[rows], self.entry[rows], self.written[rows], self.value[rows], self.starts.at(rows), until
        )


def stacked(parts: list[Claims]) -> Claims:
    """Claims one under another."""
    columns = [np.concatenate([getattr(p, n) for p in parts]) for n in ("subject", "entry", "written", "value")]
    starts, until = (_times([getattr(p, n) for p in parts]) for n in ("starts", "until"))
    return Claims(columns[0], columns[1], columns[2], columns[3], starts, until)


def _times(parts: list[Times]) -> Times:
    columns = [np.concatenate([getattr(p, n) for p in parts]) for n in ("first", "last", "instant", "form")]
    return Times(columns[0], columns[1], columns[2], columns[3])


@dataclass(frozen=True, slots=True)
class FactReader:
    """Reads claims from the rows of a slice. ``own`` gives for each row its subject, or -1."""

    everyone: Everyone
    own: Ints
    book: Codebook

    def facts(self, names: tuple[str, ...]) -> Iterator[tuple[str, Claims]]:
        """Every fact that rows about terms put in force, with its claims, ended."""
        for name in sorted({g.fact for g in TERM_FACTS} & set(names)):
            gives = [g for g in TERM_FACTS if g.fact == name and g.kind in self.everyone.said]
            parts = [self._given(g) for g in gives]
            if parts:
                claims = stacked(parts)
                yield name, claims if gives[0].plural else self._successive(claims)
        if "custody" in names:
            yield "custody", self._custody()

    def _given(self, give: Gives) -> Claims:
        """What one column puts in force."""
        said, base = self.everyone.said[give.kind], self.everyone.base[give.kind]
        cells = said.cells(give.field)
        codes = cells.coded(self.book, ("fact", give.fact))
        rows = np.flatnonzero((self.own[base : base + len(said)] >= 0) & _stated(said, give, codes))
        has_until = said.rows.kind.field("until") is not None
        until = said.times("until").at(rows) if has_until else blank_times(len(rows))
        number = rows + base
        return Claims(self.own[number], number, number, codes[rows], said.occurred.at(rows), until)

    def of_offices(self) -> tuple[Claims, list[Value]]:
        """Statuses of offices, each about a place in the list of offices that is given with them."""
        said, base = self.everyone.said["office_status"], self.everyone.base["office_status"]
        offices, status = said.cells("office"), said.cells("status")
        names = [v for v in offices.values if isinstance(v, str)]
        place = np.array([names.index(v) if v in names else -1 for v in (*offices.values, None)], dtype=np.int32)
        rows = np.flatnonzero(said.kept & ~said.wrong)
        number = rows + base
        value = status.coded(self.book, ("fact", "office_status"))[rows]
        office = place[offices.place[rows]]
        until = said.times("until").at(rows)
        return self._successive(Claims(office, number, number, value, said.occurred.at(rows), until)), list(names)

    def _recorded_order(self, subject: Ints, entry: Longs) -> Longs:
        """By day, the term itself first, then by when recorded, then in canonical order."""
        everyone = self.everyone
        when, stamp = everyone.occurred.at(entry), everyone.recorded[entry]
        later = everyone.kind[entry] != list(everyone.said).index("term")
        stamp = np.where(stamp == NOT_RECORDED, 0, stamp)
        rest = [later, stamp, when.last, when.instant]
        return ordered(packed(subject, when.first), rest, lambda r, group: everyone.settled(entry[r], group))

    def _successive(self, claims: Claims) -> Claims:
        """One value at a time."""
        claims = claims.at(self._recorded_order(claims.subject, claims.entry))
        follows = claims.subject[1:] == claims.subject[:-1]
        following = _shifted(claims.starts, follows)
        found = Claims(
            claims.subject, claims.entry, claims.written, claims.value, claims.starts, earlier(claims.until, following)
        )
        return found.at(claims.value >= 0)

    def _custody(self) -> Claims:
        """Each entry into custody holds until the next leaving; one more entry in between adds nothing."""
        numbers = [np.zeros(0, dtype=np.int64)]
        for kind in ("custody_in", "custody_out"):
            if kind in self.everyone.said:
                base = self.everyone.base[kind]
                mine = self.own[base : base + len(self.everyone.said[kind])]
                numbers.append(np.flatnonzero(mine >= 0) + base)
        entry = np.concatenate(numbers)
        entry = entry[self._recorded_order(self.own[entry], entry)]
        subject = self.own[entry]
        kinds = list(self.everyone.said)
        enters = self.everyone.kind[entry] == (kinds.index("custody_in") if "custody_in" in kinds else -1)
        held = np.zeros(len(entry), dtype=np.bool_)  # the row before, of the same subject, is an entry
        held[1:] = enters[:-1] & (subject[1:] == subject[:-1])
        rows = np.flatnonzero(enters & ~held)
        outs = np.flatnonzero(~enters)
        place = np.searchsorted(outs, rows)
        out = outs[np.minimum(place, max(0, len(outs) - 1))] if len(outs) else np.zeros(len(rows), dtype=np.int64)
        ends = (place < len(outs)) & (subject[out] == subject[rows]) if len(outs) else np.zeros(len(rows), dtype=bool)
        until = _where(ends, self.everyone.occurred.at(entry[out] if len(outs) else entry[rows]))
        code = self.book.codes(("fact", "custody"), [True])[0]
        value = np.full(len(rows), code, dtype=np.int32)
        return Claims(subject[rows], entry[rows], entry[rows], value, self.everyone.occurred.at(entry[rows]), until)


def _stated(said: Any, give: Gives, codes: Ints) -> Flags:
    """Which rows say something of the fact: a value or, where a blank ends what was said before, a blank."""
    stated: Flags = codes >= 0
    if give.kind == "assessment":
        scored = said.cells("scored")
        stated = stated & scored.holds(True)
    return np.ones(len(codes), dtype=np.bool_) if give.lapses else stated


def _shifted(starts: Times, follows: Flags) -> Times:
    """For each claim where the next of the same subject starts, blank for the last."""
    n = len(starts)
    rows = np.minimum(np.arange(1, n + 1), max(0, n - 1))
    return _where(np.append(follows, np.zeros(min(1, n), dtype=np.bool_)), starts.at(rows))


def _where(filled: Flags, times: Times) -> Times:
    return Times(
        np.where(filled, times.first, NONE).astype(np.int32),
        np.where(filled, times.last, NONE).astype(np.int32),
        np.where(filled, times.instant, NOT_RECORDED),
        np.where(filled, times.form, BLANK).astype(np.uint8),
    )


def earlier(a: Times, b: Times) -> Times:
    """The earlier of two, or the one that is stated. Of two on the same days it does not matter which."""
    sooner = (b.first < a.first) | ((b.first == a.first) & (b.last < a.last))
    return chosen(b.filled & (~a.filled | sooner), b, a)


def later_of(a: Times, b: Times) -> Flags:
    """Where the second is later than the first, by days."""
    found: Flags = (b.first > a.first) | (
        (b.first == a.first) & ((b.last > a.last) | ((b.last == a.last) & (b.instant > a.instant)))
    )
    return found


def chosen(flags: Flags, a: Times, b: Times) -> Times:
    """The first where flagged, else the second."""
    return Times(
        np.where(flags, a.first, b.first),
        np.where(flags, a.last, b.last),
        np.where(flags, a.instant, b.instant),
        np.where(flags, a.form, b.form),
    )


def wide_end(until: Times) -> Ints:
    """The last day, exclusive, on which a claim may hold."""
    found: Ints = np.where(until.filled, until.last, FAR).astype(np.int32)
    return found


def imprecise(claims: Claims) -> Flags:
    """Claims of which an edge is not known to the day."""
    found: Flags = (claims.starts.first != claims.starts.last) | (claims.until.first != claims.until.last)
    return found
