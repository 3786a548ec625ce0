"""``caseward whatif``: two policies over one record."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.options import AsOf, DryRun, Force, Json, KnownAt, NoColor, Record, Strict, day, instant

if TYPE_CHECKING:
    from caseward.cli.whatif_run import Tried, Wanted


def whatif(
    record: Record,
    policy: Annotated[Path, typer.Option("--policy", "-p", metavar="OLD", help="The policy file as it is.")],
    against: Annotated[Path, typer.Option("--against", metavar="NEW", help="The policy file to try against it.")],
    as_of: AsOf,
    known_at: KnownAt = None,
    reading: Annotated[
        str, typer.Option("--reading", metavar="READING", help="A reading that both policies have, by its id.")
    ] = "in force",
    by: Annotated[
        list[str] | None,
        typer.Option(
            "--by",
            metavar="FACT",
            help="A fact to count by, beside the month. May be given several times. Without it: level and office "
            "(of facilities: their type).",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DIR", help="Leave the page, picture and tables here. Without it: the summary."),
    ] = None,
    workers: Annotated[
        int,
        typer.Option(
            "--workers", metavar="N", min=0, help="How many processes share the work; 0: one for each processor."
        ),
    ] = 0,
    dry_run: DryRun = False,
    strict: Strict = False,
    force: Force = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Try a policy on a record: what it asks, misses and costs beside the policy as it is, and for whom it differs.

    Example: caseward whatif examples/synthetic-200 --policy examples/try-a-policy/now.yaml
    --against examples/try-a-policy/proposed.yaml --as-of 2022-12-31 --out build/whatif
    """
    from caseward.cli.folder import check_place
    from caseward.cli.whatif_run import Wanted, run_whatif

    at = instant(known_at, "--known-at")
    if out is not None:
        check_place(out, force=force, inputs=(record, policy, against))
    wanted = Wanted(record, policy, against, day(as_of, "--as-of"), at, reading, tuple(by or ()), workers, strict)
    files: list[Path] = []
    if out is None or dry_run:
        done = run_whatif(wanted)
    else:
        done, files = _written(wanted, out, force=force)
    _show(done, out, files, dry_run=dry_run, as_json=json, no_color=no_color)


def _show(done: Tried, out: Path | None, files: list[Path], *, dry_run: bool, as_json: bool, no_color: bool) -> None:
    from caseward.cli.screen import console, print_json
    from caseward.cli.whatif_screen import show_whatif, whatif_data

    if as_json:
        print_json(whatif_data(done, files))
        return
    screen = console(no_color=no_color)
    show_whatif(done, screen)
    screen.print(_where(out, files, dry_run=dry_run), soft_wrap=True)


def _written(wanted: Wanted, out: Path, *, force: bool) -> tuple[Tried, list[Path]]:
    """Answer and write, every obligation as soon as it is judged; the folder is there when all of it is."""
    from contextlib import closing

    from caseward.cli.folder import new_folder
    from caseward.cli.screen import step
    from caseward.cli.whatif_run import run_whatif
    from caseward.reports.whatif_files import RowsFile, write_whatif

    with new_folder(out, force=force, inputs=(wanted.record, wanted.old, wanted.new)) as building:
        with closing(RowsFile(building)) as rows:
            done = run_whatif(wanted, rows.keep)
        with step("Writing the page and the tables"):
            files = write_whatif(done.answer, done.made_from, building)
        return done, [out / path.relative_to(building) for path in files]


def _where(out: Path | None, files: list[Path], *, dry_run: bool) -> str:
    if out is None:
        return "No files written; give --out DIR for the page, the picture and the tables."
    if dry_run:
        return f"Nothing written (--dry-run); the page, the picture and the tables would be in {out.as_posix()}."
    return f"Written to {out.as_posix()}: {', '.join(p.relative_to(out).as_posix() for p in sorted(files))}."
