"""``caseward synth``: a synthetic record."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from caseward.cli.options import Force, Json


def synth(
    out: Annotated[Path, typer.Option("--out", metavar="DIR", help="The record folder to make.")],
    terms: Annotated[int, typer.Option("--terms", metavar="N", help="How many supervision terms.")] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="The same seed always gives the same record.")] = 1,
    force: Force = False,
    json: Json = False,
) -> None:
    """Make a synthetic record: no real person is in it, and the same seed gives the same bytes.

    Example: caseward synth --terms 200 --seed 1 --out build/synthetic
    """
    from caseward.cli.folder import check_place, new_folder
    from caseward.cli.screen import print_json, step
    from caseward.interchange.synth import synthesise
    from caseward.interchange.write import write_record

    check_place(out, force=force)
    with step("Making the record", quiet=json):
        record = synthesise(terms, seed)
        with new_folder(out, force=force) as building:
            paths = [out / path.name for path in write_record(record, building)]
    if json:
        print_json({"terms": terms, "seed": seed, "entries": len(record), "files": [p.as_posix() for p in paths]})
    else:
        made = f"{len(record):,} entries about {terms:,} synthetic terms (seed {seed})"
        print(f"{made} in {len(paths)} tables: {out.as_posix()}")
