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
            metavar="[STORE]", help="A kept record's folder, the file of a store, a bundle, or a certificate."
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
    if store.is_file() and store.suffix not in (".sqlite", ".db"):
        show_bundle(store, trust, as_json=json)
        return
    report = report_of(store, trust, tuple(seen or ()), tuple(authority or ()), keys=keys, unit=unit, quiet=json)
    _show(report, as_json=json)
    if not report.sound:
        raise typer.Exit(1)


def _show(report: Report, *, as_json: bool) -> None:
    from caseward.cli.kept_clock import now
    from caseward.cli.screen import print_json
    from caseward.cli.verify_words import report_data, report_lines

    if as_json:
        print_json(report_data(report))
        return
    for line in report_lines(report, now().timestamp()):
        print(line)
