"""Facts that do not come from a term's own rows: of the person, and of the office that is responsible."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from caseward.engine.arrays import Flags, Ints, Longs
from caseward.engine.codebook import Codebook
from caseward.engine.intake.everyone import Everyone
from caseward.engine.intake.facts import Claims, chosen, earlier, later_of
from caseward.engine.intake.times import Times, blank_times
from caseward.record.entry import Value


@dataclass(frozen=True, slots=True)
class OfPersons:
    """Facts of persons, spread over their terms. ``person_row`` gives for each subject the row of its person in the
    person table (-1: none is in the view), ``opened`` when each subject opened, ``opening`` the row that says so."""

    everyone: Everyone
    person_row: Ints
    opened: Times
    opening: Longs
    book: Codebook

    def sex(self) -> Claims:
        """From the day the person, or the term, was first known."""
        said, base = self.everyone.said["person"], self.everyone.base["person"]
        cells = said.cells("sex")
        codes = cells.coded(self.book, ("fact", "sex"))
        subject = self._subjects(codes >= 0)
        row = self.person_row[subject]
        known, opened = said.occurred.at(row), self.opened.at(subject)
        first = known.first <= opened.first
        written = np.where(first, row + base, self.opening[subject])
        until = blank_times(len(subject))
        return Claims(subject, row.astype(np.int64) + base, written, codes[row], chosen(first, known, opened), until)

    def deceased(self) -> Claims:
        """From the day of death on."""
        said, base = self.everyone.said["person"], self.everyone.base["person"]
        died = said.times("died")
        subject = self._subjects(died.filled)
        row = self.person_row[subject]
        code = self.book.codes(("fact", "deceased"), [True])[0]
        number = row.astype(np.int64) + base
        until = blank_times(len(subject))
        return Claims(subject, number, number, np.full(len(subject), code, dtype=np.int32), died.at(row), until)

    def _subjects(self, flagged: Flags) -> Ints:
        """The subjects whose person is flagged."""
        with_none = np.append(flagged, False)
        found: Ints = np.flatnonzero(with_none[self.person_row]).astype(np.int32)
        return found


def office_statuses(offices: Claims, statuses: Claims, of_office: list[Value], book: Codebook) -> Claims:
    """The status of whichever office is responsible, while it is. ``statuses`` have places in ``of_office`` for
    subjects: the office each is about."""
    codes = book.codes(("fact", "office"), of_office)  # an office that no term names adds a code, which harms nothing
    office = codes[statuses.subject] if len(statuses) else statuses.subject
    order = np.argsort(office, kind="stable")
    low = np.searchsorted(office[order], offices.value, side="left")
    high = np.searchsorted(office[order], offices.value, side="right")
    span = np.repeat(np.arange(len(offices)), high - low)
    within = np.arange(len(span)) - np.repeat(np.cumsum(high - low) - (high - low), high - low)
    a, b = offices.at(span), statuses.at(order[np.repeat(low, high - low) + within])
    starts_later = later_of(a.starts, b.starts)
    starts = chosen(starts_later, b.starts, a.starts)
    until = earlier(a.until, b.until)
    written = np.where(starts_later, b.written, a.written)
    found = Claims(a.subject, b.entry, written, b.value, starts, until)
    return found.at(~until.filled | (starts.first < until.last))
