"""``caseward next-due``: what is open and when it falls due."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.options import Force, Json, KnownAt, NoColor, Policies, Record, Strict, day, instant

if TYPE_CHECKING:
    from datetime import date, datetime

    from rich.console import Console

    from caseward.engine.worklist import Due

SHOWN = 40
"""Lines on the screen; the file and ``--json`` have all."""

COLUMNS = (
    "as_of", "due", "days_left", "status", "subject", "person", "policy", "requirement", "title", "needed",
    "window_start", "window_end", "about", "why", "id",
)  # fmt: skip


def next_due(
    record: Record,
    policy: Policies,
    as_of: Annotated[
        list[str],
        typer.Option(
            "--as-of",
            metavar="DATE",
            help="The day to ask about, at its end, as 2022-06-14. May be given several times.",
        ),
    ],
    known_at: KnownAt = None,
    within: Annotated[
        int | None,
        typer.Option("--within", metavar="DAYS", min=0, help="Only what falls due in so many days, or is overdue."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Leave every line in this CSV file too.")
    ] = None,
    strict: Strict = False,
    force: Force = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Say what is open on a day and when it falls due, for every term, soonest first, with the reason.

    Example: caseward next-due examples/synthetic-200 --policy policies/us-nd/standards.yaml --as-of 2022-06-30
    --within 14
    """
    from caseward.cli.screen import console, print_json, step

    days = sorted({day(text, "--as-of") for text in as_of})
    at = instant(known_at, "--known-at")
    found = _found(record, policy, days, at, strict=strict)
    found = [d for d in found if within is None or (d.row.due - d.as_of).days <= within]
    if out is not None:
        with step("Writing the list"):
            _write(found, out, force=force)
    if json:
        print_json([_line(d) for d in found])
    else:
        _show(found, console(no_color=no_color), several=len(days) > 1, out=out)


def _found(record: Path, paths: list[Path], days: list[date], at: datetime | None, *, strict: bool) -> list[Due]:
    from caseward.cli.screen import step
    from caseward.engine.worklist import worklist
    from caseward.interchange.read import read_record
    from caseward.policy.load import load_policies
    from caseward.record.view import view_of

    with step("Reading policies"):
        policies = load_policies(tuple(paths))
    with step("Reading the record"):
        reading = read_record(record, strict=strict)
        view = view_of(reading.record, at, reading.set_aside)
    with step("Working out what is open"):
        found = [due for p in policies for due in worklist(p.document, view, days)]
    return sorted(found, key=lambda due: due.sort_key)


def _line(due: Due) -> dict[str, object]:
    row = due.row
    return {
        "as_of": due.as_of.isoformat(), "due": row.due.isoformat(), "days_left": (row.due - due.as_of).days,
        "status": row.status.value, "subject": row.subject, "person": due.person, "policy": row.policy,
        "requirement": row.requirement, "title": row.title, "needed": row.needed,
        "window_start": row.window_start.isoformat(), "window_end": row.window_end.isoformat(), "about": row.about,
        "why": row.reason, "id": row.id,
    }  # fmt: skip


def _write(found: list[Due], out: Path, *, force: bool) -> None:
    import csv

    from caseward.cli.folder import new_file
    from caseward.interchange.cells import spreadsheet_safe

    with new_file(out, force=force) as building, building.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(
            {k: spreadsheet_safe(v) if isinstance(v, str) else v for k, v in _line(d).items()} for d in found
        )


def _show(found: list[Due], screen: Console, *, several: bool, out: Path | None) -> None:
    from caseward.cli.screen import say, table
    from caseward.reports.speech import counted

    heads = (*(("as of",) if several else ()), "due", "in days", "subject", "requirement", "status", "why")
    number = heads.index("in days")
    made = table(*heads, title="What is open, soonest first", right=(number,), whole=tuple(range(number)))
    for due in found[:SHOWN]:
        line = _line(due)
        first = (str(line["as_of"]),) if several else ()
        cells = (str(line[name]) for name in ("due", "days_left", "subject", "requirement", "status", "why"))
        made.add_row(*first, *cells)
    if found:
        screen.print(made)
    subjects = len({d.row.subject for d in found})
    overdue = sum(d.row.due < d.as_of for d in found)
    rest = f" {len(found) - SHOWN:,} more are not shown." if len(found) > SHOWN else ""
    where = f" Written to {out.as_posix()}." if out else " --out FILE leaves all of it as CSV." if rest else ""
    say(screen, f"{counted(len(found), 'obligation')} of {counted(subjects, 'subject')}, {overdue:,} of them past due."
        f"{rest}{where}")  # fmt: skip
