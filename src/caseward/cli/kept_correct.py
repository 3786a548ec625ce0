"""``caseward correct``: an entry is put right by another; both stay visible."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.kept_options import By, DryRun, Kept, Receipts, Request
from caseward.cli.options import Json, NoColor

if TYPE_CHECKING:
    from caseward.interchange.kept.adding import Added

_SET = "A column and what it is to say; nothing after the = leaves it blank. May be given several times."
_SORT = "What was wrong: wrong_person, wrong_date, wrong_code, duplicate, did_not_happen or other."


def correct(
    store: Kept,
    id: Annotated[str, typer.Argument(metavar="ID", help="The entry that is wrong.")],  # noqa: A002
    because: Annotated[str, typer.Option("--because", metavar="TEXT", help="Why it is wrong.")],
    set_: Annotated[list[str] | None, typer.Option("--set", metavar="COLUMN=VALUE", help=_SET)] = None,
    withdraw: Annotated[
        bool, typer.Option("--withdraw", help="Set the entry aside and put none in its place: it did not happen.")
    ] = False,
    sort: Annotated[str, typer.Option("--sort", metavar="SORT", help=_SORT)] = "",
    by: By = "",
    receipts: Receipts = None,
    request: Request = "",
    dry_run: DryRun = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Correct an entry: a new one stands instead of it, and says why. Nothing is edited or deleted.

    Example: caseward correct build/kept contact-7 --set occurred=2026-03-02 --because "wrong day" --sort wrong_date
    """
    from caseward.cli.kept_options import RECEIPTS, leave, moment, opened
    from caseward.interchange.kept.adding import Added, add, again, lag, ready
    from caseward.interchange.kept.correcting import Change, differences, rows_of
    from caseward.interchange.kept.holding import Holding

    change = Change(id, _sets(set_ or [], withdraw=withdraw), because, sort, by)
    with opened(store) as kept:
        zone, key = kept.settings.zone, f"correct {request}" if request else ""
        now = moment(kept)
        paths: list[Path] = []
        added = again(kept.store, key) if key else None
        if added is None:
            found = ready(rows_of(change, kept.store, key or id, now), kept.store, zone, key)
            if dry_run:
                added = Added(found.entries, (), tuple(lag(e, now) for e in found.entries))
            else:
                added = add(found, kept.store, zone, key)
                paths = leave(receipts or RECEIPTS, added.entries, added.places, kept)
        before = Holding(kept.store).entry(id)
        changed = differences(before, next((e for e in added.entries if e.kind != "correction"), None))
    _say(added, changed, paths, dry_run=dry_run, as_json=json, no_color=no_color)


def _sets(given: list[str], *, withdraw: bool) -> dict[str, str] | None:
    from caseward.errors import BadRequest

    if withdraw == bool(given):
        raise BadRequest("Say what is to stand instead, with --set COLUMN=VALUE, or --withdraw the entry.")
    wrong = [text for text in given if "=" not in text]
    if wrong:
        raise BadRequest(f"--set {wrong[0]!r}: write a column and what it is to say, as --set occurred=2026-03-02.")
    return None if withdraw else {name: value for name, _, value in (text.partition("=") for text in given)}


def _say(
    added: Added,
    changed: list[tuple[str, str, str]],
    paths: list[Path],
    *,
    dry_run: bool,
    as_json: bool,
    no_color: bool,
) -> None:
    from caseward.cli.kept_options import added_data, show_added
    from caseward.cli.screen import console, print_json, table

    if as_json:
        changes = [{"column": column, "before": before, "after": after} for column, before, after in changed]
        print_json({"dry_run": dry_run, "changes": changes, **added_data(added, paths)})
        return
    made = table("column", "before", "after")
    for row in changed:
        made.add_row(*row)
    console(no_color=no_color).print(made)
    show_added(added, paths, dry_run=dry_run)
