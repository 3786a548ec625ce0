"""``caseward record``: check a record folder, convert it to another format."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from caseward.cli.group import Group
from caseward.cli.options import Force, Json, NoColor, Record, Strict

if TYPE_CHECKING:
    from caseward.interchange.reading import Reading

app = typer.Typer(cls=Group, help="Check a record folder, or convert it.", no_args_is_help=True, rich_markup_mode=None)
SHOWN = 50
"""Faults printed before the rest are only counted; ``--json`` and ``rejects.csv`` have all of them."""


class Form(StrEnum):
    """The formats of a record."""

    CSV = "csv"
    JSONL = "jsonl"
    PARQUET = "parquet"
    ZIP = "zip"


@app.command("check")
def check(record: Record, strict: Strict = False, json: Json = False, no_color: NoColor = False) -> None:
    """Read a record and report every fault with file, row and column. With --strict any fault is refused (exit 2).

    Example: caseward record check examples/el-monte-2022 --strict
    """
    from caseward.cli.screen import print_json, step
    from caseward.interchange.kept.settings import is_kept
    from caseward.interchange.read import read_record

    if is_kept(record):
        _check_kept(record, strict=strict, as_json=json, no_color=no_color)
        return
    with step("Reading the record"):
        reading = read_record(record, strict=strict)
    if json:
        print_json(reading_data(reading))
    else:
        show(reading, no_color=no_color)


def _check_kept(record: Path, *, strict: bool, as_json: bool, no_color: bool) -> None:
    """The same of a kept record, and who recorded its entries and how late."""
    from caseward.cli.screen import print_json, step
    from caseward.interchange.kept.reading import as_reading, read_whole
    from caseward.interchange.kept.summary import summary_of

    with step("Reading the record"):
        whole = read_whole(record)
        reading, summary = as_reading(whole, strict=strict), summary_of(whole.taken)
    if as_json:
        print_json(reading_data(reading) | {"kept": summary.as_data()})
        return
    show(reading, no_color=no_color)
    for sentence in summary.sentences():
        print(sentence)


def reading_data(reading: Reading) -> dict[str, object]:
    """What was read and what was set aside, as plain data."""
    return {
        "rows_read": reading.rows_read,
        "entries_kept": len(reading.record),
        "rows_set_aside": len(reading.rejected),
        "files_not_read": list(reading.unread),
        "tables": dict(sorted(reading.tables.items())),
        "sha256": reading.sha256,
        "faults": [fault.as_data() for fault in reading.faults],
    }


def read_line(reading: Reading) -> str:
    """What was read and what was set aside, in a sentence."""
    from caseward.reports.speech import counted

    kept = f"{counted(reading.rows_read, 'row')} in {counted(len(reading.tables), 'table')} read"
    if not reading.faults and not reading.rejected:
        return f"{kept}; none set aside."
    words = f"{kept}; {len(reading.rejected):,} set aside with {counted(len(reading.faults), 'fault')}"
    return f"{words}; not read at all: {', '.join(reading.unread)}." if reading.unread else f"{words}."


def show(reading: Reading, *, no_color: bool) -> None:
    """Print the tables read, the first faults, and what was set aside."""
    from caseward.cli.screen import console, table

    out = console(no_color=no_color)
    made = table("table", "rows", right=(1,))
    for kind, rows in sorted(reading.tables.items()):
        made.add_row(kind, f"{rows:,}")
    out.print(made)
    for fault in reading.faults[:SHOWN]:
        out.print(str(fault), soft_wrap=True)
    if len(reading.faults) > SHOWN:
        out.print(f"... and {len(reading.faults) - SHOWN:,} more; --json prints all.")
    out.print(read_line(reading))


@app.command("convert")
def convert(
    record: Record,
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The folder to make; for --to zip, the archive.")],
    to: Annotated[Form, typer.Option("--to", help="The format to write.")] = Form.CSV,
    force: Force = False,
    json: Json = False,
) -> None:
    """Write a record in another format, in canonical order. A record with faults is refused: nothing is dropped
    silently.

    Example: caseward record convert examples/el-monte-2022 build/el-monte.zip --to zip
    """
    from caseward.cli.screen import print_json, step
    from caseward.errors import BadRequest
    from caseward.interchange.kept.settings import is_kept
    from caseward.interchange.read import read_record

    if is_kept(record):
        raise BadRequest(
            f"{record} is a kept record; `caseward export` takes entries out of it and says so in the log."
        )
    with step("Converting the record"):
        reading = read_record(record, strict=True)
        paths = _written(reading, record, out, to, force=force)
    if json:
        print_json({"entries": len(reading.record), "sha256": reading.sha256, "files": [p.as_posix() for p in paths]})
    else:
        print(f"{len(reading.record):,} entries written to {out.as_posix()} ({to.value}).")


def _written(reading: Reading, record: Path, out: Path, to: Form, *, force: bool) -> list[Path]:
    from caseward.cli.folder import new_file, new_folder
    from caseward.interchange.write import write_record

    if to is Form.ZIP:
        with new_file(out, force=force) as building:
            write_record(reading.record, building, "zip")
        return [out]
    with new_folder(out, force=force, inputs=(record,)) as folder:
        form: Literal["csv", "jsonl", "parquet"] = (
            "csv" if to is Form.CSV else "jsonl" if to is Form.JSONL else "parquet"
        )
        return [out / path.name for path in write_record(reading.record, folder, form)]
