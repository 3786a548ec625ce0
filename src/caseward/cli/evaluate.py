"""``caseward evaluate``: every obligation of a record, or of a country, as tables."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.options import AsOf, Force, Json, KnownAt, NoColor, Policies, Record, Strict, day, instant

if TYPE_CHECKING:
    from caseward.cli.evaluation import Answer, Asking


class Engine(StrEnum):
    """Who does the work."""

    LOCAL = "local"
    SPARK = "spark"


def evaluate(
    record: Record,
    policy: Policies,
    as_of: AsOf,
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The folder to leave the tables in.")],
    known_at: KnownAt = None,
    engine: Annotated[Engine, typer.Option("--engine", help="This machine, or a Spark cluster.")] = Engine.LOCAL,
    workers: Annotated[
        int,
        typer.Option(
            "--workers", metavar="N", min=0, help="How many processes share the work; 0: one for each processor."
        ),
    ] = 0,
    per_slice: Annotated[
        int,
        typer.Option(
            "--per-slice",
            metavar="N",
            min=1,
            help="How many terms are read, evaluated and written at once: fewer take less memory. Each slice is a file "
            "of the output.",
        ),
    ] = 65_536,
    update: Annotated[
        bool,
        typer.Option("--update", help="Keep what DIR holds already where nothing it was made from has changed."),
    ] = False,
    explain_plan: Annotated[
        bool,
        typer.Option(
            "--explain-plan",
            help="Say of each requirement whether a kernel or the slower reference evaluates it, and why.",
        ),
    ] = False,
    sorted_: Annotated[
        bool, typer.Option("--sorted", help="Refuse a data set that is not in subject order instead of sorting it.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Read and check, say what would be done, and write nothing.")
    ] = False,
    strict: Strict = False,
    force: Force = False,
    json: Json = False,
    no_color: NoColor = False,
) -> None:
    """Work out every obligation under dated policies, from one caseload to every term in a country, as Parquet tables.

    Example: caseward evaluate examples/el-monte-2022 --policy policies/us-ca-los-angeles/adult.yaml --as-of 2022-06-14
    --out build/evaluated
    """
    from caseward.cli.evaluation import Asking, evaluated

    asking = Asking(
        record, tuple(policy), day(as_of, "--as-of"), instant(known_at, "--known-at"), out, engine.value, workers,
        per_slice, update=update, in_order=sorted_, dry_run=dry_run, strict=strict, force=force,
    )  # fmt: skip
    _say(asking, evaluated(asking), plan=explain_plan, as_json=json, no_color=no_color)


def _say(asking: Asking, answer: Answer, *, plan: bool, as_json: bool, no_color: bool) -> None:
    from caseward.cli.evaluated import answer_data, show_answer
    from caseward.cli.screen import console, print_json

    if as_json:
        print_json(answer_data(asking, answer, plan=plan))
    else:
        show_answer(asking, answer, console(no_color=no_color), plan=plan)
