"""``caseward export``: a kept record out again, as a record folder or as a log that anybody can check."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from caseward.cli.kept_options import By, DryRun, Kept, Unit
from caseward.cli.options import Force, Json, KnownAt
from caseward.cli.record import Form

if TYPE_CHECKING:
    from caseward.interchange.kept.exporting import Asked, Export
    from caseward.interchange.kept.opening import KeptRecord

_BUNDLE = "Also write the whole log, without any contents, into this file, for anybody to check. Alone: only that."
_EXPIRES = "The day until which the export may be kept. A destruction order lists the exports that are still out."


def export(
    store: Kept,
    out: Annotated[
        Path | None, typer.Argument(metavar="[DIR]", help="The record folder to make. Without it: only --bundle.")
    ] = None,
    known_at: KnownAt = None,
    person: Annotated[str, typer.Option("--person", metavar="ID", help="Only what is about this person.")] = "",
    bundle: Annotated[Path | None, typer.Option("--bundle", metavar="FILE", help=_BUNDLE)] = None,
    to: Annotated[Form, typer.Option("--to", help="The format of the tables; not zip.")] = Form.CSV,
    purpose: Annotated[str, typer.Option("--purpose", metavar="TEXT", help="What it is for, as the log is told.")] = "",
    expires: Annotated[str | None, typer.Option("--expires", metavar="DATE", help=_EXPIRES)] = None,
    by: By = "",
    unit: Unit = None,
    dry_run: DryRun = False,
    force: Force = False,
    json: Json = False,
) -> None:
    """Export a kept record: the tables it was imported from and what was recorded since. The log says that it was done.

    What is sealed or destroyed is not in it; EXPORT.md, beside the tables, lists each such entry.

    Example: caseward export build/kept build/exported --purpose "annual audit" --expires 2027-01-31
    """
    from caseward.cli.folder import check_place
    from caseward.cli.kept_options import opened
    from caseward.errors import BadRequest
    from caseward.interchange.kept.exporting import to_export

    asked = _asked(person, known_at, purpose, expires, by)
    if out is None and bundle is None:
        raise BadRequest("Name a folder to export to, or a file for --bundle.")
    if to is Form.ZIP:
        raise BadRequest("--to zip: an export has a note beside its tables; pack the folder afterwards.")
    if out is not None:
        check_place(out, force=force, inputs=(store,))
    with opened(store, writing=out is not None and not dry_run, unit=unit) as kept:
        found = None if out is None else to_export(kept.store, asked)
        if not dry_run:
            size = 0 if bundle is None else _bundled(kept, bundle, force=force)
            if out is not None and found is not None:
                _written(found, kept, out, _form(to), force=force)
        else:
            size = kept.store.size if bundle else 0
    _say(found, out, bundle, size, dry_run=dry_run, as_json=json)


def _form(to: Form) -> Literal["csv", "jsonl", "parquet"]:
    return "jsonl" if to is Form.JSONL else "parquet" if to is Form.PARQUET else "csv"


def _asked(person: str, known_at: str | None, purpose: str, expires: str | None, by: str) -> Asked:
    from caseward.cli.options import day, instant
    from caseward.interchange.kept.exporting import Asked

    until = None if expires is None else day(expires, "--expires")
    return Asked(person, instant(known_at, "--known-at"), purpose, until, by)


def _bundled(kept: KeptRecord, bundle: Path, *, force: bool) -> int:
    from caseward.cli.folder import new_file
    from caseward.interchange.kept.exporting import write_bundle

    with new_file(bundle, force=force) as building:
        return write_bundle(kept.store, building)


def _written(
    found: Export, kept: KeptRecord, out: Path, form: Literal["csv", "jsonl", "parquet"], *, force: bool
) -> None:
    from caseward.cli.folder import new_folder
    from caseward.interchange.kept.exporting import register, write_export

    with new_folder(out, force=force, inputs=(kept.settings.folder,)) as building:
        write_export(found, building, form)
        # Before the folder is in its place: nothing leaves that the log does not know of.
        register(found, out.resolve().name, kept.store)


def _say(
    found: Export | None, out: Path | None, bundle: Path | None, size: int, *, dry_run: bool, as_json: bool
) -> None:
    from caseward.cli.screen import print_json

    if as_json:
        print_json({"dry_run": dry_run, **_data(found), "bundle_entries": size})
        return
    if found is not None and out is not None:
        left = (
            f"; {found.unseen:,} recorded later and {found.undated:,} undated left out" if found.asked.known_at else ""
        )
        verb = "Would export" if dry_run else "Exported"
        print(f"{verb} {len(found.record):,} entries to {out.as_posix()}{left}; {len(found.withheld):,} withheld.")
        if found.withheld:
            print(f"Each withheld entry is listed in {out.as_posix()}/EXPORT.md.")
    if bundle is not None:
        print(f"{'Would write' if dry_run else 'Wrote'} the log of {size:,} entries to {bundle.as_posix()}.")


def _data(found: Export | None) -> dict[str, object]:
    if found is None:
        return {}
    return {
        "entries": len(found.record),
        "sha256": found.sha256,
        "unseen": found.unseen,
        "undated": found.undated,
        "withheld": [
            {"index": w.index, "kind": w.kind, "taken": w.taken.isoformat(), "reason": w.reason} for w in found.withheld
        ],
    }
