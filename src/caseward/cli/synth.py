"""``caseward synth``: a synthetic record, from two hundred terms to every term in a nation."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from caseward.cli.options import Force, Json, day

MOST_AS_CSV = 10_000
"""Terms that are made as CSV where nothing is said."""


class Form(StrEnum):
    """What the tables are written as."""

    CSV = "csv"
    PARQUET = "parquet"


_FORM = (
    f"CSV tables, or a Parquet data set in subject order. Without it: CSV up to {MOST_AS_CSV:,} terms, else Parquet."
)
_WHOLE = (
    "Every term runs the whole stretch, from its first 28 days on. Without it they begin in the first three quarters "
    "of it, and many end within it."
)
_FLAWS = (
    "Times the usual rate of flaws (imprecise days, corrections, doubles, blanks, impossible pairs), from 0 (none) to "
    "10."
)
_POLICY = (
    "Take levels, case types and legal forms from what this policy names, so that its rules apply. Without it: a "
    "general mix."
)
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help="The record folder to make.")]
Terms = Annotated[int, typer.Option("--terms", metavar="N", help="How many supervision terms.")]
Seed = Annotated[int, typer.Option("--seed", metavar="S", help="The same seed always gives the same record.")]
Format = Annotated[Form | None, typer.Option("--format", help=_FORM)]
From = Annotated[str, typer.Option("--from", metavar="DATE", help="The first day of the stretch in which terms begin.")]
Months = Annotated[int, typer.Option("--months", metavar="M", help="How many months the stretch has.")]
Whole = Annotated[bool, typer.Option("--whole", help=_WHOLE)]
Flaws = Annotated[float, typer.Option("--flaws", metavar="TIMES", help=_FLAWS)]
Words = Annotated[Path | None, typer.Option("--policy", "-p", metavar="POLICY", help=_POLICY)]
Workers = Annotated[
    int,
    typer.Option("--workers", metavar="N", min=0, help="How many processes share the work; 0: one for each processor."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Say what would be made and how big, and write nothing.")]


def synth(
    out: Out,
    terms: Terms = 200,
    seed: Seed = 1,
    form: Format = None,
    start: From = "2021-01-01",
    months: Months = 24,
    whole: Whole = False,
    flaws: Flaws = 1.0,
    policy: Words = None,
    workers: Workers = 0,
    dry_run: DryRun = False,
    force: Force = False,
    json: Json = False,
) -> None:
    """Make a synthetic record: no real person is in it, and the same seed gives the same bytes.

    Example: caseward synth --terms 200 --seed 1 --out build/synthetic

    Example: caseward synth --terms 4000000 --whole --flaws 0.1 --out build/nation
    """
    from caseward.cli.evaluation import engine_installed

    engine_installed()  # columns of a whole nation are made with what the kernels of the engine need too
    from caseward.cli.screen import print_json
    from caseward.cli.synthesis import Wanted, made, sizes, words_of
    from caseward.interchange.synth.record import planned

    plan = planned(seed, day(start, "--from"), months, whole=whole, flaws=flaws, words=words_of(policy))
    chosen = form or (Form.CSV if terms <= MOST_AS_CSV else Form.PARQUET)
    wanted = Wanted(out, terms, plan, chosen.value, workers, force=force)
    if dry_run:
        expected = sizes(wanted)
        about = f"about {expected['entries']:,} entries in {expected['files']} files, {expected['bytes'] / 1e6:,.1f} MB"
        print_json(expected) if json else print(f"Would make {terms:,} synthetic terms (seed {seed}): {about}.")
        return
    done = made(wanted)
    if json:
        print_json({"terms": terms, "seed": seed, "entries": done.entries, "files": [p.as_posix() for p in done.files]})
    else:
        what = f"{done.entries:,} entries about {terms:,} synthetic terms (seed {seed})"
        print(f"{what} in {done.tables} tables: {out.as_posix()}")
