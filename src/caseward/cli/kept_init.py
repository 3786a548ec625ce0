"""``caseward init``: a new kept record."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from caseward.cli.options import Json

if TYPE_CHECKING:
    from caseward.interchange.kept.making import Wanted


class KeyType(StrEnum):
    """The kinds of key that may sign a log."""

    ED25519 = "ed25519"
    P256 = "p256"


_ORIGIN = "The name of the log, for ever, such as probation.example.gov/adult. Every receipt carries it."
_POSTGRES = "Keep the entries in this PostgreSQL database. Without it: in a SQLite file in DIR."
_WITNESS = "The verifier key of somebody outside who watches the log. May be given several times: all must then sign."
_ZONE = "The time zone in which times of recording are shown and exported, such as America/Los_Angeles."


def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder to make; it must not be there yet.")],
    origin: Annotated[str, typer.Option("--origin", metavar="NAME", help=_ORIGIN)],
    postgres: Annotated[str, typer.Option("--postgres", metavar="URL", help=_POSTGRES)] = "",
    witness: Annotated[list[str] | None, typer.Option("--witness", metavar="VKEY", help=_WITNESS)] = None,
    zone: Annotated[str, typer.Option("--zone", metavar="ZONE", help=_ZONE)] = "UTC",
    key_type: Annotated[KeyType, typer.Option("--key", help="The kind of key that signs the log.")] = KeyType.ED25519,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be made, and make nothing.")] = False,
    json: Json = False,
) -> None:
    """Make a kept record: a log that only grows, its keys, and the settings that say where everything lies.

    Example: caseward init build/kept --origin probation.example/adult --zone America/Los_Angeles
    """
    from caseward.cli.folder import check_place
    from caseward.cli.screen import print_json

    wanted = _wanted(folder, origin, postgres, witness or [], zone, key_type)
    check_place(folder, force=False)
    vkey = "" if dry_run else _made(folder, wanted)
    if json:
        print_json({"folder": folder.as_posix(), "origin": origin, "vkey": vkey, "settings": wanted.settings.toml()})
    elif dry_run:
        print(f"Would make the kept record {origin} in {folder.as_posix()}, with the settings:\n")
        print(wanted.settings.toml(), end="")
    else:
        print(f"Made the kept record {origin} in {folder.as_posix()}. Its log's verifier key, to be made public:\n")
        print(f"{vkey}\n")
        print(_next(folder))


def _wanted(folder: Path, origin: str, postgres: str, witness: list[str], zone: str, key_type: KeyType) -> Wanted:
    from caseward.errors import BadRequest
    from caseward.interchange.kept.making import Wanted, witness_keys
    from caseward.interchange.kept.settings import Settings, origin_fault, zone_fault

    wrong = [f"--origin {origin!r}: {origin_fault(origin)}"] if origin_fault(origin) else []
    wrong += [f"--zone {zone!r}: {zone_fault(zone)}"] if zone_fault(zone) else []
    if postgres and not postgres.startswith(("postgresql://", "postgres://")):
        wrong.append("--postgres: a database is named as postgresql://host/name")
    if "@" in postgres and ":" in postgres.partition("://")[2].partition("@")[0]:
        wrong.append("--postgres: leave the password out, and put it into a password file; kept.toml holds no secret")
    if wrong:
        raise BadRequest("; ".join(wrong) + ".")
    settings = Settings(folder, origin, store=postgres or "record.sqlite", zone=zone, keys_type=key_type.value)
    return Wanted(settings, witness_keys(witness))


def _made(folder: Path, wanted: Wanted) -> str:
    from caseward.cli.folder import new_folder
    from caseward.cli.kept_clock import entropy, now
    from caseward.interchange.kept.making import make_record
    from caseward.ledger.durable import sync_folder

    with new_folder(folder, marked=False) as building:
        vkey = make_record(building, wanted, now, entropy)
        # Names too: what is acknowledged later must not hang on a folder that a power cut takes away.
        for path in (*(p for p in building.rglob("*") if p.is_dir()), building):
            sync_folder(path)
    sync_folder(folder.resolve().parent)
    return str(vkey)


def _next(folder: Path) -> str:
    place = folder.as_posix()
    return (
        f"Keys are in {place}/keys, readable by their owner alone. Move them to where the database is not, and say in\n"
        f"{place}/kept.toml where they are. Hand unit.pem to the sealed unit and take it away from here.\n"
        f"Then: caseward import {place} RECORD, or caseward append {place} FILE.jsonl"
    )
