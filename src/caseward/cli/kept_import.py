"""``caseward import``: an earlier record, whole, into a kept one."""

from __future__ import annotations

import gc
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.kept_options import DryRun, Kept
from caseward.cli.options import Json, Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from caseward.interchange.kept.bringing import Bringing
    from caseward.interchange.kept.opening import KeptRecord
    from caseward.record.entry import Entry


def import_record(
    store: Kept,
    record: Record,
    receipts: Annotated[
        Path | None,
        typer.Option("--receipts", metavar="DIR", help="Leave a receipt for each entry here. Without it: none."),
    ] = None,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Bring an earlier record into a kept one. A record with faults is refused: nothing is dropped silently.

    Entries are marked as imported and keep what their earlier system says of when they were recorded. What is kept
    already is left as it is, so a run that was stopped is simply started again.

    Example: caseward import build/kept examples/el-monte-2022
    """
    from caseward.cli.kept_options import opened
    from caseward.cli.screen import print_json, step
    from caseward.interchange.kept.bringing import to_bring
    from caseward.interchange.read import read_record

    with step("Reading the record"), _to_stay():
        reading = read_record(record, strict=True)
    with opened(store) as kept:
        with step("Comparing it with what is kept"):
            found = to_bring(reading, record.resolve().name, kept.store)
        brought = 0 if dry_run else _brought(found, kept, receipts)
        size = kept.store.size
    if json:
        said = {"entries": len(reading.record), "brought": brought, "present": found.present}
        print_json(
            {**said, "would_bring": len(found.missing) if dry_run else 0, "sha256": reading.sha256, "size": size}
        )
        return
    present = f"{found.present:,} kept already"
    if dry_run:
        print(f"Nothing recorded (--dry-run): {len(found.missing):,} entries would be brought in, {present}.")
    else:
        print(f"{brought:,} entries brought in, {present}; the log has {size:,} entries.")


@contextmanager
def _to_stay() -> Iterator[None]:
    """All that is made meanwhile stays to the end: looking through it for what could be let go, again and again, would
    take a sixth of the time of reading, and a tenth of what follows.
    """
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        gc.enable()


def _brought(found: Bringing, kept: KeptRecord, receipts: Path | None) -> int:
    from caseward.cli.kept_options import leave
    from caseward.cli.pipeline import processors
    from caseward.cli.progress import saying
    from caseward.interchange.kept.bringing import bring

    done = 0
    with saying() as say:

        def told(entries: Sequence[Entry], places: Sequence[int]) -> None:
            nonlocal done
            if receipts is not None:
                leave(receipts, entries, places, kept)
            done += len(entries)
            say(lambda seconds: f"{done:,} of {len(found.missing):,} entries, {done / seconds:,.0f} a second")

        # One process writes. What a few others make ready keeps it busy; more would wait for it.
        return bring(found, kept.store, told, workers=min(processors() - 1, 3))
