"""``caseward serve``: the web application on an agency's folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.kept_options import DryRun

if TYPE_CHECKING:
    from caseward.web.settings.web_toml import Agency

ADDRESS = "localhost"  # nothing outside this machine; an agency puts gunicorn behind its own server


def serve(
    folder: Annotated[
        Path, typer.Argument(metavar="AGENCY", help="The folder of a kept record, as `caseward init` made it.")
    ],
    policy: Annotated[
        list[Path] | None,
        typer.Option("--policy", "-p", metavar="POLICY", help="A policy to work under, while there is no web.toml."),
    ] = None,
    name: Annotated[str, typer.Option("--name", help="The agency's name, when the folder has no web.toml.")] = "",
    port: Annotated[int, typer.Option("--port", min=1, max=65535, help="The port on this machine.")] = 8000,
    trial: Annotated[
        bool,
        typer.Option("--trial", help="Make and print a user for each role, without https: for a trial alone."),
    ] = False,
    administrator: Annotated[
        str,
        typer.Option("--administrator", metavar="NAME", help="Add an administrator; prints their one-time link."),
    ] = "",
    prepare_only: Annotated[bool, typer.Option("--prepare", help="Make everything ready, and serve nothing.")] = False,
    dry_run: DryRun = False,
) -> None:
    """Open the web application of an agency on this machine.

    Example: caseward serve build/agency --policy policies/us-ca-los-angeles/adult.yaml --trial
    """
    from caseward.errors import BadRequest
    from caseward.interchange.kept.settings import read_settings
    from caseward.web import agency_making
    from caseward.web.settings.web_toml import FILE, Agency, read_agency

    zone = read_settings(folder).zone
    if not (folder / FILE).exists():
        if not policy:
            raise BadRequest(f"{folder / FILE} is not there yet: name the policy to work under with --policy.")
        wanted = Agency(
            folder.resolve(),
            name=name or folder.resolve().name,
            policies=tuple(str(path.resolve()) for path in policy),
            https=not trial,
            second_factor="offered" if trial else "required",
        )
        if dry_run:
            print(f"Would write {folder / FILE}:\n\n{wanted.toml()}", end="")
            return
        agency_making.prepare(wanted)
    agency = read_agency(folder)
    if dry_run:
        print(f"Would serve {agency.name} from {folder} at http://{ADDRESS}:{port}/ (nothing was changed).")
        return
    people = _made_ready(agency)
    print(f"{agency.name}: {people:,} people.")
    if administrator:
        _tell_link(agency, administrator, zone, port)
    if trial:
        _tell(zone)
    if not prepare_only:
        from caseward.web.serving import run

        run(f"{ADDRESS}:{port}", lambda: print(f"Open http://{ADDRESS}:{port}/ (Ctrl-C ends it)", flush=True))


def _made_ready(agency: Agency) -> int:
    """Make keys and tables and draw them; how many people there are."""
    from caseward.cli.screen import step
    from caseward.web import agency_making

    agency_making.prepare(agency)
    agency_making.set_up(agency.folder)
    with step("Bringing the application's tables to this version"):
        agency_making.migrate()
    with step("Drawing worklists from the record"):
        people = agency_making.draw()
    if left := agency_making.lock_files():
        print(f"{left:,} files in uploads/ could not be locked: nobody knows whose they are, or their term is sealed.")
    return people


def _tell_link(agency: Agency, name: str, zone: str, port: int) -> None:
    from caseward.web.agency_making import administrator
    from caseward.web.moment import today

    site = f"https://{agency.hosts[0]}" if agency.https else f"http://{ADDRESS}:{port}"
    print(f"{name} chooses a password, once, at {site}{administrator(name, today(zone))}")


def _tell(zone: str) -> None:
    from caseward.web.agency_making import people_who_sign_in
    from caseward.web.moment import today

    for one in people_who_sign_in(today(zone)):
        print(f"  {one.role:14} {one.name:20} {one.password}")
