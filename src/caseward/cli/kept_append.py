"""``caseward append``: new entries, one or many, into a kept record."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path
from typing import Annotated

import typer

from caseward.cli.kept_options import DryRun, Kept, Receipts, Request
from caseward.cli.options import Json

STDIN = "-"


def append(
    store: Kept,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help="Entries as JSON Lines, each with its kind; - for standard input.")
    ],
    receipts: Receipts = None,
    request: Request = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Record new entries, all or none, and leave a receipt for each. The store says when they were recorded.

    A line is one entry: {"kind": "contact", "occurred": "2026-03-01", "term": "term-1", "mode": "phone"}. Without an
    id it is given one. The same file sent again is recorded once.

    Example: caseward append build/kept today.jsonl --receipts build/receipts
    """
    from caseward.cli.kept_options import RECEIPTS, added_data, leave, moment, opened, show_added
    from caseward.cli.screen import print_json
    from caseward.interchange.kept.adding import Added, add, lag, ready
    from caseward.interchange.kept.lines import read_lines

    data = _data(file)
    key = request or f"append {sha256(data).hexdigest()}"
    with opened(store) as kept:
        zone = kept.settings.zone
        now = moment(kept)
        rows = read_lines("standard input" if file == STDIN else Path(file).name, data, key, now)
        found = ready(rows, kept.store, zone, key)
        if dry_run:
            added, paths = Added(found.entries, (), tuple(lag(e, now) for e in found.entries), found.repeated), []
        else:
            added = add(found, kept.store, zone, key)
            paths = leave(receipts or RECEIPTS, added.entries, added.places, kept)
    if json:
        print_json(added_data(added, paths) if not dry_run else {"would_record": len(added.entries)})
    else:
        show_added(added, paths, dry_run=dry_run)


def _data(file: str) -> bytes:
    from caseward.errors import BadRequest, NotFound

    try:
        data = sys.stdin.buffer.read() if file == STDIN else Path(file).read_bytes()
    except FileNotFoundError:
        raise NotFound(file) from None
    except OSError as error:
        raise BadRequest(f"{file} cannot be read: {error.strerror}.") from None
    if not data.strip():
        raise BadRequest(f"{file} holds no entry.")
    return data
