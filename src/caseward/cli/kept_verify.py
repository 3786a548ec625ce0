"""``caseward verify``: is the record what was signed, entry by entry?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.options import Json

if TYPE_CHECKING:
    from caseward.verify.report import Report

Trusted = Annotated[
    Path | None,
    typer.Option("--trust", metavar="POLICY", help="Whom to believe: keys of the log and of its witnesses."),
]


def verify(
    store: Annotated[
        Path | None,
        typer.Argument(
            metavar="[STORE]",
            help="A kept record's folder, a backup of one, the file of a store, a bundle, or a certificate.",
        ),
    ] = None,
    trust: Trusted = None,
    seen: Annotated[
        list[Path] | None,
        typer.Option("--seen", metavar="FILE", help="A checkpoint kept elsewhere. May be given several times."),
    ] = None,
    authority: Annotated[
        list[str] | None,
        typer.Option("--authority", metavar="VKEY", help="A key that may countersign destructions. Several times."),
    ] = None,
    keys: Annotated[
        bool, typer.Option("--keys/--no-keys", help="Open payloads with the record's key ring, or leave them shut.")
    ] = True,
    unit: Annotated[
        Path | None, typer.Option("--unit", metavar="FILE", help="The sealed unit's key, to open sealed payloads too.")
    ] = None,
    write_zipapp: Annotated[
        Path | None,
        typer.Option("--write-zipapp", metavar="FILE", help="Write the checker as one file that needs only Python."),
    ] = None,
    json: Json = False,
) -> None:
    """Check every entry: present and matching, sealed, destroyed under authority, missing without authority, altered.

    Shares no code with what writes the record. Exits with 1 when anything is missing or altered.

    Example: caseward verify build/kept --seen head-of-march.txt
    """
    from caseward.cli.verifying import report_of, show_bundle, writes_checker
    from caseward.errors import BadRequest

    if write_zipapp is not None:
        writes_checker(write_zipapp)
        if store is None:
            return
    if store is None:
        raise BadRequest("Name a kept record, a store, a bundle or a certificate; or --write-zipapp FILE.")
    if (store / "manifest.json").is_file():
        store, trust, seen, keys = _of_backup(store, trust, seen or [], quiet=json)
    if store.is_file() and store.suffix not in (".sqlite", ".db"):
        show_bundle(store, trust, as_json=json)
        return
    report = report_of(store, trust, tuple(seen or ()), tuple(authority or ()), keys=keys, unit=unit, quiet=json)
    _show(report, as_json=json)
    if not report.sound:
        raise typer.Exit(1)


def _of_backup(
    folder: Path, trust: Path | None, seen: list[Path], *, quiet: bool
) -> tuple[Path, Path | None, list[Path], bool]:
    """Where the record is that a backup holds, whom to believe about it, and no keys; what is in it is said. BadBackup
    when a file is not as it was written, or it holds no record.
    """
    from caseward.cli.kept_backup import say_beside
    from caseward.interchange.kept.backup import STORE, TRUST
    from caseward.interchange.kept.backup_tables import FOLDER
    from caseward.interchange.kept.witnessed import FILE
    from caseward.ledger.backup.errors import BadBackup
    from caseward.ledger.backup.manifest import RECORD, check_files, read_manifest

    manifest = read_manifest(folder)
    check_files(folder, manifest)
    if manifest.holds != RECORD:
        raise BadBackup(f"{folder} holds {manifest.holds}, not a record; its files are as they were written.")
    if (folder / FOLDER / "manifest.json").is_file():
        check_files(folder / FOLDER, read_manifest(folder / FOLDER))
    if not quiet:
        print(f"A backup of {manifest.origin}, made {manifest.made:%Y-%m-%d %H:%M} UTC: {manifest.size:,} entries.")
        say_beside(manifest, folder)
    own = [folder / FILE] if (folder / FILE).is_file() else []
    return folder / STORE, trust or folder / TRUST, [*seen, *own], False


def _show(report: Report, *, as_json: bool) -> None:
    from caseward.cli.kept_clock import now
    from caseward.cli.screen import print_json
    from caseward.cli.verify_words import report_data, report_lines

    if as_json:
        print_json(report_data(report))
        return
    for line in report_lines(report, now().timestamp()):
        print(line)
