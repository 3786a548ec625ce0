"""``caseward jobs``: what an agency's application does in the background."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

PAUSE = 5.0
"""Seconds between two rounds."""


def jobs(
    folder: Annotated[Path, typer.Argument(metavar="AGENCY", help="The folder of an agency, with its web.toml.")],
    once: Annotated[bool, typer.Option("--once", help="One round of whatever is due, and the end.")] = False,
) -> None:
    """Do what is due in the background: draw the new day, send messages, pass on warnings that nobody opened, have
    files scanned that wait for it.

    Goes on until it is told to end. It may be stopped at any point, and several may run at once: each job is taken by
    one of them. The application's tables must be there (`caseward serve AGENCY --prepare`).

    Example: caseward jobs build/agency --once
    """
    import time

    from caseward.web.agency_making import set_up
    from caseward.web.settings.web_toml import read_agency

    set_up(read_agency(folder).folder)
    from caseward.web.jobs.running import one_round
    from caseward.web.keeping import keeping
    from caseward.web.moment import now

    while True:
        for ran in one_round(keeping(), now):
            if once or ran.fault:
                print(f"{ran.name}: {ran.fault or f'{ran.done:,} done'}", flush=True)
        if once:
            return
        time.sleep(PAUSE)
