"""``caseward submit``: a report or document is handed in, and its receipt is there at once."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.kept_options import By, DryRun, Kept, Receipts, Request
from caseward.cli.options import Json

if TYPE_CHECKING:
    from caseward.interchange.kept.adding import Added
    from caseward.interchange.kept.opening import KeptRecord
    from caseward.interchange.kept.submitting import Handed

_TYPE = "The kind of report: desertion, violation, progress, incident, force or court. Without it: a document."
_OCCURRED = "When it was handed in, as precisely as is known. Without it: now."


def submit(
    store: Kept,
    file: Annotated[list[Path], typer.Argument(metavar="REPORT", help="The files that are handed in.")],
    term: Annotated[str, typer.Option("--term", metavar="ID", help="The supervision term it is about.")] = "",
    type_: Annotated[str, typer.Option("--type", metavar="TYPE", help=_TYPE)] = "",
    report: Annotated[str, typer.Option("--report", metavar="ID", help="An earlier step of the same report.")] = "",
    title: Annotated[str, typer.Option("--title", metavar="TEXT", help="Its title. Without it: the file's name.")] = "",
    officer: Annotated[str, typer.Option("--officer", metavar="TOKEN", help="The staff token of the writer.")] = "",
    by: By = "",
    occurred: Annotated[str, typer.Option("--occurred", metavar="WHEN", help=_OCCURRED)] = "",
    note: Annotated[str, typer.Option("--note", metavar="TEXT", help="What is to be said about it.")] = "",
    receipts: Receipts = None,
    request: Request = "",
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Hand in a report or document: the hash of its file is recorded, and a receipt proves from now on that it was.

    The file itself stays where it is. Handing in the same file for the same term again gives the first receipt again.

    Example: caseward submit build/kept report.pdf --term term-1 --type desertion --officer officer-7
    """
    from caseward.cli.kept_options import added_data, opened, show_added
    from caseward.cli.screen import print_json
    from caseward.interchange.kept.submitting import Handed

    said, paths = [], []
    with opened(store) as kept:
        for path in file:
            name, sha256 = _hashed(path)
            handed = Handed(name, sha256, term, type_, report, title, officer, by, occurred, note)
            added, left = _submitted(handed, kept, request, receipts, dry_run=dry_run)
            said.append(added)
            paths.append(left)
    if json:
        print_json([added_data(added, left) for added, left in zip(said, paths, strict=True)])
        return
    for added, left in zip(said, paths, strict=True):
        show_added(added, left, dry_run=dry_run)


def _hashed(path: Path) -> tuple[str, str]:
    from caseward.errors import BadRequest, NotFound
    from caseward.interchange.kept.submitting import handed_file

    try:
        return handed_file(path)
    except FileNotFoundError:
        raise NotFound(path.as_posix()) from None
    except OSError as error:
        raise BadRequest(f"{path} cannot be read: {error.strerror}.") from None


def _submitted(
    handed: Handed, kept: KeptRecord, request: str, receipts: Path | None, *, dry_run: bool
) -> tuple[Added, list[Path]]:
    from caseward.cli.kept_options import RECEIPTS, leave, moment
    from caseward.interchange.kept.adding import Added, add, again, lag, ready
    from caseward.interchange.kept.submitting import rows_of

    zone, key = kept.settings.zone, f"{handed.request} {request}".strip()
    now = moment(kept)
    added = again(kept.store, key)
    if added is None:
        found = ready(rows_of(handed, key, now), kept.store, zone, key)
        if dry_run:
            return Added(found.entries, (), tuple(lag(e, now) for e in found.entries)), []
        added = add(found, kept.store, zone, key)
    elif dry_run:
        return added, []
    return added, leave(receipts or RECEIPTS, added.entries, added.places, kept)
