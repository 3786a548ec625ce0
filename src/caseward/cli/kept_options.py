"""Options of the commands on a kept record, and what they tell of what was recorded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from caseward.interchange.kept.adding import Added
    from caseward.interchange.kept.opening import KeptRecord
    from caseward.record.entry import Entry

Kept = Annotated[
    Path, typer.Argument(metavar="STORE", help="The folder of the kept record, as `caseward init` made it.")
]
Receipts = Annotated[
    Path | None,
    typer.Option("--receipts", metavar="DIR", help="Leave the receipts here. Without it: in the folder receipts."),
]
Request = Annotated[
    str,
    typer.Option("--request", metavar="KEY", help="A name for this request: sent again, nothing is recorded twice."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything, say what would be done, record nothing.")]
By = Annotated[str, typer.Option("--by", metavar="ROLE", help="The role or staff token that records it.")]
Unit = Annotated[
    Path | None,
    typer.Option("--unit", metavar="FILE", help="The sealed unit's private key, to read what is sealed too."),
]

RECEIPTS = Path("receipts")


@contextmanager
def opened(folder: Path, *, writing: bool = True, unit: Path | None = None) -> Iterator[KeptRecord]:
    """The kept record of a folder with this machine's clock and chance."""
    from caseward.cli.kept_clock import entropy, now
    from caseward.interchange.kept.opening import opened_record

    with opened_record(folder, writing=writing, now=now, entropy=entropy, unit=unit) as kept:
        yield kept


def moment(kept: KeptRecord) -> datetime:
    """The time at which the store will take what comes next, in the record's own zone, up to the next whole second."""
    from zoneinfo import ZoneInfo

    from caseward.cli.kept_clock import now
    from caseward.interchange.kept.adding import taking_time

    return taking_time(kept.store, now()).astimezone(ZoneInfo(kept.settings.zone))


def leave(folder: Path, entries: Sequence[Entry], places: Sequence[int], kept: KeptRecord) -> list[Path]:
    """Write the receipt of each entry, and beside it what opens its commitments; the paths of the receipts."""
    from caseward.interchange.kept.receipts import write_receipt, write_said

    paths = []
    for entry, place in zip(entries, places, strict=True):
        paths.append(write_receipt(folder, entry.id, kept.store.receipt(place)))
        write_said(folder, entry.id, place, kept.store.parts(place))
    return paths


def added_data(added: Added, receipts: list[Path]) -> dict[str, object]:
    """What was recorded, as plain data."""
    rows = zip_longest(added.entries, added.places, added.lags, receipts)
    return {
        "recorded": len(added.entries),
        "repeated": added.repeated,
        "back_dated": added.late,
        "entries": [
            {
                "id": entry.id,
                "kind": entry.kind,
                "index": place,
                "occurred": entry.occurred.text,
                "lag_seconds": int(lag.total_seconds()),
                "receipt": path.as_posix() if path else None,
            }
            for entry, place, lag, path in rows
        ],
    }


SHOWN = 20


def show_added(added: Added, receipts: list[Path], *, dry_run: bool = False) -> None:
    """Say what was recorded and how late each was."""
    from caseward.interchange.kept.adding import LATE

    for n, (entry, lag) in enumerate(zip(added.entries[:SHOWN], added.lags, strict=False)):
        place = f"entry {added.places[n]} of the log" if added.places else "to be recorded"
        late = f", back-dated: {days(lag)} after it happened" if lag > LATE else ""
        print(f"{entry.kind} {entry.id}: {place}{late}")
    if len(added.entries) > SHOWN:
        print(f"... and {len(added.entries) - SHOWN:,} more")
    if added.late:
        print(f"{added.late:,} of {len(added.entries):,} back-dated (recorded more than a day after they happened).")
    if added.repeated:
        print("This request was recorded before; nothing was recorded again.")
    if dry_run:
        print(f"Nothing recorded (--dry-run): {len(added.entries):,} would be.")
    elif receipts:
        print(f"Receipts: {receipts[0].parent.as_posix()}/ ({len(receipts):,})")


def days(lag: timedelta) -> str:
    """A lag in whole days, or hours where it is less."""
    whole = lag.days
    return f"{whole:,} day{'s' if whole != 1 else ''}" if whole else f"{int(lag.total_seconds()) // 3600} hours"
