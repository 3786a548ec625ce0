"""``caseward record map``: an agency's own extract becomes a record folder by a mapping file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.options import Force, Json, NoColor, Strict
from caseward.cli.record import reading_data, show

if TYPE_CHECKING:
    from caseward.interchange.reading import Reading


def map_record(
    extract: Annotated[Path, typer.Argument(metavar="EXTRACT", help="The folder that holds the agency's own tables.")],
    mapping: Annotated[Path, typer.Argument(metavar="MAPPING", help="The mapping file (YAML).")],
    out: Annotated[Path, typer.Argument(metavar="OUT", help="The record folder to make.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")] = False,
    strict: Strict = False,
    force: Force = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Turn an extract with its own columns, codes and dates into a record folder. Rows at fault are set aside, told at
    their place in the extract, and listed in OUT.rejects.csv beside the new folder.

    Example: caseward record map extract mapping.yaml build/record --dry-run
    """
    from caseward.cli.screen import print_json, step
    from caseward.errors import BadRecord
    from caseward.interchange.mapping import map_extract
    from caseward.interchange.mapping_file import load_mapping

    with step("Mapping the extract"):
        reading = map_extract(load_mapping(mapping), extract)
        if strict and reading.faults:
            raise BadRecord(faults=reading.faults)
        written = [] if dry_run else _written(reading, extract, out, force=force)
    if json:
        print_json(reading_data(reading) | {"files": [p.as_posix() for p in written]})
        return
    show(reading, no_color=no_color)
    print(f"Written to {out.as_posix()}." if written else "Nothing was written (--dry-run).")


def _written(reading: Reading, extract: Path, out: Path, *, force: bool) -> list[Path]:
    from caseward.cli.folder import new_file, new_folder
    from caseward.interchange.write import write_record

    with new_folder(out, force=force, inputs=(extract,)) as folder:
        paths = [out / path.name for path in write_record(reading.record, folder, "csv")]
    if reading.rejected:
        rejects = out.with_name(f"{out.name}.rejects.csv")
        with new_file(rejects, force=True) as building:
            reading.write_rejects(building)
        paths.append(rejects)
    return paths
