"""A kept record in a folder, with a clock that is set by hand."""

from __future__ import annotations

import secrets
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from caseward.interchange.kept.adding import add, ready, taking_time
from caseward.interchange.kept.lines import read_lines
from caseward.interchange.kept.making import Wanted, make_record
from caseward.interchange.kept.opening import opened_record
from caseward.interchange.kept.settings import Settings


@dataclass
class Agency:
    """A kept record, and its clock. Each time the clock is read, a step has passed."""

    folder: Path
    time: datetime = datetime(2026, 3, 1, 12, tzinfo=UTC)
    zone: str = "UTC"
    step: timedelta = timedelta(seconds=1, microseconds=281_455)
    past: list[datetime] = field(default_factory=list)

    def now(self) -> datetime:
        self.time += self.step
        self.past.append(self.time)
        return self.time

    def make(self, **said) -> Agency:
        self.folder.mkdir(parents=True)
        self.zone = said.get("zone", "UTC")
        settings = Settings(self.folder, "log.example/one", **said)
        make_record(self.folder, Wanted(settings, {}), self.now, secrets.token_bytes)
        return self

    @contextmanager
    def opened(self, **how):
        with opened_record(self.folder, writing=True, now=self.now, entropy=secrets.token_bytes, **how) as kept:
            yield kept

    def append(self, text: str, request: str = ""):
        with self.opened() as kept:
            rows = read_lines("lines", text.encode(), request, taking_time(kept.store, self.now()))
            return add(ready(rows, kept.store, self.zone, request), kept.store, self.zone, request)


@pytest.fixture
def agency(tmp_path):
    return Agency(tmp_path / "kept").make()
