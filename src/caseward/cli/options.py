"""Options that several commands share, and the reading of what people type into them."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from caseward.errors import BadRequest

Record = Annotated[
    Path, typer.Argument(metavar="RECORD", help="The record folder, the same folder zipped, or a kept record.")
]
Policies = Annotated[
    list[Path],
    typer.Option(
        "--policy", "-p", metavar="POLICY", help="A policy file, or a folder of them. May be given several times."
    ),
]
AsOf = Annotated[str, typer.Option("--as-of", metavar="DATE", help="The day to judge, at its end, as 2022-06-14.")]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at",
        metavar="TIME",
        help="Look at what had been recorded by then, as 2022-06-13T23:59-07:00. Without it: everything recorded.",
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Refuse a record with faults instead of setting rows aside.")]
Json = Annotated[bool, typer.Option("--json", help="Print machine-readable JSON on standard output and nothing else.")]
NoColor = Annotated[bool, typer.Option("--no-color", help="Print without colours.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Do everything except writing files, and say what would be written.")
]
Force = Annotated[bool, typer.Option("--force", help="Replace the output folder even if Caseward did not make it.")]


def day(text: str, option: str) -> date:
    """A day as typed. BadRequest when there is no such day."""
    from caseward.dates import parse_day

    try:
        return parse_day(text.strip())
    except ValueError as error:
        raise BadRequest(f"{option} {text!r}: {error}.") from None


def instant(text: str | None, option: str) -> datetime | None:
    """An instant as typed, with its zone. BadRequest when it cannot be read."""
    from caseward.dates import WhenError, parse_instant

    if text is None:
        return None
    try:
        return parse_instant(text.strip())
    except WhenError as error:
        raise BadRequest(f"{option} {text!r}: {error.rule} ({error.hint}).") from None
