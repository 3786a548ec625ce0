"""``python -m benchmarks.load.making --folder build/load``: a large agency on PostgreSQL, to be worked on.

People who do not exist, as ``caseward synth`` makes them, some thousands of terms at a time, brought into the record as
``caseward import`` brings them (what it reads from files is handed over here as entries). The record and the
application's tables are two databases of one cluster, in the folder. A run that was stopped goes on where it was.
"""

from __future__ import annotations

import argparse
import gc
import os
import secrets
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from caseward.cli.synthesis import words_of
from caseward.interchange.kept.bringing import Bringing, bring
from caseward.interchange.kept.checking import KEPT
from caseward.interchange.kept.drafts import in_order
from caseward.interchange.kept.making import Wanted, make_record
from caseward.interchange.kept.opening import KeptRecord, opened_record
from caseward.interchange.kept.settings import FILE, Settings
from caseward.interchange.reading import Reading
from caseward.interchange.synth.caseload import Plan
from caseward.interchange.synth.hall import hall_entries
from caseward.interchange.synth.offices import office_entries
from caseward.interchange.synth.record import block_entries, planned
from caseward.record.entry import Entry, Place, Record
from caseward.web.agency_making import migrate, prepare, set_up
from caseward.web.moment import today
from caseward.web.settings.web_toml import Agency
from tests.postgresql.cluster import Cluster

TOP = Path(__file__).resolve().parents[2]
POLICY = TOP / "policies/us-ca-los-angeles/adult.yaml"
ZONE = "America/Los_Angeles"
TERMS, BLOCK, MONTHS = 106_000, 2_000, 24
"""Terms of about 100,000 people with about 47 entries each; how many are made at once; months behind them."""
WORKERS = 0
"""Processes that make entries ready beside the one that writes and the one that draws."""
SERVER = (
    "shared_buffers=2GB", "effective_cache_size=6GB", "max_wal_size=1GB", "wal_compression=on", "random_page_cost=1.1",
    "checkpoint_timeout=15min", "maintenance_work_mem=256MB",
)  # fmt: skip
"""What the server has of a machine of 16 GB or more, as its manual advises; all else is as PostgreSQL comes."""


@dataclass(frozen=True)
class Made:
    """Where an agency lies, and of whom it is made."""

    folder: Path
    terms: int

    @property
    def agency(self) -> Path:
        """The agency's folder."""
        return self.folder / "agency"

    def cluster(self) -> Cluster:
        """The server of its databases, started; made where there is none."""
        return Cluster(*SERVER, folder=self.folder / "pg")

    def day(self) -> date:
        """The day on which it was begun: for it all tables are drawn first, however long that takes."""
        file = self.folder / "day"
        if not file.exists():
            file.write_text(today(ZONE).isoformat())
        return date.fromisoformat(file.read_text())

    @cached_property
    def plan(self) -> Plan:
        """Supervision that began in the last two years, in the words of the policy; no flaws."""
        began = self.day().replace(day=1)
        for _ in range(MONTHS - 1):
            began = (began - timedelta(days=1)).replace(day=1)
        return planned(1, began, MONTHS, flaws=0, words=words_of(POLICY))

    def begin(self, cluster: Cluster) -> None:
        """The agency's folder with its keys and settings, and two empty databases, where they are not there yet."""
        if (self.agency / FILE).exists():
            return
        self.agency.mkdir(parents=True, exist_ok=True)
        settings = Settings(self.agency, "probation.example/load", store=cluster.new_database(), zone=ZONE)
        agency = Agency(
            self.agency, "Load", policies=(str(POLICY),), database=cluster.new_database(), https=False,
            second_factor="offered", metrics=True,
        )  # fmt: skip
        make_record(self.agency, Wanted(settings, {}), _now, secrets.token_bytes)
        prepare(agency)

    @cached_property
    def offices(self) -> list[Entry]:
        """What no term orders: the offices and the hall."""
        return office_entries(self.plan, self.terms) + hall_entries(self.plan.seed, self.plan.start)

    def pieces(self) -> Iterator[tuple[str, list[Entry]]]:
        """All entries, with a name for each lot: what no term orders, then terms."""
        yield "offices", self.offices
        for first in range(1, self.terms + 1, BLOCK):
            yield f"from {first}", block_entries(self.plan, first, min(BLOCK, self.terms + 1 - first))


def _now() -> datetime:
    return datetime.now(UTC)


def keep(made: Made, workers: int) -> None:
    """Bring all entries into the record, and draw the tables of each lot in another process meanwhile; what is there
    already is left.
    """
    set_up(made.agency)
    from django.db import connections

    migrate()
    whole = _is_whole()
    connections.close_all()  # so that no process has one of another
    if whole:
        return
    began, done, drawing = time.monotonic(), 0, None
    day = made.day()
    with opened_record(made.agency, writing=True, now=_now, entropy=secrets.token_bytes) as kept:
        for name, entries in made.pieces():
            placed = _brought(name, entries, kept, workers)
            done += len(entries)
            _ended(drawing)
            # Forked: what it draws of is there, and need not be read from the record again.
            drawing = get_context("fork").Process(target=_drawn, args=(made, entries, placed, day), daemon=True)
            drawing.start()
            print(f"{name}: {done:,} entries, {time.monotonic() - began:,.0f} s", flush=True)
        _ended(drawing)
    _follow(day)


def _ended(drawing: BaseProcess | None) -> None:
    if drawing is not None:
        drawing.join()
        if drawing.exitcode:
            raise SystemExit("the tables of a lot were not drawn; start again")


def _is_whole() -> bool:
    from caseward.web.casework.models import Mark

    return Mark.objects.filter(pk=1, day__isnull=False).exists()


def _drawn(made: Made, entries: list[Entry], placed: list[Entry], day: date) -> None:
    """Draw the terms of a lot as the application does, unless that was done."""
    from django.db import connections, transaction

    from caseward.web.casework.drawing import drawn
    from caseward.web.casework.models import Term
    from caseward.web.casework.operations import draw_people, keep_drawn
    from caseward.web.keeping import keeping, policies

    last = max((entry.id for entry in entries if entry.kind == "term"), default="")
    if last and not Term.objects.filter(pk=last).exists():
        with transaction.atomic():
            if placed:
                keep_drawn(drawn(policies(), [*made.offices, *placed], day))
            else:
                draw_people((entry.id for entry in entries if entry.kind == "person"), keeping(), day)
    connections.close_all()
    os._exit(0)  # nothing of what was inherited is this process's to close


def _follow(day: date) -> None:
    """Say that the tables hold for the day, all of the log."""
    from caseward.web.casework.models import Mark
    from caseward.web.casework.operations import ALSO_FOLLOWED
    from caseward.web.keeping import keeping

    for follow in ALSO_FOLLOWED:
        follow(0, keeping())
    said = {"entries": keeping().reading().store.size, "day": day, "towards": None, "listing": False}
    Mark.objects.update_or_create(pk=1, defaults=said)


def _brought(name: str, entries: list[Entry], kept: KeptRecord, workers: int) -> list[Entry]:
    """Bring a lot in; its entries with their places in the log, or none where some were there before."""
    record, store = Record.of(entries), kept.store
    ordered = list(in_order(record))
    if store.reader.index_of(ordered[-1].id) is not None:
        return []
    held = 0  # whole pieces in order: the first that is not there is where a stopped run goes on
    while store.reader.index_of(ordered[held].id) is not None:
        held += 1
    tables, sha = Counter(entry.kind for entry in record), sha256(name.encode()).hexdigest()
    reading, placed = Reading(record, (), (), len(record), tables, sha), []

    def told(piece: Sequence[Entry], places: Sequence[int]) -> None:
        placed.extend(replace(entry, place=Place(KEPT, at)) for entry, at in zip(piece, places, strict=True))

    gc.freeze()
    bring(Bringing(reading, name, tuple(ordered[held:])), store, told, workers=workers)
    gc.unfreeze()
    return [] if held else placed


def main() -> None:
    """Make it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where it lies, and stays; a short path")
    parser.add_argument("--terms", type=int, default=TERMS)
    parser.add_argument("--workers", type=int, default=WORKERS)
    asked = parser.parse_args()
    made = Made(asked.folder.resolve(), asked.terms)
    cluster = made.cluster()
    try:
        made.begin(cluster)
        keep(made, asked.workers)
    finally:
        cluster.stop()


if __name__ == "__main__":
    main()
