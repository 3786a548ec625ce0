"""The steps of a report put together: drafted, submitted, returned, submitted again, approved. No database."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time

from caseward.record.entry import Entry

WRITTEN = frozenset({"drafted", "submitted"})
"""Steps of the writer; the others are of whoever decides."""


@dataclass(frozen=True, slots=True)
class Chain:
    """A report: its steps as they stand in the record, the earliest first."""

    steps: tuple[Entry, ...]

    @property
    def first(self) -> Entry:
        """The step by whose place in the log the report is known."""
        return self.steps[0]

    @property
    def last(self) -> Entry:
        """The newest step: it says how the report stands."""
        return self.steps[-1]

    @property
    def state(self) -> str:
        """How the report stands: ``drafted``, ``submitted``, ``returned`` or ``approved``."""
        return self.last.text("step")

    @property
    def type(self) -> str:
        """The kind of report."""
        return self.first.text("type")

    @property
    def place(self) -> int:
        """Where the first step stands in the log."""
        return place_of(self.first)

    @property
    def officer(self) -> str:
        """Who wrote the newest version, by staff token."""
        return next((e.text("officer") or e.recorded_by for e in reversed(self.steps) if e.text("step") in WRITTEN), "")

    @property
    def writers(self) -> frozenset[str]:
        """Everybody who wrote or handed in a version of it."""
        written = [e for e in self.steps if e.text("step") in WRITTEN]
        return frozenset({name for e in written for name in (e.text("officer"), e.recorded_by)} - {""})

    @property
    def text(self) -> str:
        """The newest text; '' where the record holds none."""
        return next((e.text("text") for e in reversed(self.steps) if e.text("text")), "")


def chains(entries: Iterable[Entry]) -> list[Chain]:
    """The reports among entries, by the day of their first step."""
    return [Chain(steps) for steps in put_together(entries, "report", "report")]


def put_together(entries: Iterable[Entry], kind: str, earlier: str) -> list[tuple[Entry, ...]]:
    """The steps of each thing of a kind, the earliest first, where a column of it names the step before."""
    steps = {e.id: e for e in entries if e.kind == kind}
    found: dict[str, list[Entry]] = {}
    for step in steps.values():
        found.setdefault(_root(step, steps, earlier), []).append(step)
    whole = [tuple(sorted(held, key=_order)) for held in found.values()]
    return sorted(whole, key=lambda held: _order(held[0]))


def place_of(entry: Entry) -> int:
    """Where an entry stands in the log."""
    return entry.place.row if entry.place is not None else 0


def when_of(entry: Entry) -> str:
    """When an entry says that it happened: to the minute where it says so, else as it is written."""
    at = entry.occurred.instant
    return entry.occurred.text if at is None else f"{at:%Y-%m-%d %H:%M}"


def _root(step: Entry, steps: dict[str, Entry], column: str) -> str:
    seen = {step.id}
    while (earlier := step.text(column)) in steps and earlier not in seen:
        seen.add(earlier)
        step = steps[earlier]
    return step.id


def _order(entry: Entry) -> tuple[datetime, int, str]:
    """As it was recorded; where an earlier system does not say when that was, as it happened."""
    at = entry.recorded or datetime.combine(entry.occurred.first, time.min, UTC)
    return at, place_of(entry), entry.id
