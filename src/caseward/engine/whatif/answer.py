"""What a trial of a policy found: its numbers by month and fact, what officers would carry, and who is concerned."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property
from typing import Any

from caseward.dates import month_end
from caseward.engine.whatif.cells import Cell, cells_of, joined
from caseward.engine.whatif.compare import SIDES, Part, Trial, people_of
from caseward.engine.whatif.facts import NOTHING, UNKNOWN
from caseward.engine.whatif.people import CHANGES
from caseward.policy.policy import Policy

#: Said wherever the numbers are: nobody knows how people would have acted under other rules.
ASSUMPTIONS = (
    "Each policy is laid over the same record, as it is. Under other rules people would have acted otherwise, and "
    "nothing here says how: a miss under the new policy is a thing that its rule asks and the record does not show."
)
BOUNDS = (
    "Contacts needed, at most: each obligation that a contact may answer has its own. At least: of each case's "
    "requirements only the one that surely asks for most, since one contact may serve two requirements."
)


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of a table: a word (a month, a level, an office), and the sums of both sides."""

    word: str
    old: Cell
    new: Cell

    @property
    def cells(self) -> tuple[Cell, Cell]:
        """The old side, then the new."""
        return self.old, self.new


@dataclass(frozen=True)
class WhatIf:
    """A trial and what came of it. ``policies`` are the old and the new file, ``record`` the name of the record."""

    trial: Trial
    part: Part
    subjects: int
    policies: tuple[Policy, Policy]
    record: str
    known_at: datetime | None = None
    notes: tuple[str, ...] = ()

    @cached_property
    def cells(self) -> tuple[Cell, ...]:
        """Every group of both sides."""
        return cells_of(self.trial, self.part)

    @cached_property
    def people(self) -> Any:
        """Each subject and duty whose status changes, as ``whatif.people.PEOPLE``."""
        return people_of(self.part)

    @property
    def unit(self) -> str:
        """What workload is counted in; empty where neither policy has a table."""
        return next((t.unit for d in self.trial.documents for t in d.workload), "")

    @property
    def empty(self) -> bool:
        """Whether nothing is owed under either policy."""
        return all(c.number("obligations") == 0 for c in self.total.cells)

    @cached_property
    def total(self) -> Pair:
        """Everything."""
        return self._pair("all", self.cells)

    @cached_property
    def months(self) -> tuple[Pair, ...]:
        """By month, every month between the first and the last."""
        return tuple(self._pairs(0, _all_months([c.key[0] for c in self.cells])))

    def by_fact(self, name: str) -> tuple[Pair, ...]:
        """By the value of a fact, in the order in which a policy lists its values; unknown last."""
        place = self.trial.by.index(name) + 1
        listed = [str(v) for d in self.trial.documents for v in d.facts.get(name, ())]

        def rank(word: str) -> tuple[bool, bool, int, str]:
            return word == UNKNOWN, word == NOTHING, listed.index(word) if word in listed else len(listed), word

        return tuple(self._pairs(place, sorted({c.key[place] for c in self.cells}, key=rank)))

    def by_month_and(self, name: str) -> tuple[tuple[str, Pair], ...]:
        """By month and the value of one fact, months in order."""
        place = self.trial.by.index(name) + 1
        keys = sorted({(c.key[0], c.key[place]) for c in self.cells})
        groups: dict[tuple[str, str], list[Cell]] = {key: [] for key in keys}
        for cell in self.cells:
            groups[cell.key[0], cell.key[place]].append(cell)
        return tuple((month, self._pair(word, own)) for (month, word), own in groups.items())

    def officers_needed(self, cell: Cell, month: str) -> Fraction | None:
        """How many officers the cost of one month takes, by the capacity that the side's table gives."""
        capacity = self._capacity(cell.side, month)
        return None if capacity is None or cell.cost is None else Fraction(cell.cost, 100 * capacity)

    def busiest(self, side: str) -> tuple[str, Fraction] | None:
        """The month that takes most officers, with their number; of equals the first. None without a table."""
        found = [(p.word, self.officers_needed(p.cells[SIDES.index(side)], p.word)) for p in self.months]
        known = [(month, n) for month, n in found if n is not None]
        return max(known, key=lambda f: (f[1], [-ord(c) for c in f[0]])) if known else None

    def officers_recorded(self, side: str, month: str, *, word: str = "", fact: str = "") -> int:
        """How many officers the record has as responsible for a case of that month (and value of a fact)."""
        return self._officers.get((side, month, fact, word if fact else ""), 0)

    @cached_property
    def _officers(self) -> dict[tuple[str, str, str, str], int]:
        """By side, month, fact and its value; of the whole month both are empty."""
        found: dict[tuple[str, str, str, str], set[str]] = {}
        for side, held in zip(SIDES, self.part.officers, strict=True):
            for (month, *words), officer in held:
                for fact, word in (("", ""), *zip(self.trial.by, words, strict=True)):
                    found.setdefault((side, month, fact, word), set()).add(officer)
        return {key: len(officers) for key, officers in found.items()}

    def changed(self) -> dict[str, tuple[int, int]]:
        """For each way in which people's status changes: how many lines of the list, and how many subjects."""
        lines = list(zip(self.people["change"].to_pylist(), self.people["subject"].to_pylist(), strict=True))
        return {
            c.value: (sum(1 for k, _ in lines if k == c.value), len({s for k, s in lines if k == c.value}))
            for c in CHANGES
        }

    def _capacity(self, side: str, month: str) -> int | None:
        tables = self.trial.documents[SIDES.index(side)].workload
        first = date.fromisoformat(f"{month}-01")
        last = month_end(first)
        held = [t for t in tables if t.from_ <= last and (t.until is None or t.until > first)]
        return held[-1].capacity.value if held else None

    def _pairs(self, place: int, words: Iterable[str]) -> Iterable[Pair]:
        groups: dict[str, list[Cell]] = {word: [] for word in words}
        for cell in self.cells:
            groups[cell.key[place]].append(cell)
        return (self._pair(word, own) for word, own in groups.items())

    def _pair(self, word: str, cells: Iterable[Cell]) -> Pair:
        own, key = list(cells), (word,)
        timed = [bool(d.workload) for d in self.trial.documents]
        return Pair(word, *(joined(own, key, side, timed=t) for side, t in zip(SIDES, timed, strict=True)))


def _all_months(found: Iterable[str]) -> list[str]:
    """Every month from the first to the last of those found."""
    numbers = sorted({int(m[:4]) * 12 + int(m[5:]) - 1 for m in found})
    if not numbers:
        return []
    return [f"{n // 12:04d}-{n % 12 + 1:02d}" for n in range(numbers[0], numbers[-1] + 1)]
